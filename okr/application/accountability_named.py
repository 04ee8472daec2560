"""What is to be seen to below a unit, by name, beside what accountability counts."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase
from okr.application.contributions_reading import contribution_rows
from okr.application.contributions_steps import FoundContribution
from okr.application.editing import Found
from okr.application.goal_rows import person_ref
from okr.application.ledger_reading import ledger_line
from okr.contract.accountability import OverdueCheckIn
from okr.contract.contributions import ContributionRow
from okr.contract.ledger import LedgerLine
from storage import accountability_named as statements

SHOWN = 50
"""Of each kind; the counts beside them say how many there are."""


def overdue(case: ReadCase, conditions: Sequence[ColumnElement[bool]], *, of_many: bool) -> tuple[OverdueCheckIn, ...]:
    """The check-ins that are late, the longest first; `of_many` where the conditions leave a large part of the company."""
    found = statements.overdue(case.work, case.actor, *conditions, today=case.today, limit=SHOWN, of_many=of_many)
    return tuple(
        OverdueCheckIn(
            key=one.result.key,
            title=one.result.title,
            owner=person_ref(one.result.handle, one.result.name),
            due_on=one.due_on,
            days_late=(case.today - one.due_on).days,
        )
        for one in found
    )


def unanswered(case: ReadCase, unit: Found, asked: ColumnElement[bool]) -> tuple[ContributionRow, ...]:
    """The contributions whose answer is due and lies with the unit or below it, the longest due first."""
    path = str(unit.path) if unit.depth else None
    rows = statements.unanswered(case.work, case.actor, asked, path=path, today=case.today, limit=SHOWN)
    return tuple(contribution_rows(case, [FoundContribution(row) for row in rows]))


def moved(case: ReadCase, conditions: Sequence[ColumnElement[bool]]) -> tuple[LedgerLine, ...]:
    """What was moved after the start, the newest first."""
    return tuple(map(ledger_line, statements.moved(case.work, case.actor, *conditions, limit=SHOWN)))
