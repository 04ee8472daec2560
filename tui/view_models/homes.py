"""The three homes: employee, lead, executive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from okr.domain.vocabulary import (
    Status,
)
from tui.view_models.accountability import BlockerItem
from tui.view_models.basics import Named, Numbers
from tui.view_models.check_ins import DueRow
from tui.view_models.goals import GoalItem, Parent, ResultItem
from tui.view_models.session import Role


@dataclass(frozen=True, slots=True)
class MyGoal:
    """One of my goals, its results, and the way up to the top."""

    goal: GoalItem
    results: tuple[ResultItem, ...]
    line_of_sight: tuple[Parent, ...]


@dataclass(frozen=True, slots=True)
class EmployeeHome:
    """What is expected of me, why it matters, what is next."""

    goals: tuple[MyGoal, ...]
    due: tuple[DueRow, ...]
    vision: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the team, and how their goals stand."""

    person: Named
    goals: int
    worst: Status | None
    overdue: int
    aligned: bool


@dataclass(frozen=True, slots=True)
class LeadHome:
    """What is due, what blocks us, who needs help."""

    teams: tuple[Named, ...]
    due: tuple[DueRow, ...]
    blockers: tuple[BlockerItem, ...]
    goals: tuple[GoalItem, ...]
    members: tuple[Member, ...]


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


@dataclass(frozen=True, slots=True)
class Risk:
    """A goal behind its pace, by what that costs at the top (R15)."""

    goal: GoalItem
    risk_ppm: int
    top: str | None
    days_since_word: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A goal whose progress moved in the last days."""

    key: str
    title: str
    before_ppm: int | None
    after_ppm: int | None


@dataclass(frozen=True, slots=True)
class ExecutiveHome:
    """What is off track, who answers for it, is everyone pulling the same way."""

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
