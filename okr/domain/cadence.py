"""When check-ins are due (R14): due days of a cadence between the start and the due date of a key result.

A cadence is one word (`weekly`, ...) or an RRULE such as `FREQ=WEEKLY;BYDAY=FR`. The first due day lies one interval after the start (for an
RRULE: on its first day after the start), and the due date of the key result is always the last one. A day that a month lacks is its
last day, so monthly from 31 January is 28 February, 31 March, 30 April.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from itertools import islice, takewhile
from typing import Final, Literal

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule, weekday

from okr.domain.errors import InvalidInput

MAX_DUE_DAYS = 5_000
"""More due days than this are refused: daily check-ins over more than 13 years are a mistake, not a plan."""

MAX_INTERVAL = 1_000
NO_CADENCE = "none"

_Frequency = Literal[0, 1, 2, 3, 4, 5, 6]
"""What dateutil calls a frequency."""

_NAMED: Final[dict[str, tuple[_Frequency, int]]] = {
    "daily": (DAILY, 1),
    "weekly": (WEEKLY, 1),
    "biweekly": (WEEKLY, 2),
    "monthly": (MONTHLY, 1),
    "quarterly": (MONTHLY, 3),
    "yearly": (YEARLY, 1),
}
CADENCE_WORDS = (*_NAMED, NO_CADENCE)
"""The cadences that have a name; anything else is an RRULE."""

_FREQUENCIES: Final[dict[str, _Frequency]] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_WEEKDAYS: Final = {"MO": MO, "TU": TU, "WE": WE, "TH": TH, "FR": FR, "SA": SA, "SU": SU}
_PARTS_ALLOWED: Final = {
    DAILY: {"INTERVAL"},
    WEEKLY: {"INTERVAL", "BYDAY", "WKST"},
    MONTHLY: {"INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS"},
    YEARLY: {"INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
}
"""What each frequency takes. Narrower than RFC 5545, so that no rule searches the calendar in vain for minutes."""


def due_days(cadence: str, starts_on: date, due_on: date) -> tuple[date, ...]:
    """Return the due days in order, strictly increasing, each after the start; the last one is `due_on` itself.

    The cadence `none` has that one day alone. An unknown cadence or one with over 5,000 due days is refused.
    """
    return _due_days(normalise_cadence(cadence), starts_on, due_on)


def normalise_cadence(cadence: str) -> str:
    """Return a cadence in the form in which it is stored: a word in small letters or an RRULE in capitals; refuse anything else."""
    return _normalise(cadence)


def monthly_from(day: date, *, every: int = 1) -> Iterator[date]:
    """Yield that day and the same day of every (n-th) month after it, the last day of a month that lacks it (R14)."""
    yield from _dates(MONTHLY, every, day)


def period_index(days: tuple[date, ...], starts_on: date, day: date) -> int | None:
    """Return the number, from 0, of the period (previous due day, due day] that holds a day; the first one opens with the start itself.

    None for a day before the start or after the last due day.
    """
    if day < starts_on or day > days[-1]:
        return None
    return bisect_left(days, day)


def owed_next(days: tuple[date, ...], starts_on: date, last_reading_on: date | None) -> date | None:
    """Return the due day of the first period after that of the last reading: the day by which the next check-in is owed (R14).

    Without a reading, or with one from before the start, it is the first due day; None once the last period has its reading.
    """
    if last_reading_on is None or last_reading_on < starts_on:
        return days[0]
    index = bisect_left(days, last_reading_on) + 1
    return days[index] if index < len(days) else None


def fresh_through(days: tuple[date, ...], starts_on: date, *, last_reading_on: date, grace_days: int) -> date | None:
    """Return the last day on which a reading is not yet older than the cadence plus grace (R6); None: it never becomes stale.

    The cadence at a reading is the length of the period that it lies in; nobody has to report before the next period's due day is over, nor
    after the last one's reading.
    """
    owed = owed_next(days, starts_on, last_reading_on)
    if owed is None:
        return None
    if last_reading_on < starts_on:
        return owed + timedelta(days=grace_days)
    index = bisect_left(days, last_reading_on)
    length = days[index] - (days[index - 1] if index else starts_on)
    return min(last_reading_on + length, owed) + timedelta(days=grace_days)


@lru_cache(maxsize=16_384)
def _due_days(cadence: str, starts_on: date, due_on: date) -> tuple[date, ...]:
    if cadence == NO_CADENCE:
        return (due_on,)
    occurrences = takewhile(lambda day: day < due_on, _occurrences(cadence, starts_on, due_on))
    days = tuple(islice(occurrences, MAX_DUE_DAYS))
    if len(days) == MAX_DUE_DAYS:
        raise InvalidInput(
            f"cadence: '{cadence}' from {starts_on} to {due_on} gives more than {MAX_DUE_DAYS} due days; choose a rarer one.",
            field="cadence",
        )
    return (*days, due_on)


def _occurrences(cadence: str, starts_on: date, due_on: date) -> Iterator[date]:
    """Yield the due days of a normalised cadence strictly after the start."""
    if cadence in _NAMED:
        frequency, interval = _NAMED[cadence]
        found = _dates(frequency, interval, starts_on, until=due_on)
    else:
        found = _rule_dates(_parse(cadence), starts_on, due_on)
    return (day for day in found if day > starts_on)


def _dates(frequency: _Frequency, interval: int, start: date, *, until: date | None = None) -> Iterator[date]:
    """Yield the start and the days that follow it; a day that a month lacks is its last day."""
    month_days: tuple[int, ...] | None = None
    months: int | None = None
    if frequency in {MONTHLY, YEARLY} and start.day > 28:
        month_days = tuple(range(28, start.day + 1))
        months = start.month if frequency == YEARLY else None
    rule = rrule(
        frequency,
        dtstart=_midnight(start),
        interval=interval,
        until=None if until is None else _midnight(until),
        bymonth=months,
        bymonthday=month_days,
        bysetpos=None if month_days is None else -1,
    )
    return (moment.date() for moment in rule)


def _rule_dates(parts: dict[str, str], start: date, until: date) -> Iterator[date]:
    """Yield the days of a parsed RRULE from the start on; several days of the month are followed one by one, for the last-day rule."""
    frequency = _FREQUENCIES[parts["FREQ"]]
    interval = int(parts.get("INTERVAL", "1"))
    months = _integers(parts.get("BYMONTH"))
    month_days = _integers(parts.get("BYMONTHDAY"))
    positions = _integers(parts.get("BYSETPOS"))
    week_days = [_weekday(text) for text in parts["BYDAY"].split(",")] if "BYDAY" in parts else None
    if week_days is None and positions is None and frequency in {MONTHLY, YEARLY}:
        if month_days is None and months is None:
            yield from _dates(frequency, interval, start, until=until)
            return
        streams = [
            _month_day_dates(frequency, interval, start, until=until, months=months, month_day=day)
            for day in month_days or [start.day]
        ]
        previous: date | None = None
        for day in merge(*streams):
            if day != previous:
                yield day
            previous = day
        return
    rule = rrule(
        frequency,
        dtstart=_midnight(start),
        interval=interval,
        until=_midnight(until),
        wkst=_WEEKDAYS[parts["WKST"]] if "WKST" in parts else None,
        bymonth=months,
        bymonthday=month_days,
        byweekday=week_days,
        bysetpos=positions,
    )
    yield from (moment.date() for moment in rule)


def _month_day_dates(
    frequency: _Frequency, interval: int, start: date, *, until: date, months: list[int] | None, month_day: int
) -> Iterator[date]:
    """Yield one day of the month (negative: from its end) in each month that the rule names, each month by itself."""
    each_month: list[int] | list[None] = (months or list(range(1, 13))) if frequency == YEARLY else [None]
    short = month_day > 28
    streams = [
        rrule(
            frequency,
            dtstart=_midnight(start),
            interval=interval,
            until=_midnight(until),
            bymonth=month,
            bymonthday=tuple(range(28, month_day + 1)) if short else month_day,
            bysetpos=-1 if short else None,
        )
        for month in each_month
    ]
    return (moment.date() for moment in merge(*streams))


@lru_cache(maxsize=1_024)
def _normalise(cadence: str) -> str:
    word = cadence.strip()
    if word.lower() in CADENCE_WORDS:
        return word.lower()
    if "=" not in word:
        raise InvalidInput(
            f"cadence: '{word[:40]}' is not known; use {', '.join(CADENCE_WORDS)} or an RRULE such as FREQ=WEEKLY;BYDAY=FR.",
            field="cadence",
        )
    parts = _parse(word)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _parse(text: str) -> dict[str, str]:
    """Return the parts of an RRULE, each checked; refuse what okr does not follow, by name."""
    body = text.strip().upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for piece in body.split(";"):
        name, _, value = (element.strip() for element in piece.partition("="))
        if not name or not value or name in parts:
            raise _bad_rule(text, f"'{piece[:40]}' is not a part of the form NAME=VALUE given once")
        parts[name] = value
    frequency = _FREQUENCIES.get(parts.get("FREQ", ""))
    if frequency is None:
        raise _bad_rule(text, "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")
    allowed = _PARTS_ALLOWED[frequency]
    for name in parts:
        if name != "FREQ" and name not in allowed:
            raise _bad_rule(text, f"{name} cannot be used with FREQ={parts['FREQ']}; use {', '.join(sorted(allowed))}")
    _check_integers(text, parts, "INTERVAL", 1, MAX_INTERVAL)
    _check_integers(text, parts, "BYMONTH", 1, 12)
    _check_integers(text, parts, "BYMONTHDAY", -31, 31)
    _check_integers(text, parts, "BYSETPOS", -31, 31)
    if "INTERVAL" in parts and "," in parts["INTERVAL"]:
        raise _bad_rule(text, "INTERVAL takes one number")
    if "WKST" in parts and parts["WKST"] not in _WEEKDAYS:
        raise _bad_rule(text, "WKST must be one of MO, TU, WE, TH, FR, SA, SU")
    _check_week_days(text, parts, frequency)
    if "BYSETPOS" in parts and "BYDAY" not in parts and "BYMONTHDAY" not in parts:
        raise _bad_rule(text, "BYSETPOS needs BYDAY or BYMONTHDAY beside it")
    return parts


def _check_integers(text: str, parts: dict[str, str], name: str, low: int, high: int) -> None:
    if name not in parts:
        return
    try:
        numbers = _integers(parts[name]) or []
    except ValueError:
        raise _bad_rule(text, f"{name} takes whole numbers") from None
    if any(number == 0 or not low <= number <= high for number in numbers):
        raise _bad_rule(text, f"{name} takes numbers from {low} to {high}, without 0")


def _check_week_days(text: str, parts: dict[str, str], frequency: _Frequency) -> None:
    if "BYDAY" not in parts:
        return
    try:
        week_days = [_weekday(piece) for piece in parts["BYDAY"].split(",")]
    except (KeyError, ValueError):
        raise _bad_rule(text, "BYDAY takes days such as MO or, by month and year, 1MO and -1FR") from None
    limit = {WEEKLY: 0, MONTHLY: 5, YEARLY: 52}[frequency]
    if any(day.n is not None and abs(day.n) > limit for day in week_days):
        raise _bad_rule(text, f"BYDAY with FREQ={parts['FREQ']} counts at most to {limit}")


def _integers(text: str | None) -> list[int] | None:
    if text is None:
        return None
    if len(text) > 200:
        raise ValueError(text[:200])
    return [int(piece) for piece in text.split(",")]


def _weekday(text: str) -> weekday:
    day = _WEEKDAYS[text[-2:]]
    return day(int(text[:-2])) if len(text) > 2 else day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _bad_rule(text: str, reason: str) -> InvalidInput:
    return InvalidInput(f"cadence: '{text[:80]}' is no rule that okr follows: {reason}.", field="cadence")
