"""Key results are written and changed. What is read of them and what feeds them are beside this, and registered here."""

from collections.abc import Callable, Mapping

from okr.application import key_result_reading
from okr.application.case import WriteCase
from okr.application.cycle_guard import (
    cycle_of,
    find_goal_to_change,
    find_key_result_to_change,
    require_not_graded,
    targets_are_promised,
)
from okr.application.editing import Found, effective_day, require_version
from okr.application.finding import FoundGoal, FoundKeyResult
from okr.application.goal_places import employed
from okr.application.goal_results import change_key_result
from okr.application.handlers import writes
from okr.application.key_result_definitions import (
    accept_unit_of_measure,
    add_key_results,
    checkpoints_json,
    milestones_json,
)
from okr.application.ledger import KEY_RESULT_FIELDS, ledger_lines, required_reason, write_ledger
from okr.application.propagation import propagate
from okr.contract.key_results import CreateKeyResult, EditKeyResult, KeyResultView
from okr.domain.cadence import normalise_cadence
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import WEIGHT_SCALE, weight_units
from okr.domain.policy import Action
from okr.domain.states import key_result_needs_reason, require_open_goal
from okr.domain.text import accept_title
from okr.domain.vocabulary import DIRECTED_METRICS, KeyResultState, Metric, ObjectKind
from storage import feeds as feed_statements
from storage import goals as goal_statements
from storage.ledger import Line

VALUES = ("baseline", "target", "stretch", "lower", "upper", "amber_lower", "amber_upper")
"""The fields that are taken as they are."""

AIM = frozenset({*KEY_RESULT_FIELDS, "stretch", "checkpoints", "starts_on", "guardrail", "unit_of_measure", "state"})
"""What only those in charge change once the goal is active."""


@writes(CreateKeyResult)
def create_key_result(case: WriteCase, command: CreateKeyResult) -> KeyResultView:
    """Add a key result to a goal that is not closed; to an active one only by those who may change its target."""
    goal = find_goal_to_change(case, command.goal)
    case.require(Action.EDIT_TARGET if _is_promised(case, goal) else Action.EDIT_GOAL, goal.facts)
    require_open_goal(goal.row.key, goal.row.state)
    require_not_graded(cycle_of(case, goal.row), f"Another key result of {goal.row.key}")
    effective_on = effective_day(case, command.key_result.effective_on)
    [added] = add_key_results(case, goal.row, [command.key_result], effective_on=effective_on)
    propagate(case, key_results=[added])
    return key_result_reading.key_result_view(case, added)


@writes(EditKeyResult)
def edit_key_result(case: WriteCase, command: EditKeyResult) -> KeyResultView:
    """Change a key result; once its goal is active, moving the goalposts is explained and kept in the ledger."""
    found = find_key_result_to_change(case, command.key)
    goal, row = found.goal, found.row
    case.require(Action.EDIT_GOAL, goal.facts)
    require_version(case, command.version, row, what=row.key)
    require_open_goal(goal.row.key, goal.row.state)
    before = dict(row._mapping)
    changes = {name: value for name, value in _changes(case, found, command).items() if before[name] != value}
    changes |= _direction(case, found, command)
    _require_state_allows(found, changes)
    if (AIM - {"owner_id"}) & changes.keys():
        require_not_graded(cycle_of(case, goal.row), f"Another aim of {row.key}")
    if "unit_of_measure" in changes:
        _require_not_in_feeds(case, found)
    effective_on = effective_day(case, command.effective_on, not_before=row.effective_on)
    reason = _guard_aim(case, found, command, changes)
    written = change_key_result(
        case,
        row,
        changes,
        goal_state_is_open=_is_promised(case, goal),
        cycle=goal_statements.cycle_row(case.work, goal.row.cycle_id),
        reason=reason,
        effective_on=effective_on,
    )
    if written and reason is not None and "state" in changes:
        case.record(ObjectKind.KEY_RESULT, row.id, row.key, after={"state": changes["state"], "reason": reason})
        if changes["state"] is KeyResultState.CANCELLED:
            line = Line("state", str(row.state), str(KeyResultState.CANCELLED))
            write_ledger(case, [line], goal_id=goal.id, key_result_id=row.id, reason=reason, effective_on=effective_on)
    propagate(case, key_results=[row.id] if written else ())
    return key_result_reading.key_result_view(case, row.id)


def _is_promised(case: WriteCase, goal: FoundGoal) -> bool:
    return targets_are_promised(case, goal.row)


def _guard_aim(
    case: WriteCase, found: FoundKeyResult, command: EditKeyResult, changes: Mapping[str, object]
) -> str | None:
    """The reason where one is asked for; refuse those who may not move goalposts, and goalposts moved without a word."""
    goal, row = found.goal, found.row
    if not _is_promised(case, goal):
        return None
    if AIM & changes.keys():
        case.require(Action.EDIT_TARGET, goal.facts)
    lines = ledger_lines(case, KEY_RESULT_FIELDS, dict(row._mapping), changes)
    words = [line.field for line in lines]
    state = changes.get("state")
    if isinstance(state, KeyResultState) and key_result_needs_reason(row.state, state):
        words.append("state")
    if not words:
        return None
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return required_reason(command.reason, key=row.key, why=f"another {listed} after the goal's activation")


def _direction(case: WriteCase, found: FoundKeyResult, command: EditKeyResult) -> dict[str, object]:
    """The metric, where both numbers are given and point the other way: free until the goal is promised.

    One number alone that points the other way is taken for a slip, and refused by the definition.
    """
    baseline, target, metric = command.baseline, command.target, found.row.metric
    if metric not in DIRECTED_METRICS or baseline is None or target is None or target == baseline:
        return {}
    turned = Metric.INCREASE if target > baseline else Metric.DECREASE
    return {} if turned is metric or _is_promised(case, found.goal) else {"metric": turned}


def _require_state_allows(found: FoundKeyResult, changes: Mapping[str, object]) -> None:
    """Refuse a change of what is closed, other than opening it again."""
    row = found.row
    if row.state is not KeyResultState.ACTIVE and changes and changes.keys() != {"state"}:
        raise RuleViolation(f"{row.key} is {row.state} and frozen; make it active again first.", field="state")


def _require_not_in_feeds(case: WriteCase, found: FoundKeyResult) -> None:
    neighbour = feed_statements.neighbour_of(case.work, found.id)
    if neighbour is not None:
        raise RuleViolation(
            f"{found.row.key} and {neighbour} are tied by a feed, which needs one unit of measure; take the feed away first.",
            field="unit_of_measure",
        )


def _changes(case: WriteCase, found: FoundKeyResult, command: EditKeyResult) -> dict[str, object]:
    """The columns that the command gives, as they are to be; what is given as None goes back to what it is by itself."""
    given = command.model_fields_set
    changes: dict[str, object] = {name: getattr(command, name) for name in VALUES if name in given}
    for field, (column, accept) in _ACCEPTED.items():
        if field in given:
            changes[column] = accept(case, found.goal.row, command)
    return changes


def _state(command: EditKeyResult) -> KeyResultState:
    if command.state is None:
        raise InvalidInput("state: a key result has one; name it.", field="state")
    return command.state


_ACCEPTED: Mapping[str, tuple[str, Callable[[WriteCase, Found, EditKeyResult], object]]] = {
    "title": ("title", lambda _case, _goal, command: accept_title(command.title or "")),
    "unit_of_measure": (
        "unit_of_measure",
        lambda _case, _goal, command: accept_unit_of_measure(command.unit_of_measure),
    ),
    "checkpoints": ("checkpoints", lambda _case, _goal, command: checkpoints_json(command.checkpoints)),
    "milestones": ("milestones", lambda _case, _goal, command: milestones_json(command.milestones)),
    "starts_on": ("starts_on", lambda _case, goal, command: command.starts_on or goal.starts_on),
    "due_on": ("due_on", lambda _case, goal, command: command.due_on or goal.due_on),
    "cadence": ("cadence", lambda case, _goal, command: normalise_cadence(command.cadence or case.settings.cadence)),
    "grace_days": (
        "grace_days",
        lambda case, _goal, command: case.settings.grace_days if command.grace_days is None else command.grace_days,
    ),
    "weight": (
        "weight_units",
        lambda _case, _goal, command: WEIGHT_SCALE if command.weight is None else weight_units(command.weight),
    ),
    "owner": ("owner_id", lambda case, goal, command: employed(case, command.owner, field="owner") or goal.owner_id),
    "guardrail": ("guardrail", lambda _case, _goal, command: bool(command.guardrail)),
    "state": ("state", lambda _case, _goal, command: _state(command)),
}
"""Each field with its column and how it is accepted; what is None goes back to the goal's or the organisation's."""
