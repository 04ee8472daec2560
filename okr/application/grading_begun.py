"""Telling owners that the grading of a cycle has begun, and which of their goals wait for a grade."""

from okr.application.case import WriteCase
from okr.application.notices import Notice, notice_rows
from okr.domain.notice_words import grading, grading_several
from okr.domain.vocabulary import CycleState, ObjectKind
from storage import cycle_life as statements
from storage.bulk import insert_many
from storage.notices import mark_read_by_words
from storage.rows import AnyRow

_BEGUN = "The grading of {} has begun"


def tell_owners(case: WriteCase, cycle: AnyRow, after: CycleState) -> None:
    """Where a step leads from living a cycle to grading it, tell each owner once; once it is closed nothing of that waits any more."""
    if after is CycleState.CLOSED:
        mark_read_by_words(case.work, _BEGUN.format(cycle.key), at=case.now)
    if (cycle.state, after) != (CycleState.ACTIVE, CycleState.GRADING):
        return
    told = (
        Notice(owner_id, ObjectKind.GOAL, first, _words(cycle.key, first, many))
        for owner_id, first, many in statements.to_grade_by_owner(case.work, cycle.id)
    )
    rows = notice_rows(case, told)
    insert_many(case.work, rows.table, rows.rows)


def _words(cycle: str, first: str, many: int) -> str:
    if many == 1:
        return grading(f"{_BEGUN.format(cycle)}, and {first} waits for your grade", first)
    return grading_several(
        f"{_BEGUN.format(cycle)}, and {many} of your goals wait for your grade, such as {first}", cycle
    )
