"""A planned reorganisation is written: trees, people, goals with their ledger and history, and what stands beside them."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Table

from okr.application.case import WriteCase
from okr.application.editing import change
from okr.application.ledger import GOAL_FIELDS, KEY_RESULT_FIELDS, ledger_lines, write_ledger
from okr.application.propagation import propagate
from okr.application.reorgs_draft import Draft, Line
from okr.application.reorgs_telling import tell_heirs
from okr.domain.errors import Conflict
from okr.domain.states import is_promised
from okr.domain.vocabulary import ObjectKind
from storage import reorgs as statements
from storage import schema, touched
from storage.imports import Row
from storage.rows import insert_row, lock_row, update_row
from storage.trees import move, place

_PARENTS = {ObjectKind.PERSON: "manager_id", ObjectKind.UNIT: "parent_id"}
_TABLES: Mapping[ObjectKind, Table] = {
    ObjectKind.PERSON: schema.people,
    ObjectKind.UNIT: schema.units,
    ObjectKind.GOAL: schema.goals,
    ObjectKind.KEY_RESULT: schema.key_results,
    ObjectKind.FOCUS_AREA: schema.focus_areas,
    ObjectKind.INITIATIVE: schema.initiatives,
    ObjectKind.ORGANISATION: schema.organisation,
}
_REMEMBERED = frozenset({ObjectKind.PERSON, ObjectKind.UNIT, ObjectKind.GOAL, ObjectKind.KEY_RESULT})


def write(case: WriteCase, draft: Draft) -> None:
    """Write everything that is planned and roll it up once; the caller holds the trees of people and of units."""
    results = {result for person in draft.leaving for result in touched.results_of(case.work, person)}
    _write_new_units(case, draft)
    for kind in (ObjectKind.UNIT, ObjectKind.PERSON):
        for node_id, lines in _from_the_top(draft, kind):
            _write_row(case, draft, kind, node_id, lines)
    results |= _write_results(case, draft)
    goals = _write_goals(case, draft)
    for kind in (ObjectKind.FOCUS_AREA, ObjectKind.INITIATIVE, ObjectKind.ORGANISATION):
        for row_id, lines in draft.columns(kind).items():
            _write_row(case, draft, kind, row_id, lines)
    _write_contributions(case, draft)
    _write_blockers(case, draft)
    tell_heirs(case, draft)
    propagate(case, key_results=results, goals=goals)


def _write_new_units(case: WriteCase, draft: Draft) -> None:
    for row in draft.new_units.values():
        stood = place(case.work, schema.units, row["parent_id"])
        new = {
            **row,
            **stood._asdict(),
            "next_goal_number": 1,
            "external_id": None,
            "recorded_at": case.now,
            "version": 1,
        }
        insert_row(case.work, schema.units, new)
        case.record(ObjectKind.UNIT, row["id"], row["prefix"], after=new)


def _from_the_top(draft: Draft, kind: ObjectKind) -> list[tuple[UUID, list[Line]]]:
    """The rows of a tree in the order in which they can be hung anew: whatever is going to stand higher comes first."""
    rows = {row_id: lines for row_id, lines in draft.columns(kind).items() if isinstance(row_id, UUID)}
    return sorted(rows.items(), key=lambda item: (_depth(draft, kind, item[0]), item[1][0].key))


def _depth(draft: Draft, kind: ObjectKind, row_id: UUID) -> int:
    find = draft.person if kind is ObjectKind.PERSON else draft.unit
    depth, at = 0, find(row_id)[_PARENTS[kind]]
    while at is not None:
        depth, at = depth + 1, find(at)[_PARENTS[kind]]
    return depth


def _write_row(case: WriteCase, draft: Draft, kind: ObjectKind, row_id: Hashable, lines: Sequence[Line]) -> None:
    """Write the columns of one row, its tree first; refused where it is no longer as it was planned."""
    if not isinstance(row_id, UUID):
        raise TypeError(f"the id of a {kind} is a {type(row_id).__name__}")
    table, planned = _TABLES[kind], draft.standing[kind, row_id]
    row = lock_row(case.work, table, row_id)
    if row.version != planned["version"]:
        raise Conflict(f"{lines[0].key} was changed at this moment; look at the plan again.")
    changes = {line.column: line.after for line in lines}
    parent = changes.get(_PARENTS[kind]) if kind in _PARENTS else None
    if kind in _PARENTS and _PARENTS[kind] in changes:
        move(case.work, table, row_id, parent if isinstance(parent, UUID) else None)
    change(
        case, table, row, changes, kind=kind, key=lines[0].key,
        effective_on=_day(planned, lines), remembered=kind in _REMEMBERED,
    )  # fmt: skip


def _write_results(case: WriteCase, draft: Draft) -> set[UUID]:
    """Key results by id, before any goal: the order of locks."""
    written: set[UUID] = set()
    for row_id, lines in sorted(draft.columns(ObjectKind.KEY_RESULT).items(), key=lambda item: str(item[0])):
        row = draft.standing[ObjectKind.KEY_RESULT, row_id]
        if is_promised(row["goal_state"], row["cycle_state"]):
            _ledger(case, row, lines, KEY_RESULT_FIELDS, goal_id=row["goal_id"], key_result_id=row["id"])
        _write_row(case, draft, ObjectKind.KEY_RESULT, row_id, lines)
        written.add(row["id"])
    return written


def _write_goals(case: WriteCase, draft: Draft) -> set[UUID]:
    """Goals from the deepest level up; answers those with another owner."""
    written = draft.columns(ObjectKind.GOAL)
    standing = {row_id: draft.standing[ObjectKind.GOAL, row_id] for row_id in written}
    owned: set[UUID] = set()
    for row_id, lines in sorted(written.items(), key=lambda item: (-standing[item[0]]["level"], str(item[0]))):
        row = standing[row_id]
        if is_promised(row["state"], row["cycle_state"]):
            _ledger(case, row, lines, GOAL_FIELDS, goal_id=row["id"], key_result_id=None)
        _write_row(case, draft, ObjectKind.GOAL, row_id, lines)
        if any(line.column == "owner_id" for line in lines):
            owned.add(row["id"])
    return owned


def _ledger(
    case: WriteCase,
    row: Row,
    lines: Sequence[Line],
    fields: Mapping[str, str],
    *,
    goal_id: UUID,
    key_result_id: UUID | None,
) -> None:
    """Who answers for what was promised changes through the ledger, with the reorganisation as its reason."""
    changes = {line.column: line.after for line in lines}
    write_ledger(
        case, ledger_lines(case, fields, row, changes), goal_id=goal_id, key_result_id=key_result_id,
        reason=f"Reorganisation: {lines[0].why}", effective_on=_day(row, lines),
    )  # fmt: skip


def _write_contributions(case: WriteCase, draft: Draft) -> None:
    for row_id, lines in draft.columns(ObjectKind.CONTRIBUTION).items():
        row = draft.standing[ObjectKind.CONTRIBUTION, row_id]
        changes = {line.column: line.after for line in lines}
        if not update_row(case.work, schema.contributions, row["id"], row["version"], changes):
            raise Conflict(f"A contribution to {lines[0].key} was answered at this moment; look at the plan again.")
        _record(case, row["id"], lines)


def _write_blockers(case: WriteCase, draft: Draft) -> None:
    for row_id, lines in draft.columns(ObjectKind.BLOCKER).items():
        row = draft.standing[ObjectKind.BLOCKER, row_id]
        identity = (row["key_result_id"], row["number"])
        if not statements.set_blocker_owner(case.work, identity, row["version"], lines[0].after):
            raise Conflict(f"A blocker of {lines[0].key} was answered at this moment; look at the plan again.")
        _record(case, row["key_result_id"], lines)


def _record(case: WriteCase, object_id: UUID, lines: Sequence[Line]) -> None:
    case.record(
        lines[0].kind, object_id, lines[0].key,
        before={line.column: line.before for line in lines}, after={line.column: line.after for line in lines},
    )  # fmt: skip


def _day(row: Row, lines: Sequence[Line]) -> date:
    """From when the change of a row holds: the latest day of its steps, and never before its last change."""
    days = [line.day for line in lines]
    if row.get("effective_on") is not None:
        days.append(row["effective_on"])
    return max(days)
