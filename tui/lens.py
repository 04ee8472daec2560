"""Through what one looks: the chosen day and the chosen cycle; neither means today, in the current cycle."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Lens:
    """A day in the past, a cycle, both or neither."""

    day: date | None = None
    cycle: str | None = None

    @property
    def is_back(self) -> bool:
        """Whether one looks at a day in the past, where nothing can be changed."""
        return self.day is not None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day that was chosen and is not looked at yet: so many hundredths of it are worked out (None: nobody can say), or it `stands`."""

    day: date
    share: int | None = None
    stands: bool = False


def read_past_day(words: str, *, today: date) -> date | None:
    """A day that a person names: "2026-10-03", "3 Oct 2026", "3 Oct", "-30" days, "2 weeks ago"; None where it is none.

    Days of today and later are none: they are not in the past.
    """
    found = _day_of(words.strip().casefold(), today)
    return found if found is not None and found < today else None


_UNITS = {"day": 1, "days": 1, "d": 1, "week": 7, "weeks": 7, "w": 7}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _day_of(words: str, today: date) -> date | None:
    if words == "yesterday":
        return today - timedelta(days=1)
    parts = words.removesuffix(" ago").split() or [""]
    try:
        if len(parts) == 1 and words.startswith("-"):
            number = parts[0][1:]
            days = int(number[:-1]) * _UNITS[number[-1]] if number[-1:] in _UNITS else int(number)
            return today - timedelta(days=days)
        if len(parts) == 1:
            return date.fromisoformat(words)
        if words.endswith(" ago") and len(parts) == 2:
            return today - timedelta(days=int(parts[0]) * _UNITS[parts[1]])
        return _named_day(parts, today)
    except (ValueError, KeyError, IndexError, OverflowError):
        return None


def _named_day(parts: list[str], today: date) -> date:
    """`3 oct` or `3 oct 2026`; without a year it is the last such day."""
    month = _MONTHS.index(parts[1][:3]) + 1
    if len(parts) > 2:
        return date(int(parts[2]), month, int(parts[0]))
    found = date(today.year, month, int(parts[0]))
    return found if found <= today else date(today.year - 1, month, int(parts[0]))
