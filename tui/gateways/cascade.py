"""What the tree of goals asks beside its goals: how they went, and the words that its filter can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.focus_areas import ListFocusAreas
from okr.contract.goal_rows import ListGoals, ShowTrends
from okr.contract.units import ListUnits, ShowUnit
from okr.domain.errors import NotFound
from okr.domain.vocabulary import GoalState
from tui.completing import Known
from tui.reading.basics import clean, unit
from tui.reading.goals import goal
from tui.view_models.goal_map import GoalMap, MapColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from okr.client.backend import Backend

MOST_WORDS = 200
"""Units and focus areas that are offered while one types a filter."""
MOST_COLUMNS = 24
"""Units on a map, the one that is looked at included."""
MOST_BOXES = 60
"""Goals in a column; the tree and its filter have all of them."""


class Cascades:
    """The surroundings of the tree."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def trends(self, keys: Sequence[str], *, points: int) -> Mapping[str, tuple[int | None, ...]]:
        """How the progress of some goals went, in millionths, from their start until now."""
        found = self._connected().call(ShowTrends(keys=tuple(keys), points=points)).items
        return {clean(item.key): item.progress for item in found}

    def words(self) -> Known:
        """What units and focus areas there are."""
        backend = self._connected()
        units = backend.call(ListUnits(limit=MOST_WORDS)).items
        areas = backend.call(ListFocusAreas(limit=MOST_WORDS)).items
        return Known(tuple(clean(unit.key) for unit in units), tuple(clean(area.key) for area in areas))

    def map(self, key: str | None) -> GoalMap:
        """The active goals of a unit and of the units directly below it, a column each; the root unless one is given."""
        backend = self._connected()
        units = backend.call(ListUnits(below=key, limit=MOST_WORDS)).items
        if not units:
            raise NotFound("There is no unit yet.")
        top = backend.call(ShowUnit(key=key)) if key is not None else units[0]
        below = [each for each in units if each.parent is not None and each.parent.key == top.key][: MOST_COLUMNS - 1]
        columns = []
        for each in (top, *below):
            found = backend.call(ListGoals(unit=each.key, unit_only=True, state=GoalState.ACTIVE, limit=MOST_BOXES))
            columns.append(
                MapColumn(
                    key=clean(each.key),
                    name=clean(each.name),
                    goals=tuple(map(goal, found.items)),
                    has_more=found.next_cursor is not None,
                    opens=any(one.parent is not None and one.parent.key == each.key for one in units),
                )
            )
        above = unit(top.parent) if top.parent is not None else None
        return GoalMap(above=above, columns=tuple(columns), is_top=top.parent is None)
