"""Statements about dependencies between goals: those that hold, of one goal or along a chain."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from okr.domain.policy import Actor
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.conversation import dependencies
from storage.tables.derived import goal_progress
from storage.tables.goals import goals
from storage.tables.organisation import people
from storage.unit_of_work import ReadWork

HOLDS = dependencies.c.ended_at.is_(None)

_owner, _author = people.alias("owner"), people.alias("author")


def between(work: ReadWork, goal_id: UUID, on_goal_id: UUID) -> AnyRow | None:
    """The dependency of a goal on another one that holds."""
    statement = select(dependencies).where(
        dependencies.c.goal_id == goal_id, dependencies.c.on_goal_id == on_goal_id, HOLDS
    )
    return work.connection.execute(statement).one_or_none()


def around(work: ReadWork, actor: Actor, goal_id: UUID) -> tuple[Sequence[AnyRow], Sequence[AnyRow]]:
    """What a goal depends on and what depends on it, as far as the acting person may see the other goal, by its key."""
    found = []
    for own, other in _ENDS:
        statement = _other(own.name, other.name).where(visible_goals(actor))
        found.append(work.connection.execute(statement, {"goal_id": goal_id}).all())
    return found[0], found[1]


def count(work: ReadWork, goal_id: UUID) -> int:
    """How many dependencies a goal has in both directions."""
    ours = (dependencies.c.goal_id == goal_id) | (dependencies.c.on_goal_id == goal_id)
    statement = select(func.count()).select_from(dependencies).where(ours, HOLDS)
    return int(work.connection.execute(statement).scalar_one())


def edges_from(work: ReadWork, goal_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """The dependencies of some goals: the goal, and what it depends on, in the order in which they were written."""
    return [(row.goal_id, row.on_goal_id) for row in work.connection.execute(_edges(), {"ids": list(goal_ids)})]


_ENDS: tuple[tuple[ColumnElement[UUID], ColumnElement[UUID]], ...] = (
    (dependencies.c.goal_id, dependencies.c.on_goal_id),
    (dependencies.c.on_goal_id, dependencies.c.goal_id),
)


@cache
def _edges() -> Select[*tuple[Any, ...]]:
    return (
        select(dependencies.c.goal_id, dependencies.c.on_goal_id)
        .where(dependencies.c.goal_id.in_(bindparam("ids", expanding=True)), HOLDS)
        .order_by(dependencies.c.id)
    )


@cache
def _other(own: str, other: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            dependencies.c.kind,
            dependencies.c.note,
            dependencies.c.recorded_at,
            goals.c.key,
            goals.c.title,
            goals.c.state,
            goal_progress.c.shown,
            _owner.c.handle,
            _owner.c.name,
            _author.c.handle.label("author_handle"),
            _author.c.name.label("author_name"),
        )
        .select_from(
            dependencies.join(goals, goals.c.id == dependencies.c[other])
            .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
            .outerjoin(_owner, _owner.c.id == goals.c.owner_id)
            .outerjoin(_author, _author.c.id == dependencies.c.by_id)
        )
        .where(dependencies.c[own] == bindparam("goal_id"), HOLDS)
        .order_by(goals.c.prefix, goals.c.number)
    )
