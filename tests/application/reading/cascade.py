"""A cascade in the small company, with numbers that can be worked out by hand.

Every key result runs from 9 October to 28 December 2026, 80 days, so that half of everything is expected on 18 November
(`companies.TODAY`) and a quarter on 29 October. Made on 9 October, SALES-1 on 18 November as of the 9th; the check-ins are of
18 November, and one of 29 October.

| goal | owner | key result, weight | reading: progress | link | P on 18 November | status |
|---|---|---|---|---|---|---|
| ACME-1 | olivia | 80 to 90, weight 1 | 85: 0.5 | - | (1 * 0.5 + 3 * 0.375) / 4 = 0.40625 | at risk |
| CARE-1 | dan | 70 to 90, weight 2 | 80: 0.5 | ACME-1, weight 3 | (2 * 0.5 + 1 * 0.5 + 1 * 0) / 4 = 0.375 | at risk |
| HELP-1 | emil | 100 to 60, weight 1 | 90 (29 Oct), 80: 0.5 | CARE-1, weight 1 | 0.5 | on track |
| HELP-2 | tess | 100 to 60, weight 1 | 110: -0.25, counts as 0 | CARE-1, weight 1 | 0 | off track |
| SALES-1 | sven | 0 to 100, weight 1 | none | - (an orphan) | 0 | off track |
| SALES-2 | sara | 0 to 100, weight 1 | 50: 0.5 | supports ACME-1 | 0.5 | on track |

HELP-2 is named: sara and sven, who have nothing to do with it, do not see it. On track from 0.9 * 0.5 - 0.05 * 0.5 = 0.425 on, at risk from
0.325 on. ACME-1 and CARE-1 are for the focus area `trust`. Due days are the Fridays from 16 October on: of each key result with a
reading four periods are missed, one (to 13 November) is undecided and the one to 20 November on time.
"""

from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import Engine, event

from okr.contract.base import Request
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import CreateGoal
from okr.contract.key_results import NewKeyResult
from okr.domain.vocabulary import LinkKind, Metric, Visibility
from tests.application.companies import TODAY, Company

Result = TypeVar("Result")

MADE_ON = date(2026, 10, 9)
DUE_ON = date(2026, 12, 28)
QUARTER = date(2026, 10, 29)
"""The day on which a quarter is expected, and HELP-1.1 has its first reading."""


def result(title: str, baseline: int, target: int, *, weight: int = 1, **fields: object) -> NewKeyResult:
    """A key result over the 80 days."""
    given = {
        "title": title,
        "metric": Metric.INCREASE if target > baseline else Metric.DECREASE,
        "unit_of_measure": "points",
        "baseline": Decimal(baseline),
        "target": Decimal(target),
        "weight": Decimal(weight),
        "starts_on": MADE_ON,
        "due_on": DUE_ON,
    }
    return NewKeyResult.model_validate(given | fields)


def held(title: str, lower: int, **fields: object) -> NewKeyResult:
    """A key result that is held at a limit or above over the 80 days."""
    given = {
        "title": title,
        "metric": Metric.AT_LEAST,
        "unit_of_measure": "points",
        "lower": Decimal(lower),
        "starts_on": MADE_ON,
        "due_on": DUE_ON,
    }
    return NewKeyResult.model_validate(given | fields)


def make(company: Company, title: str, unit: str, owner: str, /, *results: NewKeyResult, **fields: object) -> str:
    """An active goal, made by olivia on the first day; its key."""
    on = fields.pop("on", MADE_ON)
    assert isinstance(on, date)
    given = {
        "title": title,
        "unit": unit,
        "owner": owner,
        "why": "Customers stay where they are looked after",
        "key_results": results,
        "activate": True,
        "cycle": "2026-Q4",
    }
    return company.call(CreateGoal.model_validate(given | fields), on=on).key


def check_in(
    company: Company, key: str, value: int, *, by: str | None = None, on: date = TODAY, **fields: object
) -> None:
    """A reading of a day, recorded on that day."""
    given = {"key": key, "value": Decimal(value)}
    company.call(RecordCheckIn.model_validate(given | fields), by=by, on=on)


def add_cascade(company: Company) -> None:
    """Make the goals and check-ins of the table above."""
    trust = {"focus_area": "trust"}
    top = make(company, "Keep more customers than last year", "ACME", "olivia", result("Kept", 80, 90), **trust)
    care = make(
        company,
        "Make customers content with our help",
        "CARE",
        "dan",
        result("Content", 70, 90, weight=2),
        parent=top,
        weight=Decimal(3),
        **trust,
    )
    make(company, "Answer customers in half the time", "HELP", "emil", result("Hours", 100, 60), parent=care)
    make(
        company,
        "Solve the difficult cases sooner",
        "HELP",
        "tess",
        result("Cases", 100, 60),
        parent=care,
        visibility=Visibility.NAMED,
    )
    make(
        company,
        "Sell to customers who refer others",
        "SALES",
        "sven",
        result("Referred", 0, 100, effective_on=MADE_ON),
        on=TODAY,
        effective_on=MADE_ON,
        **trust,
    )
    make(
        company,
        "Tell customers what they can expect",
        "SALES",
        "sara",
        result("Told", 0, 100),
        parent=top,
        link_kind=LinkKind.SUPPORTS,
    )
    check_in(company, "HELP-1.1", 90, by="emil", on=QUARTER)
    for key, value in (("ACME-1.1", 85), ("CARE-1.1", 80), ("HELP-1.1", 80), ("HELP-2.1", 110), ("SALES-2.1", 50)):
        check_in(company, key, value)


def statements_of(company: Company, query: Request[Result], *, by: str = "sven") -> int:
    """How many statements a query takes, with those that every request needs; of somebody who is no administrator."""
    backend = company.acting(by)
    backend.call(query)  # opens the store and the connection, which ask for things of their own
    seen: list[str] = []

    def count(*arguments: object) -> None:
        if not str(arguments[2]).startswith("BEGIN"):
            seen.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", count)
    try:
        backend.call(query)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert len(seen) > 1, "a request reads at least who asks, and what is asked for"
    return len(seen)
