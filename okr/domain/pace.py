"""Expected progress on a day (R5) and the pace status that follows from it (R6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from okr.domain.definitions import KeyResultDefinition
from okr.domain.numbers import PPM, clip_ppm, difference, percent_text, ratio_ppm
from okr.domain.progress import MaintainTally, Position, Progress
from okr.domain.score import closing_colour
from okr.domain.vocabulary import DIRECTED_METRICS, MAINTAIN_METRICS, WORST_FIRST, Colour, Metric, Status

PENDING_BELOW_PPM = 100_000
"""Without a reading nothing is asked for while less than a tenth is expected (R6 line 4)."""

STATUS_OF_COLOUR = {Colour.GREEN: Status.ON_TRACK, Colour.AMBER: Status.AT_RISK, Colour.RED: Status.OFF_TRACK}
STATUS_OF_POSITION = {
    Position.INSIDE: Status.ON_TRACK,
    Position.AMBER: Status.AT_RISK,
    Position.OUTSIDE: Status.OFF_TRACK,
}


@dataclass(frozen=True, slots=True)
class PaceFactors:
    """The factors of R6 in percent, settings of a cycle.

    On track from `on_track_percent` of what is expected, at risk from `at_risk_percent`, each less a tolerance that shrinks as the
    period goes on.
    """

    on_track_percent: int = 90
    at_risk_percent: int = 70
    tolerance_percent: int = 5


DEFAULT_FACTORS = PaceFactors()


class Pace(NamedTuple):
    """A status, the line of R6 that gave it, and one sentence that says so; a tracked result has no status and line 0."""

    status: Status | None
    line: int
    sentence: str


def expected_ppm(definition: KeyResultDefinition, today: date, *, tally: MaintainTally | None = None) -> int | None:
    """Return expected progress on a day in millionths (R5); None for tracked, and for *maintain* while no period is decided.

    The curve through checkpoints is kept between 0 and 1, as the progress that it is compared with is.
    """
    metric = definition.metric
    if metric is Metric.TRACKED:
        return None
    if metric in MAINTAIN_METRICS:
        return PPM if tally is not None and tally.decided else None
    if today >= definition.due_on:
        return PPM
    if today < definition.starts_on:
        return 0
    if metric in DIRECTED_METRICS:
        return _curve_ppm(definition, today)
    if metric is Metric.MILESTONES and definition.milestones:
        due = sum(
            (step.weight for step in definition.milestones if step.due_on is not None and step.due_on <= today),
            Decimal(0),
        )
        return ratio_ppm(due, definition.goalpost or Decimal(1))
    return 0


def _curve_ppm(definition: KeyResultDefinition, today: date) -> int:
    """Return the straight line between the checkpoints around a day, with (d0, 0) and (d1, 1) implied."""
    baseline, target = definition.origin, definition.target
    if target is None:
        raise ValueError(f"a definition of metric {definition.metric} without a target was not validated")
    knots = ((definition.starts_on, baseline), *definition.checkpoints, (definition.due_on, target))
    for (from_day, from_value), (to_day, to_value) in pairwise(knots):
        if today <= to_day:
            span = (to_day - from_day).days
            gone = (today - from_day).days
            reached = difference(from_value, baseline) * (span - gone) + difference(to_value, baseline) * gone
            return clip_ppm(ratio_ppm(reached, difference(target, baseline) * span))
    return PPM


def pace_status(
    definition: KeyResultDefinition,
    progress: Progress,
    *,
    expected: int | None,
    has_reading: bool,
    today: date,
    owner_status: Status | None = None,
    answers: int | None = None,
    factors: PaceFactors = DEFAULT_FACTORS,
) -> Pace:
    """Return the status of a key result by the first line of R6 that holds, with the survey cap applied last.

    `owner_status` and `answers` are those of the newest reading; answers of None are unknown and do not cap.
    """
    metric = definition.metric
    if metric is Metric.TRACKED:
        return Pace(None, 0, "tracked without a target: readings and trend, no status")
    if today < definition.starts_on:
        return Pace(Status.PENDING, 1, f"it starts on {definition.starts_on}")
    if metric in {Metric.YES_NO, Metric.BASELINE} and today < definition.due_on:
        if owner_status is not None:
            return Pace(owner_status, 2, f"the owner says {owner_status}; it is due on {definition.due_on}")
        return Pace(Status.PENDING, 2, f"nothing is expected before {definition.due_on}")
    if metric in MAINTAIN_METRICS:
        return _maintain_pace(progress.tally)
    if progress.raw_ppm is None or expected is None:
        raise ValueError(f"progress and expectation of metric {metric} are always numbers")
    status, line = first_line(
        progress.raw_ppm,
        expected,
        attained=progress.attained,
        below_baseline=progress.below_baseline,
        has_reading=has_reading,
        after_due=today > definition.due_on,
        committed=definition.committed,
        factors=factors,
    )
    sentence = pace_sentence(line, status, progress_ppm=clip_ppm(progress.raw_ppm), expected=expected)
    if too_few_answers(definition, answers) and status in {Status.ON_TRACK, Status.REACHED}:
        few = f"only {answers} of {definition.minimum_answers} answers needed, so it is at best {Status.AT_RISK}"
        return Pace(Status.AT_RISK, line, f"{sentence}; {few}")
    return Pace(status, line, sentence)


def _maintain_pace(tally: MaintainTally | None) -> Pace:
    if tally is None or tally.position is None:
        return Pace(Status.PENDING, 3, "no period is decided yet")
    status = STATUS_OF_POSITION[tally.position]
    words = {
        Position.INSIDE: "inside the limits",
        Position.AMBER: "inside, but near a limit",
        Position.OUTSIDE: "not kept",
    }
    return Pace(status, 3, f"the last decided period is {words[tally.position]}: {status}")


def first_line(
    progress_raw_ppm: int,
    expected: int,
    *,
    attained: bool,
    below_baseline: bool,
    has_reading: bool,
    after_due: bool,
    committed: bool,
    factors: PaceFactors,
) -> tuple[Status, int]:
    """Return the status and the first of the lines 4 to 9 of R6 that holds; key results and objectives (R8) share it.

    Comparisons are in millionths; at the exact bar the better status holds.
    """
    if not has_reading and expected < PENDING_BELOW_PPM:
        return Status.PENDING, 4
    if attained:
        return Status.REACHED, 5
    counted = clip_ppm(progress_raw_ppm)
    if after_due:
        return STATUS_OF_COLOUR[closing_colour(counted, committed=committed, attained=False)], 6
    if not below_baseline and 100 * counted >= bar(factors.on_track_percent, expected, factors=factors):
        return Status.ON_TRACK, 7
    if 100 * counted >= bar(factors.at_risk_percent, expected, factors=factors):
        return Status.AT_RISK, 8
    return Status.OFF_TRACK, 9


def bar(percent: int, expected: int, *, factors: PaceFactors) -> int:
    """Return a hundred times the progress in millionths that R6 asks for: `factor * e - tolerance * (1 - e)`."""
    return percent * expected - factors.tolerance_percent * (PPM - expected)


def pace_sentence(line: int, status: Status, *, progress_ppm: int, expected: int) -> str:
    """Return one sentence that says why the lines 4 to 9 of R6 give a status."""
    if line == 4:
        return f"no reading yet, and little is expected so far: {status}"
    if line == 5:
        return "the target is reached"
    if line == 6:
        return f"the due date is over with {percent_text(progress_ppm)} done: {status}"
    return f"{percent_text(progress_ppm)} done where {percent_text(expected)} is expected: {status}"


def too_few_answers(definition: KeyResultDefinition, answers: int | None) -> bool:
    """Tell whether a survey reading has fewer answers than a green status needs (R10)."""
    return definition.survey is not None and answers is not None and answers < definition.minimum_answers


def at_best(status: Status, limit: Status) -> Status:
    """Return the worse of two statuses (R8's order)."""
    return worst((status, limit)) or status


def worst(statuses: Sequence[Status]) -> Status | None:
    """Return the worst status by R8's order: off track, at risk, pending, on track, reached; None of none."""
    return min(statuses, key=WORST_FIRST.index, default=None)
