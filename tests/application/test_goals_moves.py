"""Goals move to another unit, cycle or parent, keep their keys, and take their days along where these were the cycle's."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.cycles import CreateCycle
from okr.contract.goals import EditGoal, LinkGoal, MoveGoal, ShowGoal
from okr.contract.key_results import EditKeyResult, FeedKeyResult
from okr.domain.errors import InvalidInput, NotAllowed, RuleViolation
from okr.domain.vocabulary import CycleKind, LinkKind
from tests.application.companies import TODAY, Company
from tests.application.goal_company import CAST, ROLES, add_cast, ledger_of, make_goal, make_top, reply_time

Q1 = (date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture
def with_next_cycle(company: Company) -> Company:
    company.call(CreateCycle(key="2027-Q1", kind=CycleKind.QUARTER, starts_on=Q1[0], ends_on=Q1[1]))
    return company


def test_a_goal_in_another_unit_keeps_its_key(company: Company):
    goal = make_goal(company)

    moved = company.call(MoveGoal(key=goal.key, unit="CARE"), by="dan")

    assert (moved.key, moved.unit.key, moved.version) == (goal.key, "CARE", goal.version + 1)


def test_moving_to_a_unit_takes_the_right_to_create_there(company: Company):
    goal = make_goal(company)

    with pytest.raises(NotAllowed, match="may create a goal in this unit"):
        company.call(MoveGoal(key=goal.key, unit="SALES"), by="emil")
    with pytest.raises(NotAllowed, match="may edit this goal"):
        company.call(MoveGoal(key=goal.key, unit="SALES"), by="sara")


def test_nowhere_to_go_is_refused(company: Company):
    goal = make_goal(company)

    with pytest.raises(InvalidInput, match="Say where to"):
        company.call(MoveGoal(key=goal.key), by="emil")


def test_days_of_the_old_cycle_become_those_of_the_new_one(with_next_cycle: Company):
    goal = make_goal(with_next_cycle)

    moved = with_next_cycle.call(MoveGoal(key=goal.key, cycle="2027-Q1"), by="emil")

    assert (moved.cycle, moved.starts, moved.due) == ("2027-Q1", *Q1)
    assert [(result.starts, result.due) for result in moved.results] == [Q1]
    assert ledger_of(with_next_cycle, goal.key) == []


def test_an_active_goal_in_another_cycle_is_due_later_and_the_ledger_says_so(with_next_cycle: Company):
    goal = make_goal(with_next_cycle, activate=True)
    assert goal.starts == TODAY

    moved = with_next_cycle.call(MoveGoal(key=goal.key, cycle="2027-Q1"), by="emil")

    assert (moved.starts, moved.due) == Q1
    because = "Moved from the cycle 2026-Q4 to 2027-Q1."
    assert ledger_of(with_next_cycle, goal.key) == [
        (goal.key, "due", "2026-12-31", "2027-03-31", because),
        (f"{goal.key}.1", "due", "2026-12-31", "2027-03-31", because),
    ]


def test_a_due_date_of_its_own_has_to_fit_and_the_way_out_works(with_next_cycle: Company):
    goal = make_goal(with_next_cycle, due_on=date(2026, 12, 18), activate=True)

    with pytest.raises(RuleViolation, match=r"is due 2026-12-18, outside the cycle 2027-Q1 .* at the end of its cycle"):
        with_next_cycle.call(MoveGoal(key=goal.key, cycle="2027-Q1"), by="emil")

    with_next_cycle.call(EditGoal(key=goal.key, due_on=date(2026, 12, 31), reason="To the end"), by="emil")
    assert with_next_cycle.call(MoveGoal(key=goal.key, cycle="2027-Q1"), by="emil").due == Q1[1]


def test_a_key_result_that_cannot_come_along_is_named_and_nothing_moves(with_next_cycle: Company):
    goal = make_goal(with_next_cycle, key_results=(reply_time(due_on=date(2026, 12, 18)),))

    with pytest.raises(RuleViolation, match=rf"{goal.key}\.1 is due 2026-12-18"):
        with_next_cycle.call(MoveGoal(key=goal.key, cycle="2027-Q1", unit="HELP"), by="emil")

    assert with_next_cycle.call(ShowGoal(key=goal.key)).cycle == "2026-Q4"
    with_next_cycle.call(EditKeyResult(key=f"{goal.key}.1", due_on=None), by="emil")
    assert with_next_cycle.call(MoveGoal(key=goal.key, cycle="2027-Q1"), by="emil").cycle == "2027-Q1"


def test_a_delegate_does_not_move_an_active_goal_to_another_cycle(with_next_cycle: Company):
    add_cast(with_next_cycle)
    goal = make_goal(with_next_cycle, **CAST, activate=True)

    with pytest.raises(NotAllowed):
        with_next_cycle.call(MoveGoal(key=goal.key, cycle="2027-Q1"), by=ROLES["delegate"])


def test_another_parent_takes_the_place_of_all_others_and_both_sums_follow(company: Company):
    first, second, third = (make_top(company, f"Keep customers of kind {number}") for number in (1, 2, 3))
    goal = make_goal(company, parent=first.key, activate=True)
    company.call(LinkGoal(child=goal.key, parent=second.key, kind=LinkKind.SUPPORTS), by="emil")

    moved = company.call(MoveGoal(key=goal.key, parent=third.key, weight=Decimal(3)), by="emil")

    assert [(parent.key, parent.kind, parent.weight) for parent in moved.parents] == [
        (third.key, LinkKind.CONTRIBUTES, Decimal(3))
    ]
    assert [company.call(ShowGoal(key=top.key)).children for top in (first, second, third)] == [0, 0, 1]


def test_moving_to_the_parent_it_has_keeps_that_link(company: Company):
    first, second = make_top(company), make_top(company, "Keep customers of another kind")
    goal = make_goal(company, parent=first.key, link_kind=LinkKind.SUPPORTS)
    company.call(LinkGoal(child=goal.key, parent=second.key), by="emil")

    moved = company.call(MoveGoal(key=goal.key, parent=first.key), by="emil")

    assert [(parent.key, parent.kind) for parent in moved.parents] == [(first.key, LinkKind.SUPPORTS)]


def test_a_goal_whose_key_result_feeds_the_new_parent_only_supports_it(company: Company):
    top = make_top(company)
    goal = make_goal(company)
    company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{top.key}.1"))

    moved = company.call(MoveGoal(key=goal.key, parent=top.key), by="emil")

    assert [(parent.key, parent.kind) for parent in moved.parents] == [(top.key, LinkKind.SUPPORTS)]


def test_a_move_below_itself_is_refused_with_the_cycle(company: Company):
    goal = make_goal(company)
    child = make_goal(company, "Answer calls of customers faster", parent=goal.key)

    with pytest.raises(RuleViolation, match=f"{goal.key} > {child.key} > {goal.key}"):
        company.call(MoveGoal(key=goal.key, parent=child.key), by="emil")
