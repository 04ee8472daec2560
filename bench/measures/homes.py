"""Reading the whole company: the executive's home, accountability and alignment of the top, what is due; and a past day of it all."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.company import TODAY, Company
from bench.figures import Figure, median_ms
from okr.contract.accountability import ShowAccountability
from okr.contract.alignment import ShowAlignment
from okr.contract.base import Query
from okr.contract.check_ins import ListDue
from okr.contract.goals import ListGoals, ShowGoal, ShowGoalTree
from okr.contract.homes import ShowHome

ROUNDS = 5
ROUNDS_OF_THE_PAST = 1
DAYS_BACK = 15
HOME_BAR_MS, COMPANY_BAR_MS, DUE_BAR_MS, PAST_BAR_MS = 300.0, 500.0, 50.0, 300.0


def measure(company: Company, database: str) -> Iterator[Figure]:
    """One figure for each question that is asked of everything."""
    past = TODAY - timedelta(days=DAYS_BACK)
    questions: tuple[tuple[str, Query[Any], float], ...] = (
        ("executive home", ShowHome(role="executive"), HOME_BAR_MS),
        ("accountability of the root", ShowAccountability(), COMPANY_BAR_MS),
        ("alignment of the root", ShowAlignment(), COMPANY_BAR_MS),
        ("due --all, one page", ListDue(scope="all", within_days=7), DUE_BAR_MS),
    )
    for name, query, bar in questions:
        yield Figure(f"{name} [{database}]", _ms(company, query), "ms", bar=bar)
    begun = time.process_time()
    home = ShowHome(role="executive", as_of=past)
    took = _ms(company, home, rounds=ROUNDS_OF_THE_PAST) / 1000
    yield Figure(f"a past day of the whole company, worked out once [{database}]", took, "s")
    yield Figure(f"its processor time, here [{database}]", time.process_time() - begun, "s")
    looked_back: tuple[tuple[str, Query[Any]], ...] = (
        ("executive home of the past day, kept", home),
        ("the top as it was, kept", ShowGoal(key=company.goal_keys[0], as_of=past)),
        ("the tree of the past, two levels, kept", ShowGoalTree(as_of=past, depth=1)),
        ("a page of 50 goals of the past, kept", ListGoals(as_of=past, limit=50)),
        ("due --all of the past, one page, kept", ListDue(scope="all", within_days=7, as_of=past)),
    )
    for name, query in looked_back:
        yield Figure(f"{name} [{database}]", _ms(company, query), "ms", bar=PAST_BAR_MS)


def _ms(company: Company, query: Query[Any], *, rounds: int = ROUNDS) -> float:
    return median_ms(lambda _: company.backend.call(query), rounds, warm_up=int(rounds > 1))
