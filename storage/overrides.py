"""Statements about statuses that people set (R7)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from storage.goals import AnyRow
from storage.schema import overrides
from storage.unit_of_work import ReadWork, WriteWork


def not_ended(work: ReadWork, goal_id: UUID) -> Sequence[AnyRow]:
    """The overrides of a goal itself that nobody has ended, the newest first."""
    return work.connection.execute(
        select(overrides)
        .where(overrides.c.goal_id == goal_id, overrides.c.key_result_id.is_(None), overrides.c.ended_at.is_(None))
        .order_by(overrides.c.id.desc())
    ).all()


def end(work: WriteWork, override_id: UUID, *, ended_at: datetime) -> None:
    """End an override; its row stays."""
    work.connection.execute(update(overrides).where(overrides.c.id == override_id).values(ended_at=ended_at))
