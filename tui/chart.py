"""A small line chart in braille dots: what was, what should have been, and where it is heading; pure functions.

Several lines share one grid. A cell has one ink, so the lines have an order: where they meet, the more telling one is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tui.lines import Look, Piece
from tui.view_models.goal_card import Course, Mark

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800
TOP_PPM = 1_000_000
MOST_PPM = 3 * TOP_PPM
"""What lies further out is drawn at the edge, so that one wild reading does not flatten everything else."""

Grid = list[list[int]]


@dataclass(frozen=True, slots=True)
class Layer:
    """One line of a chart: its points, its ink, its sign in ASCII, and every how many dots it has one."""

    marks: Sequence[Mark]
    ink: str
    sign: str
    every: int = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """The days and heights that a chart spans."""

    first: date
    last: date
    low_ppm: int
    high_ppm: int

    def across(self, day: date, width: int) -> int:
        """The dot column of a day, of so many cells."""
        span = max(1, (self.last - self.first).days)
        return max(0, min(2 * width - 1, round((day - self.first).days / span * (2 * width - 1))))

    def down(self, ppm: int, height: int) -> int:
        """The dot row of a height, from above, of so many cells."""
        part = (min(max(ppm, self.low_ppm), self.high_ppm) - self.low_ppm) / (self.high_ppm - self.low_ppm)
        return round((1 - part) * (4 * height - 1))


def frame_of(course: Course) -> Frame:
    """What a course spans: at least its way from 0 to 100 %, and from its first to its due day."""
    marks = [*course.actual, *course.expected, *course.checkpoints]
    heights = [mark.ppm for mark in marks]
    if course.forecast is not None and course.forecast.end_ppm is not None:
        heights.append(course.forecast.end_ppm)
    high = min(MOST_PPM, max([TOP_PPM, *heights]))
    low = max(-MOST_PPM, min([0, *heights]))
    days = [mark.day for mark in marks]
    return Frame(min([course.starts, *days]), max([course.due, *days]), low, high)


def chart(course: Course, width: int, height: int, *, today: date, look: Look, tone: str) -> list[list[Piece]]:
    """`height` lines of `width` cells; empty where nothing was read yet or there is no room.

    What was is drawn in `tone`, the expected way dim, the forecast with its range in the accent, checkpoints as diamonds,
    today as an upright line.
    """
    if not course.actual or width < 8 or height < 2:
        return []
    frame = frame_of(course)
    cells = _Cells(width, height, look)
    for layer in (*_heading(course), *_known(course, tone)):
        cells.trace(layer, frame)
    for mark in course.checkpoints:
        cells.put(mark, frame, "o" if look.ascii_only else "\u25c7", "bold")
    cells.put(course.actual[-1], frame, "@" if look.ascii_only else "\u25cf", tone)
    if frame.first < today < frame.last:
        cells.upright(frame.across(today, width) // 2)
    return cells.lines()


def _heading(course: Course) -> list[Layer]:
    """The forecast from the last reading to the due day, with the edges of its range (R9)."""
    forecast = course.forecast
    if forecast is None or forecast.end_ppm is None:
        return []
    begins = course.actual[-1]
    if begins.day >= course.due:
        return []
    layers = [
        Layer((begins, Mark(course.due, edge)), "faint", ":", every=2)
        for edge in (forecast.low_ppm, forecast.high_ppm)
        if edge is not None
    ]
    return [*layers, Layer((begins, Mark(course.due, forecast.end_ppm)), "accent", "~", every=2)]


def _known(course: Course, tone: str) -> list[Layer]:
    return [Layer(course.expected, "dim", ".", every=3), Layer(course.actual, tone, "*")]


class _Cells:
    """The cells of a chart while it is drawn."""

    def __init__(self, width: int, height: int, look: Look) -> None:
        self.width, self.height, self.look = width, height, look
        self._glyphs: list[list[tuple[str, str]]] = [[(" ", "")] * width for _ in range(height)]

    def trace(self, layer: Layer, frame: Frame) -> None:
        """Draw a line over what is there."""
        grid: Grid = [[0] * self.width for _ in range(self.height)]
        points = [(frame.across(mark.day, self.width), frame.down(mark.ppm, self.height)) for mark in layer.marks]
        for x, y in points[:1]:
            grid[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(abs(x1 - x0), abs(y1 - y0), 1)
            for step in range(steps + 1):
                x, y = round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps)
                if step % layer.every == 0:
                    grid[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
        for row, dots_of_row in enumerate(grid):
            for column, dots in enumerate(dots_of_row):
                if dots:
                    glyph = layer.sign if self.look.ascii_only else chr(_BLANK + dots)
                    self._glyphs[row][column] = (glyph, layer.ink)

    def put(self, mark: Mark, frame: Frame, glyph: str, ink: str) -> None:
        """Put a sign where a mark stands."""
        row, column = frame.down(mark.ppm, self.height) // 4, frame.across(mark.day, self.width) // 2
        self._glyphs[row][column] = (glyph, ink)

    def upright(self, column: int) -> None:
        """An upright line behind everything else."""
        glyph = "|" if self.look.ascii_only else "\u2506"
        for row in self._glyphs:
            if row[column][0] == " ":
                row[column] = (glyph, "faint")

    def lines(self) -> list[list[Piece]]:
        """The cells as pieces of one ink each."""
        return [_joined(row) for row in self._glyphs]


def _joined(row: Sequence[tuple[str, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    for glyph, ink in row:
        if pieces and pieces[-1].ink == ink:
            pieces[-1] = Piece(pieces[-1].text + glyph, ink)
        else:
            pieces.append(Piece(glyph, ink))
    return pieces
