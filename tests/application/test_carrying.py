"""Goals are carried into another cycle: what goes along, what does not, and how they are read through the chain."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.carrying import CarriedGoal, CarryForward, CarryReport, ShowLineage
from okr.contract.check_ins import RecordCheckIn
from okr.contract.contributions import AskContributions, ListContributions, NewReceiver
from okr.contract.cycles import CreateCycle
from okr.contract.goals import EditGoal, LinkGoal, SetGoalState, ShowGoal
from okr.contract.key_results import EditKeyResult, FeedKeyResult, ShowKeyResult
from okr.contract.people import EditPerson
from okr.contract.verification import Verify
from okr.domain.errors import InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import (
    ContributionState,
    CycleKind,
    CycleState,
    FeedMethod,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    ShareMode,
    Source,
    Visibility,
)
from tests.application.companies import Company
from tests.application.cycle_company import NEXT, QUARTER, close_by_force, grade, plan_next, start_grading
from tests.application.goal_company import make_goal, make_top, reply_time


def carry(company: Company, *keys: str, by: str = "olivia", **fields: object) -> CarryReport:
    given = {"source": QUARTER, "target": NEXT, "goals": keys}
    return company.call(CarryForward.model_validate(given | fields), by=by)


def carried(report: CarryReport) -> CarriedGoal:
    (one,) = report.carried
    return one


def goal_at(
    company: Company, value: int | None = 6, /, title: str = "Answer customers faster than before", **fields: object
) -> str:
    key = make_goal(company, title, activate=True, **fields).key
    if value is not None:
        company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(value)), by="dan")
    return key


def test_a_goal_goes_on_from_where_it_stands(company: Company):
    key = goal_at(company, 6, ambition="aspirational", sponsor="dan", delegate="tess", contributors=("sven",))
    plan_next(company)

    one = carried(carry(company, key))

    assert one.new_key is not None
    new, old = company.call(ShowGoal(key=one.new_key)), company.call(ShowGoal(key=key))
    assert (new.state, new.cycle, new.starts, new.due) == (GoalState.DRAFT, NEXT, date(2027, 1, 1), date(2027, 3, 31))
    for same in ("title", "why", "owner", "sponsor", "delegate", "contributors", "unit", "ambition", "focus_area"):
        assert getattr(new, same) == getattr(old, same), same
    (result,) = new.results
    assert (result.baseline, result.target, result.has_reading) == (Decimal(6), Decimal(4), False)
    assert (result.starts, result.due, result.owner) == (new.starts, new.due, new.owner)
    assert new.carried_from is not None
    assert (new.carried_from.key, new.carried_from.cycle) == (key, QUARTER)
    assert [one.key for one in old.carried_to] == [new.key]
    assert any("begins at 6, its last reading, instead of 9" in note for note in one.notes)


def test_without_a_reading_the_baseline_stays(company: Company):
    key = goal_at(company, None)
    plan_next(company)

    assert carried(carry(company, key)).results[0].baseline == Decimal(9)


def test_what_it_was_carried_from_stays_as_it_is(company: Company):
    key = goal_at(company)
    plan_next(company)
    close_by_force(company)
    before = company.call(ShowGoal(key=key))

    carry(company, key)

    assert company.call(ShowGoal(key=key)).model_copy(update={"carried_to": ()}) == before


def test_a_dry_run_tells_the_same_and_writes_nothing(company: Company):
    key = goal_at(company)
    plan_next(company)

    planned = carry(company, key, dry_run=True)
    assert (planned.done, carried(planned).new_key) == (False, None)
    assert planned.sentence == f"1 goal would be carried from {QUARTER} into {NEXT}."
    assert company.call(ShowGoal(key=key)).carried_to == ()

    done = carry(company, key)
    assert done.sentence == f"1 goal was carried from {QUARTER} into {NEXT}."
    assert [result.baseline for result in carried(done).results] == [
        result.baseline for result in carried(planned).results
    ]


def test_the_numbers_are_right_afterwards(company: Company):
    top = make_top(company)
    key = goal_at(company, parent=top.key)
    plan_next(company, state=CycleState.ACTIVE)
    carry(company, top.key, key)

    assert company.call(Verify()).differences == ()


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


def test_a_key_result_that_is_done_with_does_not_go_along(company: Company):
    key = goal_at(
        company,
        6,
        key_results=(
            reply_time(),
            reply_time(title="Hours to a second reply"),
            reply_time(title="Hours to a third reply"),
            reply_time(
                title="Answers that are kind", metric=Metric.AT_LEAST, baseline=None, target=None, lower=Decimal(90)
            ),
        ),
    )
    company.call(RecordCheckIn(key=f"{key}.2", value=Decimal(4)), by="emil")
    company.call(EditKeyResult(key=f"{key}.3", state=KeyResultState.CANCELLED, reason="Wrong"), by="emil")
    plan_next(company)

    one = carried(carry(company, key))

    assert [result.key for result in one.results] == [f"{key}.1", f"{key}.4"]
    assert [result.new_key for result in one.results] == [f"{one.new_key}.1", f"{one.new_key}.2"]
    assert f"{key}.2 does not go along: it has reached what it aimed at." in one.notes
    assert f"{key}.3 does not go along: it was given up." in one.notes


def test_who_left_does_not_own_it_any_more(company: Company):
    key = goal_at(company)
    plan_next(company)
    company.call(EditPerson(handle="emil", employed_to=date(2026, 11, 10)))

    one = carried(carry(company, key))

    assert one.owner is None
    assert "Its owner left on 2026-11-10; say who answers for it." in one.notes
    assert company.call(ShowKeyResult(key=one.results[0].new_key or "")).owner is None


def test_all_that_is_unfinished_goes_on_and_the_rest_says_why_it_stays(company: Company):
    missed, done = goal_at(company, 6), goal_at(company, 4, title="Answer every letter within five days")
    other = goal_at(company, 7, title="Answer letters about bills sooner", unit="CARE", owner="dan", by="dan")
    draft = make_goal(company, "Answer nothing twice").key
    start_grading(company)
    grade(company, missed, post_mortem="Late")
    grade(company, done)
    plan_next(company)

    assert [one.key for one in carry(company, unit="HELP", dry_run=True).carried] == [missed]
    report = carry(company, all_unfinished=True)
    assert {one.key for one in report.carried} == {missed, other}

    again = carry(company, all_unfinished=True)
    assert (again.carried, {one.key for one in again.left}) == ((), {missed, other})
    named = carry(company, done, draft)
    assert {one.key: one.reason for one in named.left} == {
        done: "was achieved; write a new goal for what comes next",
        draft: "never began; move it instead",
    }


@pytest.mark.parametrize(
    ("handle", "able"), [("emil", True), ("tess", True), ("dan", True), ("olivia", True), ("sara", False)]
)
def test_who_may_carry_a_goal(company: Company, handle: str, able: bool):
    key = goal_at(company)
    plan_next(company)

    if able:
        assert carried(carry(company, key, by=handle)).new_key is not None
        return
    with pytest.raises(NotAllowed, match="may edit this goal"):
        carry(company, key, by=handle)
    report = carry(company, all_unfinished=True, by=handle)
    assert [(one.key, one.reason) for one in report.left] == [
        (key, "is carried by its owner, a manager above or the lead of its unit")
    ]


def test_what_a_person_may_not_see_is_not_carried_by_them(company: Company):
    key = goal_at(company, visibility=Visibility.NAMED)
    plan_next(company)

    with pytest.raises(NotFound):
        carry(company, key, by="sara")
    report = carry(company, all_unfinished=True, by="sara")
    assert (report.carried, report.left) == ((), ())


def test_where_to_and_what_has_to_make_sense(company: Company):
    key = goal_at(company)
    with pytest.raises(RuleViolation, match="does not end after"):
        carry(company, key, target=QUARTER)
    plan_next(company)
    with pytest.raises(InvalidInput, match="Say what to carry"):
        carry(company)
    with pytest.raises(InvalidInput, match="Say what to carry"):
        carry(company, key, all_unfinished=True)
    late = make_goal(company, "Answer every letter within five days", cycle=NEXT).key
    with pytest.raises(RuleViolation, match=f"{late} is not a goal of 2026-Q4"):
        carry(company, late)
    with pytest.raises(RuleViolation, match="is still planned; move its goals"):
        plan_next(company, key="2027-Q2", starts_on=date(2027, 4, 1), ends_on=date(2027, 6, 30))
        carry(company, late, source=NEXT, target="2027-Q2")


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


def test_the_same_key_carries_once(company: Company):
    key = goal_at(company)
    plan_next(company)
    request = CarryForward(source=QUARTER, target=NEXT, goals=(key,))

    assert company.call(request, key="k") == company.call(request, key="k")
    assert len(company.call(ShowGoal(key=key)).carried_to) == 1
