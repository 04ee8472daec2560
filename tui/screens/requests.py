"""Requests: the contributions that wait for me, those that I asked for, and their answers in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.drawing.contract import request_rows
from tui.screens.ask_list import AskListScreen

if TYPE_CHECKING:
    from datetime import date

    from tui.actions import Context
    from tui.drawing.rows import Row
    from tui.view_models.agreements import Ask, Requests


class RequestsScreen(AskListScreen):
    """What waits for the acting person first, the longest due on top."""

    SCOPE = "agreement"
    NAME = "Requests"

    def __init__(self) -> None:
        super().__init__()
        self.found: Requests | None = None

    @property
    def is_of_every_cycle(self) -> bool:
        return True

    def load(self) -> None:
        self.ask("requests", lambda gateway: gateway.agreements.requests(), self._take)

    def _take(self, found: Requests) -> None:
        self.found = found
        self.ready()
        self.look_closer()

    @property
    def ask_selected(self) -> Ask | None:
        target = self.main.selected
        if self.found is None or target is None:
            return None
        every = (*self.found.waiting, *self.found.sent, *self.found.others)
        return next((ask for ask in every if ask.key == target.key), None)

    @property
    def goal_key(self) -> str | None:
        ask = self.ask_selected
        return ask.parent if ask is not None else None

    @property
    def context(self) -> Context:
        return replace(super().context, refusals=self.ask_refusals())

    def list_rows(self, width: int, *, today: date) -> list[Row] | None:
        if self.found is None:
            return None
        return request_rows(self.found, width, today=today, look=self.look, me=self.me)
