"""Eight writer processes on PostgreSQL, each with goals of its own below one top: how much more they do than one alone."""

import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from bench.company import FAN_OUT, NOW, TODAY, Company
from bench.figures import Figure
from okr.client.local import LocalBackend
from okr.contract.check_ins import RecordCheckIn
from okr.contract.verification import Verify
from okr.domain.vocabulary import LinkKind
from storage import schema
from storage.unit_of_work import ReadWork

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Told = Connection[Any, Any]

WRITERS = 8
EACH = 100
ROUNDS = 4
BAR = 1.3


def measure(company: Company, database: str) -> Iterator[Figure]:
    """Check-ins a second of eight processes against one, by turns, the best of each; then what differs from what is recomputed."""
    if database != "postgresql":
        return
    shares = company.store.read(_shares)
    one, eight = [0.0], [0.0]
    with _writers(company.url, shares) as writers:
        _rate(writers)  # statements are planned, pages are read
        for number in range(ROUNDS):
            one.append(_rate(writers[number : number + 1]))
            eight.append(_rate(writers))
    differences = company.backend.call(Verify()).difference_count
    name = f"{WRITERS} writer processes that share the top [{database}]"
    yield Figure(name, max(eight), "/s", max(one), BAR, at_least=True)
    yield Figure(f"differences after {WRITERS} writer processes [{database}]", differences, "", bar=0)


def _shares(work: ReadWork) -> list[list[str]]:
    """The key results of each child of the top and of all goals below it: whoever moves one of them moves the top."""
    links, goals, results = schema.goal_links, schema.goals, schema.key_results
    rows = work.connection.execute(
        select(links.c.child_id, links.c.parent_id).where(links.c.kind == LinkKind.CONTRIBUTES)
    )
    parents: dict[UUID, UUID] = {row.child_id: row.parent_id for row in rows}
    [top] = work.connection.execute(select(goals.c.id).where(goals.c.level == 0)).scalars()
    shares: dict[UUID, list[str]] = {}
    for goal_id, key in work.connection.execute(select(results.c.goal_id, results.c.key).order_by(results.c.id)):
        below = goal_id
        while parents.get(below, top) != top:
            below = parents[below]
        if below != top:
            shares.setdefault(below, []).append(key)
    return list(shares.values())[: min(WRITERS, FAN_OUT)]


@contextmanager
def _writers(url: str, shares: Sequence[Sequence[str]]) -> Iterator["list[Told]"]:
    """A process for each share, which checks in whenever it is told to."""
    context = multiprocessing.get_context("spawn")
    ends, processes = [], []
    for seed, keys in enumerate(shares):
        ours, theirs = context.Pipe()
        process = context.Process(target=_write, args=(url, keys, seed, theirs), daemon=True)
        process.start()
        theirs.close()  # so that we hear of its end
        ends.append(ours)
        processes.append(process)
    yield ends
    for end in ends:
        end.close()
    for process in processes:
        process.join()


def _rate(writers: "Sequence[Told]") -> float:
    """Check-ins a second of some writers, from when all are told until all are done."""
    started = time.perf_counter()
    for writer in writers:
        writer.send(EACH)
    done = sum(writer.recv() for writer in writers)
    return float(done / (time.perf_counter() - started))


def _write(url: str, keys: Sequence[str], seed: int, told: "Told") -> None:
    chooser = random.Random(seed)
    backend = LocalBackend(url, today=TODAY, clock=lambda: NOW)
    try:
        while True:
            for _ in range(count := told.recv()):
                value = Decimal(chooser.randrange(100_000, 900_000)).scaleb(-3)
                backend.call(RecordCheckIn(key=chooser.choice(keys), value=value))
            told.send(count)
    except EOFError:
        return  # there is nothing more to do
    finally:
        backend.close()
