"""What moved in the last days."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.homes import Moved
from storage import goal_reading
from storage import homes as statements

MOVED_WITHIN_DAYS = 7


def moved_among(case: ReadCase, visible: Collection[UUID], *, limit: int) -> tuple[Moved, ...]:
    """Of some goals that the acting person may see, those whose progress moved in the last days, the furthest first."""
    before = statements.days_before(case.work, visible, day=case.today - timedelta(days=MOVED_WITHIN_DAYS))
    moved = []
    for row in goal_reading.rows(case.work, visible):
        was = before.get(row.id)
        if row.progress_ppm is not None and row.progress_ppm != (was or 0):
            far = abs(row.progress_ppm - (was or 0))
            moved.append((far, Moved(key=row.key, title=row.title, before=was, after=row.progress_ppm)))
    moved.sort(key=lambda pair: -pair[0])
    return tuple(one for _, one in moved[:limit])
