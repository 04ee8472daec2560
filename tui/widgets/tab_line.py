"""A line of tabs over a pane: their names, how much waits in each, and which one is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from okr.domain.cells import cell_width
from tui.lines import Line, Look, Pen
from tui.widgets.drawn import Panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events


class TabLine(Panel):
    """Tabs that can be clicked; keys go from one to the next by tab."""

    DEFAULT_CSS = "TabLine { height: 2; padding: 0 1; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = tuple(names)
        self._open = 0
        self._counts: tuple[int | None, ...] = (None,) * len(self._names)

    def tell(self, opened: int, counts: Sequence[int | None]) -> None:
        """Which one is open, and how much waits in each (None: not known, or not counted)."""
        if (opened, tuple(counts)) != (self._open, self._counts):
            self._open, self._counts = opened, tuple(counts)
            self.redraw()

    def lines(self, width: int) -> list[Line]:
        look = self.brush.look
        names, marks = Pen(look), Pen(look)
        for number, (start, words) in enumerate(self._places(width, look)):
            is_open = number == self._open
            name, _, count = words.partition(" ")
            names.to(start).write(name, "bold" if is_open else "dim")
            if count:
                names.write(f" {count}", "accent")
            if is_open:
                heavy = "=" if look.ascii_only else "\u2501"
                marks.write(look.rule * start, "faint").write(heavy * cell_width(words), "accent")
        marks.write(look.rule * (width - marks.at), "faint")
        return [names.line(), marks.line()]

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        for number, (start, words) in enumerate(self._places(self.content_size.width, self.brush.look)):
            if start <= place.x < start + cell_width(words):
                self.post_message(self.Chosen(number))

    def _places(self, width: int, look: Look) -> list[tuple[int, str]]:
        """Where each tab stands, and its words; gaps shrink, and then names, where there is little room."""
        words = [f"{name} {count}" if count else name for name, count in zip(self._names, self._counts, strict=True)]
        for gap, longest in ((3, 99), (2, 99), (1, 99), (1, 7), (1, 4)):
            shown = [one if cell_width(one) <= longest else f"{one[: longest - 1]}{look.ellipsis}" for one in words]
            if sum(map(cell_width, shown)) + gap * (len(shown) - 1) <= width:
                break
        places, at = [], 0
        for one in shown:
            places.append((at, one))
            at += cell_width(one) + gap
        return places
