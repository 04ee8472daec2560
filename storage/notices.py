"""Statements about notices: what people are told of."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Update, and_, bindparam, or_, select, update

from okr.domain.vocabulary import ObjectKind
from storage import compiled
from storage.derived import AnyRow, chunks
from storage.tables.conversation import notices
from storage.tables.organisation import people
from storage.unit_of_work import ReadWork, WriteWork


def of_person(work: ReadWork, person_id: UUID, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """A person's notices that meet the conditions, the newest first, with who caused them."""
    statement = (
        select(
            notices.c.id,
            notices.c.object_kind,
            notices.c.object_key,
            notices.c.text,
            notices.c.recorded_at,
            notices.c.read_at,
            people.c.handle,
            people.c.name,
        )
        .select_from(notices.outerjoin(people, people.c.id == notices.c.by_id))
        .where(notices.c.person_id == person_id, *conditions)
        .order_by(notices.c.id.desc())
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def mark_read(work: WriteWork, person_id: UUID, *, object_key: str | None, at: datetime) -> int:
    """Mark a person's unread notices as read, all or those about one object; answers how many they were."""
    statement = update(notices).where(notices.c.person_id == person_id, notices.c.read_at.is_(None)).values(read_at=at)
    if object_key is not None:
        statement = statement.where(notices.c.object_key == object_key)
    return work.connection.execute(statement).rowcount


def mark_read_by_words(work: WriteWork, words: str, *, at: datetime) -> None:
    """Mark everybody's unread notices that begin with some words as read: what they tell of waits no longer."""
    about = notices.c.text.startswith(words, autoescape=True)
    work.connection.execute(update(notices).where(about, notices.c.read_at.is_(None)).values(read_at=at))


SIDES = 4
"""People of the two sides of something that waits for an answer."""


def mark_answered(
    work: WriteWork,
    kind: ObjectKind,
    key: str,
    *,
    by: UUID,
    sides: Iterable[UUID | None],
    at: datetime,
    is_last: bool = False,
) -> None:
    """Mark as read what waited for an answer that is given now: all that its giver was told of the object, and reminders of either side.

    `is_last`: it goes with the commit, since nothing in the transaction reads it after this.
    """
    people_of_sides = [one or by for one in (*sides, *[None] * SIDES)][:SIDES]
    values = {"the_kind": kind, "the_key": key, "answered_by": by, "answered_at": at}
    order = compiled.Order(_answered(), {**values, **{f"side_{n}": one for n, one in enumerate(people_of_sides)}})
    if is_last and work.is_postgresql:
        work.ending.orders.append(order)
    else:
        compiled.run(work.connection, order.statement, order.values)


@cache
def _answered() -> Update:
    of_sides = or_(*(notices.c.person_id == bindparam(f"side_{n}") for n in range(SIDES)))
    return (
        update(notices)
        .where(
            or_(notices.c.person_id == bindparam("answered_by"), and_(of_sides, notices.c.by_id.is_(None))),
            notices.c.read_at.is_(None),
            notices.c.object_kind == bindparam("the_kind"),
            notices.c.object_key == bindparam("the_key"),
        )
        .values(read_at=bindparam("answered_at"))
    )


def unread_again(work: WriteWork, kind: ObjectKind, key: str, *, at: datetime) -> None:
    """What an answer marked as read at its moment waits again, since the answer was taken back."""
    about = notices.c.object_kind == kind, notices.c.object_key == key
    work.connection.execute(update(notices).where(*about, notices.c.read_at == at).values(read_at=None))


def told_by_calendar(work: ReadWork, person_ids: Collection[UUID], kind: ObjectKind) -> set[tuple[UUID, str, str]]:
    """What the calendar told people of a kind of objects: person, key of the object, text."""
    found: set[tuple[UUID, str, str]] = set()
    for part in chunks(person_ids):
        statement = select(notices.c.person_id, notices.c.object_key, notices.c.text).where(
            notices.c.person_id.in_(part), notices.c.object_kind == kind, notices.c.by_id.is_(None)
        )
        found.update((row.person_id, row.object_key, row.text) for row in work.connection.execute(statement))
    return found
