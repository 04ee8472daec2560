"""A field of a form: its label, and beside it a line or some lines to type into, or a choice of a few words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.containers import Horizontal

from tui.lines import Line, Pen, Target
from tui.widgets.drawn import Panel
from tui.widgets.field import Field
from tui.widgets.long_field import LongField

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

LABEL = 12
"""Cells of a label."""

Completes = Literal["", "person", "unit", "goal", "mention", "receiver", "file"]
"""What a field proposes while one types into it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a form, by the name that errors call it; with `choices` (value, words) one of them is chosen."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    completes: Completes = ""
    long: bool = False
    """Whether it takes several lines."""


class Choice(Field):
    """A field that holds one of a few values; left, right, blank and first letters choose."""

    def __init__(self, entry: Entry, *, changed: Callable[[str], None] | None = None) -> None:
        super().__init__(value=entry.value or entry.choices[0][0], id=entry.id)
        self._choices = entry.choices
        self._chosen = changed

    def type_key(self, key: str, character: str | None) -> bool:
        values = [value for value, _ in self._choices]
        place = values.index(self.value)
        if key in {"right", "space"}:
            return self._choose(values[(place + 1) % len(values)])
        if key == "left":
            return self._choose(values[place - 1])
        letter = (character or "").casefold()
        following = [*range(place + 1, len(values)), *range(place + 1)]
        found = [at for at in following if letter and self._choices[at][1].casefold().startswith(letter)]
        return self._choose(values[found[0]]) if found else False

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        return self.brush.strip(self._line(width), width)

    def _line(self, width: int) -> Line:
        pen = Pen(self.brush.look)
        for value, words in self._choices:
            ink = ("cell" if self.has_focus else "bold") if value == self.value else "dim"
            start = pen.at
            pen.write(words, ink).mark(start, Target("choice", value, words)).gap(3)  # in place with the focus, too
        line = pen.line()
        if line.width <= width:
            return line
        shown = dict(self._choices)[self.value]
        ink = "cell" if self.has_focus else "bold"
        return Pen(self.brush.look).write("< ", "dim").write(shown, ink).write(" >", "dim").line()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        spots = self._line(self.content_size.width).spots
        for spot in spots:
            if place is not None and spot.start <= place.x < spot.start + spot.width:
                self._choose(spot.target.key)

    def _choose(self, value: str) -> bool:
        changed, self.value = value != self.value, value
        if changed and self._chosen is not None:
            self._chosen(value)
        return True


class FormLine(Horizontal):
    """A label and its field."""

    DEFAULT_CSS = """
    FormLine {
        height: 1;
        padding: 0 1;
        & > Panel { width: 12; }
        & > Field { width: 1fr; }
        &.-long { height: auto; }
        &.-long > Panel { height: 1; }
    }
    """

    def __init__(self, entry: Entry, *, changed: Callable[[str, str], None]) -> None:
        super().__init__(classes="-long" if entry.long else None)
        self.entry = entry
        self._told = changed
        self.label = Panel(self._label)

    def compose(self) -> ComposeResult:
        entry = self.entry
        yield self.label
        if entry.choices:
            yield Choice(entry, changed=self._tell)
        else:
            kind = LongField if entry.long else Field
            yield kind(value=entry.value, hint=entry.hint, changed=self._tell, id=entry.id)

    @property
    def field(self) -> Field:
        """The line to type into."""
        return self.query_one(Field)

    def on_descendant_focus(self) -> None:
        self.label.redraw()

    def on_descendant_blur(self) -> None:
        self.label.redraw()

    def _label(self, width: int) -> list[Line]:
        focused = bool(self.query(Field)) and self.field.has_focus
        return [Pen(self.label.brush.look).cell(self.entry.label, width, "bold" if focused else "dim").line()]

    def _tell(self, value: str) -> None:
        self._told(self.entry.id, value)
