"""What a reading that is not written would do: in the key results that it feeds (R3), and in the goals up to the tops (R2).

The same differences as those of the roll-up, on what is stored; the property is that recording it moves the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple, cast
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.goal_numbers import goal_child, goal_row
from okr.application.key_result_numbers import child_of, progress_row, stored_values
from okr.application.movements import goal_movement
from okr.contract.check_ins import Movement
from okr.domain.rollup import SUM_NAMES, ChildFigures, GoalSums, exchanged, goal_counts, qualifies
from okr.domain.vocabulary import Ambition, LinkKind, Status
from storage import derived
from storage.as_of import visible_among
from storage.derived import GOAL_PROGRESS_COLUMNS, PROGRESS_COLUMNS, AnyRow

Values = dict[str, object]


class GoalMoved(NamedTuple):
    """A goal with its derived row before and after."""

    row: AnyRow
    before: Values
    after: Values


class _Exchange(NamedTuple):
    """A child with other figures than before."""

    weight_units: int
    ambition: Ambition
    before: ChildFigures
    after: ChildFigures


@dataclass(slots=True)
class Climb:
    """What moves above a key result; `moved` holds the goals by id, those of the deepest level first."""

    case: ReadCase
    without_override: UUID | None = None
    moved: dict[UUID, GoalMoved] = field(default_factory=dict)
    _exchanges: dict[UUID, list[_Exchange]] = field(default_factory=dict)

    def from_result(self, row: AnyRow, before: Values, after: Values) -> None:
        """Go up from a key result with another derived row. Its goal is there afterwards, whether it moves or not."""
        self._exchanges[row.goal_id] = []
        self._hand_over(row, before, after)
        self._climb()

    def above(self, goal_id: UUID) -> tuple[Movement, ...]:
        """The goals that move beside one, as far as the acting person may see them, the nearest first."""
        others = {one: found for one, found in self.moved.items() if one != goal_id and _differ(found)}
        visible = visible_among(self.case.work, self.case.actor, others)
        return tuple(
            goal_movement(found.row, found.before, found.after) for one, found in others.items() if one in visible
        )

    def _hand_over(self, row: AnyRow, before: Values, after: Values) -> None:
        """Give a key result's figures to its goal, and its value to what it feeds."""
        was, now = child_of(before), child_of(after)
        if after["counts"] and was != now:
            exchange = _Exchange(cast(int, after["counted_weight"]), row.ambition, was, now)
            self._exchanges.setdefault(row.goal_id, []).append(exchange)
        if row.feeds_another:
            self._feed(row, after)

    def _feed(self, child: AnyRow, values: Values) -> None:
        work, case = self.case.work, self.case
        parents = sorted(derived.fed_by(work, [child.id]))
        feeding = derived.feeding(work, parents)
        for parent in derived.key_results_by_id(work, parents):
            before = stored_values(parent, PROGRESS_COLUMNS)
            if before is None:
                continue
            after = progress_row(
                parent,
                (),
                feeding=[_with(row, values) if row.child_id == child.id else row for row in feeding[parent.id]],
                today=case.today,
                zone=case.settings.time_zone,
                minimum_answers=case.settings.minimum_answers,
            )
            self._hand_over(parent, before, after)

    def _climb(self) -> None:
        """Level by level upwards: a goal is looked at when all that stands below it has been."""
        work, case = self.case.work, self.case
        waiting = dict(derived.levels_of(work, self._exchanges))
        while waiting:
            deepest = max(waiting.values())
            ids = sorted(one for one, level in waiting.items() if level == deepest)
            counting: dict[UUID, tuple[AnyRow, ChildFigures, ChildFigures]] = {}
            for row in derived.goals_by_id(work, ids, today=case.today):
                before = stored_values(row, GOAL_PROGRESS_COLUMNS)
                if before is None:
                    continue
                after, figures = goal_row(
                    self._without_override(row), _sums(before, self._exchanges[row.id]), case=case
                )
                self.moved[row.id] = GoalMoved(row, before, after)
                was, now = goal_child(before), figures.as_child(cast(Status, after["shown"]))
                if was != now and goal_counts(row.state, LinkKind.CONTRIBUTES):
                    counting[row.id] = (row, was, now)
            for one in ids:
                del waiting[one]
            for link in derived.parents_of(work, list(counting)) if counting else ():
                row, was, now = counting[link.child_id]
                waiting[link.parent_id] = link.level
                exchange = _Exchange(link.weight_units, row.ambition, was, now)
                self._exchanges.setdefault(link.parent_id, []).append(exchange)

    def _without_override(self, row: AnyRow) -> AnyRow:
        """R7: what was set until the next check-in ends with this one."""
        if row.id != self.without_override:
            return row
        return cast(AnyRow, SimpleNamespace(**{**row._asdict(), "override_status": None}))


def _with(row: AnyRow, values: Values) -> Any:
    """What feeds a key result, with the value that it would have."""
    names = ("current", "has_reading", "last_reading_on")
    return SimpleNamespace(**{**row._asdict(), **{name: values[name] for name in names}})


def _sums(before: Values, exchanges: Sequence[_Exchange]) -> GoalSums:
    sums: Sequence[int] = [cast(int, before[name]) for name in SUM_NAMES]
    weight_all = cast(int, before["weight_all"])
    for one in exchanges:
        speaks = qualifies(one.ambition, one.weight_units, weight_all=weight_all)
        sums = exchanged(sums, one.weight_units, before=one.before, after=one.after, speaks=speaks)
    return GoalSums(*sums)


def _differ(found: GoalMoved) -> bool:
    """Whether a goal shows anything else than before."""
    names = ("progress_ppm", "shown", "weakest", "coverage_ppm")
    return any(found.before[name] != found.after[name] for name in names)
