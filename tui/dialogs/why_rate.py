"""Why a rate is what it is: what was counted as on time, late and missed (R14), and what leads to a top goal (R13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.dialogs.base import Dialog
from tui.drawing.heat_map import ACTIVE
from tui.drawing.rates import GOALS, rate_rows

if TYPE_CHECKING:
    from tui.drawing.rows import Row
    from tui.lines import Target
    from tui.view_models.rates import Aligned, OnTime


class WhyRateDialog(Dialog):
    """The derivation of the rates of a unit (its key, nothing for the whole) or a person.

    `of` is what stands behind it: "unit CARE", "person dana", or "aligned CARE" for a unit whose alignment is asked about first.
    Enter on a key result tells how it kept its periods, and escape comes back.
    """

    NAME = "Why"

    def __init__(self, of: str) -> None:
        super().__init__()
        self.kind, _, self.key = of.partition(" ")
        self.on_time: OnTime | None = None
        self.aligned: Aligned | None = None

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("why", "dialog", "list", "always")

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, self.on_time.who.name if self.on_time and self.on_time.who else self.key)

    def load(self) -> None:
        key = self.key
        if self.kind == "person":
            self.ask("rate", lambda gateway: gateway.rates.of_person(key), self._take)
            return
        self.ask("rate", lambda gateway: gateway.rates.of_unit(key or None), self._take)
        # Later than the rest, since in a large company it takes a while.
        self.ask("aligned", lambda gateway: gateway.rates.aligned(key or None), self._take_aligned)

    def _take(self, found: OnTime) -> None:
        self.on_time = found
        self.ready()

    def _take_aligned(self, found: Aligned) -> None:
        self.aligned = found
        if self.phase == "ready":
            self.board.show_from_top(self._all)

    def rows(self, width: int) -> list[Row]:
        if self.on_time is None:
            return []
        first = self.kind == "aligned"
        return rate_rows(self.on_time, self.aligned, width, look=self.look, aligned_first=first)

    def chosen(self, target: Target) -> None:
        from tui.dialogs.why import WhyDialog

        if target.kind == "key result":
            self.okr.open_over(WhyDialog(target.key, about="habits", trail=self.crumbs()[1:]))
        elif target.kind == "goal":
            self.okr.open_over(WhyDialog(target.key, about="leverage", trail=self.crumbs()[1:]))
        else:
            super().chosen(target)

    def choice(self, what: str) -> None:
        if what == GOALS and self.on_time is not None and self.on_time.who is not None:
            name = "owner" if self.on_time.is_person else "unit"
            key = self.on_time.who.key
            self.close()
            self.okr.show_filtered(f"{name}:{key} {ACTIVE}")
        else:
            super().choice(what)

    def do_explain(self) -> None:
        self.do_open()

    def do_open_goal(self) -> None:
        """Leave the derivation and open what the cursor stands on."""
        target = self.selected
        if target is None or target.kind not in {"goal", "key result"}:
            self.flash("Move to a goal or key result first.")
            return
        self.close()
        self.okr.open_goal(target.key)
