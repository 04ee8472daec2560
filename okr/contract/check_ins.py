"""Check-ins: readings of key results, written once; what is due; acknowledgements."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from okr.contract.base import (
    AsOf,
    Command,
    Figures,
    Model,
    Number,
    Page,
    PageOf,
    Percent,
    PersonRef,
    Query,
    Ratio,
    operation,
)
from okr.contract.key_results import KeyResultView
from okr.domain.vocabulary import Status

MAXIMUM_BATCH = 10_000
"""Check-ins in one batch; more than that is an import."""


class Movement(Model):
    """What a check-in did to one number above it."""

    key: str
    title: str
    kind: Literal["goal", "key result"]
    progress_before: Ratio | None
    progress_after: Ratio | None
    status_before: Status | None
    status_after: Status | None


class CheckInView(Model):
    """One check-in as it was written, and what later ones say of it."""

    key: str
    number: int
    effective_on: date
    value: Number | None
    answers: int | None
    confidence: int | None
    status: Status | None
    note: str | None
    blocker: str | None
    corrects: int | None
    voids: int | None
    corrected_by: int | None = None
    voided_by: int | None = None
    by: PersonRef | None
    recorded_at: datetime
    imported: bool
    acknowledged_by: PersonRef | None = None
    acknowledgement: str | None = None


class CheckInResult(Model):
    """The check-in that was written, and what moved: the key result first, then goals up to the tops."""

    check_in: CheckInView
    title: str
    unit_of_measure: str | None
    moved: tuple[Movement, ...]
    notices: tuple[str, ...] = ()


class NewCheckIn(Model):
    """A reading of a key result.

    `value` is typed in the unit of measure (for milestones: the weight done so far; for yes or no: 1 or 0).
    A check-in that `voids` another one has no value. A `blocker` waits for the answer of `blocker_owner`, who is the nearest
    manager of the goal's owner unless given; `unblocked` says that what stood in the way before is gone.
    `after` is the number of the last check-in that one knows of, 0 for none: where there is a later one, it is a conflict.
    """

    key: str
    value: Number | None = None
    effective_on: date | None = None
    answers: int | None = None
    confidence: Percent | None = None
    status: Status | None = None
    note: str | None = None
    blocker: str | None = None
    blocker_owner: str | None = None
    unblocked: bool = False
    corrects: int | None = None
    voids: int | None = None
    after: int | None = Field(default=None, ge=0)


@operation("check-ins.record", "POST", "/check-ins")
class RecordCheckIn(NewCheckIn, Command[CheckInResult]):
    """Record a reading of a key result."""


class SkippedCheckIn(Model):
    """A key result that has no reading this time, and why; those who wait for one find it in the talk about its goal."""

    key: str
    reason: str


@operation("check-ins.record-many", "POST", "/check-ins/batch")
class RecordCheckIns(Command["CheckInsResult"]):
    """Record many readings, all or nothing; an error names its row. Why there is none is said on what is `skipped`, in the same step."""

    check_ins: tuple[NewCheckIn, ...] = ()
    skipped: tuple[SkippedCheckIn, ...] = ()


class CheckInsResult(Model):
    """How many were written, and what moved at the end."""

    recorded: tuple[CheckInView, ...]
    moved: tuple[Movement, ...]
    notices: tuple[str, ...] = ()
    skipped: int = 0


class CheckInFault(Model):
    """A reading that would be refused: its place among those that were sent, from 1, and why, with what to do."""

    row: int
    message: str


class CheckInFaults(Model):
    """Which of many readings would be refused; none where all would be recorded."""

    faults: tuple[CheckInFault, ...]


@operation("check-ins.faults", "POST", "/check-ins/faults")
class FindFaults(Query[CheckInFaults]):
    """What would be refused of many readings, writing nothing: who finds some wrong already can name these beside them."""

    check_ins: tuple[NewCheckIn, ...] = Field(max_length=MAXIMUM_BATCH)


@operation("check-ins.preview", "POST", "/check-ins/preview")
class PreviewCheckIn(NewCheckIn, Query["CheckInPreview"]):
    """What a reading would do, without writing it: to the key result, to its goal and to the goals above."""


class CheckInPreview(Model):
    """The numbers before and after a reading that was not written; `above` are the other goals that it moves, the nearest first."""

    before: Figures
    after: Figures
    goal_before: Figures
    goal_after: Figures
    above: tuple[Movement, ...] = ()
    warnings: tuple[str, ...] = ()


@operation("check-ins.list", "GET", "/key-results/{key}/check-ins")
class ListCheckIns(PageOf, AsOf, Query[Page[CheckInView]]):
    """The check-ins of a key result or of all key results of a goal, the newest first; as of a day those effective by then."""

    key: str


@operation("check-ins.acknowledge", "POST", "/check-ins/{key}/{number}/acknowledgement")
class AcknowledgeCheckIn(Command[CheckInView]):
    """Say that one has read it; never the author."""

    key: str
    number: int
    note: str | None = None


class Skip(Model):
    """Why there is no reading this time: it counts as said until the next due day, `until`, unless somebody checks in before."""

    reason: str
    by: PersonRef | None
    said_on: date
    until: date | None


class DueItem(Model):
    """A key result whose check-in is due or late; `skipped` where it is left out on purpose this time (R14 counts it all the same).

    It is `over` where it ended before the cycle began that the day lies in: what is late on it was left open, and is not due now.
    """

    key_result: KeyResultView
    due_on: date
    days_late: int
    may_check_in: bool
    skipped: Skip | None = None
    over: bool = False


@operation("check-ins.due", "GET", "/due")
class ListDue(PageOf, AsOf, Query[Page[DueItem]]):
    """What is due: mine, my team's (units I lead and people who report to me), or all that I may see.

    Sorted by how late it is, what is `over` after all others. `within_days` looks ahead, as of a day from there; nobody checks in to the past.
    """

    scope: Literal["mine", "team", "all"] = "mine"
    within_days: int = 7
    person: str | None = None
