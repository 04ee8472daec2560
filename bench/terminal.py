"""A program in a pseudo-terminal: what it writes and when, what keys cost, how much memory it has."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

COLUMNS, ROWS = 120, 36
PATIENCE_SECONDS = 60.0
QUIET_SECONDS = 0.05
RESTING_SECONDS = 0.8
"""After so long without a byte nothing is on its way any more: what takes longer says at once that it loads."""
LOADING_SECONDS = 0.5
"""After so long without a byte a frame is taken to be whole."""


STANDS_BYTES = 1 << 16
"""What was written so lately is looked through for the lines that stand on the screen."""

_MOVE = re.compile(rb"\x1b\[[0-9;]*H|[\r\n]+")
_STYLE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_CLOCK = re.compile(rb"\b[0-9]+:[0-9]{2}\b")
_DIGITS = re.compile(rb"[0-9]+")


def is_tick(written: bytes, before: bytes) -> bool:
    """Whether what was written is a clock that goes on: lines that stood already, but for their digits, and one of them with a time."""
    lines = _lines(written)
    if not any(map(_CLOCK.search, lines)):
        return False
    stood = {_DIGITS.sub(b"0", line) for line in _lines(before)}
    return all(_DIGITS.sub(b"0", line) in stood for line in lines)


def _lines(written: bytes) -> list[bytes]:
    """The texts that something writes to a place each, without colours."""
    texts = (_STYLE.sub(b"", text).strip() for text in _MOVE.split(written))
    return [text for text in texts if text]


@dataclass(frozen=True, slots=True)
class Answered:
    """What came after a key: milliseconds to the first byte, and all bytes until it was quiet."""

    first_ms: float
    written: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What came after a key: milliseconds to the first byte and to the last one; both 0 where nothing changed."""

    first_ms: float
    rest_ms: float


class Screen:
    """A program in a terminal, of 120 by 36 unless told."""

    def __init__(
        self, words: Sequence[str], environment: Mapping[str, str], *, size: tuple[int, int] = (COLUMNS, ROWS)
    ) -> None:
        self._size = size
        self._words = words
        self._environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment}
        self.written = b""

    def __enter__(self) -> "Screen":
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self._size[1], self._size[0], 0, 0))
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            self._words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=self._environment
        )
        os.close(slave)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    def until(self, *texts: str, after: int = 0) -> float:
        """Milliseconds from the start until one of some texts was written."""
        wanted = [text.encode() for text in texts]
        while not any(text in self.written[after:] for text in wanted):
            if time.perf_counter() - self.started > PATIENCE_SECONDS or not self._read(1.0, may_end=False):
                raise RuntimeError(f"{self._words[-1]} never wrote {texts}: {self.written[-300:]!r}")
        return (time.perf_counter() - self.started) * 1000

    def press(self, keys: str) -> Answered:
        """Press keys and wait until everything is drawn."""
        self.settle()
        before, started = len(self.written), time.perf_counter()
        os.write(self._master, keys.encode())
        first_ms = float("nan")
        if self._read(2.0):
            first_ms = (time.perf_counter() - started) * 1000
        self.settle()
        return Answered(first_ms, len(self.written) - before)

    def watch(self, keys: str) -> Watched:
        """Press keys and wait until nothing has come for so long that no answer is on its way any more.

        A clock on the screen goes on whatever was pressed: its tick is no answer to the keys, and is not counted.
        """
        started, first, last = time.perf_counter(), 0.0, 0.0
        os.write(self._master, keys.encode())
        before = len(self.written)
        while self._read(RESTING_SECONDS):
            if not is_tick(self.written[before:], self.written[max(0, before - STANDS_BYTES) : before]):
                last = (time.perf_counter() - started) * 1000
                first = first or last
            before = len(self.written)
        return Watched(first, last)

    def hold(self, key: str, times: int) -> list[float]:
        """A key that is held: each press comes as soon as the frame of the one before began; milliseconds each."""
        self.settle()
        found = []
        for _ in range(times):
            started = time.perf_counter()
            os.write(self._master, key.encode())
            if not self._read(2.0):
                break
            found.append((time.perf_counter() - started) * 1000)
        self.settle()
        return found

    def send(self, keys: str) -> None:
        """Press keys and wait for nothing."""
        os.write(self._master, keys.encode())

    def settle(self) -> None:
        """Wait until nothing more is written."""
        while self._read(QUIET_SECONDS):
            pass

    def ended_after_ms(self) -> float:
        """Milliseconds from now until the program has ended."""
        started = time.perf_counter()
        while self.process.poll() is None:
            self._read(0.002)
            if time.perf_counter() - started > PATIENCE_SECONDS:
                raise RuntimeError("the program does not end")
        return (time.perf_counter() - started) * 1000

    def resting_mib(self) -> float:
        """Memory that the program has when it has loaded what it loads after the first screen, in MiB."""
        seen = [self.resident_mib()]
        while len(seen) < 4 or max(seen[-4:]) - min(seen[-4:]) > 0.1:
            deadline = time.perf_counter() + LOADING_SECONDS
            while time.perf_counter() < deadline:
                self._read(LOADING_SECONDS)
            seen.append(self.resident_mib())
        return seen[-1]

    def resident_mib(self) -> float:
        """Memory that the program has now, in MiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the program has ended")

    def _read(self, seconds: float, *, may_end: bool = True) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return not may_end and self.process.poll() is None
        try:
            chunk = os.read(self._master, 1 << 16)
        except OSError:  # the other side of a pseudo-terminal is closed
            return False
        self.written += chunk
        return bool(chunk)
