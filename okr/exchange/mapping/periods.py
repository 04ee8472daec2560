"""First and last days of periods as files name them: "2022", "FY22", "2023-2024", "2022-Q3", "Q3 2022", "2022-03"."""

import re
from datetime import date, timedelta
from typing import Literal

from okr.domain.errors import InvalidInput
from okr.domain.quantities import FIRST_YEAR, LAST_YEAR
from okr.exchange.files.rows import shown

PeriodKind = Literal["year", "quarter", "month"]
PERIODS: tuple[PeriodKind, ...] = ("year", "quarter", "month")
NamedBy = Literal["start", "end"]

_YEAR = re.compile(r"(?:fy|f\.y\.|year)?[ \-]?([0-9]{4}|(?<=[a-z. \-])[0-9]{2})", re.IGNORECASE)
_YEARS = re.compile(r"(?:fy ?)?([0-9]{4})[ ]?[-/\u2013][ ]?([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_QUARTER = re.compile(r"[ \-/.,]?q(?:tr|uarter)? ?([1-4])[ \-/.,]?", re.IGNORECASE)
_PLAIN_QUARTER = re.compile(r"([0-9]{4})[ \-/.]([1-4])")
_MONTH = re.compile(r"([0-9]{4})[\-/. ]([0-9]{1,2})|([0-9]{1,2})[\-/. ]([0-9]{4})")

_RIGHT: dict[PeriodKind, str] = {
    "year": "write it like 2022, FY22 or 2022-2023",
    "quarter": "write it like 2022-Q3, Q3 2022 or FY22Q3",
    "month": "write it like 2022-03 or 03/2022",
}


def period_days(text: str, kind: PeriodKind, *, first_month: int = 1, named_by: NamedBy = "end") -> tuple[date, date]:
    """The first and the last day of the period that a text names.

    A year begins in `first_month`; one that touches two calendar years is named by the one in which it ends, or starts.
    "2023-2024" names both and needs no rule.
    """
    word = text.strip()
    if kind == "month":
        return _month(word, text)
    if kind == "quarter":
        return _quarter(word, text, first_month=first_month, named_by=named_by)
    start = _year_start(word, text, kind, first_month=first_month, named_by=named_by)
    return _days(start, first_month, months=12, text=text, kind=kind)


def _quarter(word: str, text: str, *, first_month: int, named_by: NamedBy) -> tuple[date, date]:
    plain = _PLAIN_QUARTER.fullmatch(word)
    if plain is not None:
        year_text, number = plain[1], int(plain[2])
    else:
        found = _QUARTER.search(word)
        if found is None:
            raise _no_period(text, "quarter")
        number = int(found[1])
        year_text = (word[: found.start()] + " " + word[found.end() :]).strip()
    start = _year_start(year_text, text, "quarter", first_month=first_month, named_by=named_by)
    months = first_month - 1 + 3 * (number - 1)
    return _days(start + months // 12, months % 12 + 1, months=3, text=text, kind="quarter")


def _month(word: str, text: str) -> tuple[date, date]:
    found = _MONTH.fullmatch(word)
    if found is None:
        raise _no_period(text, "month")
    year, month = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
    if not 1 <= month <= 12:
        raise _no_period(text, "month")
    return _days(year, month, months=1, text=text, kind="month")


def _year_start(word: str, text: str, kind: PeriodKind, *, first_month: int, named_by: NamedBy) -> int:
    """The calendar year in which the named year begins."""
    both = _YEARS.fullmatch(word)
    if both is not None:
        first, second = int(both[1]), both[2]
        if int(second) != (first + 1) % 10 ** len(second):
            raise InvalidInput(f'"{shown(text)}" does not name two years in a row', hint=_RIGHT[kind])
        return first
    found = _YEAR.fullmatch(word)
    if found is None:
        raise _no_period(text, kind)
    year = int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
    return year - 1 if first_month > 1 and named_by == "end" else year


def _days(year: int, month: int, *, months: int, text: str, kind: PeriodKind) -> tuple[date, date]:
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise InvalidInput(f'"{shown(text)}" lies outside the years {FIRST_YEAR} to {LAST_YEAR}', hint=_RIGHT[kind])
    after = month - 1 + months
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _no_period(text: str, kind: PeriodKind) -> InvalidInput:
    return InvalidInput(f'"{shown(text)}" names no {kind}', hint=_RIGHT[kind])
