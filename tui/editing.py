"""A line of text that is being typed: pure values, so that a grid of many cells needs no widget for each."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from okr.domain.cells import cell_width
from okr.domain.text import clean_for_display
from tui.lines import Pen

LONGEST = 2_000
"""Characters that a cell takes; a note longer than that is written with the command."""


@dataclass(frozen=True, slots=True)
class LineBuffer:
    """The text and where the caret stands."""

    text: str = ""
    caret: int = 0
    longest: ClassVar[int] = LONGEST

    @staticmethod
    def cleaned(piece: str) -> str:
        """What was typed or pasted as it goes in: what could act upon the terminal is replaced, line breaks become blanks."""
        return clean_for_display(" ".join(piece.splitlines()))

    def insert(self, piece: str) -> Self:
        """Type or paste."""
        clean = self.cleaned(piece)
        text = (self.text[: self.caret] + clean + self.text[self.caret :])[: self.longest]
        return replace(self, text=text, caret=min(len(text), self.caret + len(clean)))

    def backspace(self) -> Self:
        """Take the character before the caret away."""
        return self.cut(max(0, self.caret - 1))

    def cut(self, start: int) -> Self:
        """Take away what stands between a place and the caret."""
        return replace(self, text=self.text[:start] + self.text[self.caret :], caret=start)

    def delete(self) -> Self:
        """Take the character at the caret away."""
        return replace(self, text=self.text[: self.caret] + self.text[self.caret + 1 :])

    def delete_word(self) -> Self:
        """Take the word before the caret away."""
        kept = self.text[: self.caret].rstrip()
        return self.cut(max(kept.rfind(" "), kept.rfind("\n")) + 1)

    def move(self, by: int) -> Self:
        """Move the caret."""
        return replace(self, caret=max(0, min(len(self.text), self.caret + by)))

    def to(self, place: int) -> Self:
        """Put the caret somewhere; -1 is the end."""
        return replace(self, caret=len(self.text) if place < 0 else min(place, len(self.text)))

    def key(self, key: str, character: str | None) -> Self | None:
        """What a key makes of it; None where the key is none for editing."""
        match key:
            case "backspace":
                return self.backspace()
            case "delete":
                return self.delete()
            case "left":
                return self.move(-1)
            case "right":
                return self.move(1)
            case "home" | "ctrl+a":
                return self.to(0)
            case "end" | "ctrl+e":
                return self.to(-1)
            case "ctrl+w":
                return self.delete_word()
            case "ctrl+u":
                return replace(self, text="", caret=0)
            case "ctrl+k":
                return replace(self, text=self.text[: self.caret])
        return self.insert(character) if character is not None and character.isprintable() else None

    def write(self, pen: Pen, width: int, *, align_right: bool = False, ink: str = "field") -> None:
        """Draw it in so many cells with its caret, which is always in sight; nothing where there is no cell."""
        if width < 1:
            return
        start = 0
        while cell_width(self.text[start : self.caret]) >= width:
            start += 1
        shown = self.text[start:]
        while cell_width(shown) > width - (1 if self.caret == len(self.text) else 0):
            shown = shown[:-1]
        before, rest = shown[: self.caret - start], shown[self.caret - start :]
        used = cell_width(shown) + (0 if rest else 1)
        if align_right:
            pen.gap(width - used)
        pen.write(before, ink).write(rest[:1] or " ", f"{ink} caret".strip()).write(rest[1:], ink)
        if not align_right:
            pen.write(" " * (width - used), ink)
