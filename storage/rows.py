"""What every kind of row needs: the three statements to add, lock, and change it at a known version; and rows that were not read."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Insert, Row, Select, Table, Update, bindparam, insert, select, update
from sqlalchemy.engine.result import SimpleResultMetaData

from storage import compiled
from storage.compiled import Order
from storage.unit_of_work import WriteWork

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are reached by name."""


def insert_row(work: WriteWork, table: Table, row: Mapping[str, object]) -> None:
    """Add a row."""
    compiled.run(work.connection, _insert(table), row)


def lock_row(work: WriteWork, table: Table, row_id: UUID) -> AnyRow:
    """Read a row and hold it until the transaction ends; on SQLite the transaction is alone anyway."""
    [row] = compiled.fetch(work.connection, _locked(table), {"id": row_id})
    return row


def update_row(work: WriteWork, table: Table, row_id: UUID, version: int, changes: Mapping[str, object]) -> bool:
    """Change a row that is still at a version and give it the next one; answers whether it was."""
    change = _change(table, row_id, version, changes)
    return compiled.run(work.connection, change.statement, change.values) == 1


def update_row_last(work: WriteWork, table: Table, row_id: UUID, version: int, changes: Mapping[str, object]) -> None:
    """The same as the last thing of the transaction, of a row that was locked before its version was read.

    Nobody can have changed it meanwhile, so that on PostgreSQL it goes with the commit.
    """
    if work.is_postgresql:
        work.ending.orders.append(_change(table, row_id, version, changes))
    elif not update_row(work, table, row_id, version, changes):
        raise LookupError(f"the row {row_id} of {table.name} is not at version {version}, though nobody else writes")


def row_of(values: Mapping[str, object]) -> AnyRow:
    """Values by name as a row that was read would give them."""
    names = tuple(values)
    metadata, places = _shape(names)
    return Row(metadata, None, places, tuple(values.values()))


def changed(row: AnyRow, changes: Mapping[str, object]) -> AnyRow:
    """A row as it stands after some of its columns were changed."""
    return row_of({**row._mapping, **changes})


def _change(table: Table, row_id: UUID, version: int, changes: Mapping[str, object]) -> Order:
    values = {f"new_{name}": value for name, value in changes.items()}
    place = {"row_id": row_id, "row_version": version, "new_version": version + 1}
    return Order(_update(table, tuple(changes)), {**values, **place})


@cache
def _shape(names: tuple[str, ...]) -> tuple[SimpleResultMetaData, dict[Any, int]]:
    return SimpleResultMetaData(names), {name: place for place, name in enumerate(names)}


@cache
def _locked(table: Table) -> Select[*tuple[Any, ...]]:
    return select(table).where(table.c.id == bindparam("id")).with_for_update()


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _update(table: Table, names: tuple[str, ...]) -> Update:
    """The statement that changes these columns; made once, since making it takes longer than running it."""
    values: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in (*names, "version")}
    at_version = table.c.version == bindparam("row_version")
    return update(table).where(table.c.id == bindparam("row_id"), at_version).values(values)
