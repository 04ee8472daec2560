"""Which version of a thing held on a day, as known now or as known at an earlier time (R16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class Version(Generic[Content]):
    """A value with the day from which it holds, the time at which that was recorded, and the database's number for its order."""

    effective_on: date
    recorded_at: datetime
    number: int
    content: Content


def in_force(
    versions: Iterable[Version[Content]], day: date, *, known_at: datetime | None = None
) -> Version[Content] | None:
    """Return the version that held on a day, None where there was none yet.

    It is the one with the newest effective day by then, of those recorded by `known_at` where that is given; of several for one day the one
    recorded last, in the order of the numbers, since clocks jump.
    """
    known = (
        version
        for version in versions
        if version.effective_on <= day and (known_at is None or version.recorded_at <= known_at)
    )
    return max(known, key=lambda version: (version.effective_on, version.number), default=None)
