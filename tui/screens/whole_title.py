"""Above the last line: what the row of the cursor is called, where the row had to cut it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.lines import Pen, wrap
from tui.screens.base import OkrScreen
from tui.widgets.drawn import Panel

if TYPE_CHECKING:
    from tui.lines import Line

LINES = 2
"""So many are always reserved, so that nothing moves: on 80 columns they hold a title of 130 characters."""


class ShowsWholeTitle(OkrScreen):
    """The part of a screen with a list that shows the title of the selected row whole."""

    def __init__(self) -> None:
        super().__init__()
        self._whole_of: tuple[str, str] | None = None
        self.whole = Panel(self._whole_lines, id="whole")

    def tell(self) -> None:
        super().tell()
        found = self._cut_title
        if found != self._whole_of:
            self._whole_of = found
            self.whole.redraw()

    @property
    def _cut_title(self) -> tuple[str, str] | None:
        """Key and title of the selected row, where the row cannot hold them."""
        view, target = self.list_view, self.selected
        if view is None or target is None or not target.title:
            return None
        shown = "".join(piece.text for piece in view.draw_row(view.cursor, view.line_width).pieces)
        return None if target.title in shown else (target.key, target.title)

    def _whole_lines(self, width: int) -> list[Line]:
        if self._whole_of is None:
            return []
        key, title = self._whole_of
        said = wrap(title, width - len(key) - 1)
        if len(said) > LINES:
            said = [*said[: LINES - 1], " ".join(said[LINES - 1 :])]  # the last one is cut where it is drawn
        return [
            Pen(self.look).cell(key if at == 0 else "", len(key), "dim").gap(1).cell(words, width - len(key) - 1).line()
            for at, words in enumerate(said)
        ]
