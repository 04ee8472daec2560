"""Units: making, changing, moving and archiving them, and the tree of the organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import or_

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found, change, effective_day, require_version
from okr.application.finding import find_person, find_unit, root_unit
from okr.application.handlers import reads, writes
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page, PersonRef, UnitRef
from okr.contract.units import CreateUnit, EditUnit, ListUnits, OrgNode, ShowOrgTree, ShowUnit, UnitView
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.keys import accept_prefix, propose_prefix
from okr.domain.policy import Action, UnitFacts
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind, UnitKind
from storage import people as stored_people
from storage import schema
from storage import units as stored
from storage.counting import goals_by, people_below, people_in
from storage.locks import lock_graph
from storage.rows import insert_row, lock_row
from storage.trees import MAX_DEPTH, move, place, subtree
from storage.types import new_id

if TYPE_CHECKING:
    from storage.as_of import When


@writes(CreateUnit)
def create_unit(case: WriteCase, command: CreateUnit) -> UnitView:
    """Create a unit below another one; who leads that one or one above may, and an administrator."""
    parent = find_unit(case, command.parent, field="parent")
    case.require(Action.EDIT_UNIT, UnitFacts(unit_path=parent.path))
    _require_open(parent)
    _require_not_company(command.kind)
    lead = None if command.lead is None else _lead(case, command.lead)
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
        **place(case.work, schema.units, parent.id)._asdict(),
    }
    insert_row(case.work, schema.units, row)
    case.record(ObjectKind.UNIT, new, prefix, after=row)
    return view_of(case, prefix)


@writes(EditUnit)
def edit_unit(case: WriteCase, command: EditUnit) -> UnitView:
    """Change, move or archive a unit; who leads it or one above may, and an administrator."""
    given = command.model_fields_set
    unit_id = find_unit(case, command.key).id
    if "parent" in given:
        lock_graph(case.work, "units")  # before the row, as everywhere
    row = lock_row(case.work, schema.units, unit_id)
    case.require(Action.EDIT_UNIT, UnitFacts(unit_path=row.path))
    require_version(case, command.version, row, what=row.name)
    day = effective_day(case, command.effective_on, not_before=row.effective_on)
    changes: dict[str, object] = {}
    if "name" in given:
        changes["name"] = accept_short(command.name or "", field="name")
    if "kind" in given:
        changes["kind"] = _kind(row, command.kind)
    if "lead" in given:
        changes["lead_id"] = None if command.lead is None else _lead(case, command.lead).id
    if "parent" in given:
        changes["parent_id"] = _move(case, row, command.parent)
    if "archived" in given:
        changes["archived_on"] = _archived_on(case, row, day, archived=bool(command.archived))
    change(
        case,
        schema.units,
        row,
        changes,
        kind=ObjectKind.UNIT,
        key=row.prefix,
        effective_on=day,
        remembered=True,
    )
    return view_of(case, row.prefix)


@reads(ListUnits)
def list_units(case: ReadCase, query: ListUnits) -> Page[UnitView]:
    """A page of units in the order of the tree."""
    units = schema.units
    conditions = after([units.c.path], read_cursor(query.cursor, str))
    if query.below is not None:
        conditions.append(subtree(units, find_unit(case, query.below, field="below").path))
    if query.kind is not None:
        conditions.append(units.c.kind == query.kind)
    if not query.include_archived:
        conditions.append(units.c.archived_on.is_(None))
    rows = stored.shown(case.work, *conditions, limit=query.limit + 1)
    return page(rows, query.limit, items=lambda kept: views(case, kept), cursor=lambda row: write_cursor(row.path))


@reads(ShowUnit)
def show_unit(case: ReadCase, query: ShowUnit) -> UnitView:
    """One unit."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import answered_on

        unit_id = find_unit(case, query.key).id
        past = answered_on(case, query, when, wanted=lambda place: place.of_unit(unit_id), answer=show_unit)
        return past.model_copy(update={"may_edit": False})
    found = find_unit(case, query.key)
    may_edit = case.may(Action.EDIT_UNIT, UnitFacts(unit_path=found.path))
    return view_of(case, found.prefix).model_copy(update={"may_edit": may_edit})


@reads(ShowOrgTree)
def show_org_tree(case: ReadCase, query: ShowOrgTree) -> OrgNode:
    """A unit with what stands below it, so many levels deep; a node that is cut there says how many units follow."""
    if query.depth < 0:
        raise InvalidInput("The depth of a tree is 0 or more levels below its top.", field="depth")
    when = when_of(case, query)
    if when is not None:
        return _org_tree_on(case, query, when)
    units = schema.units
    top = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    last = top.depth + min(query.depth, MAX_DEPTH)
    inside = subtree(units, top.path)
    is_open = or_(units.c.archived_on.is_(None), units.c.id == top.id)
    rows = stored.shown(case.work, inside, is_open, units.c.depth <= last)
    people = stored_people.by_unit(case.work, case.today, inside, units.c.depth <= last) if query.with_people else {}
    grown = _Grown(
        children=_by_parent(rows),
        people=people,
        people_below=people_below(case.work, [row.path for row in rows], case.today),
        more=stored.children_of_depth(case.work, last + 1, inside, is_open),
    )
    return grown.node(rows[0])


def _org_tree_on(case: ReadCase, query: ShowOrgTree, when: "When") -> OrgNode:
    """The same as of a day (R16)."""
    from okr.application.past_org_tree import PastTree

    top = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    tree, depth = PastTree(case, when), min(query.depth, MAX_DEPTH)
    rows = tree.rows(top.id, depth=depth)
    grown = _Grown(
        children=_by_parent(rows),
        people=tree.people(rows) if query.with_people else {},
        people_below=tree.people_below(),
        more=tree.more(top.id, depth=depth),
    )
    return grown.node(rows[0])


@dataclass(frozen=True, slots=True)
class _Grown:
    """What the nodes of a tree are made of."""

    children: Mapping[UUID | None, Sequence[Found]]
    people: Mapping[UUID, Sequence[stored_people.Named]]
    people_below: Mapping[str, int]
    more: Mapping[UUID, int]

    def node(self, row: Found) -> OrgNode:
        """A unit with all that is shown below it; trees are at most 20 levels deep."""
        return OrgNode(
            unit=UnitRef(key=row.prefix, name=row.name),
            kind=row.kind,
            lead=_lead_of(row),
            people=tuple(PersonRef(handle=one.handle, name=one.name) for one in self.people.get(row.id, ())),
            people_below=self.people_below[row.path],
            children=tuple(self.node(child) for child in self.children.get(row.id, ())),
            more_children=self.more.get(row.id, 0),
        )


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
            lead=_lead_of(row),
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


def _lead_of(row: Found) -> PersonRef | None:
    return None if row.lead_handle is None else PersonRef(handle=row.lead_handle, name=row.lead_name)


def _by_parent(rows: Sequence[Found]) -> dict[UUID | None, list[Found]]:
    children: dict[UUID | None, list[Found]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    return children


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


def _kind(row: Found, kind: UnitKind | None) -> UnitKind:
    if kind is None:
        raise InvalidInput("A unit needs a kind: division, department or team.", field="kind")
    if row.depth > 0:
        _require_not_company(kind)
    elif kind is not UnitKind.COMPANY:
        raise RuleViolation(f"{row.name} is the unit at the top, and so the company.", field="kind")
    return kind


def _lead(case: WriteCase, text: str) -> Found:
    """Somebody who works here and can lead a unit."""
    person = find_person(case, text, field="lead")
    if person.employed_to is not None and person.employed_to < case.today:
        raise RuleViolation(f"{person.name} left on {person.employed_to} and cannot lead a unit.", field="lead")
    return person


def _move(case: WriteCase, row: Found, parent_key: str | None) -> UUID | None:
    """Hang a unit under another parent; answers the parent's id."""
    if parent_key is None:
        move(case.work, schema.units, row.id, None)  # refused, but for the unit that is at the top
        return None
    parent = find_unit(case, parent_key, field="parent")
    if parent.id != row.parent_id:
        case.require(Action.EDIT_UNIT, UnitFacts(unit_path=parent.path))
        _require_open(parent)
        move(case.work, schema.units, row.id, parent.id)
    parent_id: UUID = parent.id
    return parent_id


def _archived_on(case: WriteCase, row: Found, day: date, *, archived: bool) -> date | None:
    """The day on which a unit is closed, or None where it is opened again; refused while something is left in it."""
    if archived and row.archived_on is None:
        _require_empty(case, row)
        return day
    if not archived and row.archived_on is not None and row.parent_id is not None:
        _require_open(lock_row(case.work, schema.units, row.parent_id))
    return row.archived_on if archived else None


def _require_empty(case: WriteCase, row: Found) -> None:
    if row.depth == 0:
        raise RuleViolation(f"{row.name} is the unit at the top; it cannot be archived.", field="archived")
    left = (
        (stored.open_goals(case.work, row.id), "open goal", "close or move them"),
        (stored_people.count_in_unit(case.work, row.id, case.today), "person", "move them to another unit"),
        (stored.open_units_below(case.work, row.id), "unit below it", "archive or move them first"),
    )
    there = [f"{number} {_plural(noun, number)}" for number, noun, _ in left if number]
    if there:
        raise RuleViolation(
            f"{row.name} still has {', '.join(there)}.",
            hint="; ".join(what_to_do for number, _, what_to_do in left if number).capitalize() + ".",
            field="archived",
        )


def _plural(noun: str, number: int) -> str:
    if number == 1:
        return noun
    return {"person": "people", "unit below it": "units below it"}.get(noun, f"{noun}s")


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
