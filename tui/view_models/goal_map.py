"""The map of goals: units as columns, their goals as boxes."""

from dataclasses import dataclass

from tui.view_models.basics import Named
from tui.view_models.goals import GoalItem


@dataclass(frozen=True, slots=True)
class MapColumn:
    """A unit and its own goals; `opens` says whether units stand below it, `has_more` whether goals were left out."""

    key: str
    name: str
    goals: tuple[GoalItem, ...]
    has_more: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class GoalMap:
    """A unit and those directly below it; `above` is the unit that it belongs to."""

    above: Named | None
    columns: tuple[MapColumn, ...]
    is_top: bool
