"""R16: the derived rows of a day that is laid over a company, written as they were worked out, by the hundred thousand."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table

from storage.schema import goal_progress, key_result_progress
from storage.streamed_values import told
from storage.streaming import Token
from storage.unit_of_work import WriteWork

PORTION = 20_000
"""Rows that are handed to the driver at a time."""


def write_results(work: WriteWork, day: date, rows: Iterable[tuple[Token, Token, Token]]) -> None:
    """Key results: each its id, its goal and its row, as the notation of the database puts it together."""
    _write(work, key_result_progress, day, rows, ids=2, left_out=1)


def write_goals(work: WriteWork, day: date, rows: Iterable[tuple[Token, Token]]) -> None:
    """Goals: each its id and its row."""
    _write(work, goal_progress, day, rows, ids=1, left_out=0)


def _write(
    work: WriteWork, table: Table, day: date, rows: Iterable[Sequence[Token]], *, ids: int, left_out: int
) -> None:
    """`left_out` are values at the beginning of each row that the table does not have."""
    names = tuple(column.name for column in table.columns)
    connection = cast(Any, work.connection.connection.driver_connection)
    if work.is_postgresql:
        statement = f"COPY pg_temp.{table.name} ({', '.join(names)}) FROM STDIN"
        of_day = day.isoformat().encode("ascii")
        with told(work, statement), connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                stored = cast(bytes, row[ids]).split(b"\t", left_out)[left_out]
                copy.write(b"\t".join((*cast("Sequence[bytes]", row[:ids]), of_day, stored)) + b"\n")
        return
    statement = _insert(table.name, names)
    fields = _Fields(left_out)
    rest = iter(rows)
    with told(work, statement):
        while some := [(*row[:ids], day.isoformat(), *fields.of(row[ids])) for row in islice(rest, PORTION)]:
            connection.executemany(statement, some)


class _Fields:
    """The values of rows that SQLite would have written as JSON; many rows are the same."""

    def __init__(self, left_out: int) -> None:
        self._left_out = left_out
        self._known: dict[Token, Sequence[Any]] = {}

    def of(self, stored: Token) -> Sequence[Any]:
        """The values of a row."""
        found = self._known.get(stored)
        if found is None:
            import json

            if len(self._known) >= PORTION:
                self._known.clear()
            found = self._known[stored] = tuple(json.loads(stored)[self._left_out :])
        return found


@cache
def _insert(name: str, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO main.{name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names of the schema
