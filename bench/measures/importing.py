"""Many check-ins at once, with the roll-up, as the batch command takes them."""

import time
from collections.abc import Iterator
from decimal import Decimal

from bench.company import Company
from bench.figures import Figure
from okr.contract.check_ins import NewCheckIn, RecordCheckIns

BATCH = 10_000
BAR = 10_000.0


def measure(company: Company, database: str) -> Iterator[Figure]:
    """Check-ins a second in one batch of up to 10,000, each of another key result."""
    batch = tuple(NewCheckIn(key=key, value=Decimal(777)) for key in company.key_result_keys[:BATCH])
    started = time.perf_counter()
    company.backend.call(RecordCheckIns(check_ins=batch))
    rate = len(batch) / (time.perf_counter() - started)
    yield Figure(f"batch of {len(batch):,} check-ins [{database}]", rate, "/s", bar=BAR, at_least=True)
