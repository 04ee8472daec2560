"""Statements about what a nudge says: who answers, and how many check-ins are late."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from storage.accountability import ACTIVE
from storage.derived import AnyRow
from storage.homes import overdue_by_owner
from storage.tables.conversation import notices
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals
from storage.tables.organisation import people
from storage.unit_of_work import ReadWork, WriteWork


def person(work: ReadWork, person_id: UUID) -> AnyRow:
    """A person's handle and name."""
    return work.connection.execute(select(people.c.handle, people.c.name).where(people.c.id == person_id)).one()


def late(work: ReadWork, *, goal_id: UUID, key_result_id: UUID | None, today: date) -> int:
    """How many check-ins of an active goal, or of one of its key results, are late."""
    table = key_result_progress.c
    statement = (
        select(func.count())
        .select_from(key_result_progress.join(goals, goals.c.id == table.goal_id))
        .where(table.goal_id == goal_id, table.next_due_on < today, ACTIVE)
    )
    if key_result_id is not None:
        statement = statement.where(table.key_result_id == key_result_id)
    return int(work.connection.execute(statement).scalar_one())


def late_of(work: ReadWork, person_id: UUID, *, today: date) -> int:
    """How many check-ins that a person answers for are late."""
    return overdue_by_owner(work, [person_id], today=today).get(person_id, 0)


def take_back(work: WriteWork, person_id: UUID, *, by_id: UUID, object_key: str, at: datetime) -> bool:
    """Take away what a person was told of an object by somebody at a moment, unless it was read; answers whether it was there."""
    statement = delete(notices).where(
        notices.c.person_id == person_id,
        notices.c.by_id == by_id,
        notices.c.object_key == object_key,
        notices.c.recorded_at == at,
        notices.c.read_at.is_(None),
    )
    return work.connection.execute(statement).rowcount > 0
