"""The target ledger: every goalpost that was moved after the start. Only ever added to; a trigger refuses the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select

from storage.bulk import insert_many
from storage.rows import AnyRow
from storage.schema import goals, key_results, people, target_ledger
from storage.types import new_id
from storage.unit_of_work import ReadWork, WriteWork


@dataclass(frozen=True, slots=True)
class Line:
    """One changed field, before and after, in words; None where there was or is no value."""

    field: str
    before: str | None
    after: str | None


def append(
    work: WriteWork,
    lines: Sequence[Line],
    *,
    goal_id: UUID,
    key_result_id: UUID | None,
    reason: str,
    by_id: UUID,
    effective_on: date,
    recorded_at: datetime,
) -> None:
    """Add lines about a goal, or about one of its key results."""
    if not lines:
        return
    shared = {
        "goal_id": goal_id,
        "key_result_id": key_result_id,
        "reason": reason,
        "by_id": by_id,
        "effective_on": effective_on,
        "recorded_at": recorded_at,
    }
    rows = [
        {"id": new_id(), "field": line.field, "before": line.before, "after": line.after, **shared} for line in lines
    ]
    work.connection.execute(insert(target_ledger), rows)


def append_many(
    work: WriteWork,
    lines: Iterable[tuple[tuple[UUID, UUID | None, date], Line]],
    *,
    reason: str,
    by_id: UUID,
    recorded_at: datetime,
) -> None:
    """Add lines about many goals and key results, with one reason; each line with its goal, its key result and its day."""
    rows = [
        {
            "id": new_id(),
            "goal_id": goal_id,
            "key_result_id": key_result_id,
            "field": line.field,
            "before": line.before,
            "after": line.after,
            "reason": reason,
            "by_id": by_id,
            "effective_on": effective_on,
            "recorded_at": recorded_at,
        }
        for (goal_id, key_result_id, effective_on), line in lines
    ]
    insert_many(work, target_ledger, rows)


def lines(work: ReadWork, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """Lines that meet the conditions (on the ledger, goals and key results), the newest first, with who moved what."""
    return work.connection.execute(
        select(
            *target_ledger.c,
            goals.c.key.label("goal_key"),
            goals.c.title.label("goal_title"),
            key_results.c.key.label("result_key"),
            key_results.c.title.label("result_title"),
            people.c.handle,
            people.c.name,
        )
        .join(goals, goals.c.id == target_ledger.c.goal_id)
        .outerjoin(key_results, key_results.c.id == target_ledger.c.key_result_id)
        .outerjoin(people, people.c.id == target_ledger.c.by_id)
        .where(*conditions)
        .order_by(target_ledger.c.recorded_at.desc(), target_ledger.c.id.desc())
        .limit(limit)
    ).all()
