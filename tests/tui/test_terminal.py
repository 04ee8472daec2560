"""The interface in a real (pseudo) terminal: start, keys, quit, crash; the terminal is as it was before."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from okr import __version__
from okr.settings import report_folder

REPOSITORY = Path(__file__).parents[2]
ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"
PATIENCE_SECONDS = 40


@dataclass
class Terminal:
    """A program in a terminal of 80 by 24, what it wrote, and how the terminal was before."""

    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    written: bytes = b""

    def __enter__(self) -> "Terminal":
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", *self.arguments],
            stdin=self.slave, stdout=self.slave, stderr=self.slave, cwd=REPOSITORY, start_new_session=True,
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | self.environment,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def wait_for(self, text: str, *, after: int = 0) -> None:
        """Read until a text was written; fails with what was written instead."""
        until = time.monotonic() + PATIENCE_SECONDS
        while text.encode() not in self.written[after:]:
            assert time.monotonic() < until, self.written[-3000:].decode(errors="replace")
            assert self.process.poll() is None or self._read(), self.written[-3000:].decode(errors="replace")
            self._read()

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as a window manager does."""
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.process.pid, signal.SIGWINCH)

    def stopped(self) -> bool:
        """Whether the program was suspended; waits for it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            self._read()
            if Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
                while self._read():  # what it wrote since the last look
                    pass
                return True
        return False

    def wait_for_end(self) -> int:
        """Read until the program ends; its exit status."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < until, "the program does not end"
            self._read()
        while self._read():
            pass
        return self.process.returncode

    def _read(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], 0.1)
        if ready:
            self.written += os.read(self.master, 65_536)
        return bool(ready)

    def hang_up(self) -> int:
        """Take the terminal away without any signal, as a session that breaks off does; the exit status."""
        for end in (self.master, self.slave):
            os.close(end)
        self.master, self.slave = pty.openpty()  # what is closed in the end
        return self.process.wait(PATIENCE_SECONDS)

    def check_restored(self) -> None:
        assert self.written.count(ENTERED) == self.written.count(LEFT) == 1
        assert b"\x1b[?25h" in self.written[self.written.rindex(LEFT) - 200 :]
        assert termios.tcgetattr(self.slave)[:4] == self.before[:4]
        assert b"\x1b[?1000l" in self.written


def test_it_starts_takes_keys_quits_and_leaves_the_terminal_as_it_was():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        terminal.press("2")
        terminal.wait_for("CARE-2")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        terminal.check_restored()


def test_it_ends_when_the_terminal_is_gone_instead_of_reading_nothing_for_ever():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        assert terminal.hang_up() == 0


def test_the_first_paint_comes_before_the_company_is_read():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        assert terminal.written.index(b"okr") < terminal.written.index(b"Worst first")
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0


def test_a_crash_restores_the_terminal_names_a_report_and_tells_nobodys_words():
    with Terminal(["-m", "tests.tui.program", "crash"]) as terminal:
        assert terminal.wait_for_end() == 70
        terminal.check_restored()
        said = terminal.written[terminal.written.rindex(LEFT) :].decode()
        assert "okr stopped because of a fault of its own" in said
        assert "Traceback" not in said
        assert "resigns" not in said
    reports = list(Path(os.environ["XDG_STATE_HOME"]).rglob("crash-*.txt"))
    assert len(reports) == 1
    assert reports[0].parent == report_folder(), "the folder that okr paths names"
    report = reports[0].read_text(encoding="utf-8")
    assert report.startswith(f"okr {__version__} ")
    assert "screen HomeScreen" in report
    assert "KeyError" in report
    assert "resigns" not in report
    assert "tui/screens/home.py" in report


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_place_a_cursor_is_told_so(term):
    with Terminal(["-m", "tests.tui.program"], {"TERM": term}) as terminal:
        assert terminal.wait_for_end() == 2
        assert b"cannot place a cursor" in terminal.written
        assert ENTERED not in terminal.written


def test_no_color_means_no_colour():
    with Terminal(["-m", "tests.tui.program"], {"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("Worst first")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    codes = re.findall(rb"\x1b\[([0-9;]*)m", terminal.written)
    assert codes
    assert {part for code in codes for part in code.split(b";")} <= {b"", b"0", b"1", b"2", b"7"}


CLICK = "\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"


def test_another_size_is_drawn_at_once_and_too_small_a_one_says_so():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        at = len(terminal.written)
        terminal.resize(120, 36)
        terminal.wait_for("Top goals", after=at)
        at = len(terminal.written)
        terminal.resize(50, 12)
        terminal.wait_for("okr needs 60 x 15 cells", after=at)
        at = len(terminal.written)
        terminal.resize(80, 24)
        terminal.wait_for("Worst first", after=at)
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        terminal.check_restored()


def test_of_sizes_that_come_at_once_the_last_one_is_drawn():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        for _ in range(8):
            at = len(terminal.written)
            for columns in (121, 118, 115, 90):
                terminal.resize(columns, 30)
            terminal.resize(50, 12)
            terminal.wait_for("okr needs 60 x 15 cells", after=at)
            at = len(terminal.written)
            terminal.resize(80, 24)
            terminal.wait_for("Worst first", after=at)
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def test_the_mouse_opens_a_screen_from_the_first_line_and_a_row():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        at = len(terminal.written)
        terminal.press(CLICK.format(x=77, y=1))
        terminal.wait_for("As of", after=at)
        at = len(terminal.written)
        terminal.press("\x1b")
        terminal.wait_for("Worst first", after=at)
        at = len(terminal.written)
        terminal.press("2")
        terminal.wait_for("CARE-2", after=at)
        at = len(terminal.written)
        terminal.press(CLICK.format(x=3, y=1))
        terminal.wait_for("Worst first", after=at)
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        terminal.check_restored()


def test_what_is_pasted_is_text_with_wide_and_combining_characters_and_without_commands():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        at = len(terminal.written)
        terminal.press(":")
        terminal.wait_for("Palette", after=at)
        terminal.press("\x1b[200~\u5ba2\u6237 e\u0301q\x07\x1b[201~")
        terminal.wait_for("\u5ba2\u6237", after=at)
        terminal.wait_for("Nothing is called", after=at)
        assert b"q\x07" not in terminal.written[at:]
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0
        terminal.check_restored()


def test_suspending_gives_the_terminal_back_and_going_on_draws_again():
    with Terminal(["-m", "tests.tui.program"]) as terminal:
        terminal.wait_for("Worst first")
        terminal.press("\x1a")
        assert terminal.stopped()
        assert terminal.written.count(LEFT) == 1
        assert termios.tcgetattr(terminal.slave)[3] & termios.ECHO
        at = len(terminal.written)
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.wait_for("Worst first", after=at)
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert terminal.written.count(ENTERED) == terminal.written.count(LEFT) == 2
        assert termios.tcgetattr(terminal.slave)[:4] == terminal.before[:4]
