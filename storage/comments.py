"""Statements about comments: adding them under the next number of their goal, listing them, and whom they mention."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from okr.domain.policy import Actor
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.agreements import contributions
from storage.tables.check_ins import check_ins
from storage.tables.conversation import comments, mentions
from storage.tables.goals import goals, key_results
from storage.tables.organisation import people
from storage.unit_of_work import ReadWork, WriteWork


def add(work: WriteWork, row: Mapping[str, object], mentioned: Collection[UUID]) -> int:
    """Add a comment under the next number of its goal, whose row the caller holds; answers the number."""
    last = select(func.coalesce(func.max(comments.c.number), 0)).where(comments.c.goal_id == row["goal_id"])
    number = int(work.connection.execute(last).scalar_one()) + 1
    work.connection.execute(insert(comments), [{**row, "number": number}])
    if mentioned:
        rows = [{"comment_id": row["id"], "person_id": person_id} for person_id in mentioned]
        work.connection.execute(insert(mentions), rows)
    return number


def page(work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """Comments of goals that a person may see, the newest first of one goal."""
    statement = _whole().where(visible_goals(actor), *conditions).order_by(comments.c.number.desc()).limit(limit)
    return work.connection.execute(statement).all()


def newest_since_check_in(work: ReadWork, key_result_ids: Collection[UUID], beginning: str) -> dict[UUID, AnyRow]:
    """By key result the newest comment that begins with some words and was said after its last check-in, with who said it."""
    later = check_ins.alias("later")
    overtaken = select(later.c.number).where(
        later.c.key_result_id == comments.c.key_result_id, later.c.recorded_at > comments.c.recorded_at
    )
    statement = (
        select(comments.c.key_result_id, comments.c.text, comments.c.recorded_at, people.c.handle, people.c.name)
        .outerjoin_from(comments, people, people.c.id == comments.c.by_id)
        .where(
            comments.c.key_result_id.in_(key_result_ids),
            comments.c.withdrawn_at.is_(None),
            comments.c.text.startswith(beginning, autoescape=True),
            ~overtaken.exists(),
        )
        .order_by(comments.c.number)
    )
    return {row.key_result_id: row for row in work.connection.execute(statement)}


def find(work: ReadWork, goal_id: UUID, number: int) -> AnyRow | None:
    """The comment of a goal with a number."""
    statement = _whole().where(comments.c.goal_id == goal_id, comments.c.number == number)
    return work.connection.execute(statement).one_or_none()


def set_withdrawn(work: WriteWork, row: AnyRow, at: datetime | None) -> bool:
    """Withdraw a comment that is still at the version that was read, or bring it back; answers whether it was.

    The words of what is withdrawn stay where nobody reads them.
    """
    changed = work.connection.execute(
        update(comments)
        .where(comments.c.id == row.id, comments.c.version == row.version)
        .values(withdrawn_at=at, version=row.version + 1)
    )
    return changed.rowcount == 1


def mentioned_in(work: ReadWork, comment_ids: Collection[UUID]) -> dict[UUID, list[AnyRow]]:
    """Whom each comment mentions, by name."""
    found: dict[UUID, list[AnyRow]] = {}
    if comment_ids:
        statement = (
            select(mentions.c.comment_id, people.c.handle, people.c.name)
            .join(people, people.c.id == mentions.c.person_id)
            .where(mentions.c.comment_id.in_(comment_ids))
            .order_by(people.c.name, people.c.handle)
        )
        for row in work.connection.execute(statement):
            found.setdefault(row.comment_id, []).append(row)
    return found


def results_of(work: ReadWork, comment_ids: Collection[UUID]) -> tuple[str, ...]:
    """The keys of the key results that comments speak of, in their order."""
    about = select(comments.c.key_result_id).where(comments.c.id.in_(comment_ids))
    found = (
        select(key_results.c.key)
        .where(key_results.c.id.in_(about))
        .order_by(key_results.c.goal_id, key_results.c.number)
    )
    return tuple(work.connection.execute(found).scalars())


def people_named(work: ReadWork, handles: Collection[str]) -> dict[str, AnyRow]:
    """The people with some handles: id, handle, name, and when they left."""
    if not handles:
        return {}
    columns = (people.c.id, people.c.handle, people.c.name, people.c.employed_to)
    rows = work.connection.execute(select(*columns).where(people.c.handle.in_(handles)))
    return {row.handle: row for row in rows}


def count(work: ReadWork, goal_id: UUID) -> int:
    """How many comments a goal and all that belongs to it have, without those withdrawn."""
    statement = (
        select(func.count())
        .select_from(comments)
        .where(comments.c.goal_id == goal_id, comments.c.withdrawn_at.is_(None))
    )
    return int(work.connection.execute(statement).scalar_one())


@cache
def _whole() -> Select[*tuple[Any, ...]]:
    return select(
        *comments.c,
        goals.c.key.label("goal_key"),
        key_results.c.key.label("result_key"),
        contributions.c.number.label("contribution_number"),
        people.c.handle,
        people.c.name,
    ).select_from(
        comments.join(goals, goals.c.id == comments.c.goal_id)
        .outerjoin(key_results, key_results.c.id == comments.c.key_result_id)
        .outerjoin(contributions, contributions.c.id == comments.c.contribution_id)
        .outerjoin(people, people.c.id == comments.c.by_id)
    )
