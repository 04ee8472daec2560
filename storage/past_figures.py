"""R16: what the numbers of goals follow from that nobody looks at themselves, by the hundred thousand, as it costs least.

Each statement takes a portion of goals; what held on the day is the caller's to say, by what has changed.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Select, Table, bindparam, func, or_, select

from okr.domain.vocabulary import LinkKind
from storage.as_of import When
from storage.derived import AnyRow
from storage.goal_reading import chunks
from storage.raw import Portion, RawDay, RawId, among, as_is, as_text, raw_day, tuples
from storage.tables.check_ins import check_ins
from storage.tables.derived import goal_progress
from storage.tables.goals import goal_links, goals, key_results
from storage.tables.journal import history
from storage.types import EPOCH, ONE_MICROSECOND, Id
from storage.unit_of_work import ReadWork

LARGEST_MOMENT = 2**63 - 1

Changed = dict[RawId, tuple[RawDay, int]]
"""Objects with a history: the latest day from which a version holds, and when the last was recorded."""

LastReading = tuple[RawDay, int, Any]
"""A check-in: its day, its number, its value."""


class Dated(Protocol):
    """A row in raw form that says since when it holds, and when that was recorded."""

    @property
    def effective_on(self) -> RawDay:
        """The day from which it holds."""
        ...

    @property
    def recorded_at(self) -> int:
        """When that was recorded."""
        ...


class GoalLine(NamedTuple):
    """A goal as its row says, in raw form."""

    id: RawId
    state: str
    ambition: str
    due_on: RawDay
    cycle_id: RawId
    effective_on: RawDay
    recorded_at: int


class ResultLine(NamedTuple):
    """A key result as its row says, in raw form: decimals are texts on SQLite, checkpoints are JSON."""

    id: RawId
    goal_id: RawId
    metric: str
    baseline: Any
    target: Any
    checkpoints: str
    starts_on: RawDay
    due_on: RawDay
    cadence: str
    grace_days: int
    weight_units: int
    state: str
    survey: str | None
    feed_method: str | None
    effective_on: RawDay
    recorded_at: int


class LinkLine(NamedTuple):
    """A *contributes* link as its row says, in raw form."""

    id: RawId
    child_id: RawId
    parent_id: RawId
    weight_units: int
    effective_on: RawDay
    recorded_at: int


class Moments:
    """A day and a time in the form in which the driver gives those of rows."""

    def __init__(self, work: ReadWork, when: When) -> None:
        self.day: RawDay = raw_day(work, when.day)
        known = when.known_at
        self.known_at = LARGEST_MOMENT if known is None else (known - EPOCH) // ONE_MICROSECOND

    def holds(self, line: Dated) -> bool:
        """Whether a row without history held."""
        return line.effective_on <= self.day and line.recorded_at <= self.known_at  # type: ignore[operator]  # one driver

    def is_last(self, line: Dated, last: tuple[RawDay, int]) -> bool:
        """Whether what held is what the row of an object with history says: by its last effective day and last recording."""
        return last[0] <= self.day and last[0] == line.effective_on and last[1] <= self.known_at  # type: ignore[operator]


def goals_changed(work: ReadWork, portion: Portion) -> Changed:
    """Which goals have a history."""
    statement = _goals_changed(is_postgresql=work.is_postgresql, is_range=portion.is_range)
    return {one: (day, at) for one, day, at in tuples(work, statement, portion.values)}


def results_changed(work: ReadWork, portion: Portion) -> Changed:
    """Which key results of goals have a history."""
    statement = _results_changed(is_postgresql=work.is_postgresql, is_range=portion.is_range)
    return {one: (day, at) for one, day, at in tuples(work, statement, portion.values)}


def goal_lines(work: ReadWork, portion: Portion) -> Iterable[GoalLine]:
    """The rows of goals, in no order."""
    statement = _goal_lines(is_postgresql=work.is_postgresql, is_range=portion.is_range)
    return map(GoalLine._make, tuples(work, statement, portion.values))


def links_into(work: ReadWork, portion: Portion) -> Iterable[LinkLine]:
    """The rows of the *contributes* links to goals, in no order."""
    statement = _links_into(is_postgresql=work.is_postgresql, is_range=portion.is_range)
    return map(LinkLine._make, tuples(work, statement, portion.values))


def result_lines(work: ReadWork, portion: Portion) -> Iterable[ResultLine]:
    """The rows of the key results of goals, in no order."""
    statement = _result_lines(is_postgresql=work.is_postgresql, is_range=portion.is_range)
    return map(ResultLine._make, tuples(work, statement, portion.values))


def last_readings(work: ReadWork, portion: Portion, moments: Moments) -> tuple[dict[RawId, LastReading], set[RawId]]:
    """The newest check-ins of the key results of goals effective by the day; and those of which any was corrected or voided.

    Of the corrected ones the newest may not be a reading (R1): they are to be looked at whole.
    """
    newest: dict[RawId, LastReading] = {}
    corrected: set[RawId] = set()
    known = newest.get
    statement = _check_ins(is_postgresql=work.is_postgresql, is_range=portion.is_range)
    values = {**portion.values, "day": moments.day, "known_at": moments.known_at}
    for key_result, number, day, value, points_at in tuples(work, statement, values):
        if points_at is not None:
            corrected.add(key_result)
            continue
        before = known(key_result)
        if before is None or before[0] < day or (before[0] == day and before[1] < number):
            newest[key_result] = (day, number, value)
    return newest, corrected


def sums_of(work: ReadWork, goal_ids: Iterable[UUID]) -> list[AnyRow]:
    """Where the company of the day was worked out: the derived rows of goals, with what their figures follow from beside."""
    table = goal_progress
    statement = select(table, goals.c.ambition, goals.c.due_on, goals.c.cycle_id).join(
        goals, goals.c.id == table.c.goal_id
    )
    return [
        row
        for chunk in chunks(list(goal_ids))
        for row in work.connection.execute(statement.where(table.c.goal_id.in_(chunk)))
    ]


@cache
def _goals_changed(*, is_postgresql: bool, is_range: bool) -> Select[*tuple[Any, ...]]:
    return _changed(among(history.c.object_id, is_range=is_range), is_postgresql=is_postgresql)


@cache
def _results_changed(*, is_postgresql: bool, is_range: bool) -> Select[*tuple[Any, ...]]:
    return _changed(history.c.object_id.in_(_results_of(is_range=is_range)), is_postgresql=is_postgresql)


def _changed(condition: ColumnElement[bool], *, is_postgresql: bool) -> Select[*tuple[Any, ...]]:
    table = history.c
    return (
        select(
            as_text(table.object_id, is_postgresql=is_postgresql),
            as_is(func.max(table.effective_on)),
            as_is(func.max(table.recorded_at)),
        )
        .where(condition)
        .group_by(table.object_id)
    )


@cache
def _goal_lines(*, is_postgresql: bool, is_range: bool) -> Select[*tuple[Any, ...]]:
    return _lines(goals, GoalLine._fields, is_postgresql=is_postgresql).where(among(goals.c.id, is_range=is_range))


@cache
def _links_into(*, is_postgresql: bool, is_range: bool) -> Select[*tuple[Any, ...]]:
    return _lines(goal_links, LinkLine._fields, is_postgresql=is_postgresql).where(
        among(goal_links.c.parent_id, is_range=is_range), goal_links.c.kind == LinkKind.CONTRIBUTES
    )


@cache
def _result_lines(*, is_postgresql: bool, is_range: bool) -> Select[*tuple[Any, ...]]:
    return _lines(key_results, ResultLine._fields, is_postgresql=is_postgresql).where(
        among(key_results.c.goal_id, is_range=is_range)
    )


@cache
def _check_ins(*, is_postgresql: bool, is_range: bool) -> Select[*tuple[Any, ...]]:
    table = check_ins.c
    return select(
        as_text(table.key_result_id, is_postgresql=is_postgresql),
        table.number,
        as_is(table.effective_on),
        as_is(table.value),
        func.coalesce(table.corrects, table.voids),
    ).where(
        table.key_result_id.in_(_results_of(is_range=is_range)),
        or_(as_is(table.effective_on) <= bindparam("day"), table.corrects.is_not(None), table.voids.is_not(None)),
        as_is(table.recorded_at) <= bindparam("known_at"),
    )


def _results_of(*, is_range: bool) -> Select[tuple[UUID]]:
    return select(key_results.c.id).where(among(key_results.c.goal_id, is_range=is_range))


def _lines(table: Table, names: Iterable[str], *, is_postgresql: bool) -> Select[*tuple[Any, ...]]:
    return select(
        *(
            as_text(table.c[name], is_postgresql=is_postgresql)
            if isinstance(table.c[name].type, Id | JSON)
            else as_is(table.c[name])
            for name in names
        )
    )
