"""What is drawn: lines of pieces of text, each with the name of an ink; pure values without a terminal.

An ink is one or more words ("bold error") that the theme turns into colours (`tui.widgets.drawn`). Text is cleaned
when it becomes a piece, so that nothing that others wrote can act upon the terminal.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from okr.domain.cells import cell_width, truncate
from okr.domain.text import clean_for_display
from tui.keymap import DEFAULT, Keymap

LONGEST_CLUSTER = 20
"""Characters that may share a cell: eight combining marks are kept, and joined emoji have fewer than twenty."""

Align = Literal["left", "right", "center"]


class Target(NamedTuple):
    """What a line or a part of it stands for: enter opens it, `y` copies its key."""

    kind: str
    key: str
    title: str = ""


class Piece(NamedTuple):
    """A run of text in one ink."""

    text: str
    ink: str = ""


class Spot(NamedTuple):
    """A part of a line, in cells, that can be chosen by itself."""

    start: int
    width: int
    target: Target


class Line(NamedTuple):
    """One line of the screen; with spots, the cursor stands on one of them instead of on the whole line."""

    pieces: tuple[Piece, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def width(self) -> int:
        """Cells that the line takes."""
        return sum(cell_width(piece.text) for piece in self.pieces)

    @property
    def text(self) -> str:
        """The line without its inks."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Look:
    """How the terminal lets itself be drawn on: the glyphs of this session, and the keys that its sentences name."""

    ascii_only: bool = False
    keymap: Keymap = field(default=DEFAULT, repr=False, compare=False)

    def key(self, action: str) -> str:
        """The key of an action, by its id, as the user has it: what a sentence names is never written out."""
        return self.keymap.shown(action)

    def said(self, words: str) -> str:
        """A sentence of okr's own with the keys of the actions that it names: "{app.undo} takes it back"."""
        return self.keymap.said(words)

    @property
    def opened(self) -> str:
        """Mark of a branch that shows its children."""
        return "v" if self.ascii_only else "\u25be"

    @property
    def closed(self) -> str:
        """Mark of a branch that hides its children."""
        return ">" if self.ascii_only else "\u25b8"

    @property
    def crumb(self) -> str:
        """Between two steps of a path."""
        return ">" if self.ascii_only else "\u203a"

    @property
    def dot(self) -> str:
        """Between two facts of one line."""
        return "-" if self.ascii_only else "\u00b7"

    @property
    def rule(self) -> str:
        """What a thin rule is made of."""
        return "-" if self.ascii_only else "\u2500"

    @property
    def arrow(self) -> str:
        """From one value to another."""
        return "->" if self.ascii_only else "\u2192"

    @property
    def none(self) -> str:
        """Where there is no number."""
        return "-" if self.ascii_only else "\u2013"

    def chosen(self, is_chosen: bool) -> str:
        """Whether a line of a list is taken in or left out; no sign that a status has, too."""
        if self.ascii_only:
            return "[x]" if is_chosen else "[ ]"
        return "\u2713" if is_chosen else "\u00b7"

    @property
    def ellipsis(self) -> str:
        """Where a text was cut."""
        return ".." if self.ascii_only else "\u2026"


@dataclass
class Pen:
    """Writes one line from left to right and knows where it stands."""

    look: Look = field(default_factory=Look)
    pieces: list[Piece] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    at: int = 0

    def write(self, text: str, ink: str = "") -> "Pen":
        """Put down a text as it is, cleaned."""
        clean = clean_for_display(text)
        if clean:
            self.pieces.append(Piece(clean, ink))
            self.at += cell_width(clean)
        return self

    def cell(self, text: str, width: int, ink: str = "", *, align: Align = "left") -> "Pen":
        """Put down a text in exactly `width` cells, cut with an ellipsis or padded with blanks."""
        if width <= 0:
            return self
        # What can never be seen is not measured either: a title of 10,000 characters costs no more than one of 500.
        shown = truncate(clean_for_display(text[: LONGEST_CLUSTER * width]), width, ellipsis=self.look.ellipsis)
        blanks = width - cell_width(shown)
        before = blanks if align == "right" else blanks // 2 if align == "center" else 0
        return self.gap(before).write(shown, ink).gap(blanks - before)

    def gap(self, cells: int) -> "Pen":
        """Leave cells empty."""
        if cells > 0:
            self.pieces.append(Piece(" " * cells))
            self.at += cells
        return self

    def to(self, column: int) -> "Pen":
        """Leave cells empty up to a column."""
        return self.gap(column - self.at)

    def put(self, pieces: Iterable[Piece]) -> "Pen":
        """Put down pieces that were made elsewhere."""
        for piece in pieces:
            self.write(piece.text, piece.ink)
        return self

    def mark(self, start: int, target: Target) -> "Pen":
        """Make what was written since `start` a spot of its own."""
        self.spots.append(Spot(start, self.at - start, target))
        return self

    def line(self) -> Line:
        """The finished line."""
        return Line(tuple(self.pieces), tuple(self.spots))


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` cells, cut between words where that is possible; line breaks are kept."""
    lines: list[str] = []
    for paragraph in clean_for_display(text, single_line=False).split("\n"):
        lines.extend(_wrap_paragraph(paragraph, max(8, width)))
    return lines


def _wrap_paragraph(paragraph: str, width: int) -> list[str]:
    lines: list[str] = []
    current = ""
    for word in paragraph.split(" "):
        candidate = f"{current} {word}" if current else word
        if cell_width(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        while len(word) > LONGEST_CLUSTER * width or cell_width(word) > width:
            head = truncate(word[: LONGEST_CLUSTER * width], width, ellipsis="") or word[:1]
            lines.append(head)
            word = word[len(head) :]
        current = word
    return [*lines, current]
