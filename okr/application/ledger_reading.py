"""The target ledger is read: of a goal, of a key result, of a unit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import FoundKeyResult, find_cycle, find_goal_or_key_result, find_unit, root_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import before, page, read_cursor, write_cursor
from okr.contract.base import Page
from okr.contract.ledger import LedgerLine, ListLedger
from okr.domain.errors import InvalidInput
from storage import ledger as statements
from storage.goal_reading import in_unit
from storage.policy import visible_goals
from storage.schema import goals, target_ledger


@reads(ListLedger)
def list_ledger(case: ReadCase, query: ListLedger) -> Page[LedgerLine]:
    """A page of the ledger, the newest first; of what may not be seen nothing is shown."""
    conditions = [visible_goals(case.actor), *_wanted(case, query)]
    when = when_of(case, query)
    if when is not None:
        conditions.append(target_ledger.c.effective_on <= when.day)
        if when.known_at is not None:
            conditions.append(target_ledger.c.recorded_at <= when.known_at)
    order = [target_ledger.c.recorded_at, target_ledger.c.id]
    conditions += before(order, read_cursor(query.cursor, datetime, UUID))
    rows = statements.lines(case.work, *conditions, limit=query.limit + 1)
    return page(
        rows,
        query.limit,
        items=lambda kept: [ledger_line(row) for row in kept],
        cursor=lambda row: write_cursor(row.recorded_at, row.id),
    )


def _wanted(case: ReadCase, query: ListLedger) -> list[ColumnElement[bool]]:
    if query.key is not None:
        if query.unit is not None or query.cycle is not None:
            raise InvalidInput("Say either whose ledger by its key, or which unit and cycle.", field="key")
        found = find_goal_or_key_result(case, query.key)
        if isinstance(found, FoundKeyResult):
            return [target_ledger.c.key_result_id == found.id]
        return [target_ledger.c.goal_id == found.id]
    unit = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    return [in_unit(unit, below=True), goals.c.cycle_id == find_cycle(case, query.cycle).id]


def ledger_line(row: Found) -> LedgerLine:
    """A line as the ledger is read."""
    return LedgerLine(
        key=row.result_key or row.goal_key,
        title=row.result_title or row.goal_title,
        goal=row.goal_key,
        field=row.field,
        before=row.before,
        after=row.after,
        reason=row.reason,
        by=person_ref(row.handle, row.name),
        effective_on=row.effective_on,
        recorded_at=row.recorded_at,
    )
