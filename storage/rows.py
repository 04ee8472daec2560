"""What every kind of row needs: the three statements to add, lock, and change it at a known version, and what one that was read is."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Insert, Row, Select, Table, Update, bindparam, insert, select, update

from storage import compiled
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
    values = {f"new_{name}": value for name, value in changes.items()}
    place = {"row_id": row_id, "row_version": version, "new_version": version + 1}
    return compiled.run(work.connection, _update(table, tuple(changes)), {**values, **place}) == 1


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
