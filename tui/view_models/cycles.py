"""A cycle as its screen shows it: where it stands, what is missing, what waits, what was learned, what was moved."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import Ambition, Colour, CycleKind, CycleState, GapKind, GoalState
from tui.view_models.basics import Named
from tui.view_models.goals import GoalItem


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a unit learned from a cycle."""

    cycle: str
    unit: Named
    worked: str | None
    to_change: str | None
    next: str | None
    by: Named | None
    version: int | None


@dataclass(frozen=True, slots=True)
class CycleItem:
    """A cycle; `lessons` are those of the one before while this one is planned."""

    key: str
    kind: CycleKind
    state: CycleState
    starts: date
    ends: date
    goals: int
    is_current: bool
    needs_approval: bool
    version: int
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True)
class GapItem:
    """One thing that is missing."""

    key: str
    title: str
    owner: Named | None
    text: str


@dataclass(frozen=True, slots=True)
class GapGroup:
    """All that is missing in one way; `count` counts what is not named too."""

    kind: GapKind
    count: int
    items: tuple[GapItem, ...]


@dataclass(frozen=True, slots=True)
class StepPlan:
    """What is missing before a step, and whether it stops the step."""

    cycle: CycleItem
    before: CycleState
    after: CycleState
    groups: tuple[GapGroup, ...]
    stops: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class CycleOverview:
    """What the screen asks for first: all cycles, the one that is looked at, and its checklist."""

    cycles: tuple[CycleItem, ...]
    shown: CycleItem
    plan: StepPlan
    unknown: str | None = None
    """Why it is not known what was missing, of a day that is too much to work out."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A proposed goal that waits for a reviewer."""

    goal: GoalItem
    why: str | None
    said: str | None
    said_by: Named | None
    may_review: bool
    version: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Goals that wait for a review."""

    items: tuple[ReviewItem, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class GradePart:
    """What a key result or a goal below adds to a closing score."""

    key: str
    title: str
    weight: Decimal
    score_ppm: int | None
    original_ppm: int | None
    graded: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade that a goal has."""

    score_ppm: int
    colour: Colour
    given_ppm: int | None
    reason: str | None
    post_mortem: str | None
    version: int


@dataclass(frozen=True, slots=True)
class GradeItem:
    """A goal with its closing score so far (R11)."""

    key: str
    title: str
    owner: Named | None
    state: GoalState
    ambition: Ambition
    computed_ppm: int | None
    colour: Colour | None
    original_ppm: int | None
    too_easy: bool
    needs_post_mortem: bool
    parts: tuple[GradePart, ...]
    hidden_parts: int
    grade: Grade | None
    may_grade: bool
    may_score: bool


@dataclass(frozen=True, slots=True)
class GradePage:
    """Goals that are graded."""

    items: tuple[GradeItem, ...]
    next_cursor: str | None = None
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """A goalpost that was moved."""

    key: str
    title: str
    field: str
    before: str | None
    after: str | None
    reason: str
    by: Named | None
    on: date


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was moved in a cycle: how often by unit, and each change, the newest first."""

    unit: Named
    moved: int
    units: tuple[tuple[Named, int], ...]
    lines: tuple[LedgerItem, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """How well the confidences of one cycle, or of all, came true."""

    cycle: str
    predictions: int
    came_true: int
    said_ppm: int
    brier_ppm: int


@dataclass(frozen=True, slots=True)
class CalibrationCard:
    """How well a person's confidence came true (R12)."""

    person: Named
    sentence: str
    lines: tuple[CalibrationLine, ...]


@dataclass(frozen=True, slots=True)
class CarriedPart:
    """A key result that goes on: its new baseline is the last reading."""

    key: str
    title: str
    old_baseline: Decimal | None
    baseline: Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """A goal that goes on, or would."""

    key: str
    new_key: str | None
    title: str
    owner: Named | None
    parts: tuple[CarriedPart, ...]
    parents: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """What goes on in another cycle, and what does not, with why."""

    source: str
    target: str
    carried: tuple[CarriedItem, ...]
    left: tuple[tuple[str, str, str], ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class NewCycle:
    """A cycle that is to be made."""

    key: str
    kind: CycleKind
    starts: date
    ends: date
    parent: str | None
    needs_approval: bool
