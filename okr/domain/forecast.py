"""Where a key result or an objective will end if it goes on as it did (R9): Theil-Sen over its readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from okr.domain.definitions import KeyResultDefinition
from okr.domain.numbers import PPM, clip_ppm, divide_half_up, to_ppm
from okr.domain.progress import progress_of
from okr.domain.readings import Reading
from okr.domain.vocabulary import Severity

MINIMUM_POINTS = 3
"""Readings on different days that a forecast needs."""

MINIMUM_SHARE = 5
"""The readings must span at least one fifth (20 %) of the period."""

MAX_POINTS = 400
"""Of more days than this the newest are used: 80,000 pairs of slopes are worked out in well under a second."""

LOW_PERCENTILE, HIGH_PERCENTILE = 20, 80
NOT_ENOUGH_DATA = "not enough data"
"""What is shown in place of a number."""


class Point(NamedTuple):
    """Progress without limits, in millionths, on a day."""

    day: date
    progress_raw_ppm: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where progress is heading: the slope and its range in millionths a day (as exact fractions), the end and its range in millionths."""

    slope_ppm: Fraction
    slope_low_ppm: Fraction
    slope_high_ppm: Fraction
    end_ppm: int
    end_low_ppm: int
    end_high_ppm: int
    severity: Severity
    points: int


def forecast(points: Sequence[Point], *, starts_on: date, due_on: date, today: date) -> Forecast | None:
    """Return the forecast for the due day; None where the readings are too few or too close together ("not enough data", R9).

    Of several points of a day the last one given counts. Days left are those from today to the due day, 0 after it.
    """
    by_day = {point.day: point.progress_raw_ppm for point in points if point.day <= today}
    days = sorted(by_day)[-MAX_POINTS:]
    if len(days) < MINIMUM_POINTS or MINIMUM_SHARE * (days[-1] - days[0]).days < (due_on - starts_on).days:
        return None
    slopes = _pairwise_slopes([(day.toordinal(), by_day[day]) for day in days])
    slope, low, high = (percentile(slopes, percent) for percent in (50, LOW_PERCENTILE, HIGH_PERCENTILE))
    days_left = max(0, (due_on - today).days)
    newest = Fraction(by_day[days[-1]])
    end, end_low, end_high = (_rounded(newest + each * days_left) for each in (slope, low, high))
    return Forecast(slope, low, high, end, end_low, end_high, severity_of(end), len(days))


def progress_points(definition: KeyResultDefinition, readings: Sequence[Reading], *, today: date) -> tuple[Point, ...]:
    """Return `p_raw` as it stood after the last reading of each day by today (R1), oldest first; days without a progress are left out."""
    usable = [reading for reading in readings if reading.effective_on <= today]
    points: list[Point] = []
    for index, reading in enumerate(usable):
        if index + 1 < len(usable) and usable[index + 1].effective_on == reading.effective_on:
            continue
        progress = progress_of(definition, usable[: index + 1], current=reading.value, today=reading.effective_on)
        if progress.raw_ppm is not None:
            points.append(Point(reading.effective_on, progress.raw_ppm))
    return tuple(points)


def key_result_forecast(
    definition: KeyResultDefinition, readings: Sequence[Reading], *, today: date
) -> Forecast | None:
    """Return the forecast of a key result from its readings in force; None for "not enough data" (R9)."""
    points = progress_points(definition, readings, today=today)
    return forecast(points, starts_on=definition.starts_on, due_on=definition.due_on, today=today)


class ForecastChild(NamedTuple):
    """A child of an objective that counts: the end of its forecast, None where there is none, and its weight."""

    end_ppm: int | None
    weight_units: int


def objective_forecast_ppm(children: Iterable[ForecastChild]) -> int | None:
    """Return the weighted mean of the children's `clip(p_end, 0, 1)`; None unless each child with weight has one (R9)."""
    weight = weighted = 0
    for child in children:
        if not child.weight_units:
            continue
        if child.end_ppm is None:
            return None
        weight += child.weight_units
        weighted += child.weight_units * clip_ppm(child.end_ppm)
    return divide_half_up(weighted, weight) if weight else None


def severity_of(end_ppm: int) -> Severity:
    """Return how bad a miss of `1 - p_end` is: over 0.40 critical, over 0.20 high, over 0 medium (R9)."""
    miss = PPM - end_ppm
    if miss > 400_000:
        return Severity.CRITICAL
    if miss > 200_000:
        return Severity.HIGH
    return Severity.MEDIUM if miss > 0 else Severity.NONE


def percentile(ordered: Sequence[tuple[int, int]], percent: int) -> Fraction:
    """Return a percentile of ordered (numerator, denominator) pairs by linear interpolation, the ends included."""
    place = Fraction(percent * (len(ordered) - 1), 100)
    below = int(place)
    start = Fraction(*ordered[below])
    if below + 1 == len(ordered):
        return start
    return start + (Fraction(*ordered[below + 1]) - start) * (place - below)


def _pairwise_slopes(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the slopes between all points as (difference, days) in order; fractions are made of the few that are needed."""
    slopes = [(later[1] - earlier[1], later[0] - earlier[0]) for earlier, later in combinations(points, 2)]
    slopes.sort(key=lambda slope: slope[0] / slope[1])
    return slopes


def _rounded(ppm: Fraction) -> int:
    return to_ppm(ppm / PPM)
