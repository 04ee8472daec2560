"""A text of several lines that is being typed, and how it is broken into rows: pure values, like a line of text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, NamedTuple, Self

from okr.domain.cells import cell_width
from okr.domain.text import LONG_LIMIT, clean_for_display
from tui.editing import LineBuffer


class TextRow(NamedTuple):
    """One row on the screen: the places in the text between which it stands."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextBuffer(LineBuffer):
    """The text, with its line breaks, and where the caret stands."""

    longest: ClassVar[int] = LONG_LIMIT

    @staticmethod
    def cleaned(piece: str) -> str:
        """What was typed or pasted as it goes in: line breaks stay, what could act upon the terminal is replaced."""
        return clean_for_display("\n".join(piece.splitlines()), single_line=False)

    def new_line(self) -> Self:
        """Begin a new line."""
        return self.to_end_of(self.text[: self.caret] + "\n", self.text[self.caret :])

    def to_end_of(self, before: str, after: str) -> Self:
        """The two texts, with the caret between them."""
        text = (before + after)[: self.longest]
        return type(self)(text, min(len(text), len(before)))

    def key(self, key: str, character: str | None) -> Self | None:
        """As in a line of text; home, end and what takes away stay within the line of the caret."""
        match key:
            case "home" | "ctrl+a":
                return self.to(self._line_start)
            case "end" | "ctrl+e":
                return self.to(self._line_end)
            case "ctrl+u":
                return self.cut(self._line_start)
            case "ctrl+k":
                return self.to_end_of(self.text[: self.caret], self.text[self._line_end :])
        return super(TextBuffer, self).key(key, character)

    def up_or_down(self, by: int, width: int) -> Self | None:
        """The caret so many rows up or down, in the same cell as far as that row goes; None where there is no such row."""
        rows = text_rows(self.text, width)
        row = self.row_of_caret(width)
        if not 0 <= row + by < len(rows):
            return None
        wanted = cell_width(self.text[rows[row].start : self.caret])
        return self.to(place_in_row(self.text, rows[row + by], wanted, is_last=row + by == len(rows) - 1))

    def row_of_caret(self, width: int) -> int:
        """The row in which the caret stands: the later one where two meet."""
        return bisect_right(text_rows(self.text, width), self.caret, key=lambda row: row.start) - 1

    @property
    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.caret) + 1

    @property
    def _line_end(self) -> int:
        end = self.text.find("\n", self.caret)
        return len(self.text) if end < 0 else end


def place_in_row(text: str, row: TextRow, cells: int, *, is_last: bool = False) -> int:
    """The place in a row that stands so many cells from its beginning, or its last one."""
    # Where a row goes on in the next one, the place behind its last character is the first one there.
    last = row.end if is_last or text[row.end : row.end + 1] == "\n" else max(row.start, row.end - 1)
    place = row.start
    while place < last and cell_width(text[row.start : place + 1]) <= cells:
        place += 1
    return place


@lru_cache(maxsize=64)
def text_rows(text: str, width: int) -> tuple[TextRow, ...]:
    """A text in rows of less than `width` cells, so that the caret has one behind each; cut between words where that is possible."""
    rows: list[TextRow] = []
    start = 0
    for line in text.split("\n"):
        rows += [TextRow(start + first, start + end) for first, end in _cut(line, max(1, width - 1))]
        start += len(line) + 1
    return tuple(rows)


def _cut(line: str, width: int) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    start = 0
    while (end := _fits(line, start, width)) < len(line):
        blank = line.rfind(" ", start, end + 1)  # a blank may hang over the edge: it is not seen there
        cut = blank + 1 if blank > start else end
        rows.append((start, cut))
        start = cut
    return [*rows, (start, len(line))]


def _fits(line: str, start: int, width: int) -> int:
    """Up to which place a line has room from another one on; at least one character further."""
    if line.isascii():
        return min(len(line), start + width)
    end, cells = start, 0
    while end < len(line):
        cells += cell_width(line[end])
        if cells > width and end > start:
            break
        end += 1
    return end
