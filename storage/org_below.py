"""Statements about what stands below units: their goals and check-in discipline, unit by unit."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from storage.accountability import ACTIVE
from storage.raw import RawId, as_text, tuples
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals
from storage.tables.organisation import units
from storage.trees import outermost, path_range
from storage.unit_of_work import ReadWork

Counted = tuple[str, int, int, int, int]
"""A unit's path with its own active goals, and of their key results the periods on time, late, missed."""


def figures_by_unit(work: ReadWork, cycle_id: UUID, paths: Collection[str]) -> list[Counted]:
    """Every unit in some subtrees that has active goals in a cycle, with its own counts.

    Goals are found and grouped in the index that holds cycle, state and unit, so that no goal is fetched.
    """
    ranges = [path_range(path) for path in outermost(paths)]
    inside = or_(*(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    is_everything = any(low.count(".") == 1 for low, _ in ranges)
    of_these: tuple[ColumnElement[bool], ...] = (
        ACTIVE,
        goals.c.cycle_id == cycle_id,
        true() if is_everything else goals.c.unit_id.in_(select(units.c.id).where(inside)),
    )
    unit_id = as_text(goals.c.unit_id, is_postgresql=work.is_postgresql)
    results = key_result_progress.c
    kept = tuples(
        work,
        select(unit_id, func.sum(results.on_time), func.sum(results.late), func.sum(results.missed))
        .join_from(goals, key_result_progress, results.goal_id == goals.c.id)
        .where(*of_these)
        .group_by(goals.c.unit_id),
    )
    active = tuples(work, select(unit_id, func.count()).where(*of_these).group_by(goals.c.unit_id))
    its_id = as_text(units.c.id, is_postgresql=work.is_postgresql)
    path_of: dict[RawId, str] = dict(tuples(work, select(its_id, units.c.path).where(inside)))
    tallies = {one: (int(on_time), int(late), int(missed)) for one, on_time, late, missed in kept}
    nothing = (0, 0, 0)
    return [(path_of[one], many, *tallies.get(one, nothing)) for one, many in active]
