"""A small line chart in braille dots: where a goal was and where it should have been, day by day; pure functions."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from tui.lines import Look, Piece
from tui.view_models.goal_card import Day

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800
TOP_PPM = 1_000_000

Grid = list[list[int]]


def chart(
    history: Sequence[Day], ends_on: date, width: int, height: int, *, look: Look, tone: str
) -> list[list[Piece]]:
    """`height` lines of `width` cells: progress in a tone, the expected way dim; empty with fewer than two days.

    The time runs from the first day to `ends_on`, the height from 0 to 100 % (or as far as either line goes).
    """
    days = [day for day in history if day.progress_ppm is not None]
    if len(days) < 2 or width < 8 or height < 2:
        return []
    first = history[0].day
    span = max(1, (max(ends_on, history[-1].day) - first).days)
    top = max([TOP_PPM, *(day.progress_ppm or 0 for day in history), *(day.expected_ppm or 0 for day in history)])
    low = min([0, *(day.progress_ppm or 0 for day in history)])

    def place(day: date, ppm: int) -> tuple[int, int]:
        x = round((day - first).days / span * (2 * width - 1))
        y = round((1 - (ppm - low) / (top - low)) * (4 * height - 1))
        return x, y

    actual = _grid(width, height)
    wanted = _grid(width, height)
    _trace(wanted, [place(day.day, day.expected_ppm) for day in history if day.expected_ppm is not None], sparse=True)
    _trace(actual, [place(day.day, day.progress_ppm or 0) for day in days], sparse=False)
    return [_line(actual[row], wanted[row], look=look, tone=tone) for row in range(height)]


def _grid(width: int, height: int) -> Grid:
    return [[0] * width for _ in range(height)]


def _trace(grid: Grid, points: Sequence[tuple[int, int]], *, sparse: bool) -> None:
    """Set the dots on the way through some points; every other one where it is only a way to compare with."""
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for step in range(steps + 1):
            x, y = round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps)
            if not sparse or x % 3 == 0:
                grid[y // 4][x // 2] |= _DOTS[y % 4][x % 2]


def _line(actual: Sequence[int], wanted: Sequence[int], *, look: Look, tone: str) -> list[Piece]:
    pieces: list[Piece] = []
    for mine, theirs in zip(actual, wanted, strict=True):
        ink = tone if mine else "dim" if theirs else ""
        dots = mine or theirs
        glyph = ("*" if mine else "." if theirs else " ") if look.ascii_only else chr(_BLANK + dots) if dots else " "
        if pieces and pieces[-1].ink == ink:
            pieces[-1] = Piece(pieces[-1].text + glyph, ink)
        else:
            pieces.append(Piece(glyph, ink))
    return pieces
