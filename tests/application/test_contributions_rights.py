"""Who asks for contributions, who answers, and who sees them."""

from decimal import Decimal
from typing import Any

import pytest

from okr.contract.base import Request
from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    DeclineContribution,
    ListContributions,
    ShowContribution,
    ShowSubscription,
    WithdrawContribution,
)
from okr.contract.goals import ShowGoal
from okr.contract.notices import ListNotices
from okr.contract.units import CreateUnit
from okr.domain.errors import NotAllowed, NotFound
from okr.domain.vocabulary import (
    UnitKind,
    Visibility,
)
from tests.application.companies import Company
from tests.application.contribution_company import ask, top
from tests.application.goal_company import CAST, ROLES, add_cast, make_goal

D = Decimal


@pytest.mark.parametrize("role", ROLES)
def test_who_may_ask_for_contributions(company: Company, role: str):
    add_cast(company)
    goal = make_goal(company, activate=True, **CAST)
    may = role in {"owner", "delegate", "lead and manager", "lead above", "administrator"}
    if may:
        assert ask(company, goal.key, "@sven", by=ROLES[role]).asked
    else:
        with pytest.raises(NotAllowed, match="may ask for contributions to this goal"):
            ask(company, goal.key, "@sven", by=ROLES[role])


@pytest.mark.parametrize(
    ("handle", "may"), [("tess", True), ("dan", True), ("emil", False), ("sara", False), ("olivia", False)]
)
def test_a_unit_is_answered_for_by_its_lead_or_one_above_but_not_by_who_asked(company: Company, handle: str, may: bool):
    parent = top(company)
    ask(company, parent.key, "HELP")
    if may:
        assert company.call(AcceptContribution(key=f"{parent.key}+1"), by=handle).child == "HELP-1"
    else:
        with pytest.raises(NotAllowed, match="may answer for the one who is to contribute, and never whoever asked"):
            company.call(AcceptContribution(key=f"{parent.key}+1"), by=handle)


@pytest.mark.parametrize("handle", ["tess", "dan", "sven"])
def test_nobody_answers_for_another_person(company: Company, handle: str):
    parent = top(company)
    ask(company, parent.key, "@emil")
    with pytest.raises(NotAllowed):
        company.call(DeclineContribution(key=f"{parent.key}+1", reason="No"), by=handle)


def test_who_leads_the_unit_that_they_ask_answers_for_it(company: Company):
    goal = make_goal(company, unit="CARE", owner="dan", by="dan", activate=True)
    ask(company, goal.key, "CARE", by="dan")
    assert company.call(AcceptContribution(key=f"{goal.key}+1"), by="dan").child == "CARE-2"


@pytest.mark.parametrize("handle", ["tess", "emil", "sven"])
def test_only_who_may_ask_takes_back_and_asks_again(company: Company, handle: str):
    parent = top(company)
    ask(company, parent.key, "HELP")
    withdraw = WithdrawContribution(key=f"{parent.key}+1")
    for request in (withdraw, AskContributionAgain(key=f"{parent.key}+1", share=D(5))):
        with pytest.raises(NotAllowed, match="may ask for contributions"):
            company.call(request, by=handle)


def test_whoever_is_asked_sees_key_title_and_need_of_a_parent_that_they_may_not_see(company: Company):
    parent = top(company, visibility=Visibility.NAMED)
    ask(company, f"{parent.key}.1", "@sven", "SALES")
    key = f"{parent.key}+1"

    seen = company.call(ShowContribution(key=key), by="sven")
    assert (seen.parent, seen.parent_title, seen.need) == (f"{parent.key}.1", "Calls", D(120))
    assert [one.key for one in company.call(ListContributions(), by="sven").items] == [key]
    hidden: tuple[Request[Any], ...] = (
        ShowGoal(key=parent.key),
        ShowSubscription(key=parent.key),
        ListContributions(parent=parent.key),
    )
    for request in hidden:
        with pytest.raises(NotFound):
            company.call(request, by="sven")
    for stranger in ("emil", "dan"):
        with pytest.raises(NotFound, match=r"There is no contribution"):
            company.call(ShowContribution(key=key), by=stranger)
        assert not company.call(ListContributions(person="sven"), by=stranger).items
    accepted = company.call(AcceptContribution(key=key), by="sven")
    goal = company.call(ShowGoal(key=str(accepted.child)), by="sven")
    assert (goal.visibility, goal.why, goal.parents) == (Visibility.NAMED, None, ())
    assert company.call(ShowGoal(key=str(accepted.child)), by="olivia").sponsor is not None
    with pytest.raises(NotFound):
        company.call(ShowGoal(key=str(accepted.child)), by="emil")


def test_lists_show_what_one_sees_and_nothing_else(company: Company):
    open_parent, closed_parent = top(company), top(company, visibility=Visibility.UNIT)
    for parent in (open_parent, closed_parent):
        ask(company, parent.key, "HELP", "@sven")
    everything = [f"{parent.key}+{number}" for parent in (open_parent, closed_parent) for number in (1, 2)]
    for handle in ("olivia", "dan", "tess", "emil", "sara", "sven"):
        by_predicate = []
        for key in everything:
            try:
                company.call(ShowContribution(key=key), by=handle)
            except NotFound:
                continue
            by_predicate.append(key)
        by_list = [
            one.key
            for query in (ListContributions(unit="HELP"), ListContributions(person="sven"))
            for one in company.call(query, by=handle).items
        ]
        assert sorted(by_list) == sorted(by_predicate), handle


def test_of_a_unit_without_a_lead_it_is_said_who_answers(company: Company):
    parent = top(company)
    company.call(CreateUnit(key="FIELD", name="Field Service", kind=UnitKind.TEAM, parent="CARE"))
    [asked] = ask(company, parent.key, "FIELD").asked
    assert asked.waits_for is not None
    assert asked.waits_for.handle == "dan"
    [own] = ask(company, make_goal(company).key, "FIELD", by="dan").asked
    assert own.waits_for is not None
    assert own.waits_for.handle == "olivia", "who asks does not answer for the other side"


def test_a_lead_who_asks_a_unit_below_without_a_lead_leaves_the_answer_to_those_above(company: Company):
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    goal = make_goal(company, unit="CARE", owner="dan", by="dan", activate=True)

    key = ask(company, goal.key, "CHAT", by="dan").asked[0].key

    assert [one.key for one in company.call(ListNotices(), by="olivia").items] == [key]
    assert [one.key for one in company.call(ListContributions(waiting=True), by="olivia").items] == [key]
    assert not company.call(ListContributions(waiting=True), by="dan").items
    with pytest.raises(NotAllowed):
        company.call(AcceptContribution(key=key, owner="emil"), by="dan")
    assert company.call(AcceptContribution(key=key, owner="emil"), by="olivia").child == "CHAT-1"
