"""Tables, trees and lines of cells: what is shown, without saying how it is drawn.

`show` draws it: styled by Rich on a terminal (`okr.cli.terminal`), else as aligned text that is never cut.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from okr.cli.look import Look
from okr.domain.text import cell_width, clean_for_display

GAP = "  "


class Piece(NamedTuple):
    """A run of text of one style: a tone of `okr.domain.wording`, `dim` or `strong`, or none."""

    text: str
    style: str = ""


class Cell(NamedTuple):
    """What stands in one place of a table: pieces of harmless text."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The text without style."""
        return "".join(piece.text for piece in self.pieces)

    def __add__(self, other: "Cell") -> "Cell":  # type: ignore[override]  # a cell goes on with a cell, with no other tuple
        return Cell(self.pieces + other.pieces)

    def styled(self, style: str) -> "Cell":
        """The same text in one style."""
        return Cell(tuple(Piece(piece.text, style) for piece in self.pieces))


EMPTY = Cell()


def cell(text: object, style: str = "", *, single_line: bool = True) -> Cell:
    """A cell of any text, made harmless; None is an empty cell."""
    if text is None or text == "":
        return EMPTY
    return Cell((Piece(clean_for_display(str(text), single_line=single_line), style),))


class Column(NamedTuple):
    """A column: its heading, its side, and the least width of a terminal on which it is shown."""

    heading: str
    align: Literal["left", "right"] = "left"
    flexible: bool = False
    from_width: int = 0


class Table(NamedTuple):
    """Rows of cells under headings; a row has as many cells as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    headings: bool = True
    empty: str = "nothing to show"


class Lines(NamedTuple):
    """Lines of cells, one below the other; a heading stands close to what follows."""

    lines: tuple[Cell, ...] = ()
    is_heading: bool = False


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, empty: str, headings: bool = True) -> Table:
    """A table; `empty` is the sentence that stands in its place where there are no rows."""
    return Table(tuple(columns), tuple(tuple(row) for row in rows), headings, empty)


def facts(pairs: Iterable[tuple[str, Cell]]) -> Table:
    """Names and values, without headings; what has no value is left out."""
    rows = [(cell(name, "dim"), value) for name, value in pairs if value.text]
    return table((Column("name"), Column("value", flexible=True)), rows, empty="", headings=False)


def show(part: Table | Lines, look: Look) -> None:
    """Prints a table or lines in the look of this call."""
    if look.terminal:
        from okr.cli.terminal import draw

        draw(part, look)
    else:
        for line in plain_lines(part):
            print(line)


def plain_lines(part: Table | Lines) -> list[str]:
    """The part as aligned text without colours, uncut."""
    if isinstance(part, Lines):
        return [line.text for line in part.lines]
    if not part.rows:
        return [part.empty] if part.empty else []
    texts = [[column.heading.upper() for column in part.columns]] if part.headings else []
    texts += [[entry.text for entry in row] for row in part.rows]
    widths = [max(cell_width(row[index]) for row in texts) for index in range(len(part.columns))]
    return [_aligned(row, part.columns, widths) for row in texts]


def _aligned(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    parts = []
    for text, column, width in zip(row, columns, widths, strict=True):
        blanks = " " * (width - cell_width(text))
        parts.append(blanks + text if column.align == "right" else text + blanks)
    return GAP.join(parts).rstrip()
