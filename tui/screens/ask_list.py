"""A list of asks with the history of the selected one beside it, read once the cursor rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from tui.drawing.agreements import card_rows
from tui.drawing.rows import Row, loading_rows, problem_rows, text_row
from tui.screens.agreeing import AgreeingScreen
from tui.widgets.board import Board

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult
    from textual.timer import Timer

    from tui.lines import Target
    from tui.view_models.agreements import AskCard

LOOK_SECONDS = 0.12
"""So long the cursor rests on an ask before its history is read."""


class AskListScreen(AgreeingScreen):
    """Asks in the main pane, and where there is room the selected one with all its steps beside them."""

    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self) -> None:
        super().__init__()
        self.card: AskCard | None = None
        self._timer: Timer | None = None

    def list_rows(self, width: int, *, today: date) -> list[Row] | None:
        """The rows of the list; None as long as it is not known."""
        return None

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            yield Board(id="main")
            yield Board(id="side")

    @property
    def main(self) -> Board:
        """The asks."""
        return self.query_one("#main", Board)

    @property
    def card_selected(self) -> AskCard | None:
        return self.card

    # The selected ask -------------------------------------------------------------------------------------------

    def on_line_view_moved(self) -> None:
        super().on_line_view_moved()
        self.look_closer()

    def look_closer(self) -> None:
        """Read the history of the selected ask, and what one may do about it, once the cursor rests on it."""
        ask, card = self.ask_selected, self.card
        if self._timer is not None:
            self._timer.stop()
        if ask is not None and (card is None or (card.ask.key, card.ask.version) != (ask.key, ask.version)):
            self._timer = self.set_timer(LOOK_SECONDS, self._read_card)
        self._draw_side()

    def _read_card(self) -> None:
        ask = self.ask_selected
        if ask is not None:
            key = ask.key
            self.ask("card", lambda gateway: gateway.agreements.ask(key), self._take_card)

    def _take_card(self, card: AskCard) -> None:
        self.card = card
        self._draw_side()
        self.tell()

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        self.main.show(self._rows)
        self._draw_side()

    def _draw_side(self) -> None:
        self.query_one("#side", Board).show(self._side_rows)

    def _rows(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        rows = self.list_rows(width, today=self.session.today) if self.session is not None else None
        if rows is None:
            return loading_rows(look=look) if self.asked_long_ago else []
        return rows

    def _side_rows(self, width: int) -> list[Row]:
        if self.phase != "ready" or self.session is None:
            return []
        ask, card = self.ask_selected, self.card
        if ask is None:
            return [text_row("Move to a request to read how it came about.", "dim", look=self.look)]
        if card is None or card.ask.key != ask.key:
            return []
        return card_rows(card, width, today=self.session.today, look=self.look, me=self.me)

    def chosen(self, target: Target) -> None:
        if target.kind == "contribution":
            from tui.dialogs.ask import AskDialog

            self.okr.open_over(AskDialog(target.key), lambda _: self.load())
        else:
            super().chosen(target)
