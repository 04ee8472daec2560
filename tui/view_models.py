"""What the screens show: frozen values, made from the contract's answers by `tui.reading`; foreign text is cleaned.

Ratios are integers in millionths (`*_ppm`), None where there is no number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from okr.domain.vocabulary import (
    Ambition,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Severity,
    SmartLetter,
    Status,
    Verdict,
)

Role = Literal["employee", "lead", "executive"]


@dataclass(frozen=True, slots=True)
class Named:
    """A person or a unit by key and name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of a goal or key result (R1, R2, R5, R6, R8); tracked key results have no status.

    `set_by_hand`: a person set the status (R7).
    """

    progress_ppm: int | None
    raw_ppm: int | None
    expected_ppm: int | None
    coverage_ppm: int | None
    status: Status | None
    weakest: Status | None = None
    stale: bool = False
    set_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Parent:
    """A goal above, and how one is tied to it."""

    key: str
    title: str
    kind: LinkKind
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class Override:
    """A status that a person set, beside the computed one (R7)."""

    status: Status
    computed: Status
    reason: str
    by: str
    until: date | None


@dataclass(frozen=True, slots=True)
class GoalItem:
    """A goal as lists and trees show it."""

    key: str
    title: str
    owner: Named | None
    unit: Named
    state: GoalState
    ambition: Ambition
    cycle: str
    focus_area: str | None
    starts: date
    due: date
    parents: tuple[Parent, ...]
    children: int
    key_results: int
    last_reading_on: date | None
    override: Override | None
    version: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class ResultItem:
    """A key result with its readings in short."""

    key: str
    title: str
    goal: str
    goal_title: str
    owner: Named | None
    state: KeyResultState
    metric: Metric
    measure: str
    baseline: Decimal | None
    target: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    current: Decimal | None
    has_reading: bool
    last_reading_on: date | None
    last_note: str | None
    confidence: int | None
    blocker: str | None
    due: date
    next_due_on: date | None
    overdue: bool
    weight: Decimal
    counts: bool
    fed: bool
    guardrail: bool
    guardrail_broken: bool
    recent: tuple[Decimal, ...]
    version: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class DueRow:
    """A key result whose check-in is due or late."""

    result: ResultItem
    due_on: date
    days_late: int
    may_check_in: bool


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page of what is due."""

    rows: tuple[DueRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class BlockerItem:
    """A blocker that the last check-in names."""

    key: str
    title: str
    text: str
    since: date
    owner: Named | None


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


@dataclass(frozen=True, slots=True)
class Session:
    """Who is looking, at which company, on which day; what the header says."""

    organisation: str
    today: date
    me: Named
    home: Role
    leads: tuple[Named, ...]
    is_administrator: bool
    day_is_turned: bool
    is_demo: bool
    root: str
    cycle: str | None
    marker: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A goal in the cascade, with the goals below it that were asked for."""

    goal: GoalItem
    link: LinkKind | None
    weight: Decimal | None
    share_ppm: int | None
    children: tuple["Branch", ...]
    more_children: int
    seen_above: bool


@dataclass(frozen=True, slots=True)
class Cascade:
    """A part of the cascade, and where the next part begins."""

    roots: tuple[Branch, ...]
    hidden: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class GoalPage:
    """A page of a list of goals."""

    goals: tuple[GoalItem, ...]
    hidden: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """Where a goal stood at the end of a day."""

    day: date
    progress_ppm: int | None
    expected_ppm: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the SMART check."""

    letter: SmartLetter
    verdict: Verdict
    reason: str
    proposal: str | None


@dataclass(frozen=True, slots=True)
class CheckInItem:
    """One check-in as it was written, and what later ones say of it."""

    key: str
    number: int
    effective_on: date
    value: Decimal | None
    confidence: int | None
    status: Status | None
    note: str | None
    blocker: str | None
    by: str | None
    replaced: bool
    imported: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where it ends if it goes on like this (R9)."""

    sentence: str
    end_ppm: int | None
    low_ppm: int | None
    high_ppm: int | None
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal with everything that belongs to it."""

    item: GoalItem
    area: str | None
    why: str | None
    sponsor: Named | None
    contributors: tuple[Named, ...]
    results: tuple[ResultItem, ...]
    child_goals: tuple[GoalItem, ...]
    hidden_children: int
    weakest_child: str | None
    broken_guardrails: tuple[str, ...]
    history: tuple[Day, ...]
    line_of_sight: tuple[Parent, ...]
    may: frozenset[str]
    imported: bool
    letters: tuple[Letter, ...]
    check_ins: tuple[CheckInItem, ...]
    forecast: Forecast | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation."""

    rule: str
    sentence: str
    result: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A child that counts, or does not, and what it adds."""

    key: str
    title: str
    kind: str
    owner: str | None
    share_ppm: int | None
    progress_ppm: int | None
    expected_ppm: int | None
    status: Status | None
    left_out_because: str | None
    adds_ppm: int | None


@dataclass(frozen=True, slots=True)
class ReadingUsed:
    """A reading that a number rests on."""

    number: int
    effective_on: date
    value: Decimal
    by: str | None
    note: str | None
    used_for: str


@dataclass(frozen=True, slots=True)
class Leverage:
    """The share in a top goal, in words (R15)."""

    top: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Why:
    """The derivation of one goal's or key result's numbers."""

    key: str
    title: str
    kind: str
    as_of: date
    summary: str
    numbers: Numbers
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    hidden_parts: int
    readings: tuple[ReadingUsed, ...]
    forecast: Forecast | None
    leverage: tuple[Leverage, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A check-in as it is being written."""

    key: str
    value: Decimal
    confidence: int | None = None
    note: str | None = None
    blocker: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reading would do to its key result and to the goal."""

    before: Numbers
    after: Numbers
    goal_before: Numbers
    goal_after: Numbers
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """What check-ins did to one number above them."""

    key: str
    title: str
    before_ppm: int | None
    after_ppm: int | None
    status_before: Status | None
    status_after: Status | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many check-ins were written, and what moved."""

    count: int
    moved: tuple[Movement, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What a unit or a person answers for, and how it is kept (R14)."""

    unit: Named | None
    person: Named | None
    goals: int
    key_results: int
    counts: Mapping[Status, int]
    stale: int
    on_time: int
    late: int
    missed: int
    on_time_ppm: int | None
    overdue: int
    oldest_overdue_on: date | None
    blockers: int
    without_owner: int
    moved_goalposts: int


@dataclass(frozen=True, slots=True)
class Accountability:
    """A unit, the units directly below it, and its own people."""

    total: AccountRow
    units: tuple[AccountRow, ...]
    people: tuple[AccountRow, ...]
    blockers: tuple[BlockerItem, ...]
    ownerless: tuple[tuple[str, str, Status], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found by a few letters."""

    kind: str
    key: str
    title: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class GoalFilter:
    """What a list of goals is limited to; all must hold."""

    words: str = ""
    status: Status | None = None
    state: GoalState | None = None
    owner: str | None = None
    unit: str | None = None
    focus_area: str | None = None
    stale: bool = False
    without_owner: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong, in words, with the way out; `details` is for whoever mends it."""

    message: str
    hint: str | None = None
    field: str | None = None
    code: str = "refused"
