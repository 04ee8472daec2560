"""The turn of the day, while somebody checks in all the while: the next day, and a day on which a period of the cadence is over."""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from bench.commands import run
from bench.company import Company
from bench.figures import Figure, quantile
from okr.contract.check_ins import RecordCheckIn
from storage import schema
from storage.unit_of_work import ReadWork

BAR_S = 20.0
BAR_MIB = 500.0
BAR_MS = 100.0
UNDISTURBED = 50
PAUSE_S = 0.01
"""Between two check-ins: the writer is a person's command, not a second load."""


def measure(company: Company, database: str) -> Iterator[Figure]:
    """Time and memory of `okr turn`, and how much longer than usual the slowest check-in took meanwhile."""
    next_day = company.today + timedelta(days=1)
    over = max(company.store.read(_first_period_over), next_day + timedelta(days=1))
    for name, day in (("the next day", next_day), ("a day that ends periods", over)):
        yield from _turn(company, database, name, day)
    left = run(company.url, over, "verify").answer["difference_count"]
    yield Figure(f"turns of the day, differences [{database}]", left, "", bar=0)


def _first_period_over(work: ReadWork) -> date:
    """The first day that decides a period which is still open (R14)."""
    open_until = schema.key_result_progress.c.tally_until
    day: date = work.connection.execute(select(func.min(open_until))).scalar_one()
    return day + timedelta(days=1)


def _turn(company: Company, database: str, name: str, day: date) -> Iterator[Figure]:
    chooser = random.Random(day.toordinal())
    usual: list[float] = []
    meanwhile: list[float] = []
    times = usual
    before, after = company.backend, company.backend.acting(None, today=day)

    def check_in() -> None:
        command = RecordCheckIn(key=chooser.choice(company.key_result_keys), value=Decimal(chooser.randrange(100, 900)))
        started = time.perf_counter()
        (before if times is usual else after).call(command)
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(PAUSE_S)

    for _ in range(UNDISTURBED):
        check_in()
    times = meanwhile
    ran = run(company.url, day, "turn", meanwhile=check_in)
    waited = max(0.0, max(meanwhile) - quantile(usual, 0.5))
    late = max(0.0, quantile(meanwhile, 0.99) - quantile(usual, 0.5))
    yield Figure(f"turn to {name} [{database}]", ran.seconds, "s", bar=BAR_S)
    yield Figure(f"turn to {name}, memory [{database}]", ran.resident_mib, "MiB", bar=BAR_MIB)
    yield Figure(f"turn to {name}, longest wait of {len(meanwhile)} [{database}]", waited, "ms", bar=BAR_MS)
    yield Figure(f"turn to {name}, 99 % waited up to [{database}]", late, "ms", bar=BAR_MS)
