"""A screen without what Textual adds to each, which is drawn only where the drawing is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from textual.widget import Widget


class Bare(Screen[None]):
    """What all screens are made from; the one that lies under all others is nothing but this."""

    def was_drawn(self) -> None:
        """A frame of this screen has gone out."""

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Without the places for notes and for hints at the mouse, of which nothing makes use."""

    def _compositor_refresh(self) -> None:
        """Draw. While the app composes its first screen, that is put off: Textual would draw and throw it away."""
        if self.app._batch_count:
            self.app.call_later(self._compositor_refresh)
            return
        super()._compositor_refresh()
        self.was_drawn()
