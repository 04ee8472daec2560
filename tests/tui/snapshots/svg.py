"""A screen as a small SVG for reviewing: a line of the file for each line of the terminal, the same on every machine.

Textual's own pictures name a class for each run of cells by a digest of the whole: one changed letter changes every line. Here
a run says its own colours, so that a difference shows where it is.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI
from textual.app import App

CELL, LINE, FONT, FOOT = 10, 20, 16.6, 15
"""Pixels: the width of a cell, the height of a line, the size of letters that are so wide, and how deep they stand."""
WORDS = re.compile(r"\S+(?: \S+)*")
"""Words with one blank between them; what stands further apart has a place of its own, since not every viewer keeps blanks."""
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" xml:space="preserve" '
    f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{FONT}">'
)


def svg_of(app: App[None]) -> str:
    """The screen as it stands, with what lies below a dialog."""
    width, height = app.size
    console = Console(
        width=width, height=height, file=StringIO(), force_terminal=True, color_system="truecolor", record=True,
        legacy_windows=False, safe_box=False,
    )  # fmt: skip
    console.print(app.screen._compositor.render_update(full=True, screen_stack=app._background_screens, simplify=True))
    segments = Segment.filter_control(console._record_buffer)
    rows = list(Segment.split_and_crop_lines(segments, width, include_new_lines=False))[:height]
    ground = _commonest(rows)
    lines = [
        HEAD.format(width=width * CELL, height=height * LINE),
        f'<rect width="{width * CELL}" height="{height * LINE}" fill="{ground}"/>',
        *(drawn for number, row in enumerate(rows) for drawn in _row(number, row, ground)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _row(number: int, row: Iterable[Segment], ground: str) -> Iterator[str]:
    """The grounds of a line, then its text."""
    at = 0
    grounds: list[tuple[int, int, str]] = []
    texts = []
    for segment in row:
        cells = cell_len(segment.text)
        ink, under = _colours(segment.style)
        if grounds and grounds[-1][2] == under:
            grounds[-1] = (grounds[-1][0], grounds[-1][1] + cells, under)
        else:
            grounds.append((at, cells, under))
        for found in WORDS.finditer(segment.text):
            place = at + cell_len(segment.text[: found.start()])
            length = cell_len(found[0]) * CELL
            looks = f'fill="{ink}"{_marks(segment.style)}'
            texts.append(f'<tspan x="{place * CELL}" textLength="{length}" {looks}>{escape(found[0])}</tspan>')
        at += cells
    shown = "".join(
        f'<rect x="{start * CELL}" y="{number * LINE}" width="{cells * CELL}" height="{LINE}" fill="{under}"/>'
        for start, cells, under in grounds
        if under != ground
    )
    if shown:
        yield shown
    if texts:
        yield f'<text y="{number * LINE + FOOT}">{"".join(texts)}</text>'


def _marks(style: Style | None) -> str:
    if style is None:
        return ""
    marks = ' font-weight="bold"' if style.bold else ""
    marks += ' font-style="italic"' if style.italic else ""
    return marks + (' text-decoration="underline"' if style.underline else "")


def _colours(style: Style | None) -> tuple[str, str]:
    """Ink and ground of a run."""
    theme = DIMMED_MONOKAI
    ink, under = theme.foreground_color, theme.background_color
    if style is not None:
        ink = style.color.get_truecolor(theme) if style.color is not None else ink
        under = style.bgcolor.get_truecolor(theme, foreground=False) if style.bgcolor is not None else under
        if style.reverse:
            ink, under = under, ink
        if style.dim:
            ink = type(ink)(*((3 * part + 2 * below) // 5 for part, below in zip(ink, under, strict=True)))
    return ink.hex, under.hex


def _commonest(rows: Iterable[Iterable[Segment]]) -> str:
    """The ground that most cells have."""
    cells: dict[str, int] = {}
    for row in rows:
        for segment in row:
            under = _colours(segment.style)[1]
            cells[under] = cells.get(under, 0) + cell_len(segment.text)
    return max(sorted(cells), key=lambda under: cells[under])
