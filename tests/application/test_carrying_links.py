"""What goals that are carried into another cycle stay tied to: parents, children, feeds, requests, and the chain of their cycles."""

from datetime import date
from decimal import Decimal

from okr.contract.carrying import CarryReport, ShowLineage
from okr.contract.contributions import AskContributions, ListContributions, NewReceiver
from okr.contract.cycles import CreateCycle
from okr.contract.goals import EditGoal, LinkGoal, SetGoalState, ShowGoal
from okr.contract.key_results import FeedKeyResult, ShowKeyResult
from okr.contract.verification import Verify
from okr.domain.vocabulary import (
    ContributionState,
    CycleKind,
    CycleState,
    FeedMethod,
    GoalState,
    LinkKind,
    ShareMode,
    Source,
    Visibility,
)
from tests.application.companies import Company
from tests.application.cycle_company import NEXT, QUARTER, carried, carry, goal_at, grade, plan_next, start_grading
from tests.application.goal_company import make_top, reply_time


def test_links_among_what_is_carried_go_along_with_their_weights(company: Company):
    top = make_top(company)
    child = goal_at(company, parent=top.key, weight=Decimal(3))
    helper = goal_at(company, 7, title="Answer every letter within five days")
    company.call(LinkGoal(child=helper, parent=top.key, kind=LinkKind.SUPPORTS), by="tess")
    plan_next(company)

    report = carry(company, top.key, child, helper)

    new = {one.key: one.new_key for one in report.carried}
    assert new[child] is not None
    (link,) = company.call(ShowGoal(key=new[child] or "")).parents
    assert (link.key, link.kind, link.weight) == (new[top.key], LinkKind.CONTRIBUTES, Decimal(3))
    (link,) = company.call(ShowGoal(key=new[helper] or "")).parents
    assert (link.key, link.kind) == (new[top.key], LinkKind.SUPPORTS)


def test_a_child_carried_later_finds_its_parent(company: Company):
    top = make_top(company)
    child = goal_at(company, parent=top.key)
    plan_next(company)
    first = carried(carry(company, top.key))

    second = carried(carry(company, child, by="emil"))

    assert second.parents == (first.new_key,)


def test_a_child_that_went_ahead_is_tied_to_its_parent_again(company: Company):
    top = make_top(company)
    child = goal_at(company, 6, parent=top.key, weight=Decimal("2.5"))
    other = goal_at(company, 5, "Answer letters faster than before")
    company.call(LinkGoal(child=other, parent=top.key, kind=LinkKind.SUPPORTS), by="olivia")
    company.call(FeedKeyResult(child=f"{other}.1", parent=f"{top.key}.1", method=FeedMethod.MEAN), by="olivia")
    plan_next(company)
    ahead = {key: carried(carry(company, key)) for key in (child, other)}

    one = carried(carry(company, top.key))

    assert f"{ahead[child].new_key}, which went ahead, is tied to it again." in one.notes
    parents = {key: company.call(ShowGoal(key=ahead[key].new_key or "")).parents for key in ahead}
    assert [(link.key, link.kind, link.weight) for link in parents[child]] == [
        (one.new_key, LinkKind.CONTRIBUTES, Decimal("2.5"))
    ]
    assert [(link.key, link.kind) for link in parents[other]] == [(one.new_key, LinkKind.SUPPORTS)]
    fed = company.call(ShowKeyResult(key=one.results[0].new_key or ""))
    assert (fed.source, fed.feed_method) == (Source.FED, FeedMethod.MEAN)
    assert [feeding.key for feeding in fed.fed_by] == [ahead[other].results[0].new_key]
    assert company.call(Verify()).differences == ()


def test_what_fed_goes_on_feeding_where_its_parent_went_ahead(company: Company):
    top, child = make_top(company), goal_at(company, 6)
    company.call(LinkGoal(child=child, parent=top.key, kind=LinkKind.SUPPORTS), by="olivia")
    company.call(FeedKeyResult(child=f"{child}.1", parent=f"{top.key}.1", method=FeedMethod.MEAN), by="olivia")
    plan_next(company)
    ahead = carried(carry(company, top.key)).results[0].new_key

    one = carried(carry(company, child))

    assert f"{one.results[0].new_key} feeds {ahead} again." in one.notes
    assert company.call(ShowKeyResult(key=ahead or "")).source is Source.FED
    assert company.call(Verify()).differences == ()


def test_a_tie_that_the_rules_refuse_by_now_is_said_and_left_out(company: Company):
    top = make_top(company)
    child = goal_at(company, 6, parent=top.key)
    plan_next(company)
    ahead = carried(carry(company, child)).new_key
    company.call(SetGoalState(key=ahead or "", state=GoalState.CANCELLED, reason="Not any more"), by="olivia")

    one = carried(carry(company, top.key))

    assert any(note.startswith("What went ahead of it is not tied to it again") for note in one.notes)
    assert company.call(ShowGoal(key=ahead or "")).parents == ()


def test_a_parent_of_a_longer_cycle_stays_the_parent(company: Company):
    company.call(
        CreateCycle(key="2026-28", kind=CycleKind.OTHER, starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31))
    )
    long = make_top(company, cycle="2026-28", key_results=(reply_time(),))
    child = goal_at(company, parent=long.key, cycle=QUARTER)
    plan_next(company)

    assert carried(carry(company, child)).parents == (long.key,)


def test_a_parent_that_does_not_go_along_is_named(company: Company):
    top = make_top(company)
    child = goal_at(company, parent=top.key)
    plan_next(company)

    one = carried(carry(company, child))

    assert one.parents == ()
    assert f"It is not tied to {top.key} any more, which does not go along." in one.notes


def test_feeds_among_what_is_carried_go_along(company: Company):
    top, child = make_top(company), goal_at(company, 6)
    company.call(LinkGoal(child=child, parent=top.key, kind=LinkKind.SUPPORTS), by="olivia")
    company.call(FeedKeyResult(child=f"{child}.1", parent=f"{top.key}.1", method=FeedMethod.MEAN), by="olivia")
    plan_next(company)

    report = carry(company, top.key, child)

    new = {one.key: one.results[0].new_key for one in report.carried}
    fed = company.call(ShowKeyResult(key=new[top.key] or ""))
    assert (fed.source, fed.feed_method, [one.key for one in fed.fed_by]) == (Source.FED, FeedMethod.MEAN, [new[child]])
    assert (fed.baseline, carried_baseline(report, child)) == (Decimal(6), Decimal(6))
    assert company.call(Verify()).differences == ()


def carried_baseline(report: CarryReport, key: str) -> Decimal | None:
    return next(one for one in report.carried if one.key == key).results[0].baseline


def test_what_nothing_feeds_any_more_is_typed_in(company: Company):
    top, child = make_top(company), goal_at(company, 6)
    company.call(LinkGoal(child=child, parent=top.key, kind=LinkKind.SUPPORTS), by="olivia")
    company.call(FeedKeyResult(child=f"{child}.1", parent=f"{top.key}.1", method=FeedMethod.MEAN), by="olivia")
    plan_next(company)

    new = carried(carry(company, top.key)).results[0].new_key

    assert company.call(ShowKeyResult(key=new or "")).source is Source.TYPED


def test_open_contributions_are_asked_for_again(company: Company):
    top = make_top(company)
    asked = AskContributions(
        parent=top.key,
        receivers=(NewReceiver(unit="CARE", share=Decimal(40)), NewReceiver(person="sara", share=Decimal(20))),
        shares=ShareMode.TYPED,
        title="Take a share",
    )
    company.call(asked, by="olivia")
    plan_next(company)

    one = carried(carry(company, top.key))

    assert one.asked_again == 2
    again = company.call(ListContributions(parent=one.new_key)).items
    assert [(item.state, item.share) for item in again] == [
        (ContributionState.OPEN, Decimal(40)),
        (ContributionState.OPEN, Decimal(20)),
    ]
    assert {item.due for item in again} == {date(2027, 3, 31)}


def test_a_goal_is_read_through_its_cycles(company: Company):
    first = goal_at(company)
    start_grading(company)
    grade(company, first, post_mortem="Late")
    plan_next(company, state=CycleState.ACTIVE)
    second = carried(carry(company, first)).new_key or ""
    company.call(SetGoalState(key=second, state=GoalState.ACTIVE), by="emil", on=date(2027, 1, 10))

    for key in (first, second):
        lineage = company.call(ShowLineage(key=key))
        assert [(step.key, step.cycle, step.state) for step in lineage.steps] == [
            (first, QUARTER, GoalState.MISSED),
            (second, NEXT, GoalState.ACTIVE),
        ]
        assert [(step.results[0].baseline, step.results[0].current) for step in lineage.steps] == [
            (Decimal(9), Decimal(6)),
            (Decimal(6), None),
        ]
        assert [step.score for step in lineage.steps] == [600_000, None]


def test_what_may_not_be_seen_is_only_counted_in_the_chain(company: Company):
    first = goal_at(company, visibility=Visibility.NAMED)
    plan_next(company)
    second = carried(carry(company, first, by="emil")).new_key or ""
    company.call(EditGoal(key=second, visibility=Visibility.ORGANISATION), by="emil")

    lineage = company.call(ShowLineage(key=second), by="sara")

    assert ([step.key for step in lineage.steps], lineage.hidden) == ([second], 1)
    assert company.call(ShowGoal(key=second), by="sara").carried_from is None
