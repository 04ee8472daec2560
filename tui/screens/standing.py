"""What actions are about: the goal, the rate or the person that the cursor of a screen stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.moving import ListMoves

if TYPE_CHECKING:
    from tui.lines import Target


class StandsOnLines(ListMoves):
    """A screen whose actions are about the line of the cursor."""

    @property
    def selected(self) -> Target | None:
        """What the cursor stands on."""
        return None

    @property
    def goal_key(self) -> str | None:
        """The goal or key result that actions such as *why* are about."""
        target = self.selected
        return target.key if target is not None and target.kind in {"goal", "key result"} else None

    @property
    def rate_key(self) -> str | None:
        """Whose rates *why* is about where there is no goal: "unit CARE", "person dana", or what a rate on screen stands for."""
        target = self.selected
        if target is None or target.kind not in {"unit", "person", "rate"}:
            return None
        return target.key if target.kind == "rate" else f"{target.kind} {target.key}"

    @property
    def nudged(self) -> tuple[str, str] | None:
        """What a nudge is about: a person, or what somebody answers for ("")."""
        target = self.selected
        if target is not None and target.kind == "person":
            return "person", target.key
        return None if self.goal_key is None else ("", self.goal_key)
