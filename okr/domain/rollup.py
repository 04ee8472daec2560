"""The roll-up of an objective from its children (R2, R4, R8): integer sums that can be added and taken away, and the figures they give.

A child's contribution is a `GoalSums`; the sums of a goal are the total of its children's, so that a change of one child is
`sums + (new - old)`, whatever the number of children.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import add, attrgetter, sub
from typing import NamedTuple

from okr.domain.numbers import PPM, divide_half_up, percent_text
from okr.domain.pace import DEFAULT_FACTORS, PENDING_BELOW_PPM, PaceFactors, at_best, first_line, pace_sentence
from okr.domain.vocabulary import (
    COUNTING_GOAL_STATES,
    COUNTING_KEY_RESULT_STATES,
    WORST_FIRST,
    Ambition,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Status,
)

WEAKEST_SHARE = 5
"""An aspirational child speaks for the weakest status from one fifth of the weight on (R8)."""


@dataclass(frozen=True, slots=True)
class GoalSums:
    """What the children of a goal add up to; every field is a plain integer and adds.

    `weight` and the two weighted sums are over the children with a progress, `weight_all` and `weighted_coverage` over all that count, the
    five status counts over those that speak for the weakest status (R8). Sums stay under 2^63 for 900,000 children of the greatest weight.
    """

    weight: int = 0
    weighted_progress: int = 0
    weighted_expected: int = 0
    weight_all: int = 0
    weighted_coverage: int = 0
    counting: int = 0
    not_reached: int = 0
    with_reading: int = 0
    off_track: int = 0
    at_risk: int = 0
    pending: int = 0
    on_track: int = 0
    reached: int = 0
    guardrails_broken: int = 0

    def __add__(self, other: "GoalSums") -> "GoalSums":
        return GoalSums(*map(add, _fields_of(self), _fields_of(other)))

    def __sub__(self, other: "GoalSums") -> "GoalSums":
        return GoalSums(*map(sub, _fields_of(self), _fields_of(other)))


SUM_NAMES = tuple(field.name for field in fields(GoalSums))
"""The names of the sums in their order."""

_fields_of: Callable[[GoalSums], tuple[int, ...]] = attrgetter(*SUM_NAMES)
"""The integers of sums in their order; `dataclasses.astuple` copies deeply, which a roll-up of many levels would feel."""

NOTHING = GoalSums()
"""The sums of a goal without children."""


class ChildFigures(NamedTuple):
    """What a parent takes from a key result or a child goal.

    `coverage_ppm` is a whole or 0 for a key result (a fresh reading or not) and the own coverage of a goal, 0 where it has none;
    `status` is the computed one, `shown` the one on screen, an override included (R7); both are None for tracked results, which
    never count. `guardrail_broken` is for key results alone: a goal's broken guardrail reaches its parents only through its status.
    """

    progress_ppm: int | None
    expected_ppm: int | None
    coverage_ppm: int
    status: Status | None
    shown: Status | None
    has_reading: bool
    guardrail_broken: bool = False


def key_result_counts(state: KeyResultState, metric: Metric) -> bool:
    """Tell whether a key result counts towards its goal, given any weight (R1, R2): active, achieved or missed, and not tracked."""
    return state in COUNTING_KEY_RESULT_STATES and metric is not Metric.TRACKED


def goal_counts(state: GoalState, kind: LinkKind) -> bool:
    """Tell whether a child goal counts towards a parent, given any weight (R2): contributes, and is active, achieved or missed."""
    return state in COUNTING_GOAL_STATES and kind is LinkKind.CONTRIBUTES


def qualifies(ambition: Ambition, weight_units: int, *, weight_all: int) -> bool:
    """Tell whether a child speaks for the weakest status: committed always, aspirational from 20 % of the weight on (R8).

    `weight_all` is the weight of all children that count; a key result has the ambition of its goal.
    """
    if weight_units <= 0:
        return False
    return ambition is Ambition.COMMITTED or WEAKEST_SHARE * weight_units >= weight_all


def contribution(weight_units: int, child: ChildFigures, *, speaks: bool) -> GoalSums:
    """Return what a child that counts by its state adds to its parent's sums; `speaks` is the answer of `qualifies`.

    Without weight nothing counts but a broken guardrail; a child without progress counts for coverage alone (R2).
    """
    return GoalSums(*_amounts(weight_units, child, speaks=speaks))


def exchanged(
    sums: Sequence[int], weight_units: int, *, before: ChildFigures, after: ChildFigures, speaks: bool
) -> list[int]:
    """Return the sums of a goal, in the order of `GoalSums`, once a child has other figures with the same weight."""
    gone, come = _amounts(weight_units, before, speaks=speaks), _amounts(weight_units, after, speaks=speaks)
    return [amount - less + more for amount, less, more in zip(sums, gone, come, strict=True)]


def _amounts(weight_units: int, child: ChildFigures, *, speaks: bool) -> tuple[int, ...]:
    """What `contribution` returns, as plain integers in the order of `GoalSums`."""
    broken = 1 if child.guardrail_broken else 0
    if weight_units <= 0 or child.shown is None:
        return (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, broken)
    has_progress = child.progress_ppm is not None and child.expected_ppm is not None
    weight = weight_units if has_progress else 0
    shown = child.shown if speaks else None
    return (
        weight,
        weight * (child.progress_ppm or 0),
        weight * (child.expected_ppm or 0),
        weight_units,
        weight_units * child.coverage_ppm,
        1,
        0 if child.status is Status.REACHED else 1,
        1 if child.has_reading else 0,
        1 if shown is Status.OFF_TRACK else 0,
        1 if shown is Status.AT_RISK else 0,
        1 if shown is Status.PENDING else 0,
        1 if shown is Status.ON_TRACK else 0,
        1 if shown is Status.REACHED else 0,
        broken,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFigures:
    """The figures of an objective; ratios in millionths, None where nothing counts.

    `status` is the weighted one with the guardrail cap, `weakest` the worst among the children that speak for it, None without any;
    `line` is the line of R6 that gave the status. `stale`: there are readings below and none of them is fresh.
    """

    progress_ppm: int | None
    expected_ppm: int | None
    coverage_ppm: int | None
    status: Status
    weakest: Status | None
    stale: bool
    line: int
    sentence: str
    has_reading: bool
    guardrail_broken: bool

    @property
    def weakest_is_worse(self) -> bool:
        """Whether the screen marks that a child is worse than the whole (R8)."""
        return self.weakest is not None and WORST_FIRST.index(self.weakest) < WORST_FIRST.index(self.status)

    def as_child(self, shown: Status | None = None) -> ChildFigures:
        """Return what a parent takes from this goal; `shown` is its override where one is in force (R7)."""
        return ChildFigures(
            progress_ppm=self.progress_ppm,
            expected_ppm=self.expected_ppm,
            coverage_ppm=self.coverage_ppm or 0,
            status=self.status,
            shown=shown or self.status,
            has_reading=self.has_reading,
        )


def goal_figures(
    sums: GoalSums,
    factors: PaceFactors = DEFAULT_FACTORS,
    *,
    due_on: date,
    today: date,
    committed: bool,
) -> GoalFigures:
    """Return the figures of an objective from its children's sums (R2, R8); `due_on` is its last day, `committed` its ambition."""
    progress = divide_half_up(sums.weighted_progress, sums.weight) if sums.weight else None
    expected = divide_half_up(sums.weighted_expected, sums.weight) if sums.weight else None
    coverage = divide_half_up(sums.weighted_coverage, sums.weight_all) if sums.weight_all else None
    has_reading = sums.with_reading > 0
    status, line, sentence = _weighted_status(
        sums, progress, expected, after_due=today > due_on, committed=committed, factors=factors
    )
    if sums.guardrails_broken and at_best(status, Status.AT_RISK) is not status:
        status, sentence = Status.AT_RISK, f"{sentence}; a guardrail is broken, so it is at best {Status.AT_RISK}"
    return GoalFigures(
        progress_ppm=progress,
        expected_ppm=expected,
        coverage_ppm=coverage,
        status=status,
        weakest=_weakest(sums),
        stale=has_reading and sums.weighted_coverage == 0,
        line=line,
        sentence=sentence,
        has_reading=has_reading,
        guardrail_broken=sums.guardrails_broken > 0,
    )


def _weighted_status(
    sums: GoalSums,
    progress: int | None,
    expected: int | None,
    *,
    after_due: bool,
    committed: bool,
    factors: PaceFactors,
) -> tuple[Status, int, str]:
    has_reading = sums.with_reading > 0
    if progress is None or expected is None:
        reason = "nothing below counts yet" if not sums.counting else "nothing below has a progress yet"
        return Status.PENDING, 4, f"{reason}: {Status.PENDING}"
    if expected < PENDING_BELOW_PPM and not has_reading:
        return Status.PENDING, 4, pace_sentence(4, Status.PENDING, progress_ppm=progress, expected=expected)
    status, line = first_line(
        progress,
        expected,
        attained=sums.not_reached == 0 and progress >= PPM,
        below_baseline=False,
        has_reading=has_reading,
        after_due=after_due,
        committed=committed,
        factors=factors,
    )
    if line == 5:
        return status, line, "everything that counts is reached"
    if line == 7 and progress >= PPM:
        return status, line, f"{percent_text(progress)} done, but not everything that counts is reached: {status}"
    return status, line, pace_sentence(line, status, progress_ppm=progress, expected=expected)


def _weakest(sums: GoalSums) -> Status | None:
    if sums.off_track:
        return Status.OFF_TRACK
    if sums.at_risk:
        return Status.AT_RISK
    if sums.pending:
        return Status.PENDING
    if sums.on_track:
        return Status.ON_TRACK
    return Status.REACHED if sums.reached else None
