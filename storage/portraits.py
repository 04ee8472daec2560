"""Statements about one person in one look."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from okr.domain.policy import Actor
from storage.goal_reading import in_cycle
from storage.policy import visible_goals
from storage.tables.goals import goals
from storage.unit_of_work import ReadWork


def owned(work: ReadWork, actor: Actor, person_id: UUID, cycle_id: UUID, *, limit: int) -> Sequence[UUID]:
    """The goals of a cycle that a person owns and the acting person may see, by key."""
    return (
        work.connection.execute(
            select(goals.c.id)
            .where(goals.c.owner_id == person_id, in_cycle(cycle_id), visible_goals(actor))
            .order_by(goals.c.prefix, goals.c.number)
            .limit(limit)
        )
        .scalars()
        .all()
    )
