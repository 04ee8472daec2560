"""Rows of several tables written together: on PostgreSQL in one round trip, on SQLite a statement for each table."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Dialect,
    Insert,
    Integer,
    Select,
    Table,
    Text,
    TypeDecorator,
    Update,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    update,
)

from storage import compiled
from storage.compiled import Question
from storage.types import Id, Word
from storage.unit_of_work import WriteWork


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for a table, all with the same columns. `replace`: a row whose key is there already is replaced.

    `moved` are replaced too: they are there, and differ only in columns that no index holds. SQLite writes an index for every
    column that a statement names, changed or not: so many pages that they were a quarter of a check-in's.
    """

    table: Table
    rows: Sequence[Mapping[str, object]]
    replace: bool = False
    moved: Sequence[Mapping[str, object]] = ()


def write(work: WriteWork, *parts: Rows) -> None:
    """Write the rows of all parts. On PostgreSQL none of them sees the others: they belong to different tables."""
    statement = _written(work, parts)
    if statement is not None:
        compiled.run(work.connection, statement.statement, statement.values)


def write_last(work: WriteWork, *parts: Rows) -> None:
    """Write the rows of all parts as the last thing of the transaction: on PostgreSQL they go with the commit."""
    statement = _written(work, parts)
    if statement is not None:
        work.last.append(statement)


def _written(work: WriteWork, parts: Sequence[Rows]) -> Question | None:
    """The statement that writes the rows; None where there is none, or none any more since SQLite has run its own."""
    if not work.is_postgresql:
        for part in parts:
            if part.rows:
                compiled.run_for_each(work.connection, _on_sqlite(part.table, part.replace), part.rows)
            if part.moved:
                compiled.run_for_each(work.connection, _moving_on_sqlite(part.table), part.moved)
        return None
    given = [(part.table, [*part.rows, *part.moved], part.replace) for part in parts if part.rows or part.moved]
    if not given:
        return None
    shapes = tuple((table, tuple(rows[0]), replace) for table, rows, replace in given)
    documents = {f"rows_{place}": _document(table, rows) for place, (table, rows, _) in enumerate(given)}
    return Question(_on_postgresql(shapes), documents)


@cache
def indexed(table: Table) -> frozenset[str]:
    """The columns that indexes of a table hold, beside its key."""
    return frozenset(held.name for index in table.indexes for held in index.columns)


@cache
def _moving_on_sqlite(table: Table) -> Update:
    """The statement that changes the columns that no index holds."""
    keys = [key.name for key in table.primary_key]
    names = [name for name in table.columns.keys() if name not in keys and name not in indexed(table)]  # noqa: SIM118
    same = and_(*(table.c[key] == bindparam(key) for key in keys))
    return update(table).where(same).values({name: bindparam(name) for name in names})


@cache
def _on_sqlite(table: Table, replace: bool) -> Insert:
    from sqlalchemy.dialects.sqlite import insert

    statement = insert(table)
    return _replacing(statement, table, tuple(table.columns.keys())) if replace else statement


@cache
def _on_postgresql(shapes: tuple[tuple[Table, tuple[str, ...], bool], ...]) -> Select[*tuple[Any, ...]]:
    """One statement that takes the rows of each table as a JSON document: five rows of 25 columns are one value, not 125."""
    from sqlalchemy.dialects.postgresql import JSONB, insert

    written = []
    for place, (table, names, replace) in enumerate(shapes):
        columns = [column(name, table.c[name].type) for name in names]
        document = cast(bindparam(f"rows_{place}", type_=Text), JSONB)
        given = func.jsonb_to_recordset(document).table_valued(*columns, name=f"given_{place}")
        source = select(*given.render_derived(with_types=True).c)
        statement = insert(table).from_select(list(names), source, include_defaults=False)
        written.append((_replacing(statement, table, names) if replace else statement).cte(f"written_{place}"))
    return select(literal(1)).add_cte(*written)


def _replacing(statement: Any, table: Table, names: Sequence[str]) -> Any:
    keys = [key.name for key in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _document(table: Table, rows: Sequence[Mapping[str, object]]) -> str:
    plain = _plain(table, tuple(rows[0]))
    return json.dumps([{name: row[name] if make is None else make(row[name]) for name, make in plain} for row in rows])


@cache
def _plain(table: Table, names: tuple[str, ...]) -> tuple[tuple[str, Callable[[Any], object] | None], ...]:
    return tuple((name, _maker(table, name)) for name in names)


def _maker(table: Table, name: str) -> Callable[[Any], object] | None:
    """How a value of a column is said in JSON, so that PostgreSQL reads the very same from it; None where it is said as it is."""
    from sqlalchemy.dialects import postgresql

    kind = table.c[name].type
    if isinstance(kind, JSON | Boolean | Integer):
        return None
    if isinstance(kind, Word):
        return kind.bind_processor(postgresql.dialect())  # type: ignore[no-untyped-call]  # the constructor has no annotations
    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # the constructor has no annotations

    def make(value: Any) -> object:
        if isinstance(kind, TypeDecorator) and not isinstance(kind, Id):
            value = kind.process_bind_param(value, dialect)
        if value is None or isinstance(value, int | str):
            return value
        return value.isoformat() if isinstance(value, date) else str(value)

    return make
