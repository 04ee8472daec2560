"""Goals are carried into another cycle: what goes along, what stays behind and why, and who may."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.carrying import CarryForward
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import ShowGoal
from okr.contract.key_results import EditKeyResult, ShowKeyResult
from okr.contract.people import EditPerson
from okr.contract.verification import Verify
from okr.domain.errors import InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import CycleState, GoalState, KeyResultState, Metric, Visibility
from tests.application.companies import Company
from tests.application.cycle_company import (
    NEXT,
    QUARTER,
    carried,
    carry,
    close_by_force,
    goal_at,
    grade,
    plan_next,
    start_grading,
)
from tests.application.goal_company import make_goal, make_top, reply_time


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


def test_the_same_key_carries_once(company: Company):
    key = goal_at(company)
    plan_next(company)
    request = CarryForward(source=QUARTER, target=NEXT, goals=(key,))

    assert company.call(request, key="k") == company.call(request, key="k")
    assert len(company.call(ShowGoal(key=key)).carried_to) == 1
