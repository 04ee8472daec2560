"""The first answers, asked by a process of their own while this one still paints.

Loading what asks a database takes longer than painting, and two threads of one process do not load at the same time. So
a second process asks who looks and for the home, hands its answers over and ends. Nothing depends on it: whoever
does not find an answer here asks the backend. It reads only.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tui.gateway import Gateway
    from tui.view_models.session import Role

PROGRAM = """
import json, sys
wanted = json.load(sys.stdin)
sys.path[:] = wanted.pop("path")
from tui.head_start import main
main(wanted)
"""
"""It finds the modules that this process finds, and none in the folder in which somebody happens to work."""


class HeadStart:
    """A process that has begun to ask, and its answers, each of which is given once."""

    def __init__(self, url: str | None, *, acting_as: str | None, today: date | None, role: Role | None) -> None:
        self.role = role
        self._answers: dict[str, object] = {}
        self._guard = threading.Lock()
        self._process = _begin(
            {
                "path": sys.path,
                "url": url,
                "acting_as": acting_as,
                "today": today.isoformat() if today else None,
                "role": role,
            }
        )

    def take(self, question: str) -> object | None:
        """The answer to `session`, `home` or `unread`, waited for; None where there is none (any more)."""
        with self._guard:
            while question not in self._answers and self._read():
                pass
            return self._answers.pop(question, None)

    def end(self) -> None:
        """Nobody waits for it any more; whoever does gets no answer."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End it, and give back what it held."""
        self.end()
        with self._guard:
            self._leave()

    def _read(self) -> bool:
        """Read the next answer; False when no other comes."""
        if self._process is None or self._process.stdout is None:
            return False
        try:
            name, answer = pickle.load(self._process.stdout)  # noqa: S301  # a pipe from the process begun above
        except (EOFError, OSError, pickle.UnpicklingError):
            self._leave()
            return False
        self._answers[name] = answer
        return True

    def _leave(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdout is not None:
            process.kill()
            process.stdout.close()
            process.wait()


def _begin(wanted: Mapping[str, object]) -> subprocess.Popen[bytes] | None:
    """Start the process; None where it cannot be started. An address may hold a password: it goes through the pipe."""
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
        with contextlib.suppress(OSError), process.stdin as pipe:
            pipe.write(json.dumps(wanted).encode())
    return process


def main(wanted: Mapping[str, str | None]) -> None:
    """Ask what the first screen asks, one answer after the other to the standard output; ends at the first refusal."""
    gc.disable()  # it ends before garbage could matter
    from okr.client import connect
    from okr.domain.errors import OkrError
    from tui.gateway import Gateway

    day = wanted["today"]
    today = date.fromisoformat(day) if day else None
    gateway = Gateway(lambda: connect(wanted["url"], acting_as=wanted["acting_as"], today=today))
    try:
        for name, ask in _questions(cast("Role | None", wanted["role"])).items():
            pickle.dump((name, ask(gateway)), sys.stdout.buffer)
            sys.stdout.buffer.flush()
    except (OkrError, OSError):
        sys.stdout.buffer.flush()
    os._exit(0)


def _questions(role: Role | None) -> dict[str, Callable[[Gateway], object]]:
    return {
        "home": lambda gateway: gateway.home(role),
        "session": lambda gateway: gateway.session(),
        "unread": lambda gateway: gateway.unread(),
    }
