"""The three homes: employee, lead, executive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from okr.domain.vocabulary import Status
    from tui.view_models.accountability import BlockerItem
    from tui.view_models.agreements import Ask, Shared
    from tui.view_models.basics import Named, Numbers
    from tui.view_models.check_ins import DueRow
    from tui.view_models.conversation import Blocker, Work
    from tui.view_models.goal_card import Forecast
    from tui.view_models.goals import GoalItem, Parent, ResultItem
    from tui.view_models.session import Role


@dataclass(frozen=True, slots=True)
class MyGoal:
    """One of my goals, its results, where these are heading by their keys, and the way up to the top."""

    goal: GoalItem
    results: tuple[ResultItem, ...]
    line_of_sight: tuple[Parent, ...]
    headings: Mapping[str, Forecast]


@dataclass(frozen=True, slots=True)
class Moved:
    """A goal whose progress moved in the last days."""

    key: str
    title: str
    before_ppm: int | None
    after_ppm: int | None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A check-in of mine that somebody has read."""

    key: str
    title: str
    by: Named
    note: str | None
    on: date


@dataclass(frozen=True, slots=True)
class EmployeeHome:
    """What is expected of me, why it matters, what is next."""

    goals: tuple[MyGoal, ...]
    due: tuple[DueRow, ...]
    vision: str | None
    asks: tuple[Ask, ...] = ()
    moved_above: tuple[Moved, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the team, and how their goals stand."""

    person: Named
    goals: int
    worst: Status | None
    overdue: int
    aligned: bool


@dataclass(frozen=True, slots=True)
class Watermelon:
    """A key result that is green outside and red inside (R12)."""

    key: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LeadHome:
    """What is due, what blocks us, who needs help. Where `is_counted` is False, the summary of all goals is still to come."""

    teams: tuple[Named, ...]
    due: tuple[DueRow, ...]
    blockers: tuple[BlockerItem, ...]
    goals: tuple[GoalItem, ...]
    members: tuple[Member, ...]
    asks: tuple[Ask, ...] = ()
    watermelons: tuple[Watermelon, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The goals of a focus area in a division."""

    unit: Named
    focus_area: str
    goals: int
    progress_ppm: int | None
    expected_ppm: int | None
    status: Status | None
    off_track: int
    at_risk: int
    coverage_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """A goal behind its pace, by what that costs at the top (R15)."""

    goal: GoalItem
    risk_ppm: int
    top: str | None
    days_since_word: int | None


@dataclass(frozen=True, slots=True)
class RateDay:
    """How aligned the organisation was on a day, and how on time its check-ins."""

    day: date
    aligned_ppm: int | None
    sight_ppm: int | None
    on_time_ppm: int | None


@dataclass(frozen=True, slots=True)
class ExecutiveHome:
    """What is off track, who answers for it, is everyone pulling the same way; subscriptions by the keys of the tops.

    Where `is_counted` is False, `heat`, `counts` and `stale` are still to come.
    """

    divisions: tuple[Named, ...]
    focus_areas: tuple[Named, ...]
    heat: tuple[HeatCell, ...]
    tops: tuple[GoalItem, ...]
    risks: tuple[Risk, ...]
    counts: Mapping[Status, int]
    stale: int
    orphan_ppm: int | None
    sight_ppm: int | None
    on_time_ppm: int | None
    moved: tuple[Moved, ...]
    rates_on: date | None = None
    rate_days: tuple[RateDay, ...] = ()
    subscriptions: Mapping[str, Shared] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Home:
    """What a person sees first; only the part of the chosen role is filled."""

    role: Role
    roles: tuple[Role, ...]
    me: Named
    organisation: str
    cycle: str
    cycle_starts_on: date
    cycle_ends_on: date
    today: date
    summary: Numbers | None
    employee: EmployeeHome | None
    lead: LeadHome | None
    executive: ExecutiveHome | None
    blockers: tuple[Blocker, ...] = ()
    work: tuple[Work, ...] = ()
    reviews: tuple[GoalItem, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether the cycle has begun and is not over."""
        return self.cycle_starts_on <= self.today <= self.cycle_ends_on

    @property
    def is_counted(self) -> bool:
        """Whether everything is here that takes long to count."""
        return (self.executive is None or self.executive.is_counted) and (self.lead is None or self.lead.is_counted)
