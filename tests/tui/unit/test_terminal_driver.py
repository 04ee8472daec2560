"""The driver hands on what is typed, and stops reading when it is told to."""

import os
import pty
import queue
import signal
import sys
import threading

import pytest

from tests.tui.fakes import FakeBackend
from tests.tui.support import app_over
from tui.terminal import Terminal

PATIENCE_SECONDS = 30


@pytest.fixture
def typing(monkeypatch):
    """What is written there is typed."""
    master, slave = pty.openpty()
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with os.fdopen(slave) as keyboard:
        monkeypatch.setattr(sys, "__stdin__", keyboard)
        yield master
    os.close(master)


@pytest.fixture
def keys(monkeypatch):
    """The keys that are handed on."""
    found: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(Terminal, "write", lambda *_: None)
    monkeypatch.setattr(Terminal, "process_message", lambda _, event: found.put(event.key))
    return found


def reading(terminal):
    terminal._key_thread = threading.Thread(target=terminal.run_input_thread, daemon=True)
    terminal._key_thread.start()
    return terminal._key_thread


async def test_it_stops_when_it_is_told_and_not_when_it_next_looks_and_reads_again_afterwards(
    typing, keys, monkeypatch
):
    monkeypatch.setattr("tui.terminal.TICK_SECONDS", 10 * PATIENCE_SECONDS)
    terminal = Terminal(app_over(FakeBackend()))
    waited = []
    watch = threading.Timer(PATIENCE_SECONDS, lambda: waited.append(os.write(typing, b"x\n")))
    watch.start()
    for letter in ("a", "b"):  # again after one has suspended
        thread = reading(terminal)
        os.write(typing, letter.encode() + b"\n")
        assert [keys.get(timeout=PATIENCE_SECONDS) for _ in range(2)] == [letter, "ctrl+j"]
        terminal.disable_input()
        terminal.disable_input()  # told twice, as when one suspends and then quits
        assert not thread.is_alive()
    watch.cancel()
    assert waited == []


async def test_a_sign_that_comes_in_two_parts_is_one_key(typing, keys):
    terminal = Terminal(app_over(FakeBackend()))
    reading(terminal)
    os.write(typing, "é".encode()[:1])
    os.write(typing, "é".encode()[1:] + b"\n")
    assert keys.get(timeout=PATIENCE_SECONDS) == "é"
    terminal.disable_input()
