"""Many rows at once, past the work that SQLAlchemy does for each: the driver's own `executemany` on SQLite, COPY on PostgreSQL.

A row costs 9 us instead of 43 on SQLite, and a tenth of a pipelined INSERT on PostgreSQL. The values go through the same
column types as anywhere else.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import CallableColumnDefault, DefaultGenerator, ScalarElementColumnDefault

from storage.unit_of_work import WriteWork

PORTION = 10_000
"""Rows that are held as the driver takes them at a time."""

Encoder = Callable[[Any], Any]


def insert_many(work: WriteWork, table: Table, rows: Collection[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; those that are left out get their defaults."""
    if not rows:
        return
    given = tuple(next(iter(rows)))
    defaults = {column.name: column.default for column in table.columns if column.name not in given and column.default}
    rows = (
        [{**{name: _made(default) for name, default in defaults.items()}, **row} for row in rows] if defaults else rows
    )
    names = (*defaults, *given)
    if work.is_postgresql:
        copy_in(work.connection, table.name, names, encoded(work.connection.dialect, table, names, rows))
        return
    compiled = insert(table).compile(dialect=work.connection.dialect, column_keys=list(names))
    tuples = encoded(work.connection.dialect, table, compiled.positiontup or (), rows)
    while portion := list(islice(tuples, PORTION)):
        work.connection.exec_driver_sql(compiled.string, portion)


def _made(default: DefaultGenerator) -> object:
    """The value that a column gets where none is given."""
    if isinstance(default, CallableColumnDefault):
        return default.arg(None)  # type: ignore[arg-type]  # SQLAlchemy wraps what takes no context
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    raise TypeError(f"a bulk insert knows no default of the kind {type(default).__name__}")


def encoded(
    dialect: Dialect, table: Table, names: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Any, ...]]:
    """The values of rows as the driver takes them, in the order of the names; who wrote a row and when is the same in most of them."""
    encoders = [(index, encoder) for index, name in enumerate(names) if (encoder := _encoder(table, name, dialect))]
    before: list[Any] = [None] * len(names)
    made: list[Any] = [None] * len(names)
    for row in rows:
        values = [row[name] for name in names]
        for index, encoder in encoders:
            value = values[index]
            if value is not None:
                if value is not before[index]:
                    before[index], made[index] = value, encoder(value)
                values[index] = made[index]
        yield tuple(values)


def copy_in(connection: Connection, table_name: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy rows into a table of PostgreSQL, in this transaction."""
    import psycopg  # only where there is a PostgreSQL
    from psycopg import sql

    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table_name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"COPY needs psycopg, not {type(driver).__name__}")
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            f"COPY {table_name}", None, error, psycopg.Error, dialect=connection.dialect
        ) from error


def _encoder(table: Table, name: str, dialect: Dialect) -> Encoder | None:
    encoder: Encoder | None = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return encoder
