"""A command of okr as a process of its own: what it answers, how long it takes, and the memory of it and of what it starts."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psutil

LOOK_EVERY_S = 0.05
MIB = 1 << 20


@dataclass(frozen=True)
class Ran:
    """What a command answered, in how many seconds, and the most memory that it and its children held at once, in MiB."""

    answer: dict[str, Any]
    seconds: float
    resident_mib: float


def run(url: str, day: date, *words: str, meanwhile: Callable[[], object] = lambda: None) -> Ran:
    """Run `okr WORDS --json` on a company; `meanwhile` is called again and again until it is done."""
    environment = {**os.environ, "OKR_URL": url, "OKR_TODAY": day.isoformat()}
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "okr", *words, "--json"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        most, looked = 0, 0.0
        while process.poll() is None:
            if time.perf_counter() - looked >= LOOK_EVERY_S:
                most, looked = max(most, _resident(process.pid)), time.perf_counter()
            meanwhile()
        seconds = time.perf_counter() - started
        assert process.stdout is not None
        answer = json.loads(process.stdout.read())
    if process.returncode:
        raise RuntimeError(f"okr {' '.join(words)} ended with {process.returncode}: {answer}")
    return Ran(answer, seconds, most / MIB)


def _resident(pid: int) -> int:
    """The resident memory of a process and of its children; what they share is counted for each."""
    try:
        process = psutil.Process(pid)
        together = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for one in together:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:  # it ended between the two looks
            continue
    return total
