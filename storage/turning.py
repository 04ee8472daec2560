"""Statements of the turn of the day: which derived rows move with the calendar, and the straight lines among them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update

from okr.domain.vocabulary import COUNTING_GOAL_STATES, LinkKind
from storage import verification
from storage.schema import (
    goal_links,
    goal_progress,
    goals,
    key_result_feeds,
    key_result_progress,
    key_results,
    organisation,
)
from storage.streaming import AnyColumn, Notation, Token, notation_of
from storage.unit_of_work import ReadWork, WriteWork

_stored = key_result_progress.c


def mark_turned(work: WriteWork, day: date) -> None:
    """Note that every derived number stands at a day."""
    work.connection.execute(update(organisation).values(turned_to=day))


def _only_the_line_moves(today: date) -> ColumnElement[bool]:
    return and_(
        _stored.linear,
        _stored.computed_for < today,
        _stored.computed_for <= key_results.c.due_on,
        _stored.stable_until >= today,
        _stored.tally_until >= today,
    )


def _anything_may_move(today: date) -> ColumnElement[bool]:
    return or_(_stored.stable_until < today, _stored.tally_until < today)


WHOLE: tuple[AnyColumn, ...] = tuple(
    column for column in key_result_progress.columns if column.name not in {"key_result_id", "goal_id"}
)
"""The derived row of a key result."""

RESULT_PART: tuple[AnyColumn, ...] = (
    _stored.counted_weight,
    _stored.progress_raw_ppm,
    _stored.expected_ppm,
    _stored.fresh,
    _stored.status,
    _stored.shown,
    _stored.has_reading,
    _stored.guardrail_broken,
)
"""What a goal takes from a key result."""

CHILD_PART: tuple[AnyColumn, ...] = (
    goal_links.c.weight_units,
    goals.c.ambition,
    goal_progress.c.progress_ppm,
    goal_progress.c.expected_ppm,
    goal_progress.c.coverage_ppm,
    goal_progress.c.status,
    goal_progress.c.shown,
    goal_progress.c.with_reading,
)
"""What a goal takes from a goal that contributes to it."""

Page = list[Sequence[Any]]


def movable_after(work: ReadWork, after: UUID, *, to: UUID, today: date, limit: int) -> Page:
    """The next key results, by id up to another, that the day may move, but for those in feeds: id, DEFINITION, WHOLE, check-ins."""
    return _read(work, _movable, (today, limit), after, to)


def _movable(work: ReadWork, notation: Notation, today: date, limit: int) -> str:
    tables, written = verification.defined(notation)
    near = (_stored.key_result_id > notation.literal(_FROM), _stored.key_result_id <= notation.literal(_TO))
    moved = select(_stored.key_result_id).where(*near, _anything_may_move(today), ~_is_in_feeds())
    page = moved.order_by(_stored.key_result_id).limit(limit).subquery("page")
    tables = tables.join(page, page.c.key_result_id == key_results.c.id)
    rows = select(key_results.c.id).select_from(tables).order_by(key_results.c.id)
    return notation.statement(work, (key_results.c.id,), (verification.DEFINITION, WHOLE), (written,), rows)


def movable(work: ReadWork, today: date, most: int) -> Sequence[UUID]:
    """Key results of which the day may move more than a straight line, not more than `most` and one, in no order.

    They are looked through in the order in which they lie, which is quickest where there are few of them.
    """
    found = select(_stored.key_result_id).where(_anything_may_move(today)).limit(most + 1)
    return work.connection.execute(found).scalars().all()


def feeds_after(work: ReadWork, after: UUID | None, *, today: date, limit: int) -> Sequence[UUID]:
    """The next key results in feeds (R3), by id, of which the day may move anything."""
    statement = (
        select(_stored.key_result_id)
        .where(_anything_may_move(today), _is_in_feeds())
        .order_by(_stored.key_result_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(_stored.key_result_id > after)
    return work.connection.execute(statement).scalars().all()


def _is_in_feeds() -> ColumnElement[bool]:
    """Whether the key result of a derived row is fed, or feeds another: asked of those alone that the rest of a condition leaves."""
    own, feeds = key_results.alias("own").c, key_result_feeds.c
    method = select(own.feed_method).where(own.id == _stored.key_result_id).scalar_subquery()
    return or_(method.is_not(None), exists().where(feeds.child_id == _stored.key_result_id))


def is_anything_behind(work: ReadWork, today: date) -> bool:
    """Whether the turn of the day has not reached some key result yet."""
    joined = _stored.key_result_id == key_results.c.id
    behind = or_(_anything_may_move(today), _only_the_line_moves(today))
    return bool(work.connection.execute(select(exists().where(joined, behind))).scalar_one())


def goals_after(work: ReadWork, after: UUID, *, to: UUID, level: int, today: date, limit: int) -> Page:
    """The next goals of a level, by id up to another: id, GOAL, GOAL_STORED."""
    return _read(work, _goals, (level, today, limit), after, to)


def _goals(work: ReadWork, notation: Notation, level: int, today: date, limit: int) -> str:
    near = _near(work, goal_progress.c.goal_id, notation)
    rows = select(goals.c.id).select_from(verification.goals_with_rows(today, *near)).where(goals.c.level == level)
    page = _page(rows, (goals.c.id,), notation, limit)
    return notation.statement(work, (goals.c.id,), (verification.GOAL, verification.GOAL_STORED), (), page)


def results_of(work: ReadWork, first: Token, last: Token, *, level: int) -> Page:
    """The key results that count towards the goals of a level between two: goal id, RESULT_PART."""
    notation = notation_of(work)
    return _read(work, _results, (level,), notation.identity(first), notation.identity(last))


def _results(work: ReadWork, notation: Notation, level: int) -> str:
    rows = (
        select(_stored.goal_id)
        .select_from(goals.join(key_result_progress, _stored.goal_id == goals.c.id))
        .where(
            *_between(goals.c.id, notation),
            *_near(work, _stored.goal_id, notation),
            goals.c.level == level,
            _stored.counts,
        )
    )
    return notation.statement(work, (_stored.goal_id,), (RESULT_PART,), (), rows)


def children_of(work: ReadWork, first: Token, last: Token, *, level: int) -> Page:
    """The goals that count towards the goals of a level between two: parent id, CHILD_PART."""
    notation = notation_of(work)
    return _read(work, _children, (level,), notation.identity(first), notation.identity(last))


def _children(work: ReadWork, notation: Notation, level: int) -> str:
    parent = goals.alias("parent")
    tables = (
        parent.join(goal_links, goal_links.c.parent_id == parent.c.id)
        .join(goals, goals.c.id == goal_links.c.child_id)
        .join(goal_progress, goal_progress.c.goal_id == goals.c.id)
    )
    rows = (
        select(goal_links.c.parent_id)
        .select_from(tables)
        .where(
            *_between(parent.c.id, notation),
            *_near(work, goal_links.c.parent_id, notation),
            parent.c.level == level,
            goal_links.c.kind == LinkKind.CONTRIBUTES,
            goals.c.state.in_(COUNTING_GOAL_STATES),
        )
    )
    return notation.statement(work, (goal_links.c.parent_id,), (CHILD_PART,), (), rows)


FIRST_ID, LAST_ID = UUID(int=0), UUID(int=(1 << 128) - 1)
"""No row has these ids: every one lies between them."""
_FROM, _TO = UUID(int=(1 << 128) - 1), UUID(int=(1 << 128) - 2)
"""What stands in a statement that was written once, until the ids are put in."""
_written: dict[tuple[object, ...], str] = {}


def _read(work: ReadWork, write: Callable[..., str], facts: tuple[object, ...], *ids: UUID) -> Page:
    """The rows of a statement that is written once for each day and level, and read again and again from other ids on."""
    notation = notation_of(work)
    key = (work.is_postgresql, write, *facts)
    statement = _written.get(key)
    if statement is None:
        if len(_written) >= STATEMENTS:
            _written.clear()
        statement = _written[key] = notation.open(write(work, notation, *facts), (_FROM, _TO))
    look_up(work)
    return list(notation.read(work, statement, 1, ids))


def look_up(work: ReadWork) -> None:
    """Have PostgreSQL read along an index for the rest of the transaction, and look up row by row what belongs to it."""
    if work.is_postgresql:
        work.connection.exec_driver_sql(LOOKING_UP, execution_options={"no_parameters": True})


STATEMENTS = 200
LOOKING_UP = "; ".join(f"SET LOCAL enable_{way} = off" for way in ("hashjoin", "mergejoin", "sort"))
"""A page of a thousand rows is read along the index and looked up row by row. PostgreSQL, which takes almost every row for turned
already, would rather read them all for each page and sort them (5 against 70 ms with 100,000 key results)."""


def _near(work: ReadWork, column: AnyColumn, notation: Notation) -> tuple[ColumnElement[bool], ...]:
    """The same bounds for a column that is equal to one that has them, on SQLite.

    PostgreSQL, which takes a page for a row, would then read all of the page again for each of its rows instead of looking up one
    (190 ms for a thousand).
    """
    return () if work.is_postgresql else _between(column, notation)


def _between(column: AnyColumn, notation: Notation) -> tuple[ColumnElement[bool], ...]:
    return column >= notation.literal(_FROM), column <= notation.literal(_TO)


def _page(
    rows: Select[*tuple[Any, ...]], columns: Sequence[AnyColumn], notation: Notation, limit: int
) -> Select[*tuple[Any, ...]]:
    """A page by the first column; the others, which are equal to it, are bounded as well.

    PostgreSQL does not see by itself that they are, and would read another table from its start for each page.
    """
    for column in columns:
        rows = rows.where(column > notation.literal(_FROM), column <= notation.literal(_TO))
    return rows.order_by(columns[0]).limit(limit)


def levels(work: ReadWork) -> Sequence[int]:
    """The levels that goals stand at, deepest first."""
    return work.connection.execute(select(goals.c.level).distinct().order_by(goals.c.level.desc())).scalars().all()
