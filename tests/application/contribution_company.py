"""What tests of contributions begin with: a goal that is shared, and asking for parts of it."""

from okr.contract.contributions import (
    AskContributions,
    AskedContributions,
    NewReceiver,
)
from okr.contract.goals import GoalView
from okr.domain.vocabulary import (
    Metric,
)
from tests.application.companies import Company
from tests.application.goal_company import make_top, reply_time


def calls(**fields: object):
    given = {"title": "Calls", "metric": Metric.INCREASE, "baseline": 0, "target": 120, "unit_of_measure": "calls"}
    return reply_time(**(given | fields))


def top(company: Company, **fields: object) -> GoalView:
    return make_top(company, "Win customers back who left us", **({"key_results": (calls(),)} | fields))


def ask(company: Company, parent: str, *to: str, by: str = "olivia", **fields: object) -> AskedContributions:
    receivers = tuple(NewReceiver(person=one[1:]) if one.startswith("@") else NewReceiver(unit=one) for one in to)
    return company.call(AskContributions.model_validate({"parent": parent, "receivers": receivers, **fields}), by=by)
