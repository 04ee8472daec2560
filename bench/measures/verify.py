"""`okr verify` as a command: how long the recomputation of everything takes, and how much memory."""

import time
from collections.abc import Iterator
from functools import partial

from bench.commands import run
from bench.company import Company
from bench.figures import Figure

BAR_S = 10.0
BAR_MIB = 500.0
REST_S = 0.01


def measure(company: Company, database: str) -> Iterator[Figure]:
    """The whole command, its start included; on PostgreSQL the memory is that of okr, not of the server."""
    ran = run(company.url, company.today, "verify", meanwhile=partial(time.sleep, REST_S))
    yield Figure(f"okr verify [{database}]", ran.seconds, "s", bar=BAR_S)
    yield Figure(f"okr verify, memory [{database}]", ran.resident_mib, "MiB", bar=BAR_MIB)
    yield Figure(f"okr verify, differences [{database}]", ran.answer["difference_count"], "", bar=0)
