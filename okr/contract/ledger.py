"""The target ledger: every goalpost that was moved after the start, by whom, why, from what to what."""

from datetime import date, datetime

from okr.contract.base import AsOf, Model, Page, PageOf, PersonRef, Query, operation


class LedgerLine(Model):
    """One change of what a goal or a key result aims at, or of who answers for it."""

    key: str
    title: str
    goal: str
    field: str
    before: str | None
    after: str | None
    reason: str
    by: PersonRef | None
    effective_on: date
    recorded_at: datetime


@operation("ledger.list", "GET", "/ledger")
class ListLedger(PageOf, AsOf, Query[Page[LedgerLine]]):
    """What was moved, the newest first: of a goal with its key results, of one key result, or of a unit with all below it."""

    key: str | None = None
    unit: str | None = None
    cycle: str | None = None
