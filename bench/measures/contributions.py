"""The cascade contract: proposing to a thousand teams and people in one command, and accepting one by one.

What a bare transaction takes at the same time is printed beside; it is no floor, since accepting writes ten tables and more.
"""

import statistics
import time
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import bindparam, select, update

from bench.company import CYCLE, Company
from bench.figures import Figure
from bench.measures.check_in import bare_transaction_ms
from okr.contract.contributions import AcceptContribution, AskContributions, ContributionRow, NewReceiver
from okr.contract.goals import CreateGoal
from okr.contract.key_results import NewKeyResult
from okr.domain.vocabulary import Metric
from storage import schema
from storage.unit_of_work import WriteWork

ASKED = 1_000
"""Teams, and people where a small company has not so many teams."""

PROPOSING_BAR_MS, ACCEPTING_BAR_MS = 2_000.0, 5.0


def measure(company: Company, database: str) -> Iterator[Figure]:
    """Proposing a goal and a key result of one, then the median of accepting each part, everybody as themself."""
    receivers = company.store.write(_receivers)
    result = NewKeyResult(
        title="Customers who come back",
        metric=Metric.INCREASE,
        baseline=Decimal(0),
        target=Decimal(100_000),
        unit_of_measure="customers",
    )
    wanted = CreateGoal(title="Win back customers", unit="TOP", cycle=CYCLE, key_results=(result,))
    goal = company.backend.call(wanted).key
    for what, parent in (("goal", goal), ("key result", f"{goal}.1")):
        started = time.perf_counter()
        asked = company.backend.call(AskContributions(parent=parent, receivers=receivers)).asked
        took = (time.perf_counter() - started) * 1000
        yield Figure(f"proposing a {what} to {len(asked):,} [{database}]", took, "ms", bar=PROPOSING_BAR_MS)
        times = [_accept_ms(company, one) for one in asked]
        accepting = statistics.median(wall for wall, _ in times)
        yield Figure(f"accepting a part of a {what} [{database}]", accepting, "ms", bar=ACCEPTING_BAR_MS)
        working = statistics.median(processor for _, processor in times)
        yield Figure(f"accepting a part of a {what}, without waiting [{database}]", working, "ms")
    yield Figure(f"a bare transaction of two statements [{database}]", bare_transaction_ms(company), "ms")


def _accept_ms(company: Company, one: ContributionRow) -> tuple[float, float]:
    """Milliseconds of accepting: by the clock, and of this processor; the rest is the disk's (and other programs')."""
    assert one.waits_for is not None
    backend = company.backend.acting(one.waits_for.handle, today=company.today)
    started, worked = time.perf_counter(), time.process_time()
    backend.call(AcceptContribution(key=one.key))
    return (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000


def _receivers(work: WriteWork) -> tuple[NewReceiver, ...]:
    """The teams, each of which gets a lead, and then people."""
    units, people = schema.units.c, schema.people.c
    teams = work.connection.execute(
        select(units.id, units.prefix).where(units.depth == 1).order_by(units.id).limit(ASKED)
    ).all()
    somebody = work.connection.execute(
        select(people.id, people.handle).where(people.depth == 1).order_by(people.id).limit(ASKED)
    ).all()
    leads = [{"team": team.id, "lead": one.id} for team, one in zip(teams, somebody, strict=False)]
    statement = update(schema.units).where(units.id == bindparam("team")).values(lead_id=bindparam("lead"))
    work.connection.execute(statement, leads)
    asked = [NewReceiver(unit=team.prefix) for team in teams]
    asked += [NewReceiver(person=one.handle) for one in somebody[len(teams) :]]
    return tuple(asked)
