"""Everything that the product shows of one key result on a day, worked out from its definition and its check-ins (R1, R5, R6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from okr.domain.cadence import due_days, fresh_through, owed_next
from okr.domain.definitions import KeyResultDefinition
from okr.domain.feeds import FeedValue
from okr.domain.numbers import PPM
from okr.domain.pace import DEFAULT_FACTORS, PaceFactors, expected_ppm, pace_status, too_few_answers
from okr.domain.progress import MaintainTally, Position, Progress, position_of, progress_of
from okr.domain.readings import CheckInFact, Reading, readings_in_force
from okr.domain.score import closing_score_ppm
from okr.domain.vocabulary import DIRECTED_METRICS, MAINTAIN_METRICS, KeyResultState, Metric, Status

FOREVER = date.max
"""`stable_until` of figures that no day changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultFigures:
    """The figures of a key result on a day; ratios in millionths, None where the rules give no number.

    `current` is the baseline while there is no reading; `status` is None for tracked alone; `line` is the line of R6 that gave it.
    `next_due_on` is the due day of the first period after the last reading's: today or earlier means that a check-in is due, None that
    none is owed any more. `stable_until` is the last day through which, without a new check-in, nothing changes; where `linear` is set,
    nothing but `expected_ppm`, `status`, `line` and `sentence`, and those as `linear.py` works them out.
    """

    current: Decimal | None
    has_reading: bool
    progress_raw_ppm: int | None
    progress_ppm: int | None
    expected_ppm: int | None
    status: Status | None
    line: int
    sentence: str
    stale: bool
    fresh: bool
    last_reading_on: date | None
    last_number: int | None
    next_due_on: date | None
    guardrail_broken: bool
    score_ppm: int | None
    tally: MaintainTally | None
    attained: bool
    below_baseline: bool
    linear: bool
    stable_until: date


def key_result_figures(
    definition: KeyResultDefinition,
    check_ins: Iterable[CheckInFact],
    *,
    today: date,
    factors: PaceFactors = DEFAULT_FACTORS,
    feed_value: FeedValue | None = None,
) -> KeyResultFigures:
    """Return the figures on a day from all check-ins of a key result, in any order; those effective later do not count yet.

    With `feed_value` the value and the day come from the feeds (R3) and its own check-ins are left aside.
    """
    in_force = () if feed_value is not None else readings_in_force(check_ins)
    return figures_of_readings(definition, in_force, today=today, factors=factors, feed_value=feed_value)


def figures_of_readings(
    definition: KeyResultDefinition,
    in_force: Sequence[Reading],
    *,
    today: date,
    factors: PaceFactors = DEFAULT_FACTORS,
    feed_value: FeedValue | None = None,
) -> KeyResultFigures:
    """Return the figures on a day from the readings in force, in the order of `readings_in_force`."""
    readings = [reading for reading in in_force if reading.effective_on <= today]
    newest = readings[-1] if readings else None
    if feed_value is not None:
        current: Decimal | None = feed_value.value
        last_on: date | None = feed_value.effective_on
    else:
        current = newest.value if newest else None
        last_on = newest.effective_on if newest else None
    has_reading = current is not None
    progress = progress_of(definition, readings, current=current, today=today)
    expected = expected_ppm(definition, today, tally=progress.tally)
    answers = newest.answers if newest else None
    pace = pace_status(
        definition,
        progress,
        expected=expected,
        has_reading=has_reading,
        today=today,
        owner_status=newest.status if newest else None,
        answers=answers,
        factors=factors,
    )
    fresh_until = _fresh_until(definition, last_on)
    stale = has_reading and fresh_until is not None and today > fresh_until
    linear = _is_linear(definition, progress, answers=answers)
    return KeyResultFigures(
        current=current if current is not None else definition.baseline,
        has_reading=has_reading,
        progress_raw_ppm=progress.raw_ppm,
        progress_ppm=progress.counted_ppm,
        expected_ppm=expected,
        status=pace.status,
        line=pace.line,
        sentence=pace.sentence,
        stale=stale,
        fresh=has_reading and not stale,
        last_reading_on=last_on,
        last_number=newest.number if newest else None,
        next_due_on=_next_due_on(definition, last_on),
        guardrail_broken=_guardrail_broken(definition, current, today=today),
        score_ppm=closing_score_ppm(progress),
        tally=progress.tally,
        attained=progress.attained,
        below_baseline=progress.below_baseline,
        linear=linear,
        stable_until=_stable_until(definition, in_force, today=today, fresh_until=fresh_until, linear=linear),
    )


def _owes_check_ins(definition: KeyResultDefinition) -> bool:
    return definition.state is KeyResultState.ACTIVE and not definition.paused


def _next_due_on(definition: KeyResultDefinition, last_on: date | None) -> date | None:
    if not _owes_check_ins(definition):
        return None
    days = due_days(definition.cadence, definition.starts_on, definition.due_on)
    return owed_next(days, definition.starts_on, last_on)


def _fresh_until(definition: KeyResultDefinition, last_on: date | None) -> date | None:
    """Return the last day on which the last reading is fresh; None where it never becomes stale: closed, paused, or nothing owed."""
    if last_on is None or not _owes_check_ins(definition):
        return None
    days = due_days(definition.cadence, definition.starts_on, definition.due_on)
    return fresh_through(days, definition.starts_on, last_reading_on=last_on, grace_days=definition.grace_days)


def _guardrail_broken(definition: KeyResultDefinition, current: Decimal | None, *, today: date) -> bool:
    """Tell whether a guardrail's last reading lies outside its limits (R8); before the start nothing is broken."""
    if not definition.guardrail or current is None or today < definition.starts_on:
        return False
    return definition.metric in MAINTAIN_METRICS and position_of(definition, current) is Position.OUTSIDE


def _is_linear(definition: KeyResultDefinition, progress: Progress, *, answers: int | None) -> bool:
    """Tell whether the integers of `linear.py` suffice: the straight line, no cap, and no rounding across 0 or 1."""
    raw_ppm = progress.raw_ppm
    if definition.metric not in DIRECTED_METRICS or definition.checkpoints or raw_ppm is None:
        return False
    exact = progress.attained is (raw_ppm >= PPM) and progress.below_baseline is (raw_ppm < 0)
    return exact and not too_few_answers(definition, answers)


def _stable_until(
    definition: KeyResultDefinition,
    in_force: Sequence[Reading],
    *,
    today: date,
    fresh_until: date | None,
    linear: bool,
) -> date:
    """Return the day before the first later day on which something changes by itself."""
    changes = [reading.effective_on for reading in in_force if reading.effective_on > today]
    if fresh_until is not None:
        changes.append(fresh_until + timedelta(days=1))
    if not linear:
        changes.extend(_calendar_changes(definition, today))
    later = [day for day in changes if day > today]
    return min(later) - timedelta(days=1) if later else FOREVER


def _calendar_changes(definition: KeyResultDefinition, today: date) -> Iterable[date]:
    """Yield the days on which progress, expectation, status or guardrail of a result off the straight line may change (R5, R6)."""
    metric = definition.metric
    if metric is Metric.TRACKED:
        return
    yield definition.starts_on
    yield definition.due_on
    yield definition.due_on + timedelta(days=1)
    if metric in DIRECTED_METRICS and definition.starts_on <= today < definition.due_on:
        yield today + timedelta(days=1)
    if metric is Metric.MILESTONES:
        yield from (step.due_on for step in definition.milestones if step.due_on is not None)
    if metric in MAINTAIN_METRICS:
        grace = timedelta(days=definition.grace_days + 1)
        days = due_days(definition.cadence, definition.starts_on, definition.due_on)
        yield from (day + grace for day in days)
