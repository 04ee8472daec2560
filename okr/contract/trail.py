"""The trail of a goal: who did what to it and to its key results, as the audit keeps it."""

from datetime import datetime

from okr.contract.base import AsOf, Change, Model, Page, PageOf, PersonRef, Query, operation


class TrailEntry(Model):
    """One entry of the audit: what was done to `key`, and each field that it changed, in words."""

    recorded_at: datetime
    by: PersonRef | None
    operation: str
    what: str
    key: str
    changes: tuple[Change, ...] = ()


@operation("goals.trail", "GET", "/goals/{key}/trail")
class ShowTrail(PageOf, AsOf, Query[Page[TrailEntry]]):
    """What was done to a goal and to its key results, the newest first; readings have a list of their own."""

    key: str
