"""The head of a screen with sections: lines about the thing, the sections by name, and the mouse to choose one."""

from collections.abc import Callable

from textual import events
from textual.message import Message

from tui.lines import Line
from tui.widgets.drawn import Panel


class SectionHead(Panel):
    """A panel as high as its lines; clicking a spot tells which section was chosen."""

    DEFAULT_CSS = "SectionHead { height: auto; padding: 0 1; margin: 1 0 0 0; }"

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, draw: Callable[[int], list[Line]], *, id: str | None = None) -> None:
        super().__init__(draw, id=id)
        self._shown: list[Line] = []

    def lines(self, width: int) -> list[Line]:
        self._shown = super().lines(width)
        return self._shown

    def redraw(self) -> None:
        super().redraw()
        width = self.content_size.width
        if width:
            self.styles.height = len(self.lines(width))

    def on_resize(self, _event: events.Resize) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None or not 0 <= place.y < len(self._shown):
            return
        for spot in self._shown[place.y].spots:
            if spot.start <= place.x < spot.start + spot.width:
                self.post_message(self.Chosen(int(spot.target.key)))
