"""Statements about what stands below units: their goals and check-in discipline, unit by unit."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from storage.accountability import ACTIVE
from storage.goal_reading import in_cycle
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals
from storage.tables.organisation import units
from storage.trees import outermost, path_range
from storage.unit_of_work import ReadWork

Counted = tuple[str, int, int, int, int]
"""A unit's path with its own active goals, and of their key results the periods on time, late, missed."""


def figures_by_unit(work: ReadWork, cycle_id: UUID, paths: Collection[str]) -> list[Counted]:
    """Every unit in some subtrees that has active goals in a cycle, with its own counts."""
    ranges = [path_range(path) for path in outermost(paths)]
    inside = or_(*(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    # Below the top every goal of the cycle is wanted, elsewhere those of a few units.
    everywhere = all(low.count(".") <= 2 for low, _ in ranges)
    of_these = (ACTIVE, goals.c.cycle_id == cycle_id if everywhere else in_cycle(cycle_id))
    counted: dict[UUID, tuple[Any, ...]] = {
        row[0]: tuple(row[1:])
        for row in work.connection.execute(
            select(
                goals.c.unit_id,
                func.sum(key_result_progress.c.on_time),
                func.sum(key_result_progress.c.late),
                func.sum(key_result_progress.c.missed),
            )
            .join_from(goals, key_result_progress, key_result_progress.c.goal_id == goals.c.id)
            .join(units, units.c.id == goals.c.unit_id)
            .where(inside, *of_these)
            .group_by(goals.c.unit_id)
        )
    }
    rows = work.connection.execute(
        select(units.c.id, units.c.path, func.count())
        .join_from(goals, units, units.c.id == goals.c.unit_id)
        .where(inside, *of_these)
        .group_by(units.c.id, units.c.path)
    )
    nothing = (0, 0, 0)
    found: list[Counted] = []
    for unit_id, path, active in rows:
        on_time, late, missed = counted.get(unit_id, nothing)
        found.append((path, active, int(on_time), int(late), int(missed)))
    return found
