"""Leaving a key result without a reading on purpose: the reason is said on it, in the same step as the readings of others."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.check_ins import together
from okr.application.comments import add_comment
from okr.application.finding import find_key_result
from okr.application.goal_rows import person_ref
from okr.contract.check_ins import Skip, SkippedCheckIn
from okr.contract.comments import AddComment
from okr.contract.key_results import KeyResultView
from okr.domain.cadence import due_days
from okr.domain.errors import OkrError
from okr.domain.policy import Action
from okr.domain.text import accept_long_text
from storage import comments as statements

WORDS = "No check-in this time"


def skip(case: WriteCase, skipped: Sequence[SkippedCheckIn], *, first: int) -> None:
    """Say why there is no reading of some key results, all or nothing; `first` is the row of the first one, for errors.

    Whoever may check in may say it. A person who is mentioned in the reason is told, as in any comment.
    """
    wrong: list[tuple[int, OkrError]] = []
    for row, one in enumerate(skipped, start=first):
        try:
            found = find_key_result(case, one.key)
            case.require(Action.CHECK_IN, found.goal.facts)
            reason = accept_long_text(one.reason, field="note", required=True)
            add_comment(case, AddComment(on=str(found.row.key), text=f"{WORDS}: {reason}"))
        except OkrError as error:
            wrong.append((row, error))
    if wrong:
        raise together(wrong)


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
