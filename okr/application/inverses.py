"""The opposite of what an audit entry tells: the command that puts back what was before."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from okr.application import inverses_beside as beside
from okr.application.case import ReadCase
from okr.application.inverses_parts import PEOPLE, REASON, Opposite, fields_of, named, plain, words_of
from okr.contract.base import Request
from okr.contract.check_ins import RecordCheckIn
from okr.contract.cycles import EditCycle
from okr.contract.focus_areas import EditFocusArea
from okr.contract.goals import EditGoal, EndOverride, LinkGoal, MoveGoal, SetGoalState, SetOverride, UnlinkGoal
from okr.contract.key_results import EditKeyResult, FeedKeyResult, UnfeedKeyResult
from okr.contract.organisation import EditOrganisation
from okr.contract.people import EditPerson
from okr.contract.units import EditUnit
from okr.domain.errors import RuleViolation
from okr.domain.numbers import weight_of
from okr.domain.states import PLANNING_GOAL_STATES
from okr.domain.vocabulary import FeedMethod, GoalState, KeyResultState, LinkKind, ObjectKind, Status
from storage import check_ins, schema
from storage.audit import Entry


def opposites(case: ReadCase, entries: Sequence[Entry]) -> list[Opposite]:
    """The commands that take entries back, the last entry first; RuleViolation for what has no opposite.

    A step of a contribution is taken back with all that it wrote.
    """
    found: list[Opposite] = [nudge for entry in entries if (nudge := beside.nudge(case, entry)) is not None]
    if found:
        return found
    steps = [entry for entry in entries if entry.object_kind is ObjectKind.CONTRIBUTION]
    for entry in reversed(steps or entries):
        if entry.object_kind is None:
            continue
        make = _MAKERS.get(entry.object_kind)
        if make is None:
            raise RuleViolation(f"A change of a {entry.object_kind} ({entry.object_key}) cannot be undone.")
        found.extend(make(case, entry))
    return found


def _check_in(case: ReadCase, entry: Entry) -> list[Opposite]:
    key, _, number_text = str(entry.object_key).rpartition(" #")
    number, after = int(number_text), entry.after or {}
    points_at = after.get("voids") or after.get("corrects")
    if points_at is not None and entry.object_id is not None:
        earlier, _ = check_ins.pointed_at(case.work, entry.object_id, int(str(points_at)))
        if earlier is None:
            raise RuleViolation(f"Check-in {points_at} of {key} is not there any more.")
        again = RecordCheckIn(
            key=key,
            value=earlier.value,
            effective_on=earlier.effective_on,
            answers=earlier.answers,
            confidence=earlier.confidence_percent,
            status=earlier.status,
            note=earlier.note,
            blocker=earlier.blocker,
            corrects=None if after.get("voids") else number,
        )
        return [Opposite(again, f"{key}: the value of {earlier.effective_on} is {plain(earlier.value)} again")]
    return [Opposite(RecordCheckIn(key=key, voids=number), f"{key}: check-in {number} is voided")]


def _goal(case: ReadCase, entry: Entry) -> list[Opposite]:
    key, before = str(entry.object_key), dict(entry.before or {})
    if entry.before is None:
        if set(entry.after or {}) == {"state", "reason"}:
            return []  # the reason of a step, beside the entry of the step itself
        request = SetGoalState(key=key, state=GoalState.CANCELLED, reason=REASON)
        return [Opposite(request, f"{key} is cancelled")]
    found: list[Opposite] = []
    if "state" in before:
        state = GoalState(str(before.pop("state")))
        if state in PLANNING_GOAL_STATES and entry.object_id is not None:
            _require_without_readings(case, key, entry.object_id)
        found.append(Opposite(SetGoalState(key=key, state=state, reason=REASON), f"{key} is {state} again"))
    moved: dict[str, object] = {name: before.pop(name) for name in ("unit_id", "cycle_id") if name in before}
    if moved:
        fields = fields_of(case, moved)
        found.append(Opposite(MoveGoal(key=key, **fields), f"{key} goes back to {words_of(fields)}"))
    fields = fields_of(case, before)
    for name in ("contributors", "readers"):
        if name in fields:
            fields[name] = tuple(_handles(case, fields[name]))
    if fields:
        found.append(Opposite(EditGoal(key=key, reason=REASON, **fields), f"{key}: {words_of(fields)}"))
    return found


def _require_without_readings(case: ReadCase, key: str, goal_id: UUID) -> None:
    """Refuse to take a goal back to its planning once somebody has checked in to it."""
    results, readings = schema.key_results.c, schema.check_ins.c
    of_goal = select(results.id).where(results.goal_id == goal_id)
    if case.connection.execute(select(readings.number).where(readings.key_result_id.in_(of_goal)).limit(1)).first():
        raise RuleViolation(f"{key} has check-ins already; pause or cancel it instead.")


def _key_result(case: ReadCase, entry: Entry) -> list[Opposite]:
    key, before = str(entry.object_key), dict(entry.before or {})
    if entry.before is None:
        if set(entry.after or {}) == {"state", "reason"}:
            return []
        request = EditKeyResult(key=key, state=KeyResultState.CANCELLED, reason=REASON)
        return [Opposite(request, f"{key} is cancelled")]
    fields = fields_of(case, before)
    if "weight_units" in fields:
        fields["weight"] = weight_of(fields.pop("weight_units"))
    fields.pop("feed_method", None)
    fields.pop("source", None)
    if not fields:
        return []
    request = EditKeyResult.model_validate({"key": key, "reason": REASON, **fields})
    return [Opposite(request, f"{key}: {words_of(fields)}")]


def _link(case: ReadCase, entry: Entry) -> list[Opposite]:
    before, after = entry.before, entry.after
    if before is None and after is not None:
        child, parent = _goal_key(case, after["child_id"]), _goal_key(case, after["parent_id"])
        return [Opposite(UnlinkGoal(child=child, parent=parent), f"{child} is no longer linked to {parent}")]
    if before is not None and after is None:
        child, parent = _goal_key(case, before["child_id"]), _goal_key(case, before["parent_id"])
        return [_linked(child, parent, before, fallback={})]
    row = case.connection.execute(
        select(schema.goal_links).where(schema.goal_links.c.id == entry.object_id)
    ).one_or_none()
    if row is None:
        raise RuleViolation(f"The link {entry.object_key} is not there any more.")
    child, parent = _goal_key(case, row.child_id), _goal_key(case, row.parent_id)
    return [_linked(child, parent, before or {}, fallback=dict(row._mapping))]


def _linked(child: str, parent: str, before: Mapping[str, object], *, fallback: Mapping[str, Any]) -> Opposite:
    kind = LinkKind(str(before.get("kind") or fallback["kind"]))
    units = before.get("weight_units", fallback.get("weight_units"))
    weight = weight_of(units) if isinstance(units, int) and kind is LinkKind.CONTRIBUTES else None
    words = f"{child} {kind} to {parent}" if kind is LinkKind.CONTRIBUTES else f"{child} {kind} {parent}"
    return Opposite(LinkGoal(child=child, parent=parent, kind=kind, weight=weight), f"{words} again")


def _feed(case: ReadCase, entry: Entry) -> list[Opposite]:
    row = entry.after if entry.before is None else entry.before
    ends = row or {}
    child, parent = _result_key(case, ends.get("child_id")), _result_key(case, ends.get("parent_id"))
    if entry.before is None:
        return [Opposite(UnfeedKeyResult(child=child, parent=parent), f"{child} no longer feeds {parent}")]
    method = case.connection.execute(
        select(schema.key_results.c.feed_method).where(schema.key_results.c.id == ends.get("parent_id"))
    ).scalar()
    units = ends.get("weight_units")
    request = FeedKeyResult(
        child=child,
        parent=parent,
        method=method or FeedMethod.SUM,
        weight=weight_of(units) if isinstance(units, int) else None,
    )
    return [Opposite(request, f"{child} feeds {parent} again")]


def _override(case: ReadCase, entry: Entry) -> list[Opposite]:
    key = str(entry.object_key)
    if entry.before is None:
        return [Opposite(EndOverride(key=key), f"{key} shows its computed status again")]
    table = schema.overrides
    row = case.connection.execute(select(table).where(table.c.id == entry.object_id)).one()
    if row.until_on is not None and row.until_on < case.today:
        raise RuleViolation(f"The status that was set for {key} ran out on {row.until_on}.")
    request = SetOverride(key=key, status=Status(row.status), reason=row.reason, until=row.until_on)
    return [Opposite(request, f"{key} shows '{row.status}' again")]


def _edit(kind: Callable[..., Request[Any]], name: str) -> "Callable[[ReadCase, Entry], list[Opposite]]":
    """The maker for what has nothing but fields."""

    def make(case: ReadCase, entry: Entry) -> list[Opposite]:
        if entry.before is None:
            raise RuleViolation(f"A new {name} ({entry.object_key}) cannot be undone; archive it instead.")
        fields = fields_of(case, entry.before)
        if "archived_on" in fields:
            fields["archived"] = fields.pop("archived_on") is not None
        if not fields:
            return []
        return [Opposite(kind(key=str(entry.object_key), **fields), f"{entry.object_key}: {words_of(fields)}")]

    return make


def _cycle(case: ReadCase, entry: Entry) -> list[Opposite]:
    if entry.before is None or "state" in entry.before:
        raise RuleViolation(
            f"A step of the cycle {entry.object_key} cannot be undone; take it a step back, with a reason."
        )
    fields = fields_of(case, entry.before)
    return [Opposite(EditCycle(key=str(entry.object_key), **fields), f"{entry.object_key}: {words_of(fields)}")]


def _organisation(case: ReadCase, entry: Entry) -> list[Opposite]:
    if entry.before is None:
        raise RuleViolation("A company is not taken back; delete its file or database.")
    fields = fields_of(case, entry.before)
    return [Opposite(EditOrganisation.model_validate(fields), words_of(fields))] if fields else []


def _person(case: ReadCase, entry: Entry) -> list[Opposite]:
    if entry.before is None:
        raise RuleViolation(f"A new person ({entry.object_key}) cannot be undone; enter the day on which they left.")
    fields = fields_of(case, entry.before)
    handle = case.connection.execute(select(PEOPLE).where(schema.people.c.id == entry.object_id)).scalar_one()
    if not fields:
        return []
    new = {"new_handle": fields.pop("handle")} if "handle" in fields and "new_handle" in EditPerson.model_fields else {}
    return [Opposite(EditPerson.model_validate({"handle": handle, **fields, **new}), f"{handle}: {words_of(fields)}")]


_MAKERS: Mapping[ObjectKind, Callable[[ReadCase, Entry], list[Opposite]]] = {
    ObjectKind.CHECK_IN: _check_in,
    ObjectKind.GOAL: _goal,
    ObjectKind.KEY_RESULT: _key_result,
    ObjectKind.LINK: _link,
    ObjectKind.FEED: _feed,
    ObjectKind.OVERRIDE: _override,
    ObjectKind.FOCUS_AREA: _edit(EditFocusArea, "focus area"),
    ObjectKind.CYCLE: _cycle,
    ObjectKind.ORGANISATION: _organisation,
    ObjectKind.UNIT: _edit(EditUnit, "unit"),
    ObjectKind.PERSON: _person,
    ObjectKind.BLOCKER: beside.blocker,
    ObjectKind.INITIATIVE: beside.initiative,
    ObjectKind.DEPENDENCY: beside.dependency,
    ObjectKind.COMMENT: beside.comment,
    ObjectKind.CONTRIBUTION: beside.contribution,
}


def _handles(case: ReadCase, ids: object) -> list[str]:
    wanted = [one for one in ids if isinstance(one, UUID)] if isinstance(ids, list | tuple) else []
    return [str(one) for one in case.connection.execute(select(PEOPLE).where(schema.people.c.id.in_(wanted))).scalars()]


def _goal_key(case: ReadCase, goal_id: object) -> str:
    return named(case, schema.goals.c.key, goal_id)


def _result_key(case: ReadCase, result_id: object) -> str:
    return named(case, schema.key_results.c.key, result_id)
