"""How the check-in periods of a key result were kept (R14): on time, late, missed, still pending, or not due."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo
from typing import NamedTuple

from okr.domain.cadence import due_days, period_index
from okr.domain.definitions import KeyResultDefinition
from okr.domain.numbers import ratio_ppm
from okr.domain.readings import CheckInFact, Reading, readings_in_force
from okr.domain.vocabulary import Timeliness


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; None for an end that is open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALWAYS = Span()


@dataclass(frozen=True, slots=True)
class Duty:
    """When the owner owes check-ins at all, and in which time zone their days begin.

    `employed` are their days in the company, `pauses` those of the goal; `closed_on` is the day on which the key result was closed, None
    while it is open.
    """

    zone: tzinfo = UTC
    employed: Span = ALWAYS
    pauses: tuple[Span, ...] = ()
    closed_on: date | None = None


class Period(NamedTuple):
    """One period (`opens_after`, `due_on`], how it was kept, and the number of the check-in that decided it."""

    opens_after: date
    due_on: date
    timeliness: Timeliness
    check_in_number: int | None = None


@dataclass(frozen=True, slots=True)
class TimelinessTally:
    """How many periods were kept how; tallies of several key results add up."""

    on_time: int = 0
    late: int = 0
    missed: int = 0
    pending: int = 0
    not_due: int = 0

    def __add__(self, other: "TimelinessTally") -> "TimelinessTally":
        return TimelinessTally(
            self.on_time + other.on_time,
            self.late + other.late,
            self.missed + other.missed,
            self.pending + other.pending,
            self.not_due + other.not_due,
        )

    @property
    def on_time_rate_ppm(self) -> int | None:
        """On time / (on time + late + missed) in millionths; None while nothing is decided."""
        decided = self.on_time + self.late + self.missed
        return ratio_ppm(self.on_time, decided) if decided else None


FULL_DUTY = Duty()


def timeliness_periods(
    definition: KeyResultDefinition, check_ins: Iterable[CheckInFact], *, today: date, duty: Duty = FULL_DUTY
) -> tuple[Period, ...]:
    """Return every period of a key result in order, each with how it was kept by today (R14).

    The first reading effective in a period decides it. The day after the last due day, up to which a check-in is late, is as far off as
    the first due day is from the start.
    """
    return _periods(definition, readings_in_force(check_ins), today=today, duty=duty)


def _periods(
    definition: KeyResultDefinition, readings: Sequence[Reading], *, today: date, duty: Duty
) -> tuple[Period, ...]:
    days = due_days(definition.cadence, definition.starts_on, definition.due_on)
    first_readings = _first_readings(definition, readings, days=days, today=today)
    grace = timedelta(days=definition.grace_days)
    periods: list[Period] = []
    opens_after = definition.starts_on
    for index, due_on in enumerate(days):
        reading = first_readings.get(index)
        following = days[index + 1] if index + 1 < len(days) else due_on + (days[0] - definition.starts_on)
        on_time_until = due_on + grace
        if _exempt(definition, due_on, reading, duty=duty, today=today):
            timeliness = Timeliness.NOT_DUE
        elif reading is not None:
            recorded_on = reading.recorded_at.astimezone(duty.zone).date()
            timeliness = _of_recording(recorded_on, on_time_until, late_until=following)
        else:
            timeliness = _without_reading(due_on, max(on_time_until, following), today=today)
        number = reading.number if reading is not None else None
        periods.append(Period(opens_after, due_on, timeliness, number))
        opens_after = due_on
    return tuple(periods)


def timeliness_tally(
    definition: KeyResultDefinition, check_ins: Iterable[CheckInFact], *, today: date, duty: Duty = FULL_DUTY
) -> TimelinessTally:
    """Return how many periods of a key result were kept how by today (R14)."""
    return tally_of(timeliness_periods(definition, check_ins, today=today, duty=duty))


def tally_of_readings(
    definition: KeyResultDefinition, readings: Sequence[Reading], *, today: date, duty: Duty = FULL_DUTY
) -> TimelinessTally:
    """Return the same from the readings in force, in the order of `readings_in_force`."""
    return tally_of(_periods(definition, readings, today=today, duty=duty))


def tally_of(periods: Iterable[Period]) -> TimelinessTally:
    """Count periods by how they were kept."""
    kept = [period.timeliness for period in periods]
    return TimelinessTally(
        on_time=kept.count(Timeliness.ON_TIME),
        late=kept.count(Timeliness.LATE),
        missed=kept.count(Timeliness.MISSED),
        pending=kept.count(Timeliness.PENDING),
        not_due=kept.count(Timeliness.NOT_DUE),
    )


def _first_readings(
    definition: KeyResultDefinition, readings: Sequence[Reading], *, days: tuple[date, ...], today: date
) -> dict[int, Reading]:
    """Return the first reading of each period, by effective day and number."""
    first: dict[int, Reading] = {}
    for reading in readings[: bisect_left(readings, today + timedelta(days=1), key=lambda each: each.effective_on)]:
        index = period_index(days, definition.starts_on, reading.effective_on)
        if index is not None:
            first.setdefault(index, reading)
    return first


def _exempt(definition: KeyResultDefinition, due_on: date, reading: Reading | None, *, duty: Duty, today: date) -> bool:
    """Tell whether nothing was owed for a due day: paused, outside the employment, after closing, or imported history."""
    if reading is not None and reading.imported:
        return True
    if definition.imported and (definition.owed_from is None or due_on < definition.owed_from):
        return True
    if definition.paused and due_on >= today:
        return True
    if not duty.employed.holds(due_on) or any(pause.holds(due_on) for pause in duty.pauses):
        return True
    return duty.closed_on is not None and due_on >= duty.closed_on


def _of_recording(recorded_on: date, on_time_until: date, *, late_until: date) -> Timeliness:
    if recorded_on <= on_time_until:
        return Timeliness.ON_TIME
    return Timeliness.LATE if recorded_on <= late_until else Timeliness.MISSED


def _without_reading(due_on: date, decided_after: date, *, today: date) -> Timeliness:
    if today < due_on:
        return Timeliness.NOT_DUE
    return Timeliness.PENDING if today <= decided_after else Timeliness.MISSED
