"""Rows by the hundred thousand as they cost least: ids and days as the driver gives them, tuples instead of rows.

A UUID is made, hashed and compared by Python, ten times slower than bytes or text; whoever reads a whole company and only
compares ids leaves them as they are.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, bindparam, func, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import NullType

from storage.tables.goals import goals
from storage.types import Id
from storage.unit_of_work import ReadWork

RawId = bytes | str
"""An id as it costs least: bytes on SQLite, text on PostgreSQL. Either kind is ordered as the database orders ids."""

RawDay = str | date
"""A day as the driver gives it: ISO text on SQLite, a date on PostgreSQL. Either kind is ordered as days are."""

CHUNK = 5_000
"""Ids in one statement: SQLite takes 32,766 values, and what belongs to so many goals fits into memory."""

DENSE = 2
"""Goals that a range may hold for each that is wanted, so that reading the range is cheaper than naming each."""


def raw_id(work: ReadWork, one: UUID) -> RawId:
    """An id in the form in which the driver gives it."""
    return str(one) if work.is_postgresql else one.bytes


def uuid_of(one: RawId) -> UUID:
    """The id behind its raw form."""
    return UUID(bytes=one) if isinstance(one, bytes) else UUID(one)


def raw_day(work: ReadWork, day: date) -> RawDay:
    """A day in the form in which the driver gives it."""
    return day if work.is_postgresql else day.isoformat()


def day_of(day: RawDay) -> date:
    """The day behind its raw form."""
    return day if isinstance(day, date) else date.fromisoformat(day)


@lru_cache(maxsize=4_096)
def day_or_none(day: RawDay | None) -> date | None:
    """The day behind its raw form, where there is one; a page has the same few days again and again."""
    return None if day is None else day_of(day)


def as_text(column: ColumnElement[Any], *, is_postgresql: bool) -> ColumnElement[Any]:
    """A column of ids or of JSON as it costs least: text on PostgreSQL, what is stored on SQLite."""
    return sql_cast(column, Text) if is_postgresql else type_coerce(column, NullType())


def as_is(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of anything else as the driver gives it."""
    return type_coerce(column, NullType())


def tuples(
    work: ReadWork, statement: Select[*tuple[Any, ...]], values: dict[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them; to wrap a million of them would take longer than to read them."""
    with work.connection.execute(statement, values or {}) as result:
        return list(result.cursor_strategy.fetchall(result, result.cursor)) if result.cursor is not None else []


@dataclass(frozen=True, slots=True)
class Portion:
    """Some goals in the order of their ids, and how a statement asks for them: one by one, or by the range that they lie in.

    The rows of a range hold some that are not of these goals: whoever reads them leaves those out.
    """

    ids: Sequence[RawId]
    is_range: bool

    def condition(self, column: ColumnElement[UUID]) -> ColumnElement[bool]:
        """The condition for rows of these goals, for the values of `values`."""
        return among(column, is_range=self.is_range)

    @property
    def values(self) -> dict[str, object]:
        """What the condition compares with."""
        if self.is_range:
            return {"first_id": uuid_of(self.ids[0]), "last_id": uuid_of(self.ids[-1])}
        return {"ids": [uuid_of(one) for one in self.ids]}


def among(column: ColumnElement[UUID], *, is_range: bool) -> ColumnElement[bool]:
    """The condition for rows that a `Portion` asks for."""
    if is_range:
        return column.between(bindparam("first_id", type_=Id()), bindparam("last_id", type_=Id()))
    return column.in_(bindparam("ids", expanding=True, type_=Id()))


def portions(work: ReadWork, goal_ids: Collection[RawId]) -> Iterator[Portion]:
    """Goals in portions that one statement takes; by range, where they are most of all goals that lie there."""
    rest = iter(sorted(goal_ids))
    while chunk := list(islice(rest, CHUNK)):
        portion = Portion(chunk, is_range=True)
        statement = select(func.count()).select_from(goals).where(portion.condition(goals.c.id))
        inside = work.connection.execute(statement, portion.values).scalar_one()
        yield portion if inside <= DENSE * len(chunk) else Portion(chunk, is_range=False)


def uuid_chunks(ids: Collection[RawId]) -> Iterator[list[UUID]]:
    """Ids in portions that one statement takes, as the statement takes them."""
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield [uuid_of(one) for one in chunk]
