"""Eight writer processes on PostgreSQL, each with goals of its own below one top: how much more they do than one alone."""

import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from multiprocessing.synchronize import Barrier

from bench.company import FAN_OUT, NOW, TODAY, Company
from bench.figures import Figure
from okr.client.local import LocalBackend
from okr.contract.check_ins import RecordCheckIn
from okr.contract.verification import Verify

WRITERS = 8
EACH = 100
WARM_UP = 10
BAR = 1.3


def measure(company: Company, database: str) -> Iterator[Figure]:
    """Check-ins a second of eight processes against one; afterwards nothing differs from what is recomputed."""
    if database != "postgresql":
        return
    shares = _shares(company)
    one = _rate(company.url, shares[:1])
    eight = _rate(company.url, shares)
    differences = company.backend.call(Verify()).difference_count
    yield Figure(f"{WRITERS} writer processes that share the top [{database}]", eight, "/s", one, BAR, at_least=True)
    yield Figure(f"differences after {WRITERS} writer processes [{database}]", differences, "", bar=0)


def _shares(company: Company) -> list[list[str]]:
    """The key results of each child of the top: whoever moves one of them moves the top."""
    below_the_top = company.goal_keys[1 : 1 + FAN_OUT]
    return [
        [key for key in company.key_result_keys if key.partition(".")[0] == goal] for goal in below_the_top[:WRITERS]
    ]


def _rate(url: str, shares: Sequence[Sequence[str]]) -> float:
    """Check-ins a second of as many processes as there are shares, from when all are ready to when all are done."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(len(shares) + 1)
    writers = [
        context.Process(target=_write, args=(url, keys, seed, ready), daemon=True) for seed, keys in enumerate(shares)
    ]
    for writer in writers:
        writer.start()
    ready.wait()
    started = time.perf_counter()
    for writer in writers:
        writer.join()
    seconds = time.perf_counter() - started
    failed = [writer.exitcode for writer in writers if writer.exitcode]
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(writers)} writers failed")
    return len(shares) * EACH / seconds


def _write(url: str, keys: Sequence[str], seed: int, ready: Barrier) -> None:
    chooser = random.Random(seed)
    backend = LocalBackend(url, today=TODAY, clock=lambda: NOW)
    try:

        def check_in() -> None:
            value = Decimal(chooser.randrange(100_000, 900_000)).scaleb(-3)
            backend.call(RecordCheckIn(key=chooser.choice(keys), value=value))

        for _ in range(WARM_UP):
            check_in()
        ready.wait()
        for _ in range(EACH):
            check_in()
    finally:
        backend.close()
