"""The life of a goal: the steps that exist, what each asks for, and what is said where there is none."""

import pytest

from okr.domain.errors import RuleViolation
from okr.domain.policy import Action
from okr.domain.states import (
    CLOSED_GOAL_STATES,
    CYCLE_TRANSITIONS,
    PLANNING_GOAL_STATES,
    TRANSITIONS,
    cycle_transition,
    goal_transition,
    is_promised,
    key_result_needs_reason,
    require_open_goal,
)
from okr.domain.vocabulary import CycleState, GoalState, KeyResultState


def test_every_state_can_be_reached_and_left():
    assert {after for _, after in TRANSITIONS} == set(GoalState)
    assert {before for before, _ in TRANSITIONS} == set(GoalState)


def test_what_is_closed_only_goes_back_to_active_by_an_administrator_with_a_reason():
    leaving = {pair: step for pair, step in TRANSITIONS.items() if pair[0] in CLOSED_GOAL_STATES}

    assert {after for _, after in leaving} == {GoalState.ACTIVE}
    assert {step.action for step in leaving.values()} == {Action.ADMINISTER}
    assert all(step.needs_reason for step in leaving.values())


def test_what_is_given_up_needs_a_reason_and_what_is_achieved_none():
    for (before, after), step in TRANSITIONS.items():
        given_up = after in {GoalState.CANCELLED, GoalState.MISSED}
        assert step.needs_reason is (given_up or before in CLOSED_GOAL_STATES)


def test_nothing_that_was_active_becomes_a_plan_again():
    assert not [pair for pair in TRANSITIONS if pair[1] in PLANNING_GOAL_STATES and pair[0] not in PLANNING_GOAL_STATES]


def test_a_step_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(
        RuleViolation,
        match="CARE-7 is draft and cannot become paused; it can become proposed, in review, active or cancelled",
    ):
        goal_transition("CARE-7", GoalState.DRAFT, GoalState.PAUSED)


def test_a_step_to_the_same_state_says_so():
    with pytest.raises(RuleViolation, match="CARE-7 is active already"):
        goal_transition("CARE-7", GoalState.ACTIVE, GoalState.ACTIVE)


@pytest.mark.parametrize("state", GoalState)
def test_only_closed_goals_are_frozen(state: GoalState):
    if state in CLOSED_GOAL_STATES:
        with pytest.raises(RuleViolation, match=f"CARE-7 is {state} and frozen"):
            require_open_goal("CARE-7", state)
    else:
        require_open_goal("CARE-7", state)


@pytest.mark.parametrize(
    ("before", "after", "needs"),
    [
        (KeyResultState.ACTIVE, KeyResultState.ACHIEVED, False),
        (KeyResultState.ACTIVE, KeyResultState.MISSED, True),
        (KeyResultState.ACTIVE, KeyResultState.CANCELLED, True),
        (KeyResultState.CANCELLED, KeyResultState.ACTIVE, True),
        (KeyResultState.ACHIEVED, KeyResultState.ACTIVE, True),
    ],
)
def test_giving_a_key_result_up_or_taking_that_back_needs_a_reason(
    before: KeyResultState, after: KeyResultState, needs: bool
):
    assert key_result_needs_reason(before, after) is needs


def test_a_goal_is_taken_into_review_by_a_reviewer_alone():
    into_review = {step.action for (_, after), step in TRANSITIONS.items() if after is GoalState.IN_REVIEW}

    assert into_review == {Action.REVIEW_GOAL}


def test_a_cycle_goes_forward_step_by_step_and_back_only_with_a_reason():
    order = list(CycleState)
    for (before, after), step in CYCLE_TRANSITIONS.items():
        assert abs(order.index(after) - order.index(before)) == 1
        assert step.needs_reason is (order.index(after) < order.index(before))
        assert step.action is Action.CLOSE_CYCLE


def test_a_step_of_a_cycle_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(RuleViolation, match="2026-Q4 is planning and cannot become closed; it can become active"):
        cycle_transition("2026-Q4", CycleState.PLANNING, CycleState.CLOSED)
    with pytest.raises(RuleViolation, match="2026-Q4 is active already"):
        cycle_transition("2026-Q4", CycleState.ACTIVE, CycleState.ACTIVE)


def test_targets_are_promised_once_goal_and_cycle_have_begun():
    assert is_promised(GoalState.ACTIVE, CycleState.ACTIVE)
    assert is_promised(GoalState.PAUSED, CycleState.GRADING)
    assert not is_promised(GoalState.ACTIVE, CycleState.PLANNING)
    assert not is_promised(GoalState.DRAFT, CycleState.ACTIVE)
