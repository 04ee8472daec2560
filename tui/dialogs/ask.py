"""One ask with its whole history, and its answers in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.dialogs.base import Dialog
from tui.drawing.agreements import card_rows
from tui.drawing.rows import Row, blank
from tui.screens.agreeing import AgreeingScreen

if TYPE_CHECKING:
    from tui.actions import Context
    from tui.lines import Target
    from tui.view_models.agreements import Ask, AskCard


class AskDialog(Dialog, AgreeingScreen):
    """The terms, whose turn it is, what came of it, and every step."""

    NAME = "Request"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.card: AskCard | None = None

    def load(self) -> None:
        key = self.key
        self.ask("card", lambda gateway: gateway.agreements.ask(key), self._take)

    def _take(self, card: AskCard) -> None:
        self.card = card
        self.ready()

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, self.key)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("dialog", "agreement", "list", "always")

    @property
    def ask_selected(self) -> Ask | None:
        return self.card.ask if self.card is not None else None

    @property
    def card_selected(self) -> AskCard | None:
        return self.card

    @property
    def context(self) -> Context:
        return replace(super().context, refusals=self.ask_refusals())

    def rows(self, width: int) -> list[Row]:
        if self.card is None or self.session is None:
            return []
        rows = card_rows(self.card, width, today=self.session.today, look=self.look, me=self.me)
        return [blank(self.look), *rows]

    def chosen(self, target: Target) -> None:
        if target.kind == "contribution":
            return
        super().chosen(target)
