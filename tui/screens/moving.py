"""Moving in the list of a screen: the actions of the scope "list", and from pane to pane."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on

from tui.screens.bare import Bare
from tui.widgets.drawn import Panel
from tui.widgets.line_view import LineView
from tui.widgets.too_small import TooSmall, is_too_small

Callback = Callable[..., object]


class ListMoves(Bare):
    """A screen whose list the keys move in, and that is covered where it is too small."""

    @property
    def is_open(self) -> bool:
        """Whether its widgets are there: neither not yet nor no more."""
        return self.is_mounted and bool(self.query_children(Panel))

    def call_after_refresh(self, callback: Callback, *args: object, **kwargs: object) -> bool:
        """Put something off until the screen was drawn; once it is closed, it is not done any more."""

        def if_open() -> None:
            if self.is_open:
                callback(*args, **kwargs)

        return super().call_after_refresh(if_open)

    @on(events.Resize)
    def cover(self, event: events.Resize) -> None:
        """Say that the terminal is too small, as long as it is."""
        covers = self.query_children(TooSmall)
        if not is_too_small(*event.size):
            _ = covers.remove()
        elif covers:
            covers.first().redraw()
        else:
            _ = self.mount(TooSmall())

    @property
    def list_view(self) -> LineView | None:
        """The list that the keys move in."""
        focused = self.focused
        if isinstance(focused, LineView):
            return focused
        return next(iter(self.query(LineView)), None)

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def do_left(self) -> None:
        if self.list_view is not None:
            self.list_view.sideways(-1)

    def do_right(self) -> None:
        if self.list_view is not None:
            self.list_view.sideways(1)

    def do_first(self) -> None:
        if self.list_view is not None:
            self.list_view.to_start()

    def do_last(self) -> None:
        if self.list_view is not None:
            self.list_view.to_end()

    def do_page_down(self) -> None:
        self._page(1)

    def do_page_up(self) -> None:
        self._page(-1)

    def do_half_down(self) -> None:
        self._page(0.5)

    def do_half_up(self) -> None:
        self._page(-0.5)

    def do_next_pane(self) -> None:
        self.focus_next()

    def do_previous_pane(self) -> None:
        self.focus_previous()

    def _move(self, by: int) -> None:
        if self.list_view is not None:
            self.list_view.move(by)

    def _page(self, by: float) -> None:
        if self.list_view is not None:
            self.list_view.page(by)
