"""Accountability: by unit and person, what is owned and how it is kept."""

from datetime import date

from okr.contract.base import AsOf, Model, PersonRef, Query, Ratio, UnitRef, operation
from okr.contract.contributions import ContributionRow
from okr.contract.ledger import LedgerLine
from okr.domain.vocabulary import Status


class AccountabilityRow(Model):
    """What a unit (with all below it) or a person answers for. Counts of check-in periods follow R14."""

    unit: UnitRef | None = None
    person: PersonRef | None = None
    goals: int
    key_results: int
    on_track: int
    at_risk: int
    off_track: int
    pending: int
    reached: int
    stale: int
    on_time: int
    late: int
    missed: int
    on_time_rate: Ratio | None
    overdue: int
    oldest_overdue_on: date | None
    blockers: int
    unanswered_blockers: int = 0
    unanswered_asks: int = 0
    without_owner: int
    moved_goalposts: int


class Blocker(Model):
    """A blocker that the last check-in of a key result names, or that still waits for an answer; `blocker` is its own key.

    `owner` reports on the key result, `answers` has to answer by `answer_due_on`; `answer` is there once they did.
    """

    key: str
    title: str
    text: str
    since: date
    owner: PersonRef | None
    blocker: str | None = None
    answers: PersonRef | None = None
    answer_due_on: date | None = None
    answer: str | None = None


class OverdueCheckIn(Model):
    """A key result whose check-in was due before the day, and who reports on it."""

    key: str
    title: str
    owner: PersonRef | None
    due_on: date
    days_late: int


class OwnerlessGoal(Model):
    """A goal that nobody answers for: it has no owner, or one who has left (`owner`) and handed nothing over."""

    key: str
    title: str
    unit: UnitRef
    status: Status
    owner: PersonRef | None = None


class AccountabilityReport(Model):
    """A unit, the units directly below it, and its own people; then by name, of the unit with all below it, what is to be seen to.

    `overdue` are the check-ins that are late, the longest first, `unanswered` the contributions whose answer is, `moved` what was
    moved after the start, the newest first: up to 50 of each. Where `counted` is false, the numbers of the units are left out:
    they are 0, and come with the whole.
    """

    unit: AccountabilityRow
    units: tuple[AccountabilityRow, ...]
    people: tuple[AccountabilityRow, ...]
    blockers: tuple[Blocker, ...]
    ownerless: tuple[OwnerlessGoal, ...]
    overdue: tuple[OverdueCheckIn, ...] = ()
    unanswered: tuple[ContributionRow, ...] = ()
    moved: tuple[LedgerLine, ...] = ()
    hidden: int = 0
    counted: bool = True


@operation("accountability.show", "GET", "/accountability")
class ShowAccountability(AsOf, Query[AccountabilityReport]):
    """Who answers for what, and how it is kept; the root unit unless one is given; the current cycle, or that of the day.

    `at_a_glance` leaves the numbers of units uncounted where the unit has more than 20,000 active goals. `only_moved` counts
    moved goalposts by unit and nothing else, and names nothing.
    """

    unit: str | None = None
    cycle: str | None = None
    at_a_glance: bool = False
    only_moved: bool = False
