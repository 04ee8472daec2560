"""Tables and lines on a terminal, drawn by Rich; the only module of the commands that loads it."""

import sys

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from okr.cli.look import Look
from okr.cli.table import Cell, Lines, Table

STYLES = {
    "": "",
    "success": "green",
    "warning": "yellow",
    "error": "bold red",
    "muted": "dim",
    "accent": "cyan",
    "dim": "dim",
    "strong": "bold",
    "done": "green",
    "rest": "dim",
    "pace": "bold",
}
"""How each style of a piece looks; colours of the terminal's own palette, so that its theme decides."""


def draw(part: Table | Lines, look: Look) -> None:
    """Prints a part, fitted to the terminal's width; every text is a `Text`, so that no markup is ever read."""
    console = Console(
        file=sys.stdout,
        width=look.width,
        no_color=not look.color,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        force_terminal=True,
    )
    if isinstance(part, Lines):
        for line in part.lines:
            console.print(_text(line))
    elif part.rows:
        console.print(_table(part, look))
    elif part.empty:
        console.print(Text(part.empty, style="dim"))


def _table(part: Table, look: Look) -> RichTable:
    shown = [index for index, column in enumerate(part.columns) if column.from_width <= look.width]
    drawn = RichTable(box=None, show_header=part.headings, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for index in shown:
        column = part.columns[index]
        drawn.add_column(
            Text(column.heading),
            justify=column.align,
            no_wrap=not column.flexible,
        )
    for row in part.rows:
        drawn.add_row(*(_text(row[index], cut=part.headings, ascii_only=look.ascii_only) for index in shown))
    return drawn


def _text(entry: Cell, *, cut: bool = False, ascii_only: bool = False) -> Text:
    """A cell as text; `cut`: one line that ends in an ellipsis where it does not fit, instead of several."""
    text = Text(no_wrap=cut or None, overflow=("crop" if ascii_only else "ellipsis") if cut else "fold")
    for piece in entry.pieces:
        text.append(piece.text, style=STYLES[piece.style])
    return text
