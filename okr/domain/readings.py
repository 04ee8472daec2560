"""Check-ins as facts and the readings that are in force among them (R1, R16); which values a key result accepts."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from okr.domain.definitions import SURVEY_RANGES, KeyResultDefinition
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import decimal_text, require_storable
from okr.domain.vocabulary import Metric, Status


class CheckInFact(NamedTuple):
    """One check-in as it was written: never changed, only corrected or voided by a later one that points at its number.

    `number` counts the check-ins of one key result in the order of recording; `recorded_at` is aware and in UTC; `confidence` is a percentage;
    `answers` is n of a survey reading (R10). A voiding check-in carries no value. A named tuple, as readings are: millions of them are
    made, and a frozen dataclass takes four times as long.
    """

    number: int
    effective_on: date
    recorded_at: datetime
    value: Decimal | None = None
    confidence: int | None = None
    status: Status | None = None
    answers: int | None = None
    corrects: int | None = None
    voids: int | None = None
    imported: bool = False


class Reading(NamedTuple):
    """A check-in that holds: its value is there and no later check-in corrects or voids it."""

    effective_on: date
    number: int
    value: Decimal
    recorded_at: datetime
    confidence: int | None = None
    status: Status | None = None
    answers: int | None = None
    imported: bool = False


def readings_in_force(check_ins: Iterable[CheckInFact]) -> tuple[Reading, ...]:
    """Return the readings among the check-ins, by effective day and then by number (R1).

    A check-in that a later one corrects or voids is no reading, for good: voiding a correction does not bring the first value back.
    A voiding check-in is none itself; a correcting one is a reading with its own value.
    """
    facts = list(check_ins)
    overruled = {
        pointed
        for fact in facts
        for pointed in (fact.corrects, fact.voids)
        if pointed is not None and pointed < fact.number
    }
    readings = [
        Reading(effective_on, number, value, recorded_at, confidence, status, answers, imported)
        for number, effective_on, recorded_at, value, confidence, status, answers, _, voids, imported in facts
        if value is not None and voids is None and number not in overruled
    ]
    readings.sort()  # by day, then by number, which no two have in common
    return tuple(readings)


def as_of(check_ins: Iterable[CheckInFact], day: date, known_at: datetime | None = None) -> tuple[Reading, ...]:
    """Return the readings that were effective by a day, as known now or, if given, as known at a time (R16).

    What was recorded after `known_at` does not exist, corrections and voids included; a known correction holds whatever its day.
    """
    known = [fact for fact in check_ins if known_at is None or fact.recorded_at <= known_at]
    return tuple(reading for reading in readings_in_force(known) if reading.effective_on <= day)


def require_value(definition: KeyResultDefinition, value: Decimal) -> Decimal:
    """Return the value if this key result can take it as a reading; refuse with what would be right otherwise (R1, R10)."""
    require_storable(value, field="value")
    metric = definition.metric
    if metric is Metric.YES_NO and value not in (0, 1):
        raise InvalidInput(f"value: {decimal_text(value)} is neither 0 (no) nor 1 (yes).", field="value")
    if metric is Metric.MILESTONES:
        total = definition.goalpost
        if value < 0 or (definition.milestones and total is not None and value > total):
            whole = "" if total is None else f" and {decimal_text(total)}"
            raise RuleViolation(
                f"value: the weight of the milestones done lies between 0{whole}, not at {decimal_text(value)}.",
                field="value",
            )
    if definition.survey is not None:
        low, high = SURVEY_RANGES[definition.survey]
        if not low <= value <= high:
            raise RuleViolation(
                f"value: a score of {definition.survey} lies between {low} and {high}, not at {decimal_text(value)}.",
                field="value",
            )
    return value
