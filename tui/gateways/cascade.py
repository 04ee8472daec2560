"""What the tree of goals asks beside its goals: how they went, and the words that its filter can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.cycles import ListCycles
from okr.contract.focus_areas import ListFocusAreas
from okr.contract.goal_rows import ListGoals, ShowTrends
from okr.contract.goals import ShowGoalTree
from okr.contract.units import ListBelow, ListUnits, ShowUnit
from okr.domain.vocabulary import GoalState, UnitKind
from tui.completing import Known
from tui.reading.basics import clean, unit
from tui.reading.goals import cascade, goal
from tui.view_models.goal_map import GoalMap, MapColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from okr.client.backend import Backend
    from tui.view_models.goals import Branch

MOST_WORDS = 200
"""Units, focus areas and cycles that are offered while one types a filter."""
MOST_COLUMNS = 24
"""Units on a map, the one that is looked at included."""
MOST_BOXES = 60
"""Goals in a column; the tree and its filter have all of them."""


class Cascades:
    """The surroundings of the tree."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def branches(self, keys: Sequence[str], *, limit: int) -> Mapping[str, Branch]:
        """Several goals by their keys, each with the goals directly below it: one question for all that opens at once."""
        tree = self._connected().call(ShowGoalTree(keys=tuple(keys), depth=1, limit=limit))
        return {branch.goal.key: branch for branch in cascade(tree).roots}

    def trends(self, keys: Sequence[str], *, points: int) -> Mapping[str, tuple[int | None, ...]]:
        """How the progress of some goals went, in millionths, from their start until now."""
        found = self._connected().call(ShowTrends(keys=tuple(keys), points=points)).items
        return {clean(item.key): item.progress for item in found}

    def words(self) -> Known:
        """What units, focus areas and cycles there are."""
        backend = self._connected()
        units = backend.call(ListUnits(limit=MOST_WORDS)).items
        areas = backend.call(ListFocusAreas(limit=MOST_WORDS)).items
        cycles = backend.call(ListCycles(limit=MOST_WORDS)).items
        return Known(
            tuple(clean(unit.key) for unit in units),
            tuple(clean(area.key) for area in areas),
            cycles=tuple(clean(cycle.key) for cycle in cycles),
        )

    def map(self, key: str | None, *, cycle: str | None) -> GoalMap:
        """The active goals of a unit and of the units directly below it in a cycle, a column each; the root unless one is given."""
        backend = self._connected()
        if key is None:
            roots = backend.call(ListBelow(limit=1)).items
            key = roots[0].unit.key if roots and roots[0].unit is not None else ""
        top = backend.call(ShowUnit(key=key))
        units = [(top.key, top.name, False)]
        cursor: str | None = ""
        while cursor is not None and len(units) < MOST_COLUMNS:
            page = backend.call(ListBelow(unit=key, limit=MOST_COLUMNS, cursor=cursor or None))
            found_units = [(row.unit, row.opens and row.kind is not UnitKind.TEAM) for row in page.items if row.unit]
            units += [(row.key, row.name, opens) for row, opens in found_units]
            # Units come before people: a page that holds a person is the last one with units.
            cursor = page.next_cursor if len(found_units) == len(page.items) else None
        columns = []
        for each, name, opens in units[:MOST_COLUMNS]:
            asked = ListGoals(unit=each, unit_only=True, cycle=cycle, state=GoalState.ACTIVE, limit=MOST_BOXES)
            found = backend.call(asked)
            goals, more = tuple(map(goal, found.items)), found.next_cursor is not None
            columns.append(MapColumn(key=clean(each), name=clean(name), goals=goals, has_more=more, opens=opens))
        above = unit(top.parent) if top.parent is not None else None
        return GoalMap(above=above, columns=tuple(columns), is_top=top.parent is None)
