"""A second process beside this one, for what takes long: started anew, told everything through its standard input, and read only.

Nothing depends on it: whoever asks it must be able to do its part where it cannot be started or comes to nothing.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

from storage.engine import StoreUrl
from storage.unit_of_work import Store, open_store

AHEAD = 1 << 20
"""Bytes of answers that the second process may be ahead by, where the system lets that be chosen (Linux); 64 KiB otherwise."""

BEHIND = 5
"""How nice a process is that stays behind."""


@dataclass(slots=True)
class Beside:
    """The second process as the first one sees it; `is_lost` once it did not answer any more."""

    process: "subprocess.Popen[bytes]"
    is_lost: bool = False

    def send(self, what: object) -> bool:
        """Tell it something; answers whether it was still there."""
        try:
            _write(cast("IO[bytes]", self.process.stdin), what)
        except OSError:
            self.is_lost = True
        return not self.is_lost

    def receive(self) -> object:
        """What it answers next; None where nothing comes any more."""
        if self.is_lost:
            return None
        try:
            return pickle.load(cast("IO[bytes]", self.process.stdout))  # noqa: S301 - our own process
        except (EOFError, OSError, pickle.UnpicklingError):
            self.is_lost = True
            return None


@contextmanager
def beside(module: str, url: StoreUrl, *, behind: bool = False) -> Iterator[Beside | None]:
    """A second process that runs a module on a company; None where none can be started.

    One that stays `behind` takes what time of the processor others leave; on Unix it says so itself by `step_behind`.
    """
    flags = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) if behind else 0
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            pipesize=AHEAD,
            creationflags=flags,
        )
    except OSError:
        yield None
        return
    try:
        found = Beside(process)
        yield found if found.send(url) else None
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            _close(pipe)
        process.wait()


def step_behind() -> None:
    """In the second process: let others come first, where the system is told so by the process itself; all that it starts follows."""
    if hasattr(os, "nice"):
        os.nice(BEHIND)


def _close(pipe: "IO[bytes] | None") -> None:
    """Close a pipe whose other end may be gone: what was still to be written is of no use then."""
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        return


@contextmanager
def serve() -> Iterator[tuple[Store, Iterator[object], Callable[[object], None]]]:
    """In the second process: the company, what is asked one after the other, and a way to answer.

    The garbage collector rests: it would look through a million ids again and again, and a process that soon ends leaves little.
    """
    gc.disable()
    source, answers = sys.stdin.buffer, sys.stdout.buffer

    def asked() -> Iterator[object]:
        while True:
            try:
                yield pickle.load(source)  # noqa: S301 - our own process
            except EOFError:
                return

    questions = asked()
    with open_store(cast(StoreUrl, next(questions))) as store:
        yield store, questions, lambda what: _write(answers, what)


def _write(where: "IO[bytes]", what: object) -> None:
    pickle.dump(what, where, protocol=pickle.HIGHEST_PROTOCOL)
    where.flush()
