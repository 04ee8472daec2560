"""The derived row of one goal: from its facts and sums as they are stored to the figures of the domain, and what its parents take from it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import cast
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.key_result_numbers import child_figures
from okr.domain.goal_numbers import goal_numbers
from okr.domain.pace import PaceFactors
from okr.domain.rollup import (
    NOTHING,
    SUM_NAMES,
    ChildFigures,
    GoalFigures,
    GoalSums,
    contribution,
    goal_figures,
    qualifies,
)
from okr.domain.vocabulary import Ambition, GoalState, Status
from storage import derived
from storage.derived import AnyRow

sums_in_order: Callable[[GoalSums], Sequence[int]] = attrgetter(*SUM_NAMES)
"""The integers of sums in their order."""


def sums_of(case: ReadCase, rows: Sequence[AnyRow]) -> dict[UUID, GoalSums]:
    """The sums of goals added up from the derived rows of their children."""
    if not rows:
        return {}
    ids = [row.id for row in rows]
    ambitions = {row.id: row.ambition for row in rows}
    children: dict[UUID, list[tuple[int, Ambition, ChildFigures]]] = {goal_id: [] for goal_id in ids}
    for result in derived.counting_results_of(case.work, ids):
        figures = child_figures(
            progress_raw_ppm=result.progress_raw_ppm,
            expected_ppm=result.expected_ppm,
            fresh=result.fresh,
            status=result.status,
            shown=result.shown,
            has_reading=result.has_reading,
            guardrail_broken=result.guardrail_broken,
        )
        children[result.goal_id].append((result.counted_weight, ambitions[result.goal_id], figures))
    for child in derived.counting_children_of(case.work, ids):
        figures = ChildFigures(
            progress_ppm=child.progress_ppm,
            expected_ppm=child.expected_ppm,
            coverage_ppm=child.coverage_ppm or 0,
            status=child.status,
            shown=child.shown,
            has_reading=child.with_reading > 0,
        )
        children[child.parent_id].append((child.weight_units, child.ambition, figures))
    return {goal_id: added_up(parts) for goal_id, parts in children.items()}


def added_up(children: Sequence[tuple[int, Ambition, ChildFigures]]) -> GoalSums:
    """The sums of a goal from the weights, its ambition and the figures of its children."""
    weight_all = sum(weight for weight, _, figures in children if figures.shown is not None)
    sums = NOTHING
    for weight, ambition, figures in children:
        sums += contribution(weight, figures, speaks=qualifies(ambition, weight, weight_all=weight_all))
    return sums


def goal_row(row: AnyRow, sums: GoalSums, *, case: ReadCase) -> tuple[dict[str, object], GoalFigures]:
    """The derived row of a goal from its sums, and the figures with their words."""
    figures = goal_figures(
        sums,
        _factors(row.on_track_percent, row.at_risk_percent, row.allowance_percent),
        due_on=row.due_on,
        today=case.today,
        committed=row.ambition is Ambition.COMMITTED,
    )
    return goal_values(row, sums_in_order(sums), today=case.today), figures


def goal_values(row: AnyRow, sums: Sequence[int], *, today: date) -> dict[str, object]:
    """The derived row of a goal from its sums in the order of `GoalSums`: every check-in works one out for each goal above."""
    numbers = goal_numbers(
        sums,
        _factors(row.on_track_percent, row.at_risk_percent, row.allowance_percent),
        after_due=today > row.due_on,
        committed=row.ambition is Ambition.COMMITTED,
    )
    values: dict[str, object] = {"goal_id": row.id, "computed_for": today}
    values.update(zip(SUM_NAMES, sums, strict=True))
    values["progress_ppm"] = numbers.progress_ppm
    values["expected_ppm"] = numbers.expected_ppm
    values["coverage_ppm"] = numbers.coverage_ppm
    values["status"] = numbers.status
    values["shown"] = row.override_status or numbers.status
    values["weakest"] = numbers.weakest
    values["stale"] = numbers.stale and row.state is GoalState.ACTIVE
    return values


@cache
def _factors(on_track_percent: int, at_risk_percent: int, allowance_percent: int) -> PaceFactors:
    return PaceFactors(on_track_percent, at_risk_percent, allowance_percent)


def goal_child(values: dict[str, object]) -> ChildFigures:
    """What a parent takes from the derived row of a goal."""
    return ChildFigures(
        progress_ppm=cast("int | None", values["progress_ppm"]),
        expected_ppm=cast("int | None", values["expected_ppm"]),
        coverage_ppm=cast("int | None", values["coverage_ppm"]) or 0,
        status=cast(Status, values["status"]),
        shown=cast(Status, values["shown"]),
        has_reading=cast(int, values["with_reading"]) > 0,
    )


def day_row(values: dict[str, object]) -> dict[str, object]:
    """Where a goal stands at the end of a day, from its derived row of that day."""
    return {
        "goal_id": values["goal_id"],
        "day": values["computed_for"],
        "progress_ppm": values["progress_ppm"],
        "expected_ppm": values["expected_ppm"],
        "status": values["shown"],
    }
