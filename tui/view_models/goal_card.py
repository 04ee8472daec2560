"""One goal with everything that belongs to it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import (
    BlockerState,
    Colour,
    DependencyKind,
    GoalState,
    ReviewVerdict,
    Severity,
    SmartLetter,
    Status,
    Verdict,
    Visibility,
)
from tui.view_models.basics import Named
from tui.view_models.check_ins import CheckInItem
from tui.view_models.goals import GoalItem, Parent, ResultItem


@dataclass(frozen=True, slots=True)
class Day:
    """Where a goal stood at the end of a day."""

    day: date
    progress_ppm: int | None
    expected_ppm: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the SMART check; `key` names the key result that it is about."""

    letter: SmartLetter
    verdict: Verdict
    reason: str
    proposal: str | None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where it ends if it goes on like this (R9)."""

    sentence: str
    end_ppm: int | None
    low_ppm: int | None
    high_ppm: int | None
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Share:
    """What a goal moves in a top goal (R15)."""

    top: str
    title: str
    share_ppm: int
    risk_ppm: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer said; `holds`: it is an approval, and the goal was not changed since."""

    verdict: ReviewVerdict
    remark: str | None
    by: str
    on: date
    holds: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """The closing score (R11): the one that holds, the computed one, the owner's, and the one against the first target."""

    score_ppm: int
    colour: Colour
    computed_ppm: int | None
    given_ppm: int | None
    original_ppm: int | None
    reason: str | None
    post_mortem: str | None
    too_easy: bool
    by: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The same goal in another cycle."""

    key: str
    cycle: str
    state: GoalState


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work under the goal or one of its key results."""

    key: str
    result: str | None
    title: str
    owner: str | None
    due_on: date | None
    done_on: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Depends:
    """A goal that this one depends on, or that depends on this one."""

    key: str
    title: str
    kind: DependencyKind
    note: str | None
    owner: str | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A blocker and its answer."""

    key: str
    result: str
    text: str
    state: BlockerState
    raised_on: date
    owner: str | None
    days_late: int
    climbed: bool
    answer: str | None


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
    delegate: Named | None = None
    visibility: Visibility = Visibility.ORGANISATION
    activated_on: date | None = None
    shares: tuple[Share, ...] = ()
    watermelons: tuple[str, ...] = ()
    guardrails: tuple[str, ...] = ()
    calibration: str | None = None
    """How well the owner's confidence came true (R12), for those who may see that."""
    approved: bool | None = None
    reviews: tuple[Review, ...] = ()
    grade: Grade | None = None
    carried_from: Carried | None = None
    carried_to: tuple[Carried, ...] = ()
    work: tuple[Work, ...] = ()
    blockers: tuple[InTheWay, ...] = ()
    depends_on: tuple[Depends, ...] = ()
    needed_by: tuple[Depends, ...] = ()
    circle: tuple[str, ...] = ()
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """How much of what a goal or key result needs is asked, accepted and open (R13), in words."""

    parent: str
    accepted_ppm: int
    asked_ppm: int
    gap_ppm: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A goalpost that was moved: a line of the target ledger."""

    key: str
    field: str
    before: str | None
    after: str | None
    reason: str
    by: str | None
    effective_on: date


@dataclass(frozen=True, slots=True)
class Said:
    """A comment; the text is None where it was withdrawn."""

    on: str
    text: str | None
    by: str | None
    day: date


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the audit: who did what, with what it changed in words."""

    day: date
    by: str | None
    what: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told of a goal beside its card, asked for after it: agreements, ledger, comments, audit."""

    subscriptions: tuple[Subscription, ...] = ()
    moved: tuple[Moved, ...] = ()
    said: tuple[Said, ...] = ()
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a course: a day, how high it stands in millionths of the way, and what stands there in words."""

    day: date
    ppm: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What is drawn of a goal or key result over time.

    Heights are millionths of the way from the baseline to the target; `foot` and `top` are the words at 0 and at 100 %.
    """

    key: str
    title: str
    starts: date
    due: date
    actual: tuple[Mark, ...]
    expected: tuple[Mark, ...]
    checkpoints: tuple[Mark, ...]
    forecast: Forecast | None
    foot: str
    top: str
    value: Decimal | None = None
