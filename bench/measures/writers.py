"""Sixteen threads of one process that all check in at once: how evenly they are served."""

import random
import threading
import time
from collections.abc import Iterator
from decimal import Decimal

from bench.company import Company
from bench.figures import Figure, quantile
from okr.contract.check_ins import RecordCheckIn

THREADS = 16
EACH = 25
BAR = 4.0


def measure(company: Company, database: str) -> Iterator[Figure]:
    """p99 against p50 of a check-in; an error of any thread ends the measure."""
    times: list[float] = []
    errors: list[BaseException] = []

    def write(seed: int) -> None:
        chooser = random.Random(seed)
        try:
            for _ in range(EACH):
                key = chooser.choice(company.key_result_keys)
                started = time.perf_counter()
                company.backend.call(RecordCheckIn(key=key, value=Decimal(chooser.randrange(100, 900))))
                times.append((time.perf_counter() - started) * 1000)
        except BaseException as error:  # a thread's failure is nobody's: whoever waits for all of them tells it
            errors.append(error)
            raise

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    bar = BAR if database == "sqlite" else None
    yield Figure(
        f"{THREADS} writer threads, p99 over p50 [{database}]", quantile(times, 0.99), "ms", quantile(times, 0.5), bar
    )
