"""Statements about blockers: raising, listing, answering them, and finding those that nobody answered in time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, or_, select, tuple_, update

from okr.domain.policy import Actor
from okr.domain.vocabulary import BlockerState, GoalState, KeyResultState
from storage import due
from storage.organisation import employed
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.check_ins import check_ins
from storage.tables.conversation import blockers
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals, key_results
from storage.tables.organisation import people
from storage.trees import ancestors_and_self
from storage.unit_of_work import ReadWork, WriteWork

_owner, _author, _answerer = people.alias("owner"), people.alias("author"), people.alias("answerer")
_reporting = people.alias("reporting")

_NAMED = ((_owner, "owner"), (_author, "author"), (_answerer, "answerer"), (_reporting, "reporting"))

ORDER = (blockers.c.answer_due_on, goals.c.prefix, goals.c.number, key_results.c.number, blockers.c.number)
"""The longest due first."""

WAITS = and_(
    blockers.c.state == BlockerState.OPEN,
    goals.c.state == GoalState.ACTIVE,
    key_results.c.state == KeyResultState.ACTIVE,
)
"""The condition for blockers that wait for an answer: of what is closed or paused none does."""


def page(work: ReadWork, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """Blockers that meet the conditions, with their key results, words and people, the longest due first."""
    return work.connection.execute(_whole().where(*conditions).order_by(*ORDER).limit(limit)).all()


def find(work: ReadWork, key_result_id: UUID, number: int) -> AnyRow | None:
    """The blocker that a check-in raised."""
    return work.connection.execute(_one(), {"key_result_id": key_result_id, "number": number}).one_or_none()


def waiting_of(work: ReadWork, key_result_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """The blockers of key results that have no answer, with their words, in the order in which they were raised."""
    return work.connection.execute(_open_of(), {"ids": list(key_result_ids)}).all()


def newest_of(work: ReadWork, key_result_ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """The newest blocker of each of some key results, answered or not."""
    return {row.key_result_id: row for row in work.connection.execute(_of_results(), {"ids": list(key_result_ids)})}


def change(work: WriteWork, row: AnyRow, changes: Mapping[str, object]) -> bool:
    """Change a blocker that is still at the version that was read; answers whether it was."""
    changed = work.connection.execute(
        update(blockers)
        .where(
            blockers.c.key_result_id == row.key_result_id,
            blockers.c.number == row.number,
            blockers.c.version == row.version,
        )
        .values({**changes, "version": row.version + 1})
    )
    return changed.rowcount == 1


def above(work: ReadWork, paths: Collection[str], *, on: date) -> dict[str, list[UUID]]:
    """Those above each of some people, by path, who are employed on a day, the nearest first. One statement."""
    wanted = {above for path in paths for above in ancestors_and_self(path) if above != path}
    rows = work.connection.execute(select(people.c.path, people.c.id).where(people.c.path.in_(wanted), employed(on)))
    found: dict[str, UUID] = {row.path: row.id for row in rows}
    return {
        path: [found[one] for one in reversed(ancestors_and_self(path)) if one != path and one in found]
        for path in paths
    }


def late(work: ReadWork, day: date, after: tuple[UUID, int] | None, limit: int) -> Sequence[AnyRow]:
    """Blockers whose answer was due before a day and is not there, in the order of their rows, after one of them."""
    statement = (
        _whole().where(WAITS, blockers.c.answer_due_on < day).order_by(blockers.c.key_result_id, blockers.c.number)
    )
    if after is not None:
        statement = statement.where(tuple_(blockers.c.key_result_id, blockers.c.number) > tuple_(*after))
    return work.connection.execute(statement.limit(limit)).all()


def mine(person_id: UUID) -> ColumnElement[bool]:
    """The condition for what a person has to answer, and for what stands in the way of what they report on."""
    return or_(blockers.c.owner_id == person_id, due.of_person(person_id))


def of_team(work: ReadWork, actor: Actor) -> ColumnElement[bool]:
    """The condition for what people below have to answer, and for what stands in the way of the team."""
    return or_(
        and_(blockers.c.owner_id.is_not(None), blockers.c.owner_id.in_(due.people_below(actor))),
        due.of_team(work, actor),
    )


def not_named_last() -> ColumnElement[bool]:
    """The condition for blockers of key results whose last check-in names none."""
    table = key_result_progress.c
    return ~exists().where(table.key_result_id == blockers.c.key_result_id, table.blocked)


def answered_since(moment: datetime) -> ColumnElement[bool]:
    """The condition for blockers that were answered since a moment."""
    return and_(blockers.c.state == BlockerState.ANSWERED, blockers.c.answered_at >= moment)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition for blockers that a person sees: their goal decides."""
    return visible_goals(actor)


def unanswered_by_unit(work: ReadWork, *conditions: ColumnElement[bool]) -> list[tuple[UUID, tuple[Any, ...]]]:
    """How many blockers wait for an answer, by the unit of the goal."""
    return _counted(work, goals.c.unit_id, *conditions)


def unanswered_by_owner(
    work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool]
) -> list[tuple[UUID, tuple[Any, ...]]]:
    """How many blockers wait for an answer of each of some people."""
    return _counted(work, blockers.c.owner_id, blockers.c.owner_id.in_(ids) if ids else false(), *conditions)


def _counted(
    work: ReadWork, by: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> list[tuple[UUID, tuple[Any, ...]]]:
    statement = (
        select(by.label("of"), func.count())
        .select_from(
            blockers.join(key_results, key_results.c.id == blockers.c.key_result_id).join(
                goals, goals.c.id == key_results.c.goal_id
            )
        )
        .where(WAITS, *conditions)
        .group_by(by)
    )
    return [(one, (many,)) for one, many in work.connection.execute(statement)]


@cache
def _one() -> Select[*tuple[Any, ...]]:
    return _whole().where(
        blockers.c.key_result_id == bindparam("key_result_id"), blockers.c.number == bindparam("number")
    )


@cache
def _open_of() -> Select[*tuple[Any, ...]]:
    return (
        _whole()
        .where(blockers.c.key_result_id.in_(bindparam("ids", expanding=True)), blockers.c.state == BlockerState.OPEN)
        .order_by(blockers.c.key_result_id, blockers.c.number)
    )


@cache
def _of_results() -> Select[*tuple[Any, ...]]:
    these = blockers.c.key_result_id.in_(bindparam("ids", expanding=True))
    return _whole().where(these).order_by(blockers.c.key_result_id, blockers.c.number)


@cache
def _whole() -> Select[*tuple[Any, ...]]:
    """A blocker with its key result and goal, the words of its check-in, and the people around it."""
    same = and_(check_ins.c.key_result_id == blockers.c.key_result_id, check_ins.c.number == blockers.c.number)
    return select(
        *blockers.c,
        check_ins.c.blocker.label("text"),
        check_ins.c.effective_on.label("raised_on"),
        check_ins.c.by_id.label("author_id"),
        key_results.c.key.label("result_key"),
        key_results.c.title.label("result_title"),
        key_results.c.number.label("result_number"),
        key_results.c.owner_id.label("result_owner_id"),
        goals.c.id.label("goal_id"),
        goals.c.key.label("goal_key"),
        goals.c.prefix.label("goal_prefix"),
        goals.c.number.label("goal_number"),
        goals.c.owner_id.label("goal_owner_id"),
        goals.c.visibility.label("goal_visibility"),
        _owner.c.path.label("owner_path"),
        *(alias.c[name].label(f"{word}_{name}") for alias, word in _NAMED for name in ("handle", "name")),
    ).select_from(
        blockers.join(check_ins, same)
        .join(key_results, key_results.c.id == blockers.c.key_result_id)
        .join(goals, goals.c.id == key_results.c.goal_id)
        .outerjoin(_owner, _owner.c.id == blockers.c.owner_id)
        .outerjoin(_author, _author.c.id == check_ins.c.by_id)
        .outerjoin(_reporting, _reporting.c.id == func.coalesce(key_results.c.owner_id, goals.c.owner_id))
        .outerjoin(_answerer, _answerer.c.id == blockers.c.answered_by_id)
    )
