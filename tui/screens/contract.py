"""The contract of a goal: what it needs, who was asked for which share, who agreed, and what is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from tui.drawing.agreements import card_rows
from tui.drawing.contract import contract_rows
from tui.drawing.rows import Row, loading_rows, problem_rows, text_row
from tui.screens.agreeing import AgreeingScreen
from tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from tui.actions import Context
    from tui.lines import Target
    from tui.view_models.agreements import Ask, AskCard, Contract, Shared

LOOK_SECONDS = 0.12
"""So long the cursor rests on an ask before its history is read."""


class ContractScreen(AgreeingScreen):
    """The contract of the goal of a key; the key of a key result or an ask puts the cursor there."""

    SCOPE = "contract"
    NAME = "Contract"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self._first: tuple[str, str] | None = _first_target(key)
        self._timer: Timer | None = None
        self.contract: Contract | None = None
        self.card: AskCard | None = None

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            yield Board(id="main")
            yield Board(id="side")

    def load(self) -> None:
        key = self.key
        self.ask("contract", lambda gateway: gateway.agreements.contract(key), self._take)

    def _take(self, contract: Contract) -> None:
        self.contract = contract
        self.ready()
        if self._first is not None:
            self.main.find(*self._first)
            self._first = None
        self._look_closer()

    @property
    def main(self) -> Board:
        """The asks."""
        return self.query_one("#main", Board)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("contract", "agreement", "list", "everywhere", "always")

    def crumbs(self) -> tuple[str, ...]:
        return (self.okr.root_name(), self.key.partition("+")[0].partition(".")[0], self.NAME)

    # What is selected -------------------------------------------------------------------------------------------

    @property
    def goal_key(self) -> str | None:
        if super().goal_key is not None:
            return super().goal_key
        ask = self.ask_selected
        return self.key.partition("+")[0] if ask is None else ask.parent

    @property
    def part_selected(self) -> Shared | None:
        """The goal or key result that the cursor stands on, or to which its ask belongs."""
        target = self.main.selected
        if self.contract is None or target is None:
            return None
        if target.kind == "contribution":
            return next((part for part in self.contract.parts for ask in part.asks if ask.key == target.key), None)
        return self.contract.part(target.key)

    @property
    def ask_selected(self) -> Ask | None:
        target = self.main.selected
        part = self.part_selected
        if part is None or target is None:
            return None
        return next((ask for ask in part.asks if ask.key == target.key), None)

    @property
    def card_selected(self) -> AskCard | None:
        return self.card

    @property
    def context(self) -> Context:
        return replace(super().context, refusals={**self.ask_refusals(), **self._refusals()})

    def _refusals(self) -> dict[str, str]:
        contract, part = self.contract, self.part_selected
        if contract is None:
            return {}
        refused = {}
        if not contract.may_ask:
            refused["contract.propose"] = (
                f"You may not ask for contributions to {contract.key}: its owner, its delegate, the unit's lead or a manager above may."
            )
        elif part is not None and part.cannot:
            refused["contract.propose"] = f"{part.cannot} Ask for its goal instead: move to {contract.key}."
        if not contract.may_offer:
            refused["contract.offer"] = (
                f"You may not offer {contract.key}: its owner, its delegate and those above may."
            )
        return refused

    def on_line_view_moved(self) -> None:
        super().on_line_view_moved()
        self._look_closer()

    def _look_closer(self) -> None:
        """Read the history of the selected ask once the cursor rests on it."""
        ask = self.ask_selected
        if self._timer is not None:
            self._timer.stop()
        if ask is None or (
            self.card is not None and (self.card.ask.key, self.card.ask.version) == (ask.key, ask.version)
        ):
            self._draw_side()
            return
        self._timer = self.set_timer(LOOK_SECONDS, self._read_card)

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
        if self.contract is None or self.session is None:
            return loading_rows(look=look) if self.asked_long_ago else []
        return contract_rows(self.contract, width, today=self.session.today, look=look, me=self.me)

    def _side_rows(self, width: int) -> list[Row]:
        if self.phase != "ready" or self.session is None:
            return []
        ask, card = self.ask_selected, self.card
        if ask is None:
            return [text_row("Move to a request to read how it came about.", "dim", look=self.look)]
        if card is None or card.ask.key != ask.key:
            return []
        return card_rows(card, width, today=self.session.today, look=self.look, me=self.me)

    # Actions ----------------------------------------------------------------------------------------------------

    def chosen(self, target: Target) -> None:
        if target.kind == "contribution":
            from tui.dialogs.ask import AskDialog

            self.okr.open_over(AskDialog(target.key), lambda _: self.load())
        else:
            super().chosen(target)

    def do_propose(self) -> None:
        from tui.dialogs.propose import ProposeForm

        part = self.part_selected or (self.contract.parts[0] if self.contract and self.contract.parts else None)
        if self.contract is not None and part is not None:
            self.open_form(ProposeForm(self.contract, part))

    def do_offer(self) -> None:
        from tui.dialogs.offer import OfferForm

        part = self.part_selected
        if part is not None:
            self.open_form(OfferForm(part))


def _first_target(key: str) -> tuple[str, str] | None:
    """What the cursor goes to at first."""
    if "+" in key:
        return ("contribution", key)
    return ("key result", key) if "." in key else None
