"""Brings the numbers of a small company to today before the first call of a day; a large one has `okr turn` or the service for it."""

import threading
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from okr.application.pipeline import Pipeline
from okr.domain.errors import Unreachable
from storage.day import has_at_least, turned_to
from storage.failures import Interrupted

LARGE = 20_000
"""Key results from which on nobody is made to wait for the turn of the day."""


class DayWatch:
    """Remembers the day that the numbers were seen to stand at: one question a process and day. Safe to use from several threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._zone: ZoneInfo | None = None
        self._day: date | None = None

    def look(self, pipeline: Pipeline, fixed: date | None, clock: Callable[[], datetime], *, reading: bool) -> None:
        """Turn the day where it is new. A place that may not be written still answers `reading` requests, as of the day it was turned to."""
        with self._guard:
            if self._day is not None and self._day == self._today(fixed, clock):
                return
            stands = pipeline.store.read_one(turned_to)
            if stands is None:
                return
            self._zone = ZoneInfo(stands.time_zone)
            day = self._today(fixed, clock)
            if stands.day != day and not pipeline.store.read_one(lambda work: has_at_least(work, LARGE)):
                _turn(pipeline, reading=reading)
            self._day = day

    def _today(self, fixed: date | None, clock: Callable[[], datetime]) -> date | None:
        if fixed is not None:
            return fixed
        return clock().astimezone(self._zone).date() if self._zone is not None else None


def _turn(pipeline: Pipeline, *, reading: bool) -> None:
    from okr.contract.verification import TurnDay  # once a day; the commands of every other call are quicker without it

    try:
        pipeline.call(TurnDay())
    except Interrupted:
        raise
    except Unreachable:
        if not reading:
            raise
