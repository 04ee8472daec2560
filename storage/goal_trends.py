"""How the progress of goals went: where each stood on the days on which it moved."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from okr.domain.policy import Actor
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.derived import goal_progress_days
from storage.tables.goals import goals
from storage.unit_of_work import ReadWork


def by_keys(work: ReadWork, actor: Actor, keys: Collection[str]) -> list[AnyRow]:
    """The visible goals with these keys: id, key, starts_on, due_on."""
    statement = select(goals.c.id, goals.c.key, goals.c.starts_on, goals.c.due_on).where(
        goals.c.key.in_(keys), visible_goals(actor)
    )
    return list(work.connection.execute(statement))


def days_of(work: ReadWork, ids: Collection[UUID], *, through: date) -> dict[UUID, list[tuple[date, int | None]]]:
    """Day and progress of each day on which a goal moved, up to a day, oldest first."""
    found: dict[UUID, list[tuple[date, int | None]]] = {}
    for goal_id, day, progress in work.connection.execute(_days(), {"ids": list(ids), "through": through}):
        found.setdefault(goal_id, []).append((day, progress))
    return found


@cache
def _days() -> Select[*tuple[Any, ...]]:
    table = goal_progress_days.c
    return (
        select(table.goal_id, table.day, table.progress_ppm)
        .where(table.goal_id.in_(bindparam("ids", expanding=True)), table.day <= bindparam("through"))
        .order_by(table.goal_id, table.day)
    )
