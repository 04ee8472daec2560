"""Rows by the million, straight into the tables: the driver's own `executemany` on SQLite, COPY on PostgreSQL.

References are not checked and nothing is made durable while a table is filled: what is made here can be made again.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Protocol
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Table

from storage.engine import StoreUrl
from storage.sqlite import open_connection

PORTION = 50_000
"""Rows between two commits on SQLite: more would let the journal outgrow the file."""


class Filling(Protocol):
    """An open way to fill tables."""

    def identity(self, value: UUID) -> object:
        """An id as the driver stores it."""

    def fill(
        self, table: Table, rows: Iterable[Sequence[object]], *, names: Sequence[str], same: Mapping[str, object]
    ) -> None:
        """Add rows: the values of the columns named, in that order, beside those that are the same in every row.

        Values are plain: texts, whole numbers, truths, None, and what `identity` gives.
        """


@contextmanager
def filling(url: StoreUrl) -> Iterator[Filling]:
    """A way to fill the tables of a new company; what it wrote is counted by the planner afterwards."""
    if url.path is not None:
        connection = open_connection(url.path)
        try:
            for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -262144"):
                connection.execute(f"PRAGMA {pragma}")
            yield _Executemany(connection)
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
        return
    address = url.sqlalchemy.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("SET session_replication_role = replica")
        database.execute("SET synchronous_commit = off")
        yield _Copy(database)
        database.execute("VACUUM (ANALYZE)")
        database.execute("CHECKPOINT")


class _Executemany:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def identity(self, value: UUID) -> object:
        return value.bytes

    def fill(
        self, table: Table, rows: Iterable[Sequence[object]], *, names: Sequence[str], same: Mapping[str, object]
    ) -> None:
        constant = tuple(same.values())
        columns = ", ".join(f'"{name}"' for name in (*names, *same))
        marks = ", ".join("?" * (len(names) + len(same)))
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'
        rest = iter(rows)
        while portion := list(islice(rest, PORTION)):
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(statement, ((*row, *constant) for row in portion))
            self._connection.execute("COMMIT")


class _Copy:
    def __init__(self, database: psycopg.Connection) -> None:
        self._database = database

    def identity(self, value: UUID) -> object:
        return value.hex

    def fill(
        self, table: Table, rows: Iterable[Sequence[object]], *, names: Sequence[str], same: Mapping[str, object]
    ) -> None:
        constant = tuple(same.values())
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, (*names, *same)))
        )
        with self._database.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row((*row, *constant))
