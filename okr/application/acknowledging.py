"""Which check-ins of a person others have read, and what they said to them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.base import PersonRef
from okr.contract.homes import Acknowledged
from storage import homes as statements

READ_SHOWN = 5
READ_WITHIN_DAYS = 14


def lately_acknowledged(case: ReadCase, key_result_ids: Collection[UUID]) -> tuple[Acknowledged, ...]:
    """Which check-ins of the acting person to some key results were read in the last days, the newest first."""
    since = case.now - timedelta(days=READ_WITHIN_DAYS)
    return acknowledged(case, case.actor.person_id, key_result_ids, since=since, limit=READ_SHOWN)


def acknowledged(
    case: ReadCase, person_id: UUID, key_result_ids: Collection[UUID], *, since: datetime, limit: int
) -> tuple[Acknowledged, ...]:
    """The check-ins of a person to some key results that others have read since a moment, the newest first."""
    return tuple(
        Acknowledged(
            key=row.key,
            number=row.number,
            title=row.title,
            by=PersonRef(handle=row.handle, name=row.name),
            note=row.note,
            recorded_at=row.recorded_at,
        )
        for row in statements.acknowledged(case.work, person_id, key_result_ids, since=since, limit=limit)
    )
