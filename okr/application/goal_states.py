"""Goals are activated, paused, closed and reopened: decisions of people, each a step that `okr.domain.states` allows."""

from datetime import date, timedelta

from okr.application.activation import require_smart
from okr.application.case import WriteCase
from okr.application.cycle_guard import cycle_of, find_goal_to_change, require_not_graded
from okr.application.editing import Found, change, effective_day, require_version
from okr.application.finding import FoundGoal
from okr.application.goal_places import Days, require_open_cycle
from okr.application.goal_reading import goal_view
from okr.application.goal_results import all_of, follow_goal
from okr.application.handlers import writes
from okr.application.ledger import required_reason
from okr.application.propagation import propagate
from okr.application.reviews import require_approval, tell_reviewers
from okr.application.rights import who_has
from okr.contract.goals import GoalView, SetGoalState
from okr.domain.errors import NotAllowed, RuleViolation
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.states import CLOSED_GOAL_STATES, PLANNING_GOAL_STATES, Transition, goal_transition
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import GoalState, ObjectKind
from storage import goals as statements
from storage import schema

GIVEN_BACK = Transition(Action.CLOSE_GOAL)
"""The step of a goal back to the state that it was in a moment ago."""


@writes(SetGoalState)
def set_goal_state(case: WriteCase, command: SetGoalState) -> GoalView:
    """Take a goal to another state; what was given up or is taken up again needs a reason, activation no failing letter."""
    goal = find_goal_to_change(case, command.key)
    before, after = goal.row.state, command.state
    step = GIVEN_BACK if case.restores else goal_transition(goal.row.key, before, after)
    _require_right(case, goal, step)
    require_version(case, command.version, goal.row, what=goal.row.key)
    _require_time(case, goal.row, after)
    reason = _reason(command, goal.row, step)
    effective_on = effective_day(case, command.effective_on, not_before=goal.row.effective_on)
    changes: dict[str, object] = {"state": after, "pauses": pauses_after(goal.row, after, effective_on)}
    if case.restores and after in PLANNING_GOAL_STATES:
        changes["activated_on"] = None
    elif before in PLANNING_GOAL_STATES and after is GoalState.ACTIVE:
        changes |= _activated(case, goal.row, effective_on)
    change(
        case,
        schema.goals,
        goal.row,
        changes,
        kind=ObjectKind.GOAL,
        key=goal.row.key,
        effective_on=effective_on,
        remembered=True,
    )
    if reason:
        case.record(ObjectKind.GOAL, goal.id, goal.row.key, after={"state": after, "reason": reason})
    if after is GoalState.PROPOSED:
        tell_reviewers(case, goal)
    follow_goal(case, goal.row, changes, reason=None, effective_on=effective_on)
    propagate(case, key_results=all_of(case, goal.id), goals=[goal.id])
    return goal_view(case, goal.id)


def give_up(case: WriteCase, row: Found, *, reason: str) -> None:
    """Cancel a goal whatever its state; rights are the caller's, and nothing is asked of the time. The roll-up follows."""
    effective_on = effective_day(case, None, not_before=row.effective_on)
    after = GoalState.CANCELLED
    changes: dict[str, object] = {"state": after, "pauses": pauses_after(row, after, effective_on)}
    change(
        case,
        schema.goals,
        row,
        changes,
        kind=ObjectKind.GOAL,
        key=str(row.key),
        effective_on=effective_on,
        remembered=True,
    )
    case.record(ObjectKind.GOAL, row.id, str(row.key), after={"state": after, "reason": reason})
    follow_goal(case, row, changes, reason=None, effective_on=effective_on)
    propagate(case, key_results=all_of(case, row.id), goals=[row.id])


def start_on_activation(cycle: Found, days: Days, activated_on: date, *, key: str) -> date:
    """The first day of a goal whose start nobody gave: the later of the cycle's start and the activation (rules.md, d0).

    A start that is the cycle's first day counts as not given.
    """
    if days.starts_on != cycle.starts_on or activated_on <= days.starts_on:
        return days.starts_on
    if activated_on >= days.due_on:
        raise RuleViolation(
            f"{key} is due on {days.due_on}, which leaves no time from {activated_on} on; choose a later due date or cycle, "
            "or say when it started.",
            field="due_on",
        )
    return activated_on


def _require_right(case: WriteCase, goal: FoundGoal, step: Transition) -> None:
    if step.action is not Action.ADMINISTER:
        case.require(step.action, goal.facts)
    elif not case.may(Action.ADMINISTER, OrganisationFacts()):
        raise NotAllowed(
            f"{goal.row.key} is {goal.row.state}; only an administrator may reopen it.",
            hint=who_has(case, Action.ADMINISTER, OrganisationFacts()),
        )


def _require_time(case: WriteCase, row: Found, after: GoalState) -> None:
    """While scores are drawn, the grade decides what became of a goal; what never began may still be given up."""
    given_up = row.state in PLANNING_GOAL_STATES and after is GoalState.CANCELLED
    if not given_up and row.state not in CLOSED_GOAL_STATES:
        require_not_graded(cycle_of(case, row), f"Another state of {row.key}", field="state")


def _reason(command: SetGoalState, row: Found, step: Transition) -> str | None:
    if step.needs_reason:
        verb = "reopening it" if step.action is Action.ADMINISTER else f"that it is {command.state}"
        return required_reason(command.reason, key=row.key, why=verb)
    return accept_long_text(command.reason or "", field="reason") or None


def _activated(case: WriteCase, row: Found, effective_on: date) -> dict[str, object]:
    """What activation sets: the day, and the start where nobody gave one."""
    cycle = statements.cycle_row(case.work, row.cycle_id)
    require_open_cycle(cycle)
    require_approval(case, row, cycle)
    if row.owner_id is None and not row.imported:
        raise RuleViolation(f"{row.key} has no owner; name the person who answers for it.", field="owner")
    require_smart(case, row)
    starts_on = start_on_activation(cycle, Days(row.starts_on, row.due_on), effective_on, key=row.key)
    return {"activated_on": effective_on, "starts_on": starts_on}


def pauses_after(row: Found, after: GoalState, effective_on: date) -> list[list[str | None]]:
    """The pauses (R14): one begins with the day of pausing, the open one ends on the day before it goes on."""
    pauses = [list(pause) for pause in row.pauses]
    if after is GoalState.PAUSED:
        return [*pauses, [effective_on.isoformat(), None]]
    if pauses and pauses[-1][1] is None:
        first = pauses.pop()[0]
        last = (effective_on - timedelta(days=1)).isoformat()
        if last >= first:
            pauses.append([first, last])
    return pauses
