"""Cold starts on the demo company: each run is a process of its own, and what is compared runs by turns."""

import compileall
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.company import TODAY, Company
from bench.figures import Figure

ROUNDS = 21
WARM_UP = 2
LIST_BAR = 1.6
HELP_BAR_MS = 120.0

IMPORTS = ("-c", "import sqlalchemy, pydantic, click")
LIST = ("-m", "okr", "goal", "list")
HELP = ("-m", "okr", "--help")


def as_installed() -> None:
    """Compile the packages, as installing them does; where no bytecode may be written, each start would compile all anew."""
    for package in ("okr", "storage", "tui"):
        compileall.compile_dir(Path(__file__).parents[2] / package, quiet=2)


def measure(company: Company, database: str) -> Iterator[Figure]:
    """`okr goal list` against the imports that it cannot do without, and `okr --help`.

    The demo company is a SQLite file; on PostgreSQL the list is that of the company of the benchmark, and there is no bar.
    """
    as_installed()
    if database == "sqlite":
        environment = _environment(str(demo_beside(Path(company.url))))
        floor, listed, helped = _medians_ms([IMPORTS, LIST, HELP], environment)
        yield Figure("okr goal list on the demo, cold", listed, "ms", floor, LIST_BAR)
        yield Figure("okr --help, cold", helped, "ms", bar=HELP_BAR_MS)
    else:
        floor, listed = _medians_ms([IMPORTS, LIST], _environment(company.url))
        yield Figure(f"okr goal list, cold [{database}]", listed, "ms", floor)


def _medians_ms(calls: Sequence[Sequence[str]], environment: Mapping[str, str]) -> list[float]:
    """The median of each call. They take turns, so that what else the machine does in a round falls on all of them."""
    seen: list[list[float]] = [[] for _ in calls]
    for number in range(WARM_UP + ROUNDS):
        for words, times in zip(calls, seen, strict=True):
            started = time.perf_counter()
            subprocess.run([sys.executable, *words], check=True, env=dict(environment), capture_output=True)
            if number >= WARM_UP:
                times.append((time.perf_counter() - started) * 1000)
    return [statistics.median(times) for times in seen]


def demo_beside(company: Path) -> Path:
    """The demo company beside the company of the benchmark, made where there is none yet."""
    demo = company.with_name("demo.sqlite")
    if not demo.exists():
        words = [sys.executable, "-m", "okr", "demo", "--build-only", "--url", str(demo)]
        subprocess.run(words, check=True, env=_environment(str(demo)), capture_output=True)
    return demo


def _environment(url: str) -> dict[str, str]:
    return {**os.environ, "OKR_URL": url, "OKR_TODAY": TODAY.isoformat()}
