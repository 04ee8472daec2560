"""Offers go upwards: anyone with a goal offers it to a parent, whose owner accepts, counters or declines."""

from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    CounterContribution,
    DeclineContribution,
    ListContributions,
    OfferContribution,
    ShowSubscription,
    WithdrawContribution,
)
from okr.contract.goals import GoalView, LinkGoal, ShowGoal
from okr.contract.key_results import ShowKeyResult
from okr.contract.notices import ListNotices
from okr.contract.verification import Verify
from okr.domain.errors import InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import ContributionState, ContributionStep, LinkKind, Metric, Source, Visibility
from tests.application.companies import Company
from tests.application.goal_company import make_goal, make_top, reply_time

D = Decimal


def calls(target: int):
    return reply_time(title="Calls", metric=Metric.INCREASE, baseline=0, target=target, unit_of_measure="calls")


def both(company: Company, **fields: object) -> tuple[GoalView, GoalView]:
    """A top goal of olivia's, and an active goal of emil's that nothing ties to it."""
    top = make_top(company, "Win customers back who left us", key_results=(calls(100),), **fields)
    return top, make_goal(company, "Call every customer who left", key_results=(calls(30),), activate=True)


def test_an_accepted_goal_contributes_and_counts(company: Company):
    top, goal = both(company)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=D(15)), by="emil")

    offered = company.call(OfferContribution(offered=goal.key, parent=top.key, share=D(25)), by="emil")

    assert (offered.key, offered.offered, offered.person and offered.person.handle, offered.child) == (
        f"{top.key}+1",
        True,
        "emil",
        goal.key,
    )
    assert company.call(ShowGoal(key=goal.key)).parents == ()
    assert [one.key for one in company.call(ListContributions(waiting=True), by="olivia").items] == [offered.key]
    assert [one.key for one in company.call(ListNotices(), by="olivia").items] == [offered.key]
    assert company.call(ShowSubscription(key=top.key)).parents[0].offered == 250_000

    accepted = company.call(AcceptContribution(key=offered.key), by="olivia")

    assert accepted.state is ContributionState.ACCEPTED
    [link] = company.call(ShowGoal(key=goal.key)).parents
    assert (link.key, link.kind, link.weight) == (top.key, LinkKind.CONTRIBUTES, D("0.25"))
    assert company.call(ShowGoal(key=top.key)).progress == 100_000  # a weight of 1 at 0 and of 0.25 at a half
    shown = company.call(ShowSubscription(key=top.key)).parents[0]
    assert (shown.asked, shown.accepted, shown.offered) == (0, 250_000, 0)
    assert company.call(Verify()).difference_count == 0


def test_an_accepted_key_result_feeds_with_what_it_has(company: Company):
    top, goal = both(company)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=D(15)), by="emil")

    offered = company.call(OfferContribution(offered=f"{goal.key}.1", parent=f"{top.key}.1"), by="emil")
    assert offered.share == 30
    company.call(AcceptContribution(key=offered.key), by="olivia")

    fed = company.call(ShowKeyResult(key=f"{top.key}.1"))
    assert (fed.source, fed.current, [one.key for one in fed.fed_by]) == (Source.FED, D(15), [f"{goal.key}.1"])
    assert [one.kind for one in company.call(ShowGoal(key=goal.key)).parents] == [LinkKind.SUPPORTS]
    assert company.call(Verify()).difference_count == 0


def test_the_parents_owner_may_counter_and_the_offerer_accepts_that(company: Company):
    top, goal = both(company)
    key = company.call(OfferContribution(offered=goal.key, parent=top.key, share=D(25)), by="emil").key

    countered = company.call(CounterContribution(key=key, share=D(10), reason="It is a small part"), by="olivia")
    assert countered.waits_for is not None
    assert countered.waits_for.handle == "emil"
    with pytest.raises(NotAllowed):
        company.call(AcceptContribution(key=key), by="olivia")
    with pytest.raises(RuleViolation, match="was offered, not asked for"):
        company.call(AskContributionAgain(key=key), by="olivia")
    accepted = company.call(AcceptContribution(key=key), by="emil")
    assert (accepted.share, [one.step for one in accepted.steps]) == (
        D(10),
        [ContributionStep.OFFERED, ContributionStep.COUNTERED, ContributionStep.ACCEPTED],
    )


def test_a_declined_offer_ties_nothing_and_may_be_made_anew(company: Company):
    top, goal = both(company)
    first = company.call(OfferContribution(offered=goal.key, parent=top.key), by="emil").key
    with pytest.raises(RuleViolation, match=r"is offered to .* already"):
        company.call(OfferContribution(offered=goal.key, parent=top.key), by="emil")
    company.call(DeclineContribution(key=first, reason="Not this quarter"), by="olivia")
    assert company.call(ShowGoal(key=goal.key)).parents == ()
    second = company.call(OfferContribution(offered=goal.key, parent=top.key), by="emil").key
    assert company.call(WithdrawContribution(key=second), by="emil").state is ContributionState.WITHDRAWN
    assert company.call(OfferContribution(offered=goal.key, parent=top.key), by="emil").key == f"{top.key}+3"


def test_only_who_may_link_a_goal_offers_it_and_only_who_may_ask_accepts(company: Company):
    top, goal = both(company)
    with pytest.raises(NotAllowed, match="may link this goal"):
        company.call(OfferContribution(offered=goal.key, parent=top.key), by="sven")
    key = company.call(OfferContribution(offered=goal.key, parent=top.key), by="emil").key
    for stranger in ("sven", "tess", "emil"):
        with pytest.raises(NotAllowed):
            company.call(AcceptContribution(key=key), by=stranger)
    with pytest.raises(InvalidInput, match="is changed there"):
        company.call(AcceptContribution(key=key, why="Because"), by="olivia")


def test_nothing_is_offered_to_what_one_does_not_see(company: Company):
    top, goal = both(company, visibility=Visibility.NAMED)
    with pytest.raises(NotFound, match=f"There is no goal {top.key}"):
        company.call(OfferContribution(offered=goal.key, parent=top.key), by="emil")


def test_what_could_not_be_tied_is_not_offered(company: Company):
    top, goal = both(company)
    with pytest.raises(InvalidInput, match=f"Only a key result feeds {top.key}.1"):
        company.call(OfferContribution(offered=goal.key, parent=f"{top.key}.1"), by="emil")
    with pytest.raises(InvalidInput, match=f"offer {goal.key}"):
        company.call(OfferContribution(offered=f"{goal.key}.1", parent=top.key), by="emil")
    other = make_goal(company, "Answer customers faster")
    with pytest.raises(RuleViolation, match="a feed needs the same unit of measure"):
        company.call(OfferContribution(offered=f"{other.key}.1", parent=f"{top.key}.1"), by="emil")
    company.call(LinkGoal(child=top.key, parent=other.key), by="olivia")
    with pytest.raises(RuleViolation, match="close the cycle"):
        company.call(OfferContribution(offered=other.key, parent=top.key), by="emil")
    company.call(LinkGoal(child=goal.key, parent=top.key), by="emil")
    with pytest.raises(RuleViolation, match=r"is linked to .* already"):
        company.call(OfferContribution(offered=goal.key, parent=top.key), by="emil")
