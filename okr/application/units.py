"""Units: making, changing, moving and archiving them, and the tree of the organisation."""

from collections.abc import Sequence
from dataclasses import asdict

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found, effective_day
from okr.application.finding import find_person, find_unit
from okr.application.handlers import writes
from okr.contract.base import PersonRef, UnitRef
from okr.contract.units import CreateUnit, UnitView
from okr.domain.errors import RuleViolation
from okr.domain.keys import accept_prefix, propose_prefix
from okr.domain.policy import Action, UnitFacts
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind, UnitKind
from storage import schema
from storage import units as stored
from storage.counting import goals_by, people_below, people_in
from storage.rows import insert_row
from storage.trees import place
from storage.types import new_id


@writes(CreateUnit)
def create_unit(case: WriteCase, command: CreateUnit) -> UnitView:
    """Create a unit below another one; who leads that one or one above may, and an administrator."""
    parent = find_unit(case, command.parent, field="parent")
    case.require(Action.EDIT_UNIT, UnitFacts(unit_path=parent.path))
    _require_open(parent)
    _require_not_company(command.kind)
    lead = None if command.lead is None else find_person(case, command.lead, field="lead")
    name = accept_short(command.name, field="name")
    prefix = _prefix(case, name, command.key)
    new = new_id()
    row: dict[str, object] = {
        "id": new,
        "prefix": prefix,
        "name": name,
        "kind": command.kind,
        "parent_id": parent.id,
        "lead_id": None if lead is None else lead.id,
        "next_goal_number": 1,
        "external_id": accept_short(command.external_id, field="external_id") if command.external_id else None,
        "effective_on": effective_day(case, command.effective_on),
        "recorded_at": case.now,
        "version": 1,
        **asdict(place(case.work, schema.units, parent.id)),
    }
    insert_row(case.work, schema.units, row)
    case.record(ObjectKind.UNIT, new, prefix, after=row)
    return view_of(case, prefix)


def view_of(case: ReadCase, prefix: str) -> UnitView:
    """The unit of a prefix as it is shown."""
    return views(case, stored.shown(case.work, schema.units.c.prefix == prefix))[0]


def views(case: ReadCase, rows: Sequence[Found]) -> tuple[UnitView, ...]:
    """Units as they are shown; the counts of all of them are a statement each."""
    ids = [row.id for row in rows]
    inside = people_in(case.work, ids, case.today)
    below = people_below(case.work, [row.path for row in rows], case.today)
    goals = goals_by(case.work, case.actor, schema.goals.c.unit_id, ids)
    return tuple(
        UnitView(
            key=row.prefix,
            name=row.name,
            kind=row.kind,
            parent=None if row.parent_prefix is None else UnitRef(key=row.parent_prefix, name=row.parent_name),
            lead=lead_of(row),
            depth=row.depth,
            people=inside.get(row.id, 0),
            people_below=below[row.path],
            goals=goals.get(row.id, 0),
            external_id=row.external_id,
            archived_on=row.archived_on,
            version=row.version,
        )
        for row in rows
    )


def lead_of(row: Found) -> PersonRef | None:
    """The lead of a unit's row as it is named on other objects."""
    return None if row.lead_handle is None else PersonRef(handle=row.lead_handle, name=row.lead_name)


def _prefix(case: WriteCase, name: str, key: str | None) -> str:
    """The prefix that is asked for, or a free one made from the name."""
    if key is not None:
        prefix = accept_prefix(key)
        if stored.taken_prefixes(case.work, [prefix]):
            raise RuleViolation(f"Another unit has the key {prefix} already.", field="key")
        return prefix
    taken: set[str] = set()
    while True:
        prefix = propose_prefix(name, taken)
        if not stored.taken_prefixes(case.work, [prefix]):
            return prefix
        taken.add(prefix)


def _require_open(parent: Found) -> None:
    if parent.archived_on is not None:
        raise RuleViolation(
            f"{parent.name} is archived since {parent.archived_on}; choose another unit.", field="parent"
        )


def _require_not_company(kind: UnitKind) -> None:
    if kind is UnitKind.COMPANY:
        raise RuleViolation(
            "The company is the unit at the top; below it are divisions, departments and teams.", field="kind"
        )
