"""The backend that goes straight to the database: a SQLite file on this machine, or a PostgreSQL."""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import TypeVar

from okr.application.handlers import Shape, handler_of
from okr.application.pipeline import Pipeline
from okr.client.day_watch import DayWatch
from okr.client.places import default_url
from okr.contract.base import Request
from storage.unit_of_work import Store, open_store

Result = TypeVar("Result")

TURNS_ITSELF = "okr.contract.verification"
"""The requests of this module bring the numbers to the day themselves, or ask how they stand."""
APART = "okr.contract.past_days"
"""Nobody waits for the requests of this module: they are stopped while whatever else is asked goes on."""


class LocalBackend:
    """A backend over a store of its own, opened at the first call. Safe to use from several threads.

    The first call of a day brings a small company's numbers to it, unless `turns_days` says that the caller does so (TurnDay).
    """

    def __init__(
        self,
        url: str | None,
        *,
        acting_as: str | None = None,
        today: date | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        turns_days: bool = True,
    ) -> None:
        self.url = url or default_url()
        self._acting_as = acting_as
        self._today = today
        self._clock = clock
        self._guard = threading.Lock()
        self._pipeline: Pipeline | None = None
        self._day = DayWatch() if turns_days else None

    def call(self, request: Request[Result], *, key: str | None = None) -> Result:
        """Answer a request; see `Backend.call`. Founding a company makes its database first, where there is none."""
        if handler_of(request).shape is Shape.FOUND:
            from okr.client.founding import make_room  # needed once in the life of a company

            make_room(self.url, request)
        elif self._day is not None and type(request).__module__ != TURNS_ITSELF:
            self._day.look(self.pipeline, self._today, self._clock, reading=handler_of(request).shape is Shape.READ)
        with self.store.apart_from_others() if type(request).__module__ == APART else nullcontext():
            return self.pipeline.call(request, key=key)

    def acting(self, acting_as: str | None, *, today: date | None = None) -> "LocalBackend":
        """The same store for another person, on another day."""
        other = LocalBackend(self.url, acting_as=acting_as, today=today or self._today, clock=self._clock)
        other._pipeline = Pipeline(self.store, acting_as=acting_as, today=other._today, clock=self._clock)
        other._day = self._day
        return other

    @property
    def store(self) -> Store:
        """The open store."""
        return self.pipeline.store

    @property
    def pipeline(self) -> Pipeline:
        """The way in; the store is opened at the first use."""
        with self._guard:
            if self._pipeline is None:
                self._pipeline = Pipeline(
                    open_store(self.url), acting_as=self._acting_as, today=self._today, clock=self._clock
                )
            return self._pipeline

    @property
    def working_out(self) -> int | None:
        """How much of a past day is worked out, in hundredths; None while none is."""
        with self._guard:
            pipeline = self._pipeline
        if pipeline is None or not pipeline.store.keeps_days:
            return None
        progress = pipeline.store.days.progress
        return None if progress is None else 100 * progress.done // progress.steps

    def stop_working_out(self) -> None:
        """Stop what works a past day out ahead (PrepareDay), and nothing else."""
        with self._guard:
            pipeline = self._pipeline
        if pipeline is not None:
            pipeline.store.interrupt_apart()

    def interrupt(self) -> None:
        """Stop whatever is being read at this moment."""
        with self._guard:
            pipeline = self._pipeline
        if pipeline is not None:
            pipeline.store.interrupt()

    def close(self) -> None:
        """Close the store."""
        with self._guard:
            pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.store.close()
