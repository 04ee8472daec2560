"""The bulk import of check-ins with their roll-up, from the start of the operation to its commit; and the batch of `okr checkin -`."""

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bench.company import FIRST_DAY, Company
from bench.figures import Figure
from okr.contract.check_ins import NewCheckIn, RecordCheckIns
from okr.contract.imports import ImportedCheckIn, ImportRecords, Place

ROWS = 50_000
READINGS = 10
"""Rows of a key result: two a week, on other days than those that are there. A row costs a twentieth of what its key result costs, so
that the rate follows from this number; the figure beside it is that of one row each."""
BAR = 10_000.0
BATCH = 10_000


def measure(company: Company, database: str) -> Iterator[Figure]:
    """Check-ins a second: rows of many key results (the bar), one row for each of as many, and one batch typed in."""
    days = [FIRST_DAY + timedelta(days=number) for number in range(46) if number % 7 in {2, 5}][-READINGS:]
    history = _records(company.key_result_keys[: ROWS // READINGS], days)
    yield Figure(
        f"import of {len(history):,} check-ins [{database}]", _rate(company, history), "/s", bar=BAR, at_least=True
    )
    single = _records(company.key_result_keys[-ROWS:], [days[-1] + timedelta(days=1)])
    yield Figure(f"import of {len(single):,}, each of another result [{database}]", _rate(company, single), "/s")
    batch = tuple(NewCheckIn(key=key, value=Decimal(777)) for key in company.key_result_keys[:BATCH])
    started = time.perf_counter()
    company.backend.call(RecordCheckIns(check_ins=batch))
    yield Figure(f"batch of {len(batch):,} check-ins [{database}]", len(batch) / (time.perf_counter() - started), "/s")


def _records(keys: Sequence[str], days: Sequence[date]) -> tuple[ImportedCheckIn, ...]:
    return tuple(
        ImportedCheckIn(
            place=Place("check-ins.csv", row), key_result=key, effective_on=day, value=Decimal(600 + row % 300)
        )
        for row, (day, key) in enumerate(((day, key) for day in days for key in keys), start=1)
    )


def _rate(company: Company, records: tuple[ImportedCheckIn, ...]) -> float:
    """Rows a second of what `okr import check-ins` calls once it has read the file; all of them are new."""
    started = time.perf_counter()
    report = company.backend.call(ImportRecords(check_ins=records))
    took = time.perf_counter() - started
    (count,) = report.counts
    if count.created != len(records):
        raise RuntimeError(f"{count.created} of {len(records)} check-ins were created")
    return len(records) / took
