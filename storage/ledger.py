"""The target ledger: every goalpost that was moved after the start. Only ever added to; a trigger refuses the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert

from storage.schema import target_ledger
from storage.types import new_id
from storage.unit_of_work import WriteWork


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
