"""A person sets another status of a goal beside the computed one, and takes it back (R7)."""

from uuid import UUID

from okr.application.case import WriteCase
from okr.application.cycle_guard import find_goal_to_change
from okr.application.finding import FoundGoal
from okr.application.goal_reading import goal_view
from okr.application.handlers import writes
from okr.application.propagation import propagate
from okr.contract.goals import EndOverride, GoalView, SetOverride
from okr.domain.errors import RuleViolation
from okr.domain.overrides import Override, validate_override
from okr.domain.policy import Action
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import GoalState, ObjectKind
from storage import overrides as statements
from storage import schema
from storage.rows import insert_row
from storage.types import new_id


@writes(SetOverride)
def set_override(case: WriteCase, command: SetOverride) -> GoalView:
    """Set another status with a reason, through a day or until the next check-in; one that is in force gives way."""
    goal = find_goal_to_change(case, command.key)
    case.require(Action.OVERRIDE_STATUS, goal.facts)
    if goal.row.state not in {GoalState.ACTIVE, GoalState.PAUSED}:
        raise RuleViolation(f"{goal.row.key} is {goal.row.state}; only an active goal has a status to override.")
    reason = accept_long_text(command.reason, field="reason", required=True)
    validate_override(
        Override(status=command.status, reason=reason, set_by=case.actor.name, set_at=case.now, until=command.until),
        today=case.today,
    )
    _end_all(case, goal)
    override_id: UUID = new_id()
    row: dict[str, object] = {
        "id": override_id,
        "goal_id": goal.id,
        "key_result_id": None,
        "status": command.status,
        "reason": reason,
        "until_on": command.until,
        "by_id": case.actor.person_id,
        "recorded_at": case.now,
        "effective_on": case.today,
        "ended_at": None,
    }
    insert_row(case.work, schema.overrides, row)
    case.record(ObjectKind.OVERRIDE, override_id, goal.row.key, after=row)
    propagate(case, goals=[goal.id])
    return goal_view(case, goal.id)


@writes(EndOverride)
def end_override(case: WriteCase, command: EndOverride) -> GoalView:
    """Take the override of a goal back; the computed status is shown again."""
    goal = find_goal_to_change(case, command.key)
    case.require(Action.OVERRIDE_STATUS, goal.facts)
    if not _end_all(case, goal):
        raise RuleViolation(f"Nobody has set another status of {goal.row.key}; it shows the computed one.")
    propagate(case, goals=[goal.id])
    return goal_view(case, goal.id)


def _end_all(case: WriteCase, goal: FoundGoal) -> int:
    """End what is in force; answers how many that were."""
    found = statements.not_ended(case.work, goal.id)
    for one in found:
        statements.end(case.work, one.id, ended_at=case.now)
        case.record(ObjectKind.OVERRIDE, one.id, goal.row.key, before={"ended_at": None}, after={"ended_at": case.now})
    return len(found)
