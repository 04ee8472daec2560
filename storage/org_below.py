"""Statements about what stands below units: their goals and check-in discipline, unit by unit."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from storage.accountability import ACTIVE, GOAL_COUNTS, RESULT_COUNTS
from storage.company_counts import company_goals_if_known, company_results_if_known
from storage.kept_counts import Rows, already_counted, counted
from storage.raw import RawId, as_text, tuples
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals
from storage.tables.organisation import units
from storage.trees import outermost, path_range
from storage.unit_of_work import ReadWork

_GOALS = GOAL_COUNTS.index("goals")
_ON_TIME, _LATE, _MISSED = (RESULT_COUNTS.index(name) for name in ("on_time", "late", "missed"))

Counted = tuple[str, int, int, int, int]
"""A unit's path with its own active goals, and of their key results the periods on time, late, missed."""


def figures_by_unit(work: ReadWork, cycle_id: UUID, paths: Collection[str], *, today: date) -> list[Counted]:
    """Every unit in some subtrees that has active goals in a cycle, with its own counts.

    Goals are found and grouped in the index that holds cycle, state and unit, so that no goal is fetched. Where the whole company was
    counted before, and nothing was written since, its counts are taken.
    """
    ranges = [path_range(path) for path in outermost(paths)]
    inside = or_(*(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    is_everything = any(low.count(".") == 1 for low, _ in ranges)
    of_these: tuple[ColumnElement[bool], ...] = (
        ACTIVE,
        goals.c.cycle_id == cycle_id,
        true() if is_everything else goals.c.unit_id.in_(select(units.c.id).where(inside)),
    )
    its_id = as_text(units.c.id, is_postgresql=work.is_postgresql)
    path_of: dict[RawId, str] = dict(tuples(work, select(its_id, units.c.path).where(inside)))
    active: Counter[RawId] = Counter()
    for unit, many in _active(work, cycle_id, of_these, is_everything=is_everything):
        if unit in path_of:
            active[unit] += many
    tallies = _kept(work, cycle_id, of_these, is_everything=is_everything, today=today)
    nothing = (0, 0, 0)
    return [(path_of[one], many, *tallies.get(one, nothing)) for one, many in active.items()]


def _active(
    work: ReadWork, cycle_id: UUID, of_these: Collection[ColumnElement[bool]], *, is_everything: bool
) -> Iterable[tuple[RawId, int]]:
    """How many active goals units have; one may be there several times, and others as well."""
    known = company_goals_if_known(work, cycle_id=cycle_id)
    if known is not None:
        return ((unit, counts[_GOALS]) for unit, counts in known)
    unit_id = as_text(goals.c.unit_id, is_postgresql=work.is_postgresql)
    statement = select(unit_id, func.count()).where(*of_these).group_by(goals.c.unit_id)
    return ((unit, many) for unit, many in _rows(work, ("active", cycle_id), statement, is_everything=is_everything))


def _kept(
    work: ReadWork, cycle_id: UUID, of_these: Collection[ColumnElement[bool]], *, is_everything: bool, today: date
) -> dict[RawId, tuple[int, int, int]]:
    """How many periods of their key results units have on time, late and missed; others may be there as well."""
    known = company_results_if_known(work, cycle_id=cycle_id, today=today)
    if known is not None:
        return {unit: (counts[_ON_TIME], counts[_LATE], counts[_MISSED]) for unit, counts in known}
    unit_id = as_text(goals.c.unit_id, is_postgresql=work.is_postgresql)
    results = key_result_progress.c
    statement = (
        select(unit_id, func.sum(results.on_time), func.sum(results.late), func.sum(results.missed))
        .join_from(goals, key_result_progress, results.goal_id == goals.c.id)
        .where(*of_these)
        .group_by(goals.c.unit_id)
    )
    rows = _rows(work, ("kept", cycle_id), statement, is_everything=is_everything)
    return {one: (int(on_time), int(late), int(missed)) for one, on_time, late, missed in rows}


def _rows(work: ReadWork, name: Hashable, statement: Select[*tuple[Any, ...]], *, is_everything: bool) -> Rows:
    """The rows of a statement, or of what it counted for the whole company."""
    if is_everything:
        return counted(work, name, lambda: tuples(work, statement))
    known = already_counted(work, name)
    return tuples(work, statement) if known is None else known
