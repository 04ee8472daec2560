"""A place to type a text of several lines into: it grows with what is typed, and scrolls where there is more.

It takes keys as a line of text does, in the order in which they were pressed, together with all other keys; a text area of Textual
has its own bindings, inks and cleaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.editing_long import TextBuffer, place_in_row, text_rows
from tui.lines import Pen
from tui.widgets.field import Field

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Size
    from textual.strip import Strip

    from tui.editing import LineBuffer
    from tui.editing_long import TextRow

MOST_ROWS = 6
"""Rows that it grows to, so that the list below stays in sight at 80x24."""


class LongField(Field):
    """Some lines of text with a caret."""

    DEFAULT_CSS = """
    LongField {
        height: auto;
    }
    """
    EMPTY: ClassVar[LineBuffer] = TextBuffer()

    @property
    def text(self) -> TextBuffer:
        """What is typed, with its lines."""
        return self.buffer if isinstance(self.buffer, TextBuffer) else TextBuffer(self.buffer.text, self.buffer.caret)

    def new_line(self) -> None:
        """Begin a new line at the caret."""
        self._take(self.text.new_line())

    def step_row(self, by: int) -> bool:
        """Put the caret a row up or down; says whether there is such a row."""
        moved = self.text.up_or_down(by, self._width)
        if moved is None:
            return False
        self._take(moved)
        return True

    def put(self, text: str) -> None:
        """Put a text in at the caret, with its lines."""
        self._take(self.buffer.insert(text))

    def replace(self, text: str) -> None:
        """Another text in its place."""
        self._take(self.EMPTY.insert(text))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the text has, up to some."""
        return min(MOST_ROWS, len(text_rows(self.value, width)))

    def watch_buffer(self, _: LineBuffer, after: LineBuffer) -> None:
        """Grow, or shrink, with the text."""
        if self.is_mounted and min(MOST_ROWS, len(text_rows(after.text, self._width))) != self.content_size.height:
            self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        width, look = self.content_size.width, self.brush.look
        rows = text_rows(self.value, width)
        at = self._first_row + y
        pen = Pen(look)
        if not self.value:
            if self.has_focus:
                # The caret stands on the first letter, so that the words stay where they are without the focus.
                pen.write(self.hint[:1] or " ", "caret").cell(self.hint[1:], width - 1, "dim")
            else:
                pen.cell(self.hint, width, "dim")
        elif at < len(rows):
            self._draw(pen, rows[at], has_caret=self.has_focus and at == self.text.row_of_caret(width))
        return self.brush.strip(pen.line(), width)

    def _draw(self, pen: Pen, row: TextRow, *, has_caret: bool) -> None:
        text, caret = self.value, self.buffer.caret
        if not has_caret:
            pen.write(text[row.start : row.end].rstrip())
            return
        pen.write(text[row.start : caret]).write(text[caret : min(caret + 1, row.end)] or " ", "caret")
        pen.write(text[caret + 1 : row.end].rstrip())

    def on_click(self, event: events.Click) -> None:
        """Put the caret where it was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        rows = text_rows(self.value, self._width)
        at = min(self._first_row + offset.y, len(rows) - 1)
        self.buffer = self.buffer.to(place_in_row(self.value, rows[at], offset.x, is_last=at == len(rows) - 1))

    @property
    def _first_row(self) -> int:
        """The first row in sight: the caret always is."""
        shown = self.content_size.height
        rows = len(text_rows(self.value, self._width))
        caret = self.text.row_of_caret(self._width)
        return max(0, min(rows - shown, caret - shown // 2)) if rows > shown else 0

    @property
    def _width(self) -> int:
        return self.content_size.width or self.app.size.width
