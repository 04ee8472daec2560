"""What every kind of row needs: the three statements to add, lock, and change it at a known version, and what one that was read is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, insert, select, update

from storage.unit_of_work import WriteWork

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are reached by name."""


def insert_row(work: WriteWork, table: Table, row: Mapping[str, object]) -> None:
    """Add a row."""
    work.connection.execute(insert(table), [dict(row)])


def lock_row(work: WriteWork, table: Table, row_id: UUID) -> Row[tuple[object, ...]]:
    """Read a row and hold it until the transaction ends; on SQLite the transaction is alone anyway."""
    return work.connection.execute(select(table).where(table.c.id == row_id).with_for_update()).one()


def update_row(work: WriteWork, table: Table, row_id: UUID, version: int, changes: Mapping[str, object]) -> bool:
    """Change a row that is still at a version and give it the next one; answers whether it was."""
    changed = work.connection.execute(
        update(table)
        .where(table.c.id == row_id, table.c.version == version)
        .values({**changes, "version": version + 1})
    )
    return changed.rowcount == 1
