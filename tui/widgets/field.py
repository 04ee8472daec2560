"""A line to type into. Keys come to it in the order in which they were pressed, together with all other keys."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.editing import LineBuffer
from tui.lines import Pen
from tui.widgets.drawn import Brush


class Field(Widget, can_focus=True):
    """One line of text with a caret; what could act upon the terminal is replaced whichever way it comes."""

    DEFAULT_CSS = """
    Field {
        height: 1;
        padding: 0 1;
        background: $ink-bar;
        &:focus { background: $ink-cursor; }
    }
    """

    EMPTY: ClassVar[LineBuffer] = LineBuffer()
    buffer: reactive[LineBuffer] = reactive(LineBuffer())

    def __init__(
        self,
        *,
        value: str = "",
        hint: str = "",
        changed: Callable[[str], None] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.brush = Brush(self)
        self._hint = hint
        self._tell = changed
        self._is_offered = False
        self.set_reactive(Field.buffer, self.EMPTY.insert(value))

    @property
    def hint(self) -> str:
        """What stands in the empty line."""
        return self._hint

    @hint.setter
    def hint(self, words: str) -> None:
        self._hint = words
        self.refresh()

    @property
    def value(self) -> str:
        """The text."""
        return self.buffer.text

    @value.setter
    def value(self, text: str) -> None:
        self.buffer = self.EMPTY.insert(text)
        self._is_offered = False

    def offer(self, text: str) -> None:
        """Put a value in that nobody typed: the first letter typed stands in its place, any other key keeps it."""
        self.value = text
        self._is_offered = True

    def type_key(self, key: str, character: str | None) -> bool:
        """Take a key; says whether it was one for editing."""
        changed = self.buffer.key(key, character)
        if changed is None:
            return False
        if self._is_offered and len(changed.text) > len(self.value):
            changed = self.EMPTY.key(key, character) or changed
        self._take(changed)
        return True

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        look = self.brush.look
        pen = Pen(look)
        if self.has_focus:
            self.buffer.write(pen, width, ink="")
            if not self.value:
                # The caret stands on the first letter, so that the words stay where they are without the focus.
                pen = Pen(look).write(self._hint[:1] or " ", "caret").cell(self._hint[1:], width - 1, "dim")
        else:
            pen.cell(self.value or self._hint, width, "" if self.value else "dim")
        return self.brush.strip(pen.line(), width)

    def notify_style_update(self) -> None:
        self.brush.forget()
        super().notify_style_update()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.brush.forget()
        self.refresh()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.put(event.text)

    def put(self, text: str) -> None:
        """Put a text in at the caret, or in the place of what was offered."""
        buffer = self.EMPTY if self._is_offered else self.buffer
        self._take(buffer.insert(text))

    def _take(self, buffer: LineBuffer) -> None:
        self._is_offered = False
        before, self.buffer = self.buffer, buffer
        if buffer.text != before.text and self._tell is not None:
            self._tell(buffer.text)
