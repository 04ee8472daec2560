"""One unit: who leads it, its goals, how check-ins are kept, and what stands below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.actions import Context
from tui.drawing.people import unit_rows
from tui.drawing.rows import Row
from tui.screens.about import AboutScreen
from tui.view_models.accountability import AccountRow
from tui.view_models.people import OrgPage, UnitCard

if TYPE_CHECKING:
    from tui.lines import Target


class UnitScreen(AboutScreen):
    """The page of a unit; `f` shows its goals in the cascade."""

    SCOPE = "unit"
    NAME = "Unit"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.card: UnitCard | None = None

    def load(self) -> None:
        key, cycle = self.key, (self.session.cycle if self.session is not None else None)
        self.ask("unit", lambda gateway: gateway.people.unit(key, cycle=cycle), self._take)

    def _take(self, card: UnitCard) -> None:
        before = self.card.account if self.card is not None else None
        self.card = replace(card, account=before)
        self.ready()
        # Counting takes a moment in a large company: what is known is shown first.
        key = self.key
        self.ask(
            "counted",
            lambda gateway: gateway.people.unit_counted(key),
            self._take_counted,
            failed=lambda problem: self.flash(problem.message, "error"),
        )

    def _take_counted(self, found: tuple[AccountRow, OrgPage]) -> None:
        if self.card is not None:
            account, below = found
            self.card = replace(self.card, account=account, below=below)
            self.draw()

    @property
    def heading(self) -> str:
        return self.card.unit.name if self.card else self.key

    @property
    def context(self) -> Context:
        target = self.selected
        refusals = {}
        if self.card is not None and not self.card.may_edit:
            words = f"Only the lead of {self.heading} or of a unit above, or an administrator, changes it."
            refusals = {"unit.edit": words, "unit.move": words, "unit.split": words}
            refusals |= {"unit.add-person": words, "unit.add-unit": words}
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.goal_key,
            roles=self.okr.role_count,
            refusals=refusals,
        )

    @property
    def rate_key(self) -> str:
        """This unit's, unless the cursor stands on another one or on a person."""
        return super().rate_key or f"unit {self.key}"

    def known_rows(self, width: int, *, side: bool) -> list[Row] | None:
        if self.card is None:
            return None
        main, aside = unit_rows(self.card, width, look=self.look, side=self.has_class("-wide"))
        return aside if side else main

    def chosen(self, target: Target) -> None:
        if target.kind == "unit" and target.key == self.key:
            self.flash("This is the unit.")
        else:
            super().chosen(target)

    def do_goals(self) -> None:
        self.okr.show_filtered(f"unit:{self.key}")

    def do_edit(self) -> None:
        from tui.dialogs.edit_person import EditUnitDialog

        if self.card is not None:
            self.open_form(EditUnitDialog(self.card.unit))

    def do_move(self) -> None:
        from tui.dialogs.reorg import change_unit

        if self.card is not None:
            self.open_form(change_unit(self.card.unit))

    def do_export(self) -> None:
        self.okr.open_export(self.key, (self.session.cycle or "") if self.session is not None else "")

    def do_add_person(self) -> None:
        from tui.dialogs.new_member import NewPersonDialog

        if self.card is not None and self.session is not None:
            lead = self.card.unit.lead
            manager, administers = (lead.key if lead else ""), self.session.is_administrator
            self.open_form(NewPersonDialog(self.key, manager=manager, administers=administers))

    def do_add_unit(self) -> None:
        from tui.dialogs.new_member import NewUnitDialog, kind_below

        if self.card is not None:
            self.open_form(NewUnitDialog(self.key, kind=kind_below(self.card.unit.kind)))

    def do_split(self) -> None:
        from tui.dialogs.reorg import split_unit

        if self.card is not None:
            self.open_form(split_unit(self.card.unit))
