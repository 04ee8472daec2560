"""What is written: a goal with its key results before it exists, and what is known around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import Ambition, LinkKind, Metric, Status
from tui.view_models.basics import Named
from tui.view_models.goals import GoalItem, Milestone, Parent


@dataclass(frozen=True, slots=True)
class NewResult:
    """A key result as it is sent."""

    title: str
    metric: Metric
    measure: str | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    due_on: date | None = None
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True)
class NewGoal:
    """A goal with its key results as it is sent: one request, one transaction."""

    title: str
    why: str | None
    unit: str | None
    owner: str | None
    cycle: str | None
    area: str | None
    ambition: Ambition
    due_on: date | None
    parent: str | None
    link: LinkKind
    results: tuple[NewResult, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class CycleChoice:
    """A cycle in which a goal can be written."""

    key: str
    starts: date
    ends: date
    is_current: bool
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What a new goal can refer to, and where it lands: the parent with the way above it and the goals below it."""

    cycles: tuple[CycleChoice, ...] = ()
    areas: tuple[Named, ...] = ()
    unit: Named | None = None
    parent: GoalItem | None = None
    above: tuple[Parent, ...] = ()
    siblings: tuple[GoalItem, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Like:
    """A goal that sounds like the one that is written; `alike_ppm` is how much of the words they share."""

    key: str
    title: str
    owner: str | None
    status: Status | None
    alike_ppm: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found while a title is written: titles by kind and word, and goals; each is asked for once."""

    words: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    goals: dict[str, GoalItem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """The last reading of an earlier key result of the same name: what a baseline can rest on."""

    key: str
    title: str
    value: Decimal
    measure: str
    on: date | None
    alike_ppm: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the fields of something now, as texts, and its version: for whoever met a conflict."""

    version: int
    texts: tuple[tuple[str, str], ...]
