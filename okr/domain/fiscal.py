"""Fiscal years and quarters: which one a day lies in, and how it is called.

A fiscal year that begins in January is called after its year (2026, 2026-Q4), any other one after the year in which it
ends (FY2027, FY2027-Q1).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from okr.domain.vocabulary import CycleKind

CYCLE_KEY_LIMIT = 40
"""Characters in the key of a cycle."""

_KEY = re.compile(r"(?:FY ?)?(?P<year>[0-9]{4})(?:[- ]?Q(?P<quarter>[1-4]))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A year or quarter with its first and last day."""

    key: str
    kind: CycleKind
    starts_on: date
    ends_on: date


def fiscal_year(day: date, *, starts_month: int) -> Period:
    """The fiscal year that a day lies in; `starts_month` is 1 to 12."""
    return _year(day.year + (starts_month > 1 and day.month >= starts_month), starts_month)


def fiscal_quarter(day: date, *, starts_month: int) -> Period:
    """The quarter of the fiscal year that a day lies in."""
    months = (day.month - starts_month) % 12
    return _quarter(fiscal_year(day, starts_month=starts_month), months // 3 + 1)


def read_period(key: str, *, starts_month: int) -> Period | None:
    """The year or quarter that a key such as 2026, FY2027 or 2026-Q4 speaks of; None where it speaks of neither."""
    found = _KEY.fullmatch(key.strip())
    if found is None or int(found["year"]) < 2:
        return None
    year = _year(int(found["year"]), starts_month)
    return _quarter(year, int(found["quarter"])) if found["quarter"] else year


def _year(number: int, starts_month: int) -> Period:
    if starts_month == 1:
        return Period(f"{number:04}", CycleKind.YEAR, date(number, 1, 1), date(number, 12, 31))
    start = date(number - 1, starts_month, 1)
    end = date(number, starts_month, 1) - timedelta(days=1)
    return Period(f"FY{number:04}", CycleKind.YEAR, start, end)


def _quarter(year: Period, number: int) -> Period:
    start = _months_after(year.starts_on, 3 * (number - 1))
    end = year.ends_on if number == 4 else _months_after(year.starts_on, 3 * number) - timedelta(days=1)
    return Period(f"{year.key}-Q{number}", CycleKind.QUARTER, start, end)


def _months_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
