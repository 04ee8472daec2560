"""Derived rows written by the thousand: each one only where it still is what it was when the new values were worked out.

That way the values are worked out from a reading transaction, nobody is kept waiting meanwhile, and what somebody else changed
is left to be looked at again. Values are in the form of the driver (see `storage.streaming`), since turning them takes longest.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Boolean, Column, Date, Integer, Table

from storage.schema import goal_progress, goal_progress_days, key_result_progress
from storage.streamed_values import told
from storage.types import Exact, Id
from storage.unit_of_work import WriteWork

_TABLES = {table.name: table for table in (key_result_progress, goal_progress, goal_progress_days)}


def rewrite(
    work: WriteWork,
    table: Table,
    rows: Sequence[tuple[Any, Sequence[Any]]],
    *,
    changed: Sequence[str],
    guards: Sequence[str],
) -> int:
    """Write columns of rows: each its key, with the new values of `changed` and what `guards` must still be; answers how many were."""
    if not rows:
        return 0
    statement = _rewrite(table.name, tuple(changed), tuple(guards), work.connection.dialect.name)
    return cast(int, _run(work, statement, [(key, *values) for key, values in rows]).rowcount)


def rewrite_apart(
    work: WriteWork,
    table: Table,
    rows: Sequence[tuple[Any, Sequence[Any]]],
    *,
    changed: Sequence[str],
    guards: Sequence[str],
) -> list[Any]:
    """The same; answers the keys of those that were not written, since they are not any more what they were."""
    if not rows:
        return []
    statement = _rewrite(table.name, tuple(changed), tuple(guards), work.connection.dialect.name)
    given = [(key, *values) for key, values in rows]
    if work.is_postgresql:
        (key,) = (column.name for column in table.primary_key)
        left = f"WITH written AS ({statement} RETURNING t.{key}) {_LEFT.format(key)}"
        return [one.encode("ascii") for (one,) in _run(work, left, given, again=(0,)).fetchall()]
    cursor = cast(Any, work.connection.connection.driver_connection).cursor()
    with told(work, statement):
        return [row[0] for row in given if not cursor.execute(statement, row).rowcount]


_LEFT = "SELECT v.id::text FROM unnest(%s::uuid[]) AS v (id) WHERE v.id NOT IN (SELECT {} FROM written)"


def put_days(work: WriteWork, rows: Sequence[Sequence[Any]]) -> None:
    """Write where goals stand at the end of a day, over what was written earlier on it: goal, day, progress, expectation, status."""
    if rows:
        _run(work, _put_days(work.connection.dialect.name), rows)


def _run(work: WriteWork, statement: str, rows: Sequence[Sequence[Any]], *, again: Sequence[int] = ()) -> Any:
    """The cursor of a statement that was given rows, on PostgreSQL as an array for each column; `again` are columns given once more."""
    connection = cast(Any, work.connection.connection.driver_connection)
    with told(work, statement):
        if not work.is_postgresql:
            return connection.executemany(statement, rows)
        arrays = tuple(_array_of(column) for column in zip(*rows, strict=True))
        return connection.execute(statement, (*arrays, *[arrays[place] for place in again]))


def _array_of(column: Sequence[bytes]) -> str:
    """The text of an array of numbers, days, words and ids in the form of COPY: none of them has a sign that would need quotes."""
    return "{" + b",".join(column).replace(b"\\N", b"NULL").decode("ascii") + "}"


@cache
def _rewrite(name: str, changed: tuple[str, ...], guards: tuple[str, ...], dialect: str) -> str:
    table = _TABLES[name]
    (key,) = (column.name for column in table.primary_key)
    if dialect != "postgresql":
        news = ", ".join(f"{column} = ?{place}" for place, column in enumerate(changed, start=2))
        same = "".join(f" AND {column} IS ?{place}" for place, column in enumerate(guards, start=2 + len(changed)))
        return f"UPDATE {name} SET {news} WHERE {key} = ?1{same}"  # noqa: S608 - names of the schema
    names = [key, *(f"new_{column}" for column in changed), *(f"was_{column}" for column in guards)]
    types = [_array(table.columns[column]) for column in (key, *changed, *guards)]
    news = ", ".join(f"{column} = v.new_{column}" for column in changed)
    same = "".join(f" AND t.{column} IS NOT DISTINCT FROM v.was_{column}" for column in guards)
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    source = f"unnest({arrays}) AS v ({', '.join(names)})"
    return f"UPDATE {name} t SET {news} FROM {source} WHERE t.{key} = v.{key}{same}"  # noqa: S608 - names of the schema


@cache
def _put_days(dialect: str) -> str:
    names = [column.name for column in goal_progress_days.columns]
    over = ", ".join(f"{name} = excluded.{name}" for name in names[2:])
    conflict = f"ON CONFLICT (goal_id, day) DO UPDATE SET {over}"
    if dialect != "postgresql":
        marks = ", ".join("?" * len(names))
        return f"INSERT INTO goal_progress_days ({', '.join(names)}) VALUES ({marks}) {conflict}"  # noqa: S608 - as above
    arrays = ", ".join(f"%s::{_array(column)}[]" for column in goal_progress_days.columns)
    return f"INSERT INTO goal_progress_days ({', '.join(names)}) SELECT * FROM unnest({arrays}) {conflict}"  # noqa: S608 - names of the schema


def _array(column: Column[Any]) -> str:
    """The type of a column on PostgreSQL."""
    kind = column.type
    if isinstance(kind, Id):
        return "uuid"
    if isinstance(kind, Exact):
        return "numeric"
    if isinstance(kind, Boolean):
        return "boolean"
    if isinstance(kind, Date):
        return "date"
    return "bigint" if isinstance(kind, Integer) else "text"
