"""A lock that serves whoever came first: with a plain lock one thread can starve the others."""

import os
import threading
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_registry: "weakref.WeakValueDictionary[str, FairLock]" = weakref.WeakValueDictionary()
_registry_guard = threading.Lock()


class FairLock:
    """Mutual exclusion in the order of arrival, for the threads of one process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._holder: int | None = None
        self._line: deque[tuple[int, threading.Event]] = deque()

    @contextmanager
    def held(self, *, timeout_s: float) -> Iterator[bool]:
        """Hold the lock for a block; yields False where it did not come within the time. Not to be nested in one thread."""
        got = self._acquire(timeout_s)
        try:
            yield got
        finally:
            if got:
                self._release()

    def _acquire(self, timeout_s: float) -> bool:
        me = threading.get_ident()
        with self._guard:
            if self._holder is None:
                self._holder = me
                return True
            if self._holder == me:
                raise RuntimeError("a write was begun inside a write of the same thread")
            ticket = (me, threading.Event())
            self._line.append(ticket)
        if ticket[1].wait(timeout_s):
            return True
        with self._guard:
            if ticket[1].is_set():  # it came between the time-out and here
                return True
            self._line.remove(ticket)
            return False

    def _release(self) -> None:
        with self._guard:
            if not self._line:
                self._holder = None
                return
            self._holder, event = self._line.popleft()
            event.set()


def writer_lock(path: Path) -> FairLock:
    """The one writer lock of this process for a SQLite file, however the path to it is spelled."""
    name = os.path.realpath(path)
    with _registry_guard:
        lock = _registry.get(name)
        if lock is None:
            lock = _registry[name] = FairLock()
        return lock
