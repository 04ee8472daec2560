"""What each person sees first: employee, team lead, executive."""

from datetime import date, datetime
from typing import Literal

from okr.contract.accountability import Blocker
from okr.contract.base import AsOf, Figures, Model, PersonRef, Query, Ratio, UnitRef, operation
from okr.contract.blockers import BlockerView
from okr.contract.check_ins import DueItem
from okr.contract.contributions import ContributionRow, SubscriptionView
from okr.contract.goal_rows import GoalRow, ParentRef
from okr.contract.initiatives import InitiativeView
from okr.contract.insights import Watermelon
from okr.contract.key_results import KeyResultView
from okr.contract.notices import NoticeView
from okr.contract.why import ForecastView
from okr.domain.vocabulary import Status


class Heading(Model):
    """Where a key result is heading (R9)."""

    key: str
    forecast: ForecastView


class MyGoal(Model):
    """One of my goals, its results, where they are heading, and the line of sight to the top."""

    goal: GoalRow
    results: tuple[KeyResultView, ...]
    line_of_sight: tuple[ParentRef, ...]
    headings: tuple[Heading, ...] = ()


class Moved(Model):
    """A goal whose progress moved in the last days."""

    key: str
    title: str
    before: Ratio | None
    after: Ratio | None


class Acknowledged(Model):
    """A check-in of mine that somebody has read, and what they wrote to it."""

    key: str
    number: int
    title: str
    by: PersonRef
    note: str | None
    recorded_at: datetime


class EmployeeHome(Model):
    """What is expected of me, why does it matter, what is next?

    `asks` wait for my answer; `moved_above` are goals that mine lead to; `acknowledged` are the last two weeks'.
    """

    goals: tuple[MyGoal, ...]
    due: tuple[DueItem, ...]
    vision: str | None
    asks: tuple[ContributionRow, ...] = ()
    moved_above: tuple[Moved, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()


class TeamMember(Model):
    """A person of the team, and how their goals stand."""

    person: PersonRef
    goals: int
    worst: Status | None
    overdue: int
    aligned: bool


class LeadHome(Model):
    """What is due, what blocks us, who needs help?

    `asks` wait for my answer; `watermelons` are key results of the goals shown that are green outside and red inside (R12); `acknowledged`
    are the last two weeks' on goals that I own. `counted` is false where the `summary` of the home was left out to answer at a glance,
    because a large team has many goals.
    """

    teams: tuple[UnitRef, ...]
    due: tuple[DueItem, ...]
    blockers: tuple[Blocker, ...]
    goals: tuple[GoalRow, ...]
    members: tuple[TeamMember, ...]
    asks: tuple[ContributionRow, ...] = ()
    watermelons: tuple[Watermelon, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    counted: bool = True


class HeatCell(Model):
    """The active goals of a focus area in a division.

    Progress, expectation and coverage are plain means, and the status is that of R6 for these means: among many goals the worst one
    would be off track everywhere. How many are behind is counted beside it.
    """

    unit: UnitRef
    focus_area: str
    goals: int
    progress: Ratio | None
    expected: Ratio | None
    status: Status | None
    off_track: int
    at_risk: int
    coverage: Ratio | None = None


class RiskItem(Model):
    """A goal that is off track or at risk, by what it costs at the top (R15)."""

    goal: GoalRow
    risk: Ratio
    top: str | None
    days_since_word: int | None


class RateDay(Model):
    """How aligned the organisation was on a day (R13), and how on time its check-ins of the cycle were until then (R14)."""

    day: date
    aligned: Ratio | None
    line_of_sight: Ratio | None
    on_time: Ratio | None


class ExecutiveHome(Model):
    """What is off track, who answers for it, is everyone pulling the same way?

    `area_names` are the names of the focus areas by their keys; `rates_on` is the day of `orphan_rate`, `line_of_sight` and `on_time_rate`: in a large company that of the last turn. `rate_days` are
    the last weeks, one day each; `counted` is false where `counts`, `stale` and `heat` were left out to answer at a glance;
    `subscriptions` are those of the tops that somebody was asked to contribute to; `asks` wait for my answer.
    """

    divisions: tuple[UnitRef, ...]
    focus_areas: tuple[str, ...]
    area_names: dict[str, str] = {}
    heat: tuple[HeatCell, ...]
    tops: tuple[GoalRow, ...]
    risks: tuple[RiskItem, ...]
    counts: dict[Status, int]
    stale: int
    counted: bool = True
    orphan_rate: Ratio | None
    line_of_sight: Ratio | None
    on_time_rate: Ratio | None
    moved: tuple[Moved, ...]
    rates_on: date | None = None
    rate_days: tuple[RateDay, ...] = ()
    subscriptions: tuple[SubscriptionView, ...] = ()
    asks: tuple[ContributionRow, ...] = ()


class Home(Model):
    """The home of the acting person. Only the part of the chosen role is filled.

    `reviews` are proposed goals that wait for my review, of people who report to me and units that I lead; as of a day there are none.
    `blockers` wait for my answer, `work` is mine and due within seven days or late; `news` are the newest of the notices that I
    have not read, of which `unread` counts at most 100; as of a day there are none.
    """

    role: Literal["employee", "lead", "executive"]
    roles: tuple[Literal["employee", "lead", "executive"], ...]
    me: PersonRef
    organisation: str
    cycle: str
    cycle_starts_on: date
    cycle_ends_on: date
    today: date
    loaded_at: datetime
    summary: Figures | None
    employee: EmployeeHome | None = None
    lead: LeadHome | None = None
    executive: ExecutiveHome | None = None
    reviews: tuple[GoalRow, ...] = ()
    blockers: tuple[BlockerView, ...] = ()
    work: tuple[InitiativeView, ...] = ()
    unread: int = 0
    news: tuple[NoticeView, ...] = ()


@operation("homes.show", "GET", "/home")
class ShowHome(AsOf, Query[Home]):
    """The home of the acting person; the role follows from the facts unless one is asked for.

    As of a day it shows the goals, units and people of that day; which roles a person may look in is decided by today.
    `at_a_glance` does not count the goals of a large company or team, which takes longer than all the rest; of today alone.
    """

    role: Literal["employee", "lead", "executive"] | None = None
    cycle: str | None = None
    at_a_glance: bool = False
