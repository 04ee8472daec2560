"""Progress of one key result (R1): how far its readings have come, and for *maintain* which periods were kept.

What should have been reached by now lives in `pace.py`; what counts towards parents in `rollup.py`.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from okr.domain.cadence import due_days, period_index
from okr.domain.definitions import KeyResultDefinition
from okr.domain.numbers import PPM, RAW_LIMIT_PPM, clip_ppm, difference, ratio_ppm
from okr.domain.readings import Reading
from okr.domain.vocabulary import MAINTAIN_METRICS, Metric


class Position(StrEnum):
    """Where a value lies against the limits of *maintain*; the amber band is inside the limits."""

    INSIDE = "inside"
    AMBER = "amber"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class MaintainTally:
    """The periods of a *maintain* result on a day: kept, not kept, still open (not decided, whether due or not), and all planned.

    `without_reading` of the outside ones had no reading when their grace days were over. `position` is the worse of the last decided
    period and the last reading (R6 line 3), None while nothing is decided.
    """

    inside: int
    outside: int
    without_reading: int
    planned: int
    position: Position | None

    @property
    def decided(self) -> int:
        """Periods that are inside or outside."""
        return self.inside + self.outside

    @property
    def undecided(self) -> int:
        """Periods that are neither yet."""
        return self.planned - self.decided


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a key result: `raw_ppm` without limits, None where there is none.

    `attained` (p_raw >= 1) and `below_baseline` (p_raw < 0) are decided on the exact values, since millionths are rounded. `tally` is
    there for *maintain* alone.
    """

    raw_ppm: int | None
    attained: bool
    below_baseline: bool
    tally: MaintainTally | None = None

    @property
    def counted_ppm(self) -> int | None:
        """What counts towards a parent: `clip(p_raw, 0, 1)` (R1)."""
        return counted_ppm(self.raw_ppm)


NO_PROGRESS = Progress(raw_ppm=None, attained=False, below_baseline=False)


def progress_of(
    definition: KeyResultDefinition, readings: Sequence[Reading], *, current: Decimal | None, today: date
) -> Progress:
    """Return the progress on a day (R1).

    `readings` are in force and effective by today, in order; `current` is the value of the newest one or of the feeds (R3), None
    without a reading.
    """
    metric = definition.metric
    if metric is Metric.TRACKED:
        return NO_PROGRESS
    if metric in MAINTAIN_METRICS:
        tally = maintain_tally(definition, readings, today=today)
        if not tally.decided:
            return Progress(raw_ppm=None, attained=False, below_baseline=False, tally=tally)
        raw_ppm = ratio_ppm(tally.inside, tally.decided)
        return Progress(raw_ppm, attained=not tally.outside, below_baseline=False, tally=tally)
    if current is None:
        return Progress(raw_ppm=0, attained=False, below_baseline=False)
    if metric is Metric.BASELINE:
        return Progress(raw_ppm=PPM, attained=True, below_baseline=False)
    if metric is Metric.YES_NO:
        done = current >= 1
        return Progress(raw_ppm=PPM if done else 0, attained=done, below_baseline=False)
    return _directed_progress(definition, current)


def progress_raw_ppm(definition: KeyResultDefinition, readings: Sequence[Reading], today: date) -> int | None:
    """Return `p_raw` in millionths from the readings in force by today; None where a metric has no progress yet (R1)."""
    usable = [reading for reading in readings if reading.effective_on <= today]
    usable.sort(key=lambda reading: (reading.effective_on, reading.number))
    current = usable[-1].value if usable else None
    return progress_of(definition, usable, current=current, today=today).raw_ppm


def counted_ppm(raw_ppm: int | None) -> int | None:
    """Return what counts towards a parent, `clip(p_raw, 0, 1)`, in millionths (R1)."""
    return None if raw_ppm is None else clip_ppm(raw_ppm)


def value_fraction_ppm(definition: KeyResultDefinition, value: Decimal) -> int:
    """Return `(x - b) / (t - b)` in millionths for a value of a key result with a target (R1), within what a column holds."""
    goalpost = _goalpost(definition)
    raw_ppm = ratio_ppm(difference(value, definition.origin), difference(goalpost, definition.origin))
    return max(-RAW_LIMIT_PPM, min(RAW_LIMIT_PPM, raw_ppm))


def position_of(definition: KeyResultDefinition, value: Decimal) -> Position:
    """Return where a value lies against the inclusive limits; the edges of the amber band still count as inside (R1)."""
    lower, upper = definition.lower, definition.upper
    if (lower is not None and value < lower) or (upper is not None and value > upper):
        return Position.OUTSIDE
    amber_lower, amber_upper = definition.amber_lower, definition.amber_upper
    if (amber_lower is not None and value < amber_lower) or (amber_upper is not None and value > amber_upper):
        return Position.AMBER
    return Position.INSIDE


def maintain_tally(definition: KeyResultDefinition, readings: Sequence[Reading], *, today: date) -> MaintainTally:
    """Return which periods were kept (R1).

    A period with a reading is decided by its last one, from the day of that reading on; one without is outside once today is later
    than its due day plus grace, and undecided before that.
    """
    days = due_days(definition.cadence, definition.starts_on, definition.due_on)
    last_value_of: dict[int, Decimal] = {}
    for reading in readings:
        index = period_index(days, definition.starts_on, reading.effective_on)
        if index is not None:
            last_value_of[index] = reading.value
    over = bisect_left(days, today - timedelta(days=definition.grace_days))
    positions = {index: position_of(definition, value) for index, value in last_value_of.items()}
    inside = sum(position is not Position.OUTSIDE for position in positions.values())
    without_reading = over - sum(index < over for index in positions)
    tally = MaintainTally(
        inside=inside,
        outside=len(positions) - inside + without_reading,
        without_reading=without_reading,
        planned=len(days),
        position=None,
    )
    if not tally.decided:
        return tally
    last_decided = max(over - 1, max(positions, default=-1))
    position = positions.get(last_decided, Position.OUTSIDE)
    if readings:
        position = _worse(position, position_of(definition, readings[-1].value))
    return MaintainTally(inside, tally.outside, without_reading, len(days), position)


def _worse(first: Position, second: Position) -> Position:
    order = (Position.OUTSIDE, Position.AMBER, Position.INSIDE)
    return min(first, second, key=order.index)


def _directed_progress(definition: KeyResultDefinition, current: Decimal) -> Progress:
    goalpost, origin = _goalpost(definition), definition.origin
    rising = goalpost > origin
    return Progress(
        raw_ppm=value_fraction_ppm(definition, current),
        attained=current >= goalpost if rising else current <= goalpost,
        below_baseline=current < origin if rising else current > origin,
    )


def _goalpost(definition: KeyResultDefinition) -> Decimal:
    goalpost = definition.goalpost
    if goalpost is None:
        raise ValueError(f"a definition of metric {definition.metric} without a target was not validated")
    return goalpost
