"""Requests: the contributions that wait for me, those that I asked for, and their answers in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tui.drawing.contract import request_rows
from tui.drawing.rows import Row, loading_rows, problem_rows
from tui.screens.agreeing import AgreeingScreen
from tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from tui.actions import Context
    from tui.lines import Target
    from tui.view_models.agreements import Ask, AskCard, Requests

LOOK_SECONDS = 0.12
"""So long the cursor rests on a request before it is asked what one may do about it."""


class RequestsScreen(AgreeingScreen):
    """What waits for the acting person first, the longest due on top."""

    SCOPE = "agreement"
    NAME = "Requests"
    CSS = "RequestsScreen #main { padding: 1 0 0 0; }"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self) -> None:
        super().__init__()
        self.found: Requests | None = None
        self.card: AskCard | None = None
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        yield Board(id="main")

    def load(self) -> None:
        self.ask("requests", lambda gateway: gateway.agreements.requests(), self._take)

    def _take(self, found: Requests) -> None:
        self.found = found
        self.ready()
        self._look_closer()

    @property
    def ask_selected(self) -> Ask | None:
        target = self.query_one("#main", Board).selected
        if self.found is None or target is None:
            return None
        every = (*self.found.waiting, *self.found.sent, *self.found.others)
        return next((ask for ask in every if ask.key == target.key), None)

    @property
    def card_selected(self) -> AskCard | None:
        return self.card

    @property
    def goal_key(self) -> str | None:
        ask = self.ask_selected
        return ask.parent if ask is not None else None

    @property
    def context(self) -> Context:
        return replace(super().context, refusals=self.ask_refusals())

    def on_line_view_moved(self) -> None:
        super().on_line_view_moved()
        self._look_closer()

    def _look_closer(self) -> None:
        """Ask what one may do about the selected request, once the cursor rests on it."""
        if self._timer is not None:
            self._timer.stop()
        if self.ask_selected is not None:
            self._timer = self.set_timer(LOOK_SECONDS, self._read_card)

    def _read_card(self) -> None:
        ask = self.ask_selected
        if ask is not None:
            key = ask.key
            self.ask("card", lambda gateway: gateway.agreements.ask(key), self._take_card)

    def _take_card(self, card: AskCard) -> None:
        self.card = card
        self.tell()

    def draw(self) -> None:
        self.query_one("#main", Board).show(self._rows)

    def _rows(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.found is None or self.session is None:
            return loading_rows(look=look) if self.asked_long_ago else []
        return request_rows(self.found, width, today=self.session.today, look=look, me=self.me)

    def chosen(self, target: Target) -> None:
        if target.kind == "contribution":
            from tui.dialogs.ask import AskDialog

            self.okr.open_over(AskDialog(target.key), lambda _: self.load())
        else:
            super().chosen(target)
