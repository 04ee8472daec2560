"""Rows of several tables written together: on PostgreSQL in one round trip, on SQLite a statement for each table."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Insert,
    Integer,
    Select,
    SmallInteger,
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
from sqlalchemy.types import TypeEngine

from storage import compiled
from storage.compiled import AnyRow, Order, Question
from storage.types import Id, Word
from storage.unit_of_work import WriteWork

Say = Callable[[Any], str]
"""How a value is said in JSON."""


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
    order = _written(work, parts)
    if order is not None:
        compiled.run(work.connection, order.statement, order.values)


def write_last(work: WriteWork, *parts: Rows) -> None:
    """Write the rows of all parts as the last thing of the transaction: on PostgreSQL they go with the commit."""
    order = _written(work, parts)
    if order is not None:
        work.ending.orders.append(order)


def write_ahead(work: WriteWork, *parts: Rows) -> None:
    """Write the rows of all parts, on PostgreSQL without waiting: until `end`, only `compiled.ask` and its like may follow."""
    order = _written(work, parts)
    if order is not None:
        compiled.post(work.connection, [order])


def write_and_end(work: WriteWork, *parts: Rows) -> None:
    """Write the rows of all parts, and end the transaction where the handler may: on PostgreSQL neither is waited for."""
    order = _written(work, parts)
    if work.is_postgresql:
        compiled.post(work.connection, [] if order is None else [order], ends=True)
        work.ending.was_sent = True


def write_ask_and_end(work: WriteWork, questions: Sequence[Question], *parts: Rows) -> list[list[AnyRow]]:
    """Write the rows of all parts, ask, and end the transaction, where the handler may; on PostgreSQL alone, in one round trip.

    Where this fails in between, nobody knows whether it has ended: see `Ending`.
    """
    order = _written(work, parts)
    work.ending.was_sent = True
    answers = compiled.ask_and_end(work.connection, [] if order is None else [order], questions)
    work.ending.is_over = True
    return answers


def _written(work: WriteWork, parts: Sequence[Rows]) -> Order | None:
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
    return Order(_on_postgresql(shapes), documents)


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
    """Rows as a JSON document, put together by a ready pattern: `json.dumps` would look at the type of every value anew."""
    pattern, values_of, saying = _pattern(table, tuple(rows[0]))
    objects = []
    for row in rows:
        values = list(values_of(row))
        for place, say in saying:
            values[place] = say(values[place])
        objects.append(pattern % tuple(values))
    return f"[{','.join(objects)}]"


@cache
def _pattern(
    table: Table, names: tuple[str, ...]
) -> tuple[str, Callable[[Mapping[str, object]], Sequence[object]], tuple[tuple[int, Say], ...]]:
    """What a row looks like, what takes its values out of it, and those that are not said as they are: whole numbers are, None is not."""
    pattern = ",".join(f"{json.dumps(name)}:%s" for name in names)
    said = [(place, _saying(table.c[name].type)) for place, name in enumerate(names) if not _is_count(table.c[name])]
    only_one = len(names) == 1  # of one name itemgetter gives no tuple
    values_of = (lambda row: [row[names[0]]]) if only_one else itemgetter(*names)
    return f"{{{pattern}}}", values_of, tuple(said)


def _is_count(held: Column[Any]) -> bool:
    return type(held.type) in {Integer, BigInteger, SmallInteger} and not held.nullable


def _saying(kind: TypeEngine[Any]) -> Say:
    """How a value is said in JSON, so that PostgreSQL reads the very same from it."""
    from sqlalchemy.dialects import postgresql

    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # the constructor has no annotations
    if isinstance(kind, Id):
        return lambda value: "null" if value is None else f'"{value.hex}"'
    if isinstance(kind, Word):
        known = kind.bind_processor(dialect)
        return lambda value: "null" if value is None else f'"{known(value)}"'
    if isinstance(kind, Integer):
        return lambda value: "null" if value is None else str(int(value))
    if isinstance(kind, Boolean):
        return {True: "true", False: "false", None: "null"}.__getitem__
    if isinstance(kind, JSON):
        return json.dumps
    if isinstance(kind, Date):
        return lambda value: "null" if value is None else f'"{value.isoformat()}"'
    if isinstance(kind, TypeDecorator):
        return lambda value: _plainly(kind.process_bind_param(value, dialect))
    return _plainly


def _plainly(value: object) -> str:
    """Texts and numbers, decimals as texts, so that none of their digits is lost."""
    return json.dumps(value if value is None or isinstance(value, int | str) else str(value))
