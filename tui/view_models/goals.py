"""Goals and key results as lists and the cascade show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import (
    Ambition,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Status,
)
from tui.view_models.basics import Named, Numbers


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
class Milestone:
    """One step of a key result that counts milestones."""

    title: str
    weight: Decimal = Decimal(1)
    due_on: date | None = None


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
    starts: date | None = None
    goal_state: GoalState = GoalState.ACTIVE
    milestones: tuple[Milestone, ...] = ()
    last_check_in: int = 0


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


EVERY_CYCLE = "all"
"""What a filter names instead of one cycle."""


@dataclass(frozen=True, slots=True)
class GoalFilter:
    """What a list of goals is limited to; all must hold. `order` is one of `ListGoals.sort`.

    `cycle` is a key or `EVERY_CYCLE`; none means the one that the first line names.
    """

    words: str = ""
    status: Status | None = None
    state: GoalState | None = None
    owner: str | None = None
    unit: str | None = None
    focus_area: str | None = None
    stale: bool = False
    without_owner: bool = False
    ambition: Ambition | None = None
    due_from: date | None = None
    due_until: date | None = None
    order: str = "key"
    cycle: str | None = None
