"""Reading the whole company: the executive's home, accountability and alignment of the top, what is due, and the top as it was."""

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
HOME_BAR_MS, COMPANY_BAR_MS, DUE_BAR_MS = 300.0, 500.0, 50.0


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
    looked_back: tuple[tuple[str, Query[Any]], ...] = (
        ("the top as it was", ShowGoal(key=company.goal_keys[0], as_of=past)),
        ("the tree of the past, two levels", ShowGoalTree(as_of=past, depth=1)),
        ("a page of 50 goals of the past", ListGoals(as_of=past, limit=50)),
    )
    for name, query in looked_back:
        yield Figure(f"{name} [{database}]", _ms(company, query, rounds=ROUNDS_OF_THE_PAST) / 1000, "s")


def _ms(company: Company, query: Query[Any], *, rounds: int = ROUNDS) -> float:
    return median_ms(lambda _: company.backend.call(query), rounds, warm_up=int(rounds > 1))
