"""Check-in periods for which the wait ends (R14), from days alone: what a day does to how they were kept where nobody checks in.

A property test holds it equal to `timeliness.py`.
"""

from bisect import bisect_left
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from okr.domain.cadence import due_days
from okr.domain.figures import FOREVER


class EndingPeriods(NamedTuple):
    """Periods in a row that are decided by a day and were not before: each without a reading is missed, where anything was owed.

    A reading of no later day than `opened_after` lies in none of them. `first_due_on` and `last_due_on` are the due days of the first
    and of the last, `waits_until` the last day on which the following period is still waited for.
    """

    opened_after: date
    first_due_on: date
    last_due_on: date
    periods: int
    waits_until: date


def ending_periods(
    cadence: str, starts_on: date, due_on: date, *, grace_days: int, waited_until: date, today: date
) -> EndingPeriods | None:
    """Return the periods that end by today, from the one that was waited for until a day before; None where none was until that day."""
    days = due_days(cadence, starts_on, due_on)
    waits = _waits(cadence, starts_on, due_on, grace_days)
    first, following = bisect_left(waits, waited_until), bisect_left(waits, today)
    if first >= following or waits[first] != waited_until:
        return None
    return EndingPeriods(
        days[first - 1] if first else starts_on - timedelta(days=1),
        days[first],
        days[following - 1],
        following - first,
        waits[following] if following < len(waits) else FOREVER,
    )


@lru_cache(maxsize=4_096)
def _waits(cadence: str, starts_on: date, due_on: date, grace_days: int) -> tuple[date, ...]:
    """Return the last day on which each period is waited for, in order: grace after its due day, or the next due day if that is later."""
    days = due_days(cadence, starts_on, due_on)
    following = (*days[1:], days[-1] + (days[0] - starts_on))
    grace = timedelta(days=grace_days)
    return tuple(max(day + grace, after) for day, after in zip(days, following, strict=True))
