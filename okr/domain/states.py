"""The life of a goal and of a cycle: which state may follow which, who decides it, and when a reason is asked for.

States are decisions of people; the arithmetic status is never one of them (R6).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okr.domain.errors import RuleViolation
from okr.domain.policy import Action
from okr.domain.vocabulary import CycleState, GoalState, KeyResultState

PLANNING_GOAL_STATES = frozenset({GoalState.DRAFT, GoalState.PROPOSED, GoalState.IN_REVIEW})
"""Before activation: nothing is promised yet, so nothing is written to the target ledger."""

CLOSED_GOAL_STATES = frozenset({GoalState.ACHIEVED, GoalState.MISSED, GoalState.CANCELLED})
"""Frozen: no check-ins, no edits, no links, until it is reopened."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one state to another: the right that it asks for, and whether it needs a reason."""

    action: Action
    needs_reason: bool = False


def _steps() -> Iterable[tuple[GoalState, GoalState, Transition]]:
    for before in PLANNING_GOAL_STATES:
        for after in PLANNING_GOAL_STATES - {before}:
            taken_up = after is GoalState.IN_REVIEW
            yield before, after, Transition(Action.REVIEW_GOAL if taken_up else Action.EDIT_GOAL)
        yield before, GoalState.ACTIVE, Transition(Action.ACTIVATE_GOAL)
        yield before, GoalState.CANCELLED, Transition(Action.CLOSE_GOAL, needs_reason=True)
    for before in (GoalState.ACTIVE, GoalState.PAUSED):
        yield before, GoalState.ACHIEVED, Transition(Action.CLOSE_GOAL)
        yield before, GoalState.MISSED, Transition(Action.CLOSE_GOAL, needs_reason=True)
        yield before, GoalState.CANCELLED, Transition(Action.CLOSE_GOAL, needs_reason=True)
    yield GoalState.ACTIVE, GoalState.PAUSED, Transition(Action.CLOSE_GOAL)
    yield GoalState.PAUSED, GoalState.ACTIVE, Transition(Action.CLOSE_GOAL)
    for before in CLOSED_GOAL_STATES:
        yield before, GoalState.ACTIVE, Transition(Action.ADMINISTER, needs_reason=True)


TRANSITIONS: Mapping[tuple[GoalState, GoalState], Transition] = {
    (before, after): transition for before, after, transition in _steps()
}
"""Every allowed step; reopening what is closed is an administrator's, since scores have been drawn from it."""


def goal_transition(key: str, before: GoalState, after: GoalState) -> Transition:
    """The step from one state to another; RuleViolation, with what is possible, where there is none."""
    found = TRANSITIONS.get((before, after))
    if found is not None:
        return found
    if before is after:
        raise RuleViolation(f"{key} is {before} already.", field="state")
    possible = [state for state in GoalState if (before, state) in TRANSITIONS]
    raise RuleViolation(
        f"{key} is {before} and cannot become {after}; it can become {_listed(possible)}.", field="state"
    )


def _cycle_steps() -> Iterable[tuple[CycleState, CycleState, Transition]]:
    yield CycleState.PLANNING, CycleState.ACTIVE, Transition(Action.CLOSE_CYCLE)
    yield CycleState.ACTIVE, CycleState.GRADING, Transition(Action.CLOSE_CYCLE)
    yield CycleState.GRADING, CycleState.CLOSED, Transition(Action.CLOSE_CYCLE)
    yield CycleState.CLOSED, CycleState.GRADING, Transition(Action.CLOSE_CYCLE, needs_reason=True)
    yield CycleState.GRADING, CycleState.ACTIVE, Transition(Action.CLOSE_CYCLE, needs_reason=True)


CYCLE_TRANSITIONS: Mapping[tuple[CycleState, CycleState], Transition] = {
    (before, after): transition for before, after, transition in _cycle_steps()
}
"""A cycle goes forward step by step; a step back is taken with a reason, since scores may have been drawn from it."""


def cycle_transition(key: str, before: CycleState, after: CycleState) -> Transition:
    """The step of a cycle from one state to another; RuleViolation, with what is possible, where there is none."""
    found = CYCLE_TRANSITIONS.get((before, after))
    if found is not None:
        return found
    if before is after:
        raise RuleViolation(f"{key} is {before} already.", field="state")
    possible = " or ".join(state for state in CycleState if (before, state) in CYCLE_TRANSITIONS)
    raise RuleViolation(f"{key} is {before} and cannot become {after}; it can become {possible}.", field="state")


def is_promised(goal: GoalState, cycle: CycleState) -> bool:
    """Whether what a goal aims at was promised: it has begun, and so has its cycle.

    From then on its targets change only through the ledger, with a reason; while a cycle is planned all may be changed.
    """
    return goal not in PLANNING_GOAL_STATES and cycle is not CycleState.PLANNING


def require_open_goal(key: str, state: GoalState) -> None:
    """Refuse a change of a goal that is closed."""
    if state in CLOSED_GOAL_STATES:
        raise RuleViolation(
            f"{key} is {state} and frozen.",
            hint="An administrator can reopen it, with a reason: its state becomes active.",
        )


def key_result_needs_reason(before: KeyResultState, after: KeyResultState) -> bool:
    """Whether a change of a key result's state must be explained: giving it up, or taking that back."""
    return after in {KeyResultState.MISSED, KeyResultState.CANCELLED} or before is not KeyResultState.ACTIVE


def _listed(states: list[GoalState]) -> str:
    return str(states[0]) if len(states) == 1 else f"{', '.join(states[:-1])} or {states[-1]}"
