"""Carrying goals into a later cycle: one sees what goes on with which baselines, chooses, and then it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from tui.dialogs.base import Dialog
from tui.drawing.carry import carry_rows
from tui.drawing.rows import Row, blank, paragraph, teaching_rows, text_row
from tui.format import counted
from tui.view_models.basics import Problem
from tui.view_models.cycles import CarryPlan, CycleItem

if TYPE_CHECKING:
    from tui.gateway import Gateway
    from tui.lines import Target


class CarryDialog(Dialog):
    """The unfinished goals of a cycle and what they would become; blank chooses, `n` takes the next cycle, ctrl+s carries."""

    NAME = "Carry on"
    OPERATION = "goals.carry"

    def __init__(self, source: CycleItem, *, unit: str | None) -> None:
        super().__init__()
        self.source = source
        self.unit = unit
        self.targets: tuple[CycleItem, ...] = ()
        self.place = 0
        self.plan: CarryPlan | None = None
        self.chosen_keys: frozenset[str] = frozenset()
        self.done = ""
        self._trouble: Problem | None = None
        self._sent_as = uuid4().hex
        self._sending = False

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("carry", "dialog", "list", "always")

    def crumbs(self) -> tuple[str, ...]:
        return (self.source.key, self.NAME)

    def load(self) -> None:
        source, unit, place = self.source, self.unit, self.place
        self.ask("carry", lambda gateway: _plan(gateway, source, unit, place), self._take)

    def _take(self, found: tuple[tuple[CycleItem, ...], CarryPlan | None]) -> None:
        self.targets, self.plan = found
        self.chosen_keys = frozenset(item.key for item in self.plan.carried) if self.plan else frozenset()
        self.ready()

    def rows(self, width: int) -> list[Row]:
        look = self.look
        if self.plan is None:
            sentence = (
                f"No open cycle comes after {self.source.key}. "
                f"An administrator makes one with {look.key('cycle.new')} on the Cycle screen."
            )
            return teaching_rows(sentence, width=width, look=look)
        rows: list[Row] = [blank(look)]
        if self._trouble is not None:
            rows += paragraph(self._trouble.message, width, look=look, ink="error")
            rows += [*paragraph(self._trouble.hint or "", width, look=look, ink="dim"), blank(look)]
        whose = f" of {self.unit} and below" if self.unit else ""
        words = f"Each goal{whose} goes on as a draft that knows what it was carried from; its new baselines are the last readings."
        rows += [*paragraph(words, width, look=look, ink="dim"), blank(look)]
        if self._sending:
            rows += [text_row(f"Carrying{look.ellipsis}", "dim", look=look), blank(look)]
        return rows + self.stays_rows(width) + carry_rows(self.plan, self.chosen_keys, look=look)

    # Choosing ---------------------------------------------------------------------------------------------------

    def do_choose(self) -> None:
        target = self.selected
        if target is not None and target.kind == "carried":
            self._trouble = None
            self.chosen_keys ^= {target.key}
            self.draw()

    def do_choose_all(self) -> None:
        every = frozenset(item.key for item in self.plan.carried) if self.plan else frozenset()
        self.chosen_keys = frozenset() if self.chosen_keys == every else every
        self.draw()

    def do_other_cycle(self) -> None:
        if len(self.targets) < 2:
            self.flash("There is no other open cycle to carry into.")
            return
        self.place = (self.place + 1) % len(self.targets)
        self.load()

    def do_unit(self) -> None:
        """Carry the goals of one unit, or of all of them."""
        from tui.dialogs.ask_key import AskKeyDialog

        form = AskKeyDialog(
            "Carry the unfinished goals of one unit with all below",
            "Unit",
            completes="unit",
            hint="all units",
            value=self.unit or "",
        )

        def taken(_: None) -> None:
            if form.is_answered:
                self.unit = form.done.upper() or None
                self.phase = "loading"
                self.load()

        self.okr.open_over(form, taken)

    def chosen(self, target: Target) -> None:
        if target.kind == "carried":
            self.do_choose()
        else:
            super().chosen(target)

    # Doing it ---------------------------------------------------------------------------------------------------

    def do_send(self) -> None:
        if self.plan is None or self._sending:
            return
        keys = tuple(item.key for item in self.plan.carried if item.key in self.chosen_keys)
        if not keys:
            self.flash("Choose at least one goal: blank takes the line of the cursor.", "warning")
            return
        source, target = self.plan.source, self.plan.target
        self._sending, self._trouble = True, None
        self.draw()
        self.ask(
            "send",
            lambda gateway: gateway.cycles.carry(source, target, keys, sent_as=self._sent_as),
            self._carried,
            failed=self._refused,
        )

    def _carried(self, plan: CarryPlan) -> None:
        new = ", ".join(item.new_key for item in plan.carried[:5] if item.new_key)
        more = f" and {len(plan.carried) - 5} more" if len(plan.carried) > 5 else ""
        self.done = f"{counted(len(plan.carried), 'goal')} carried into {plan.target}: {new}{more}."
        self.close()

    def _refused(self, problem: Problem) -> None:
        self._sending, self._trouble = False, problem
        self.draw()
        self.board.to_start()


def _plan(
    gateway: Gateway, source: CycleItem, unit: str | None, place: int
) -> tuple[tuple[CycleItem, ...], CarryPlan | None]:
    """The cycles that goals can be carried into, the nearest first, and what would go into one of them.

    The year that a quarter belongs to ends later, but comes no later.
    """
    later = [
        one
        for one in gateway.cycles.cycles()
        if one.starts > source.starts and one.ends > source.ends and one.state in {"planning", "active"}
    ]
    later.sort(key=lambda one: (one.kind is not source.kind, one.ends))
    if not later:
        return (), None
    target = later[min(place, len(later) - 1)]
    return tuple(later), gateway.cycles.preview_carry(source.key, target.key, unit=unit)
