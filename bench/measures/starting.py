"""Cold starts: each round is a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

from bench.company import TODAY, Company
from bench.figures import Figure, median_ms

ROUNDS = 10
LIST_BAR = 1.6
HELP_BAR_MS = 120.0
IMPORTS = "import sqlalchemy, pydantic, click"


def measure(company: Company, database: str) -> Iterator[Figure]:
    """`okr goal list` against the imports that it cannot do without, and `okr --help`."""
    environment = {**os.environ, "OKR_URL": company.url, "OKR_TODAY": TODAY.isoformat()}

    def cold_ms(words: Sequence[str]) -> float:
        return median_ms(
            lambda _: subprocess.run([sys.executable, *words], check=True, env=environment, capture_output=True), ROUNDS
        )

    yield Figure(
        f"okr goal list, cold [{database}]",
        cold_ms(["-m", "okr", "goal", "list"]),
        "ms",
        cold_ms(["-c", IMPORTS]),
        LIST_BAR,
    )
    if database == "sqlite":
        yield Figure("okr --help, cold", cold_ms(["-m", "okr", "--help"]), "ms", bar=HELP_BAR_MS)
