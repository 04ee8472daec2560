"""The steps of a reorganisation as they are written: each is checked, with the rights that it takes by itself, and planned."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from okr.application.finding import find_goal, find_person, find_unit
from okr.application.reorgs_draft import Draft, Leaving
from okr.contract.reorgs import Loss, ReorgAction, ReorgStep
from okr.domain.errors import InvalidInput, OkrError, RuleViolation
from okr.domain.keys import accept_prefix
from okr.domain.policy import Action, Facts, PersonFacts, UnitFacts, require
from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.text import accept_short
from okr.domain.vocabulary import CycleState, ObjectKind
from storage import reorgs as statements
from storage.goals import cycle_row
from storage.imports import Row
from storage.policy import load_goal_facts
from storage.types import new_id
from storage.units import taken_prefixes


def plan_step(draft: Draft, step: ReorgStep) -> None:
    """Plan one step; what is wrong with it is refused with its place in the file."""
    planner = _PLANNERS.get((step.what, step.action))
    try:
        if planner is None:
            able = sorted(action for what, action in _PLANNERS if what == step.what)
            raise InvalidInput(f'a {step.what} has no "{step.action}"; it is one of {", ".join(able)}', field="action")
        planner(draft, step)
    except OkrError as error:
        if step.place is None:
            raise
        raise type(error)(f"{step.place}: {error.message}", hint=error.hint, field=error.field) from error


def _leaves(draft: Draft, step: ReorgStep) -> None:
    person = _person(draft, step.who)
    _require(draft, Action.EDIT_PERSON, _facts(draft, person))
    last_day = step.on or draft.case.today
    if person["id"] in draft.leaving:
        raise InvalidInput(f"{person['handle']} leaves twice here; keep one of the two.", field="who")
    if person["employed_from"] is not None and last_day < person["employed_from"]:
        raise InvalidInput(
            f"{person['handle']} started on {person['employed_from']} and cannot leave on {last_day}.", field="date"
        )
    to_id = None if step.to is None else _person(draft, step.to, field="to")["id"]
    if to_id == person["id"]:
        raise InvalidInput(f"{person['handle']} cannot take over from themselves.", field="to")
    day = min(draft.case.today, last_day + timedelta(days=1))
    if last_day > draft.case.today:
        draft.notes.append(
            f"{person['handle']} leaves on {last_day}, but hands over when this is applied; apply it on that day to wait."
        )
    leaving = draft.leaving[person["id"]] = Leaving(person["id"], last_day, to_id, day)
    draft.put(
        ObjectKind.PERSON, person, "employed_to", last_day, key=person["handle"], title=person["name"],
        why=leaving.why(person["handle"]), day=day,
    )  # fmt: skip


def _manager(draft: Draft, step: ReorgStep) -> None:
    person = _person(draft, step.who)
    _require(draft, Action.EDIT_PERSON, _facts(draft, person))
    manager = None if step.to is None else _person(draft, step.to, field="to")
    _put_person(draft, step, person, "manager_id", None if manager is None else manager["id"])


def _to_unit(draft: Draft, step: ReorgStep) -> None:
    person = _person(draft, step.who)
    _require(draft, Action.EDIT_PERSON, _facts(draft, person))
    unit = _unit(draft, _to(step), field="to")
    _require_place(draft, unit, Action.CREATE_PERSON)
    _put_person(draft, step, person, "unit_id", unit["id"])


def _put_person(draft: Draft, step: ReorgStep, person: Row, column: str, value: UUID | None) -> None:
    draft.put(
        ObjectKind.PERSON, person, column, value,
        key=person["handle"], title=person["name"], why=_why(step), day=_day(draft, step),
    )  # fmt: skip


def _parent(draft: Draft, step: ReorgStep) -> None:
    unit = _unit(draft, step.who)
    _require(draft, Action.EDIT_UNIT, UnitFacts(unit_path=unit["path"]))
    parent = _unit(draft, _to(step), field="to")
    _require_place(draft, parent, Action.EDIT_UNIT)
    if unit["parent_id"] is None:
        raise RuleViolation(f"{unit['prefix']} is the unit at the top and stays there.", field="who")
    _put_unit(draft, step, unit, "parent_id", parent["id"])


def _lead(draft: Draft, step: ReorgStep) -> None:
    unit = _unit(draft, step.who)
    _require(draft, Action.EDIT_UNIT, UnitFacts(unit_path=_path(draft, unit)))
    lead = None if step.to is None else _person(draft, step.to, field="to")
    if unit["id"] in draft.new_units:
        unit["lead_id"] = None if lead is None else lead["id"]
    else:
        _put_unit(draft, step, unit, "lead_id", None if lead is None else lead["id"])


def _merge(draft: Draft, step: ReorgStep) -> None:
    unit, target = _unit(draft, step.who), _unit(draft, _to(step), field="to")
    _require(draft, Action.EDIT_UNIT, UnitFacts(unit_path=unit["path"]))
    _require_place(draft, target, Action.EDIT_UNIT)
    if unit["id"] == target["id"] or unit["parent_id"] is None:
        raise RuleViolation(f"{unit['prefix']} cannot go up in {target['prefix']}.", field="to")
    if target["id"] in draft.merged:
        raise RuleViolation(f"{target['prefix']} goes up in another unit itself; name that one.", field="to")
    draft.merged[unit["id"]] = target["id"]
    _put_unit(draft, step, unit, "archived_on", _day(draft, step))


def _put_unit(draft: Draft, step: ReorgStep, unit: Row, column: str, value: object) -> None:
    draft.put(
        ObjectKind.UNIT, unit, column, value,
        key=unit["prefix"], title=unit["name"], why=_why(step), day=_day(draft, step),
    )  # fmt: skip


def _split(draft: Draft, step: ReorgStep) -> None:
    unit = _unit(draft, step.who)
    parent_id: UUID = unit["parent_id"] or unit["id"]
    _require(draft, Action.EDIT_UNIT, UnitFacts(unit_path=_path(draft, draft.unit(parent_id))))
    prefix = accept_prefix(_to(step))
    taken = {row["prefix"] for row in draft.new_units.values()}
    if prefix in taken or taken_prefixes(draft.case.work, [prefix]):
        raise RuleViolation(f"Another unit has the key {prefix} already.", field="to")
    new = new_id()
    draft.new_units[new] = {
        "id": new,
        "prefix": prefix,
        "name": accept_short(step.name or prefix, field="name"),
        "kind": step.kind or (unit["kind"] if unit["parent_id"] else "department"),
        "parent_id": parent_id,
        "lead_id": None,
        "archived_on": None,
        "effective_on": _day(draft, step),
        "path": unit["path"],
    }


def _owner(draft: Draft, step: ReorgStep) -> None:
    goal = _goal(draft, step.who)
    _require(draft, Action.EDIT_TARGET, load_goal_facts(draft.case.work, [goal["id"]])[goal["id"]])
    owner = _person(draft, _to(step), field="to")
    loses = Loss.OWNER if goal["owner_id"] in draft.leaving else None
    _put_goal(draft, step, goal, "owner_id", owner["id"], loses)
    for result in statements.results_of_goals(draft.case.work, [goal["id"]]):
        if result["owner_id"] == goal["owner_id"]:
            draft.put(
                ObjectKind.KEY_RESULT, result, "owner_id", owner["id"], key=result["key"], title=result["title"],
                why=_why(step), day=_day(draft, step), goal_id=goal["id"], loses=loses,
            )  # fmt: skip


def _goal_to_unit(draft: Draft, step: ReorgStep) -> None:
    goal = _goal(draft, step.who)
    _require(draft, Action.EDIT_GOAL, load_goal_facts(draft.case.work, [goal["id"]])[goal["id"]])
    unit = _unit(draft, _to(step), field="to")
    _require_place(draft, unit, Action.CREATE_GOAL)
    _put_goal(draft, step, goal, "unit_id", unit["id"], None)


def _put_goal(draft: Draft, step: ReorgStep, goal: Row, column: str, value: UUID, loses: Loss | None) -> None:
    draft.put(
        ObjectKind.GOAL, goal, column, value, key=goal["key"], title=goal["title"],
        why=_why(step), day=_day(draft, step), loses=loses, goal_id=goal["id"],
    )  # fmt: skip


_PLANNERS: Mapping[tuple[str, ReorgAction], Callable[[Draft, ReorgStep], None]] = {
    ("person", ReorgAction.LEAVES): _leaves,
    ("person", ReorgAction.MANAGER): _manager,
    ("person", ReorgAction.UNIT): _to_unit,
    ("unit", ReorgAction.PARENT): _parent,
    ("unit", ReorgAction.LEAD): _lead,
    ("unit", ReorgAction.MERGE): _merge,
    ("unit", ReorgAction.SPLIT): _split,
    ("goal", ReorgAction.OWNER): _owner,
    ("goal", ReorgAction.UNIT): _goal_to_unit,
}


def _require(draft: Draft, action: Action, facts: Facts) -> None:
    require(draft.case.actor, action, facts)


def _require_place(draft: Draft, unit: Row, action: Action) -> None:
    """Refuse a unit that is archived or goes up in another one, and one that the acting person has no right to fill."""
    _require(draft, action, UnitFacts(unit_path=_path(draft, unit)))
    if unit["archived_on"] is not None and unit["id"] not in draft.merged:
        raise RuleViolation(
            f"{unit['prefix']} is archived since {unit['archived_on']}; choose another unit.", field="to"
        )
    if unit["id"] in draft.merged:
        raise RuleViolation(f"{unit['prefix']} goes up in another unit here; choose that one.", field="to")


def _facts(draft: Draft, person: Row) -> PersonFacts:
    unit_id = person["unit_id"]
    path = None if unit_id is None else draft.known(ObjectKind.UNIT, unit_id)["path"]
    return PersonFacts(person["id"], person["path"], path)


def _path(draft: Draft, unit: Row) -> str:
    """Where a unit stands today; a new one counts as part of the unit that it is split from."""
    return str(unit["path"])


def _person(draft: Draft, text: str, *, field: str = "who") -> Row:
    row = dict(find_person(draft.case, text.removeprefix("@"), field=field)._mapping)
    draft.learn(ObjectKind.PERSON, [row])
    return row


def _unit(draft: Draft, text: str, *, field: str = "who") -> Row:
    key = text.strip().upper()
    for row in draft.new_units.values():
        if row["prefix"] == key:
            return row
    row = dict(find_unit(draft.case, key, field=field)._mapping)
    draft.learn(ObjectKind.UNIT, [row])
    return draft.unit(row["id"])


def _goal(draft: Draft, text: str) -> Row:
    found = find_goal(draft.case, text).row
    cycle = cycle_row(draft.case.work, found.cycle_id)
    if cycle.state is CycleState.CLOSED:
        raise RuleViolation(
            f"{found.key} is of the cycle {cycle.key}, which is closed; it stays as it was.", field="who"
        )
    if found.state in CLOSED_GOAL_STATES:
        raise RuleViolation(f"{found.key} is {found.state} and stays as it was.", field="who")
    return {**found._mapping, "cycle_state": cycle.state}


def _to(step: ReorgStep) -> str:
    if step.to is None:
        raise InvalidInput(f"{step.who}: say where to.", field="to")
    return step.to


def _day(draft: Draft, step: ReorgStep) -> date:
    day = step.on or draft.case.today
    if day > draft.case.today:
        raise InvalidInput(f"{day} is in the future; a change holds from today or from an earlier day.", field="date")
    return day


def _why(step: ReorgStep) -> str:
    """The reason as the plan and the ledger say it: "HELP merges into CARE"."""
    return f"{step.who.removeprefix('@')} {_DOES.get(step.action, step.action)} {step.to or 'nobody'}"


_DOES: Mapping[ReorgAction, str] = {
    ReorgAction.MANAGER: "reports to",
    ReorgAction.UNIT: "goes to",
    ReorgAction.OWNER: "goes to",
    ReorgAction.PARENT: "goes below",
    ReorgAction.LEAD: "is led by",
    ReorgAction.MERGE: "merges into",
}
