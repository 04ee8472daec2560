"""Goals go to another unit, another cycle or another parent; their keys stay."""

from datetime import date
from uuid import UUID

from okr.application import links
from okr.application.case import WriteCase
from okr.application.cycle_guard import cycle_of, find_goal_to_change, require_not_graded, targets_are_promised
from okr.application.editing import Found, change, effective_day, require_version
from okr.application.finding import FoundGoal, find_unit
from okr.application.goal_places import Days, open_cycle, require_inside
from okr.application.goal_reading import goal_view
from okr.application.goal_results import change_key_result
from okr.application.handlers import writes
from okr.application.ledger import GOAL_FIELDS, ledger_lines, write_ledger
from okr.application.levels import relevel
from okr.application.propagation import propagate
from okr.contract.goals import GoalView, MoveGoal
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.policy import Action, UnitFacts
from okr.domain.states import require_open_goal
from okr.domain.vocabulary import KeyResultState, LinkKind, ObjectKind
from storage import feeds as feed_statements
from storage import goals as statements
from storage import key_results as key_result_statements
from storage import links as link_statements
from storage import schema
from storage.locks import lock_graph


@writes(MoveGoal)
def move_goal(case: WriteCase, command: MoveGoal) -> GoalView:
    """Move a goal. Days that were the old cycle's become the new one's; all its parents give way to the one that is named."""
    if command.unit is None and command.cycle is None and command.parent is None:
        raise InvalidInput("Say where to: another unit, cycle or parent.", field="unit")
    if command.parent is not None:
        lock_graph(case.work, "goals")
    goal = find_goal_to_change(case, command.key)
    require_version(case, command.version, goal.row, what=goal.row.key)
    require_open_goal(goal.row.key, goal.row.state)
    require_not_graded(cycle_of(case, goal.row), f"Another place for {goal.row.key}")
    effective_on = effective_day(case, command.effective_on, not_before=goal.row.effective_on)
    changes: dict[str, object] = {}
    results: tuple[UUID, ...] = ()
    if command.unit is not None:
        changes["unit_id"] = _new_unit(case, goal, command.unit)
    if command.cycle is not None:
        in_cycle, results = _to_cycle(case, goal, command.cycle, effective_on)
        changes |= in_cycle
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
    parents = _to_parent(case, goal, command, command.parent) if command.parent is not None else set()
    propagate(case, key_results=results, goals={goal.id, *parents})
    return goal_view(case, goal.id)


def _new_unit(case: WriteCase, goal: FoundGoal, key: str) -> UUID:
    """The unit that a goal goes to; it takes the right to edit the goal and the right to create one there."""
    case.require(Action.EDIT_GOAL, goal.facts)
    unit = find_unit(case, key)
    case.require(Action.CREATE_GOAL, UnitFacts(unit_path=unit.path))
    if unit.archived_on is not None:
        raise RuleViolation(f"{unit.prefix} was archived on {unit.archived_on}; choose another unit.", field="unit")
    found: UUID = unit.id
    return found


def _to_cycle(
    case: WriteCase, goal: FoundGoal, key: str, effective_on: date
) -> tuple[dict[str, object], tuple[UUID, ...]]:
    """The columns of a goal in another cycle, with its key results brought along; answers these too."""
    row = goal.row
    is_open = targets_are_promised(case, row)
    case.require(Action.EDIT_TARGET if is_open else Action.EDIT_GOAL, goal.facts)
    old, new = statements.cycle_row(case.work, row.cycle_id), open_cycle(case, key)
    if old.id == new.id:
        return {}, ()
    days = _moved(case, row, old, new)
    reason = f"Moved from the cycle {old.key} to {new.key}."
    changes = {"cycle_id": new.id, "starts_on": days.starts_on, "due_on": days.due_on}
    if is_open:
        lines = ledger_lines(case, GOAL_FIELDS, dict(row._mapping), changes)
        write_ledger(case, lines, goal_id=row.id, reason=reason, effective_on=effective_on)
    results = key_result_statements.rows_of_goal(case.work, row.id)
    for result in results:
        if result.state is not KeyResultState.ACTIVE:
            continue
        its = _moved(case, result, old, new)
        change_key_result(
            case,
            result,
            {"starts_on": its.starts_on, "due_on": its.due_on},
            goal_state_is_open=is_open,
            cycle=new,
            reason=reason,
            effective_on=effective_on,
        )
    return changes, tuple(result.id for result in results)


def _moved(case: WriteCase, row: Found, old: Found, new: Found) -> Days:
    """The days of a goal or key result in another cycle: what was the cycle's stays the cycle's, a start outside is its first day.

    A due date of its own has to fit, since it was promised.
    """
    starts_on = row.starts_on
    if starts_on == old.starts_on or not new.starts_on <= starts_on <= new.ends_on:
        starts_on = new.starts_on
    due_on = new.ends_on if row.due_on == old.ends_on else row.due_on
    if not new.starts_on < due_on <= new.ends_on:
        raise RuleViolation(
            f"{row.key} is due {row.due_on}, outside the cycle {new.key} ({new.starts_on} to {new.ends_on}); make it due "
            f"at the end of its cycle ({old.ends_on}) first, then it follows.",
            field="cycle",
        )
    days = Days(starts_on, due_on)
    require_inside(case, new, days, what=row.key)
    return days


def _to_parent(case: WriteCase, goal: FoundGoal, command: MoveGoal, key: str) -> set[UUID]:
    """Put one parent in the place of all others; answers every parent whose numbers that moves."""
    case.require(Action.LINK_GOAL, goal.facts)
    parent = find_goal_to_change(case, key)
    touched = {parent.id}
    known = None
    for link in link_statements.parents_of(case.work, goal.id):
        if link.parent_id == parent.id:
            known = link
            continue
        links.end_link(case, link, key=f"{goal.row.key} > {link.parent_key}", effective_on=command.effective_on)
        touched.add(link.parent_id)
    if known is None:
        links.add_link(
            case,
            goal,
            parent,
            kind=LinkKind.SUPPORTS if _feeds(case, goal, parent) else LinkKind.CONTRIBUTES,
            weight=command.weight,
            effective_on=effective_day(case, command.effective_on),
        )
    elif command.weight is not None:
        links.set_weight(case, known, goal, parent, weight=command.weight, effective_on=command.effective_on)
    relevel(case, [goal.id])
    return touched


def _feeds(case: WriteCase, goal: FoundGoal, parent: FoundGoal) -> bool:
    """Whether a key result of the goal feeds one of the parent, so that it can only support (R2)."""
    return any(feed.child_goal_id == goal.id for feed in feed_statements.feeds_into_goals(case.work, [parent.id]))
