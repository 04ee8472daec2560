"""Past days of a large company that are kept while somebody looks at them: each in a connection of its own, laid over the company.

To work a day out takes a quarter to half a minute where a company has a million key results; every question after that is answered at
once. What is kept goes with the store. One day is worked out at a time; whoever asks for another one that is not kept waits for it, and
what is kept is read meanwhile.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, select

from storage import scratch
from storage.failures import Interrupted
from storage.tables.journal import audit

if TYPE_CHECKING:
    from storage.unit_of_work import ReadWork, Store, WriteWork

MOST_KEPT = 2
"""Days that are kept at a time: the one that is looked at, and the one before it; each takes as much of the disk as the company."""
KEPT_S = 300
"""How long a day may be chosen as it was known when it was worked out, while other people go on writing. Whoever looks at it already
goes on doing so: what they see does not wait for others."""

Tick = Callable[[int, int], None]
Lay = Callable[["WriteWork", Tick], None]
LayApart = Callable[["WriteWork", scratch.Room, Tick], bool]
"""Has another process lay the day into the files of a room; False where that came to nothing. What is shown of other tables through
views of the connection is made afterwards."""

Stamp = tuple[UUID | None, frozenset[UUID]]
"""The newest entry of the audit, and the goals that the acting person may not see."""

WroteSince = Callable[[UUID | None], bool]
"""Whether the acting person wrote anything after an entry of the audit."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a day is worked out: of so many steps."""

    done: int
    steps: int


@dataclass(slots=True)
class KeptDay:
    """A day laid over the company."""

    connection: Connection
    stamp: Stamp
    made_at: float
    guard: threading.Lock = field(default_factory=threading.Lock)
    is_gone: bool = False

    def is_good(self, stamp: Stamp, *, wrote_since: WroteSince) -> bool:
        """Whether it may be chosen: as `is_readable`, and not for long where something was written since."""
        is_young = self.stamp == stamp or time.monotonic() - self.made_at <= KEPT_S
        return is_young and self.is_readable(stamp, wrote_since=wrote_since)

    def is_readable(self, stamp: Stamp, *, wrote_since: WroteSince) -> bool:
        """Whether it may be shown: to the same eyes, where these wrote nothing since."""
        return self.stamp == stamp or (self.stamp[1] == stamp[1] and not wrote_since(self.stamp[0]))


class KeptDays:
    """The days of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._days: dict[Hashable, KeptDay] = {}
        self._making = threading.Lock()
        self.progress: Progress | None = None
        """How far the day is that is being worked out at this moment; None while there is none."""

    def has(self, key: Hashable) -> bool:
        """Whether a day is kept, however long ago it was worked out."""
        return key in self._days

    def kept(self, key: Hashable) -> KeptDay | None:
        """A day that is kept; None where it is not."""
        return self._days.get(key)

    @contextmanager
    def answering(
        self,
        key: Hashable,
        stamp: Stamp,
        lay: Lay,
        *,
        wrote_since: WroteSince,
        apart: LayApart | None = None,
        chosen: bool = False,
    ) -> "Iterator[ReadWork]":
        """A transaction in which it is that day. Interrupted where working it out was stopped.

        Where it is not kept, or not good enough to be `chosen`, `apart` has another process work it out, on SQLite; where that
        cannot be, `lay` does it here.
        """
        from storage.unit_of_work import ReadWork

        def will_do(day: KeptDay) -> bool:
            ask = day.is_good if chosen else day.is_readable
            return ask(stamp, wrote_since=wrote_since)

        before = self._store.interruptions
        day = self._taken(key, will_do)
        while day is None:
            with self._making:
                kept = self._days.get(key)
                if kept is None or not will_do(kept):
                    self._require_wanted(before)
                    self._make(key, stamp, lay, apart, before)
            day = self._taken(key, lambda _: True)
        try:
            with self._store.watching(day.connection), day.connection.begin():
                yield ReadWork(day.connection, self._store)
        finally:
            day.guard.release()

    def _taken(self, key: Hashable, will_do: Callable[[KeptDay], bool]) -> KeptDay | None:
        """A day that is kept and will do, guarded for whoever asks; None where there is none, or it was given up meanwhile."""
        day = self._days.get(key)
        if day is None or not will_do(day):
            return None
        day.guard.acquire()
        if not day.is_gone:
            return day
        day.guard.release()
        return None

    def close(self) -> None:
        """Let go of everything that is kept."""
        with self._making:
            for key in list(self._days):
                self._forget(key)

    def _make(
        self,
        key: Hashable,
        stamp: Stamp,
        lay: Lay,
        apart: LayApart | None,
        before: int,
    ) -> None:
        """Work a day out, and only then let go of what was kept of it: it may be read meanwhile."""
        while len(self._days) >= MOST_KEPT:
            self._forget(next(other for other in self._days if other != key))

        def tick(done: int, steps: int) -> None:
            self._require_wanted(before)
            self.progress = Progress(done, steps)

        try:
            connection = None if apart is None else _laid_apart(self._store, apart, tick)
            if connection is None:
                connection = _laid(self._store, lambda work: lay(work, tick))
        finally:
            self.progress = None
        self._forget(key)
        self._days[key] = KeptDay(connection, stamp, time.monotonic())

    def _require_wanted(self, before: int) -> None:
        if self._store.interruptions != before:
            raise Interrupted("Stopped before the day was worked out.")

    def _forget(self, key: Hashable) -> None:
        day = self._days.pop(key, None)
        if day is not None:
            with day.guard:
                day.is_gone = True
                give_up(day.connection)


def _laid(store: "Store", lay: "Callable[[WriteWork], None]") -> Connection:
    """A connection in which a function laid tables of its own over the company; from then on it reads."""
    from storage.unit_of_work import WriteWork

    connection = store.apart()
    try:
        with store.watching(connection), connection.begin():
            if not store.url.is_sqlite:
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            lay(WriteWork(connection, store))
        if store.url.is_sqlite:
            scratch.only_read(connection)
    except BaseException:  # stopped by Ctrl+C too, a day that is half laid is nobody's
        give_up(connection)
        raise
    return connection


def _laid_apart(store: "Store", apart: LayApart, tick: Tick) -> Connection | None:
    """A connection to what another process laid; None where that came to nothing: it may have left anything behind in its files."""
    from storage.unit_of_work import WriteWork

    if store.url.path is None:
        return None
    connection, room = scratch.share(store.url.path)
    try:
        with room.named():
            is_laid = apart(WriteWork(connection, store), room, tick)
        if is_laid:
            scratch.only_read(connection)
            return connection
    except BaseException:  # as above
        give_up(connection)
        raise
    give_up(connection)
    return None


def give_up(connection: Connection) -> None:
    """Close a connection that has tables of its own: no pool lends it again."""
    connection.invalidate()
    connection.close()


def newest_entry(work: "ReadWork") -> UUID | None:
    """The newest entry of the audit."""
    return work.connection.execute(select(audit.c.id).order_by(audit.c.id.desc()).limit(1)).scalar_one_or_none()


def has_written(work: "ReadWork", person_id: UUID, since: UUID | None) -> bool:
    """Whether a person wrote anything after an entry of the audit."""
    statement = select(audit.c.id).where(audit.c.by_id == person_id)
    if since is not None:
        statement = statement.where(audit.c.id > since)
    return work.connection.execute(statement.limit(1)).first() is not None
