"""How a need is divided, whose turn it is, what a share becomes, and how much is subscribed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.alignment import Subscription
from okr.domain.contributions import (
    UNANSWERED,
    Part,
    Side,
    child_aim,
    divide,
    need_of,
    side_to,
    subscribe,
    subscription_words,
    turn_of,
    weight_of_share,
)
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import ContributionState, ContributionStep, Metric

D = Decimal


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (D(100), (1, 1, 1), (34, 33, 33)),
        (D(12), (1, 1, 1, 1, 1), ("2.4",) * 5),
        (D("0.3"), (1, 2), ("0.10", "0.20")),
        (D(60), (3, 2, 1), (30, 20, 10)),
        (D(1), (1, 1, 1), ("0.34", "0.33", "0.33")),
    ],
)
def test_a_need_is_divided_into_shares_that_can_be_told(amount, weights, shares):
    assert divide(amount, [D(one) for one in weights]) == tuple(D(one) for one in shares)


@given(
    st.decimals(min_value="0.001", max_value=10**9, places=3),
    st.lists(st.integers(1, 1000).map(Decimal), min_size=1, max_size=60),
)
def test_shares_add_up_to_the_need_exactly(amount: Decimal, weights: list[Decimal]):
    shares = divide(amount, weights)
    assert sum(shares) == amount
    assert min(shares) > 0
    heaviest = max(range(len(weights)), key=lambda place: weights[place])
    assert shares[heaviest] == max(shares) or weights.count(weights[heaviest]) > 1


@pytest.mark.parametrize("weights", [[], [D(1), D(0)]])
def test_nobody_gets_a_share_of_nothing(weights: list[Decimal]):
    with pytest.raises(RuleViolation, match="more than nothing"):
        divide(D(10), weights)


def test_what_is_too_little_for_so_many_is_refused():
    with pytest.raises(RuleViolation, match="cannot be divided among 3"):
        divide(D("0.000000002"), [D(1)] * 3)


@pytest.mark.parametrize(
    ("state", "offered", "side"),
    [
        (ContributionState.OPEN, False, Side.GIVER),
        (ContributionState.COUNTERED, False, Side.TAKER),
        (ContributionState.OPEN, True, Side.TAKER),
        (ContributionState.COUNTERED, True, Side.GIVER),
        (ContributionState.ACCEPTED, False, None),
    ],
)
def test_it_is_the_other_sides_turn(state, offered, side):
    assert turn_of(state, offered=offered) is side


ALLOWED = {
    # step: (states in which an asked one may take it, the side), then the same of an offered one
    ContributionStep.ACCEPTED: (UNANSWERED, UNANSWERED),
    ContributionStep.COUNTERED: ({ContributionState.OPEN}, {ContributionState.OPEN}),
    ContributionStep.DECLINED: (UNANSWERED, UNANSWERED),
    ContributionStep.WITHDRAWN: (UNANSWERED, UNANSWERED),
    ContributionStep.ASKED: (set(ContributionState) - {ContributionState.ACCEPTED}, set()),
}


@pytest.mark.parametrize("offered", [False, True])
@pytest.mark.parametrize("state", list(ContributionState))
@pytest.mark.parametrize("step", list(ALLOWED))
def test_only_what_leads_on_may_be_done(step, state, offered):
    if state in ALLOWED[step][offered]:
        assert side_to(step, state=state, offered=offered, key="CARE-7+1") in set(Side)
    else:
        with pytest.raises(RuleViolation, match=r"^CARE-7\+1 "):
            side_to(step, state=state, offered=offered, key="CARE-7+1")


def test_who_proposed_takes_back_and_the_other_declines():
    for offered, proposing, answering in ((False, Side.TAKER, Side.GIVER), (True, Side.GIVER, Side.TAKER)):
        for state in UNANSWERED:
            assert side_to(ContributionStep.WITHDRAWN, state=state, offered=offered, key="A") is proposing
            assert side_to(ContributionStep.DECLINED, state=state, offered=offered, key="A") is answering


def test_only_what_moves_to_a_target_can_be_shared():
    assert need_of(Metric.DECREASE, D(24), D(12), key="CARE-7.1") == 12
    with pytest.raises(RuleViolation, match="measures 'at least'") as refused:
        need_of(Metric.AT_LEAST, None, None, key="CARE-7.1")
    assert refused.value.hint == "Ask for contributions to its goal instead: CARE-7."


def test_a_share_becomes_a_way_from_the_givers_baseline():
    assert child_aim(Metric.INCREASE, D(30), baseline=None, key="A") == (D(0), D(30))
    assert child_aim(Metric.INCREASE, D(30), baseline=D(12), key="A") == (D(12), D(42))
    assert child_aim(Metric.DECREASE, D(4), baseline=D(24), key="A") == (D(24), D(20))
    with pytest.raises(RuleViolation, match="say where you stand today"):
        child_aim(Metric.DECREASE, D(4), baseline=None, key="A")


def test_the_shares_of_an_objective_weigh_one_together():
    assert sum(map(weight_of_share, divide(D(100), [D(1)] * 8))) == 10_000
    assert weight_of_share(None) == 10_000
    assert weight_of_share(D("0.001")) == 1


def part(state: ContributionState, asked: object, share: object = None, **more: bool) -> Part:
    given = {"offered": False, **more}
    return Part(state, asked=D(str(asked)), share=D(str(asked if share is None else share)), **given)


def test_a_subscription_tells_every_part_of_the_need():
    sums = subscribe(
        D(200),
        [
            part(ContributionState.ACCEPTED, 100, 90),
            part(ContributionState.ACCEPTED, 80),
            part(ContributionState.COUNTERED, 40, 20),
            part(ContributionState.DECLINED, 10),
            part(ContributionState.OPEN, 10),
            part(ContributionState.WITHDRAWN, 500),
            part(ContributionState.OPEN, 15, offered=True),
        ],
    )
    assert (sums.asked, sums.accepted, sums.countered, sums.declined, sums.open, sums.offered) == tuple(
        map(D, (240, 170, 20, 10, 10, 15))
    )
    assert subscription_words(sums) == "asked 120 %, accepted 85 %, short by 15 points"
    assert sums.verdict is Subscription.UNDER
    assert sums.counts == {"accepted": 2, "countered": 1, "declined": 1, "open": 1, "offered": 1}


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        (100, "asked 100 %, accepted 100 %, fully subscribed"),
        (101, "asked 101 %, accepted 101 %, over by 1 point"),
        (120, "asked 120 %, accepted 120 %, over by 20 points"),
        ("99.8", "asked 100 %, accepted 100 %, short by under 1 point"),
    ],
)
def test_the_gap_is_told_in_points(accepted, words):
    sums = subscribe(D(100), [part(ContributionState.ACCEPTED, accepted)])
    assert subscription_words(sums) == words


def test_an_accepted_offer_counts_and_a_cancelled_goal_does_not():
    sums = subscribe(
        D(100),
        [
            part(ContributionState.ACCEPTED, 30, offered=True),
            part(ContributionState.ACCEPTED, 50, given_up=True),
        ],
    )
    assert (sums.asked, sums.accepted, sums.given_up) == (D(50), D(30), D(50))
