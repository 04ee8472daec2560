"""A whole company counted by unit: its active goals of a cycle with their figures, and how their key results are kept."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import compress
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from okr.domain.vocabulary import Status
from storage.accountability import ACTIVE, GOAL_COUNTS, RawCounts, results_by_unit, status_counts
from storage.kept_counts import Rows, already_counted, counted
from storage.raw import RawId, as_text, tuples
from storage.tables.derived import goal_progress
from storage.tables.goals import goals
from storage.types import Id
from storage.unit_of_work import ReadWork

FIGURES = (
    "goals",
    *(status.name.lower() for status in Status),
    "stale",
    "without_owner",
    "with_progress",
    "progress",
    "expected",
    "with_coverage",
    "coverage",
)
"""What `company_figures` answers for a unit and an area, in this order."""

_COUNTS = [name in GOAL_COUNTS for name in FIGURES]
"""Which of these are GOAL_COUNTS; they stand in the same order there."""


def company_figures(work: ReadWork, *, cycle_id: UUID) -> Rows:
    """The active goals of a cycle by unit and focus area: (unit, area or None, and FIGURES), with raw ids.

    Progress and expectation are sums over the goals that have a progress.
    """
    statement = _company_figures(is_postgresql=work.is_postgresql)
    return counted(work, _goals_of(cycle_id), lambda: tuples(work, statement, {"cycle": cycle_id}))


def knows_company_figures(work: ReadWork, *, cycle_id: UUID) -> bool:
    """Whether they were counted before and nothing was written since, so that they are there at once."""
    return already_counted(work, _goals_of(cycle_id)) is not None


def company_goals(work: ReadWork, *, cycle_id: UUID) -> list[RawCounts]:
    """The same by unit alone, with GOAL_COUNTS; a unit is there once for each of its areas."""
    return _goal_counts(company_figures(work, cycle_id=cycle_id))


def company_goals_if_known(work: ReadWork, *, cycle_id: UUID) -> list[RawCounts] | None:
    """The same, where it was counted before and nothing was written since."""
    known = already_counted(work, _goals_of(cycle_id))
    return None if known is None else _goal_counts(known)


def company_results(work: ReadWork, *, cycle_id: UUID, today: date) -> list[RawCounts]:
    """The key results of the active goals of a cycle by unit: with RESULT_COUNTS and the first day on which any is due."""
    return counted(
        work,
        _results_of(cycle_id, today),
        lambda: list(results_by_unit(work, goals.c.cycle_id == cycle_id, today=today)),
    )


def company_results_if_known(work: ReadWork, *, cycle_id: UUID, today: date) -> list[RawCounts] | None:
    """The same, where it was counted before and nothing was written since."""
    return already_counted(work, _results_of(cycle_id, today))


def _goals_of(cycle_id: UUID) -> tuple[str, UUID]:
    return ("goals", cycle_id)


def _results_of(cycle_id: UUID, today: date) -> tuple[str, UUID, date]:
    return ("results", cycle_id, today)


def _goal_counts(rows: Iterable[tuple[Any, ...]]) -> list[RawCounts]:
    found: list[tuple[RawId, tuple[Any, ...]]] = []
    found.extend((unit, tuple(compress(numbers, _COUNTS))) for unit, _, *numbers in rows)
    return found


@cache
def _company_figures(*, is_postgresql: bool) -> Select[*tuple[Any, ...]]:
    has_progress = goal_progress.c.progress_ppm.is_not(None)
    return (
        select(
            as_text(goals.c.unit_id, is_postgresql=is_postgresql),
            as_text(goals.c.focus_area_id, is_postgresql=is_postgresql),
            func.count(),
            *status_counts(),
            func.count().filter(goal_progress.c.stale),
            func.count().filter(goals.c.owner_id.is_(None)),
            func.count(goal_progress.c.progress_ppm),
            func.coalesce(func.sum(goal_progress.c.progress_ppm), 0),
            func.coalesce(func.sum(goal_progress.c.expected_ppm).filter(has_progress), 0),
            func.count(goal_progress.c.coverage_ppm),
            func.coalesce(func.sum(goal_progress.c.coverage_ppm), 0),
        )
        .join_from(goals, goal_progress, goal_progress.c.goal_id == goals.c.id)
        .where(goals.c.cycle_id == bindparam("cycle", type_=Id()), ACTIVE)
        .group_by(goals.c.unit_id, goals.c.focus_area_id)
    )
