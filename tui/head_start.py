"""The first answers, asked by a process of their own while this one still paints.

Loading what asks a database takes longer than painting, and two threads of one process do not load at the same time. So
a second process asks who looks and for the home, hands its answers over and ends. Nothing depends on it: whoever
does not find an answer here asks the backend. It reads only.

It begins (`begin`) before it is known what it shall ask, and loads meanwhile what it needs for any question.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tui.view_models.session import Role

PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.stdin.readline())
from tui.head_start import main
main()
"""
"""It finds the modules that this process finds, and none in the folder in which somebody happens to work."""

Begun = subprocess.Popen[bytes]
"""The process, which waits to be told what to ask; where nobody will, it is ended."""


class HeadStart:
    """A process that asks, and its answers, each of which is given once; `begun` where it runs already."""

    def __init__(
        self,
        url: str | None,
        *,
        acting_as: str | None,
        today: date | None,
        role: Role | None,
        begun: Begun | None = None,
    ) -> None:
        self.role = role
        self._answers: dict[str, object] = {}
        self._arrived = threading.Condition()
        self._is_reading = False
        self._process = begun or begin()
        wanted = {"url": url, "acting_as": acting_as, "today": today.isoformat() if today else None, "role": role}
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError), self._process.stdin as pipe:
                pipe.write(json.dumps(wanted).encode())  # an address may hold a password: it is no argument

    def take(self, question: str) -> object | None:
        """The answer to `home`, `session`, `unread` or `whole home`, waited for; None where there is none (any more).

        Of several threads that wait one reads, and the others look whether theirs was read.
        """
        with self._arrived:
            while question not in self._answers and self._process is not None:
                if self._is_reading:
                    self._arrived.wait()
                else:
                    self._read(self._process)
            return self._answers.pop(question, None)

    def end(self) -> None:
        """Nobody waits for it any more; whoever does gets no answer."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End it, and give back what it held."""
        self.end()
        with self._arrived:
            self._arrived.wait_for(lambda: not self._is_reading)
            self._leave()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Read the next answer, or find out that no other comes; the others may look at what is there meanwhile."""
        self._is_reading = True
        self._arrived.release()
        try:
            found = _next(process)
        finally:
            self._arrived.acquire()
            self._is_reading = False
            self._arrived.notify_all()
        if found is None:
            self._leave()
        else:
            self._answers[found[0]] = found[1]

    def _leave(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdout is not None:
            process.kill()
            process.stdout.close()
            process.wait()


def _next(process: subprocess.Popen[bytes]) -> tuple[str, object] | None:
    """The next answer that comes, with the name of its question; None where the process has ended."""
    if process.stdout is None:
        return None
    import pickle  # not needed to begin, and the sooner the other process begins, the sooner it answers

    try:
        found: tuple[str, object] = pickle.load(process.stdout)  # noqa: S301  # a pipe from the process begun above
    except (EOFError, OSError, pickle.UnpicklingError):
        return None
    return found


def begin() -> Begun | None:
    """Start the process; None where it cannot be started."""
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.write(json.dumps(sys.path).encode() + b"\n")
            process.stdin.flush()
    return process


def end(begun: Begun | None) -> None:
    """End a process that nobody told what to ask, and give back what it held."""
    if begun is None:
        return
    begun.kill()
    for pipe in (begun.stdin, begun.stdout):
        if pipe is not None:
            pipe.close()
    begun.wait()


def main() -> None:
    """Ask what the first screen asks, one answer after the other to the standard output; ends at the first refusal."""
    gc.disable()  # it ends before garbage could matter
    from okr.client import connect
    from okr.domain.errors import OkrError
    from tui.gateway import Gateway

    told = sys.stdin.readline()
    if not told:
        os._exit(0)  # whoever began it has ended
    wanted: Mapping[str, str | None] = json.loads(told)
    day = wanted["today"]
    today = date.fromisoformat(day) if day else None
    gateway = Gateway(lambda: connect(wanted["url"], acting_as=wanted["acting_as"], today=today))
    role = cast("Role | None", wanted["role"])
    with contextlib.suppress(OkrError, OSError):
        home = gateway.home(role, at_a_glance=True)
        _hand_over("home", home)
        _hand_over("session", gateway.session())
        _hand_over("unread", gateway.unread())
        if not home.is_counted:
            _hand_over("whole home", gateway.home(role))
    os._exit(0)


def _hand_over(question: str, answer: object) -> None:
    import pickle

    pickle.dump((question, answer), sys.stdout.buffer)
    sys.stdout.buffer.flush()
