"""Goals are written and changed. What is read of them, their states, links and overrides are beside this, and registered here."""

from collections.abc import Mapping
from uuid import UUID

from okr.application import activation, goal_reading, goal_states, links, reviews
from okr.application.case import WriteCase
from okr.application.cycle_guard import cycle_of, find_goal_to_change, require_not_graded
from okr.application.editing import Found, change, effective_day, require_version
from okr.application.finding import FoundGoal, find_area
from okr.application.goal_columns import goal_columns
from okr.application.goal_places import Days, employed, everybody, goal_days, goal_unit, open_cycle
from okr.application.goal_results import MOVING, follow_goal
from okr.application.handlers import writes
from okr.application.key_result_definitions import accept_external_id, add_key_results
from okr.application.ledger import GOAL_FIELDS, ledger_lines, required_reason, write_ledger
from okr.application.levels import relevel
from okr.application.propagation import propagate
from okr.contract.goals import CreateGoal, EditGoal, GoalView
from okr.domain.errors import InvalidInput
from okr.domain.policy import Action, UnitFacts
from okr.domain.states import PLANNING_GOAL_STATES, is_promised, require_open_goal
from okr.domain.text import accept_long_text, accept_title
from okr.domain.vocabulary import Ambition, ObjectKind, Visibility
from storage import goals as statements
from storage import schema
from storage.locks import lock_graph
from storage.policy import load_goal_facts
from storage.rows import insert_row

GOVERNED = frozenset({"owner_id", "starts_on", "due_on", "ambition"})
"""What only those in charge change once the goal is active: a delegate does not move goalposts."""

AIM = GOVERNED - {"owner_id"}
"""What decides about the score."""


@writes(CreateGoal)
def create_goal(case: WriteCase, command: CreateGoal) -> GoalView:
    """Write a goal with its people, key results and parent, all or nothing."""
    parent: FoundGoal | None = None
    if command.parent is not None:
        lock_graph(case.work, "goals")
        parent = find_goal_to_change(case, command.parent)  # before the new goal is there: it is not offered as near
    effective_on = effective_day(case, command.effective_on)
    owner_id = employed(case, command.owner, field="owner") or case.actor.person_id
    unit = goal_unit(case, command.unit, owner_id=owner_id)
    case.require(Action.CREATE_GOAL, UnitFacts(unit_path=unit.path))
    row = _new_row(case, command, unit=unit, owner_id=owner_id)
    goal_id: UUID = row["id"]  # type: ignore[assignment]  # made by new_id
    insert_row(case.work, schema.goals, row)
    for field, table in statements.PEOPLE_TABLES.items():
        people = everybody(case, getattr(command, field), field=field)
        statements.set_people(case.work, table, goal_id, people)
    case.record(ObjectKind.GOAL, goal_id, str(row["key"]), after=row)
    goal = FoundGoal(row=statements.goal_row(case.work, goal_id), facts=load_goal_facts(case.work, [goal_id])[goal_id])
    results = add_key_results(case, goal.row, command.key_results, effective_on=effective_on)
    touched = {goal_id}
    if parent is not None:
        require_not_graded(cycle_of(case, parent.row), f"Another link of {parent.row.key}", field="parent")
        case.require(Action.LINK_GOAL, goal.facts)
        links.add_link(case, goal, parent, kind=command.link_kind, weight=command.weight, effective_on=effective_on)
        touched.add(parent.id)
        relevel(case, [goal_id])
    if command.activate:
        case.require(Action.ACTIVATE_GOAL, goal.facts)
        reviews.require_approval(case, goal.row, cycle_of(case, goal.row))
        activation.require_smart(case, goal.row)
    propagate(case, key_results=results, goals=touched)
    return goal_reading.goal_view(case, goal_id)


@writes(EditGoal)
def edit_goal(case: WriteCase, command: EditGoal) -> GoalView:
    """Change a goal; once it is active, another owner, due date or ambition is explained and kept in the ledger."""
    goal = find_goal_to_change(case, command.key)
    case.require(Action.EDIT_GOAL, goal.facts)
    require_version(case, command.version, goal.row, what=goal.row.key)
    require_open_goal(goal.row.key, goal.row.state)
    effective_on = effective_day(case, command.effective_on, not_before=goal.row.effective_on)
    before = dict(goal.row._mapping)
    changes = {name: value for name, value in _changes(case, goal.row, command).items() if before[name] != value}
    reason: str | None = None
    cycle = cycle_of(case, goal.row)
    if AIM & changes.keys():
        require_not_graded(cycle, f"Another aim of {goal.row.key}")
    if is_promised(goal.row.state, cycle.state):
        if GOVERNED & changes.keys():
            case.require(Action.EDIT_TARGET, goal.facts)
        lines = ledger_lines(case, GOAL_FIELDS, before, changes)
        if lines:
            words = " and ".join(line.field for line in lines)
            reason = required_reason(command.reason, key=goal.row.key, why=f"another {words} of an active goal")
            write_ledger(case, lines, goal_id=goal.id, reason=reason, effective_on=effective_on)
    people = _people(case, command)
    change(
        case,
        schema.goals,
        goal.row,
        changes,
        kind=ObjectKind.GOAL,
        key=goal.row.key,
        effective_on=effective_on,
        remembered=True,
        beside=people,
    )
    for field, ids in people.items():
        statements.set_people(case.work, statements.PEOPLE_TABLES[field], goal.id, ids)
    results = follow_goal(case, goal.row, changes, reason=reason, effective_on=effective_on)
    propagate(case, key_results=results, goals=[goal.id] if MOVING & changes.keys() else ())
    return goal_reading.goal_view(case, goal.id)


def _new_row(case: WriteCase, command: CreateGoal, *, unit: Found, owner_id: UUID) -> dict[str, object]:
    """The row of a new goal. Where it begins at once and its start is left out, it does not begin before its activation."""
    cycle = open_cycle(case, command.cycle)
    effective_on = effective_day(case, command.effective_on)
    days = goal_days(case, cycle, command.starts_on, command.due_on)
    if command.activate and command.starts_on is None:
        days = Days(goal_states.start_on_activation(cycle, days, effective_on, key="The goal"), days.due_on)
    return goal_columns(
        case,
        unit_id=unit.id,
        prefix=unit.prefix,
        number=statements.take_number(case.work, unit.id),
        title=accept_title(command.title),
        why=accept_long_text(command.why or "", field="why") or None,
        owner_id=owner_id,
        sponsor_id=employed(case, command.sponsor, field="sponsor"),
        delegate_id=employed(case, command.delegate, field="delegate"),
        cycle_id=cycle.id,
        focus_area_id=None if command.focus_area is None else find_area(case, command.focus_area).id,
        ambition=command.ambition,
        visibility=command.visibility,
        days=days,
        activated_on=effective_on if command.activate else None,
        external_id=accept_external_id(command.external_id),
        effective_on=effective_on,
    )


def _changes(case: WriteCase, row: Found, command: EditGoal) -> Mapping[str, object]:
    """The columns that the command gives, as they are to be; what is given as None goes back to what it is by itself."""
    given = command.model_fields_set
    changes: dict[str, object] = {}
    if "title" in given:
        changes["title"] = accept_title(command.title or "")
    if "why" in given:
        changes["why"] = accept_long_text(command.why or "", field="why") or None
    for field in ("owner", "sponsor", "delegate"):
        if field in given:
            changes[f"{field}_id"] = employed(case, getattr(command, field), field=field)
    if "owner" in given and changes["owner_id"] is None and row.state not in PLANNING_GOAL_STATES:
        raise InvalidInput(f"{row.key} is {row.state} and needs an owner; name who answers for it.", field="owner")
    if "focus_area" in given:
        changes["focus_area_id"] = None if command.focus_area is None else find_area(case, command.focus_area).id
    if "ambition" in given:
        changes["ambition"] = command.ambition or Ambition.COMMITTED
    if "visibility" in given:
        changes["visibility"] = command.visibility or Visibility.ORGANISATION
    if given & {"starts_on", "due_on"}:
        cycle = statements.cycle_row(case.work, row.cycle_id)
        starts_on = command.starts_on if "starts_on" in given else row.starts_on
        due_on = command.due_on if "due_on" in given else row.due_on
        days = goal_days(case, cycle, starts_on, due_on)
        changes |= {"starts_on": days.starts_on, "due_on": days.due_on}
    return changes


def _people(case: WriteCase, command: EditGoal) -> dict[str, list[UUID]]:
    """The contributors and readers that the command gives, in ascending order."""
    return {
        field: sorted(everybody(case, getattr(command, field), field=field))
        for field in statements.PEOPLE_TABLES
        if field in command.model_fields_set
    }
