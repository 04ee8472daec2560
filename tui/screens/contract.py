"""The contract of a goal: what it needs, who was asked for which share, who agreed, and what is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.drawing.contract import contract_rows
from tui.screens.ask_list import AskListScreen

if TYPE_CHECKING:
    from datetime import date

    from tui.actions import Context
    from tui.drawing.rows import Row
    from tui.view_models.agreements import Ask, Contract, Shared


class ContractScreen(AskListScreen):
    """The contract of the goal of a key; the key of a key result or an ask puts the cursor there."""

    SCOPE = "contract"
    NAME = "Contract"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self._first: tuple[str, str] | None = _first_target(key)
        self.contract: Contract | None = None

    def load(self) -> None:
        key = self.key
        self.ask("contract", lambda gateway: gateway.agreements.contract(key), self._take)

    def _take(self, contract: Contract) -> None:
        self.contract = contract
        self.ready()
        if self._first is not None:
            self.main.find(*self._first)
            self._first = None
        self.look_closer()

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("contract", "agreement", "list", "everywhere", "always")

    def crumbs(self) -> tuple[str, ...]:
        return (self.okr.root_name(), self.key.partition("+")[0].partition(".")[0], self.NAME)

    def list_rows(self, width: int, *, today: date) -> list[Row] | None:
        if self.contract is None:
            return None
        return contract_rows(self.contract, width, today=today, look=self.look, me=self.me)

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
        target, part = self.main.selected, self.part_selected
        if part is None or target is None:
            return None
        return next((ask for ask in part.asks if ask.key == target.key), None)

    @property
    def context(self) -> Context:
        return replace(super().context, refusals={**self.ask_refusals(), **self._refusals()})

    def _refusals(self) -> dict[str, str]:
        """Why nobody can be asked, or the goal not be offered, and who may."""
        contract, part = self.contract, self.part_selected
        if contract is None:
            return {}
        refused = {}
        if contract.over is not None:
            refused["contract.propose"] = contract.over
        elif not contract.may_ask:
            refused["contract.propose"] = (
                f"You may not ask for contributions to {contract.key}: its owner, its delegate, the unit's lead "
                "or a manager above may."
            )
        elif part is not None and part.cannot:
            refused["contract.propose"] = f"{part.cannot} Ask for its goal instead: move to {contract.key}."
        if not contract.may_offer:
            refused["contract.offer"] = (
                f"You may not offer {contract.key}: its owner, its delegate and those above may."
            )
        return refused

    # Actions ----------------------------------------------------------------------------------------------------

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
