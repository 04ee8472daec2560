"""What the pages of a person and of a unit share: two panes that fold, and forms that open over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from tui.drawing.rows import Row, loading_rows, problem_rows
from tui.screens.base import OkrScreen
from tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.dialogs.form import FormDialog


class AboutScreen(OkrScreen):
    """A page about one thing of the organisation."""

    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            yield Board(id="main")
            yield Board(id="side")

    @property
    def heading(self) -> str:
        """What it is called, once that is known."""
        return self.key

    def known_rows(self, width: int, *, side: bool) -> list[Row] | None:
        """A pane, once it is known."""
        return None

    def crumbs(self) -> tuple[str, ...]:
        return (self.okr.root_name(), self.heading)

    def draw(self) -> None:
        main, side = self.query_one("#main", Board), self.query_one("#side", Board)
        main.show(lambda width: self._rows(width, side=False))
        side.show(lambda width: self._rows(width, side=True))

    def _rows(self, width: int, *, side: bool) -> list[Row]:
        if self.phase == "problem" and self.problem is not None:
            return [] if side else problem_rows(self.problem, width, look=self.look, opened=self.details_shown)
        rows = self.known_rows(width, side=side)
        if rows is None:
            return [] if side or not self.asked_long_ago else loading_rows(look=self.look)
        return rows

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def open_form(self, form: FormDialog) -> None:
        """Open a form; what it has done is said, and everything is asked for again."""

        def done(_: None) -> None:
            if form.done:
                self.okr.all_anew()
                self.okr.refresh_session()
                self.flash(form.done, "success")

        self.okr.open_over(form, done)
