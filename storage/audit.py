"""Who did what on whose behalf, when, before and after. Only ever added to; a trigger refuses the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select

from okr.domain.vocabulary import ObjectKind
from storage.encoding import decode_row, encode_row
from storage.tables.journal import audit
from storage.together import Rows, write
from storage.types import new_id
from storage.unit_of_work import ReadWork, WriteWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the audit; `by_id` is None for what okr does by itself."""

    operation: str
    recorded_at: datetime
    by_id: UUID | None
    on_behalf_of_id: UUID | None = None
    object_kind: ObjectKind | None = None
    object_id: UUID | None = None
    object_key: str | None = None
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


def append(work: WriteWork, *entries: Entry) -> None:
    """Add entries, in the order given."""
    write(work, added(entries))


def added(entries: Sequence[Entry]) -> Rows:
    """Entries, to be written beside what they speak of."""
    return Rows(audit, [_row(entry) for entry in entries])


def of_object(work: ReadWork, object_id: UUID, *, limit: int = 100) -> list[Entry]:
    """The newest entries about an object, newest first."""
    statement = select(audit).where(audit.c.object_id == object_id).order_by(audit.c.id.desc()).limit(limit)
    return [_entry(row) for row in work.connection.execute(statement)]


def of_objects(
    work: ReadWork, object_ids: Sequence[UUID], *conditions: ColumnElement[bool], limit: int
) -> list[tuple[UUID, Entry]]:
    """The newest entries about some objects that meet the conditions, newest first, each with its id."""
    statement = select(audit).where(audit.c.object_id.in_(object_ids), *conditions)
    rows = work.connection.execute(statement.order_by(audit.c.id.desc()).limit(limit))
    return [(row.id, _entry(row)) for row in rows]


def last_by(work: ReadWork, person_id: UUID, *, since: datetime, limit: int) -> list[tuple[UUID, Entry]]:
    """What a person did since a moment, newest first, each entry with its id."""
    statement = select(audit).where(audit.c.by_id == person_id).order_by(audit.c.id.desc()).limit(limit)
    found = []
    for row in work.connection.execute(statement):
        if row.recorded_at < since:
            break
        found.append((row.id, _entry(row)))
    return found


def newest_id(work: ReadWork) -> UUID | None:
    """The id of the newest entry: as long as it stays the same, a screen need not look again."""
    return work.connection.execute(select(audit.c.id).order_by(audit.c.id.desc()).limit(1)).scalar()


def count(work: ReadWork) -> int:
    """How many entries there are."""
    return work.connection.execute(select(func.count()).select_from(audit)).scalar_one()


def _row(entry: Entry) -> dict[str, object]:
    return {
        "id": new_id(),
        "recorded_at": entry.recorded_at,
        "by_id": entry.by_id,
        "on_behalf_of_id": entry.on_behalf_of_id,
        "operation": entry.operation,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "object_key": entry.object_key,
        "before": None if entry.before is None else encode_row(entry.before),
        "after": None if entry.after is None else encode_row(entry.after),
    }


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        operation=row.operation,
        recorded_at=row.recorded_at,
        by_id=row.by_id,
        on_behalf_of_id=row.on_behalf_of_id,
        object_kind=row.object_kind,
        object_id=row.object_id,
        object_key=row.object_key,
        before=None if row.before is None else decode_row(row.before),
        after=None if row.after is None else decode_row(row.after),
    )
