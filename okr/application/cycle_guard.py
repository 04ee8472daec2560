"""What the state of its cycle allows to be done to a goal: everything while it is planned, nothing once it is closed."""

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import FoundGoal, FoundKeyResult, find_goal, find_key_result
from okr.domain.errors import RuleViolation
from okr.domain.states import is_promised
from okr.domain.vocabulary import CycleState
from storage import goals as statements


def find_goal_to_change(case: ReadCase, key: str) -> FoundGoal:
    """The goal of a key that may be seen; refused where its cycle is closed, so that nothing of it changes any more."""
    goal = find_goal(case, key)
    require_changeable(cycle_of(case, goal.row), str(goal.row.key))
    return goal


def find_key_result_to_change(case: ReadCase, key: str) -> FoundKeyResult:
    """The key result of a key whose goal may be seen; refused where its cycle is closed."""
    found = find_key_result(case, key)
    require_changeable(cycle_of(case, found.goal.row), str(found.row.key))
    return found


def cycle_of(case: ReadCase, goal: Found) -> Found:
    """The row of the cycle that a goal lives in."""
    return statements.cycle_row(case.work, goal.cycle_id)


def require_changeable(cycle: Found, key: str) -> None:
    """Refuse a change of something in a closed cycle, with both ways out."""
    if cycle.state is CycleState.CLOSED:
        raise RuleViolation(
            f"{key} belongs to the cycle {cycle.key}, which is closed: it can be read, but not changed.",
            hint=f"Carry it forward: okr cycle roll {cycle.key} NEXT --goal {key.partition('.')[0]}. An administrator can "
            f"reopen the cycle: okr cycle reopen {cycle.key} --reason '...'",
        )


def require_not_graded(cycle: Found, what: str, *, field: str | None = None) -> None:
    """Refuse what would move the scores while they are drawn; `what` says it as a subject ("Another target of CARE-7.1")."""
    if cycle.state is CycleState.GRADING:
        raise RuleViolation(
            f"{what} cannot be had any more: the cycle {cycle.key} is being graded.",
            hint=f"It belongs into the next cycle; an administrator can go back: okr cycle reopen {cycle.key} --reason '...'",
            field=field,
        )


def targets_are_promised(case: ReadCase, goal: Found) -> bool:
    """Whether what a goal aims at changes only through the ledger, with a reason."""
    return is_promised(goal.state, cycle_of(case, goal).state)
