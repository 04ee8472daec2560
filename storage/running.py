"""What the threads of a process are doing on one store at this moment, so that it can be stopped: all of it, or that of some threads."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from sqlalchemy import Connection

from storage import postgresql, sqlite
from storage.failures import Interrupted


class Running:
    """The connections in use, and who uses them. Safe to use from several threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._active: list[tuple[int, Callable[[], None]]] = []
        self._stops = 0
        self._apart: set[int] = set()
        self._stopped: set[int] = set()

    @property
    def stops(self) -> int:
        """How often the work of this thread was stopped: whoever works long without asking the database looks whether it has grown."""
        return self._stops + (threading.get_ident() in self._stopped)

    def stop(self) -> None:
        """Stop what every thread is asking at this moment; later work is not touched."""
        with self._guard:
            self._stops += 1
            for _, cancel in self._active:
                cancel()

    def stop_apart(self) -> None:
        """Stop what is done `apart` at this moment, and nothing else."""
        with self._guard:
            self._stopped |= self._apart
            for thread, cancel in self._active:
                if thread in self._stopped:
                    cancel()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Work of this thread that nobody waits for: it can be stopped while all others go on."""
        me = threading.get_ident()
        with self._guard:
            self._apart.add(me)
        try:
            yield
        finally:
            with self._guard:
                self._apart.discard(me)
                self._stopped.discard(me)

    def watching(self, connection: Connection) -> AbstractContextManager[None]:
        """Know of a connection while this thread uses it. Interrupted where what it does apart was stopped already."""
        return self.waiting(partial(_cancel, connection))

    @contextmanager
    def waiting(self, cancel: Callable[[], None]) -> Iterator[None]:
        """The same while this thread waits for something else, which `cancel` ends; that is called from another thread."""
        entry = (threading.get_ident(), cancel)
        with self._guard:
            if entry[0] in self._stopped:
                raise Interrupted("Stopped before it was done; nothing was changed.")
            self._active.append(entry)
        try:
            yield
        finally:
            with self._guard:  # not while it is being cancelled
                self._active.remove(entry)


def _cancel(connection: Connection) -> None:
    """Ask the database to stop what a connection is doing; called from another thread than the one that waits for it."""
    raw = connection.connection.driver_connection
    if raw is None:
        return
    if connection.dialect.name == "postgresql":
        raw.cancel_safe(timeout=postgresql.CONNECT_TIMEOUT_S)
    else:
        sqlite.stop_waiting(connection)
        raw.interrupt()
