"""What is left without a reading on purpose, and until when; `skipping` says it, which needs all that writes a check-in."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.goal_rows import person_ref
from okr.contract.check_ins import Skip
from okr.contract.key_results import KeyResultView
from okr.domain.cadence import due_days
from storage import comments as statements

WORDS = "No check-in this time"
"""What the comment begins with that says why."""


def skips(case: ReadCase, due: Mapping[UUID, date], views: Mapping[UUID, KeyResultView]) -> dict[UUID, Skip]:
    """What is left out on purpose this time, of key results by the day on which they are due.

    A reason holds until the next due day after the one that it was said for, and after the day on which it was said; whoever
    checks in before ends it. R14 knows no reasons: the period counts as it would without.
    """
    found: dict[UUID, Skip] = {}
    said = statements.newest_since_check_in(case.work, list(due), f"{WORDS}: ") if due else {}
    for one, row in said.items():
        view, said_on = views[one], row.recorded_at.astimezone(case.settings.time_zone).date()
        covered = max(due[one], said_on)
        until = next((day for day in due_days(view.cadence, view.starts, view.due) if day > covered), None)
        if said_on <= case.today and (until is None or case.today < until):
            reason = row.text.removeprefix(f"{WORDS}: ")
            found[one] = Skip(reason=reason, by=person_ref(row.handle, row.name), said_on=said_on, until=until)
    return found
