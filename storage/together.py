"""Rows of several tables written together: on PostgreSQL in one round trip, on SQLite a statement for each table."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Dialect,
    Insert,
    Select,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)

from storage import compiled
from storage.types import Id
from storage.unit_of_work import WriteWork


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for a table, all with the same columns. `replace`: a row whose key is there already is replaced."""

    table: Table
    rows: Sequence[Mapping[str, object]]
    replace: bool = False


def write(work: WriteWork, *parts: Rows) -> None:
    """Write the rows of all parts. On PostgreSQL none of them sees the others: they belong to different tables."""
    given = [part for part in parts if part.rows]
    if not given:
        return
    if not work.is_postgresql:
        for part in given:
            statement = _on_sqlite(part.table, part.replace)
            compiled.run_for_each(work.connection, statement, part.rows)
        return
    shapes = tuple((part.table, tuple(part.rows[0]), part.replace) for part in given)
    documents = {f"rows_{place}": _document(part) for place, part in enumerate(given)}
    compiled.run(work.connection, _on_postgresql(shapes), documents)


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


def _document(part: Rows) -> str:
    plain = _plain(part.table, tuple(part.rows[0]))
    return json.dumps([{name: make(row[name]) for name, make in plain} for row in part.rows])


@cache
def _plain(table: Table, names: tuple[str, ...]) -> tuple[tuple[str, Callable[[Any], object]], ...]:
    return tuple((name, _maker(table, name)) for name in names)


def _maker(table: Table, name: str) -> Callable[[Any], object]:
    """How a value of a column is said in JSON, so that PostgreSQL reads the very same from it."""
    from sqlalchemy.dialects import postgresql

    kind = table.c[name].type
    if isinstance(kind, JSON):
        return lambda value: value
    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # the constructor has no annotations

    def make(value: Any) -> object:
        if isinstance(kind, TypeDecorator) and not isinstance(kind, Id):
            value = kind.process_bind_param(value, dialect)
        if value is None or isinstance(value, int | str):
            return value
        return value.isoformat() if isinstance(value, date) else str(value)

    return make
