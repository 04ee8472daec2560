"""The lock of writers: one at a time, in the order in which they came, however often one of them comes again."""

import threading
from collections.abc import Callable

import pytest

from storage.fair_lock import FairLock

PATIENCE_S = 60.0
"""How long a test waits for a thread that never comes; nothing is measured by it."""


class Line:
    """Threads that join the line one after the other, and what they did in the order in which they did it."""

    def __init__(self) -> None:
        self.lock = FairLock()
        self.served: list[str] = []
        self.threads: list[threading.Thread] = []

    def join(self, name: str, then: Callable[[], None] = lambda: None) -> None:
        """A thread comes, and stands in the line when this returns."""
        before = len(self.lock._line)

        def work() -> None:
            with self.lock.held(timeout_s=PATIENCE_S) as got:
                assert got
                self.served.append(name)
                then()

        thread = threading.Thread(target=work)
        self.threads.append(thread)
        thread.start()
        while len(self.lock._line) == before:
            assert thread.is_alive()

    def finish(self) -> list[str]:
        """Who was served, when everybody was."""
        for thread in self.threads:
            thread.join(PATIENCE_S)
        return self.served


def test_whoever_came_first_is_served_first() -> None:
    line = Line()
    with line.lock.held(timeout_s=0):
        for number in range(16):
            line.join(str(number))
        assert line.served == []
    assert line.finish() == [str(number) for number in range(16)]


def test_who_comes_again_stands_behind_those_who_wait() -> None:
    line = Line()
    with line.lock.held(timeout_s=0):
        line.join("first", then=lambda: line.join("first, again"))
        line.join("second")
        line.join("third")
    line.threads[0].join(PATIENCE_S)
    assert line.finish() == ["first", "second", "third", "first, again"]


def test_who_gives_up_waiting_does_not_hold_up_the_others() -> None:
    line = Line()
    with line.lock.held(timeout_s=0):
        given_up: list[bool] = []

        def impatient() -> None:
            with line.lock.held(timeout_s=0) as got:
                given_up.append(got)

        thread = threading.Thread(target=impatient)
        thread.start()
        thread.join(PATIENCE_S)
        assert given_up == [False]
        line.join("second")
    assert line.finish() == ["second"]


def test_a_write_inside_a_write_of_the_same_thread_is_a_mistake() -> None:
    lock = FairLock()
    with lock.held(timeout_s=0), pytest.raises(RuntimeError, match="inside a write"), lock.held(timeout_s=0):
        pytest.fail("it was held twice")
