"""Units and people of an import: their trees, prefixes, handles, leads and managers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.importing_plan import Report, Sheet, given_columns, unknown
from okr.application.importing_trees import Tree
from okr.contract.imports import ImportedPerson, ImportedUnit, ImportRecords
from okr.domain.errors import OkrError, RuleViolation
from okr.domain.keys import Prefixes, accept_prefix
from okr.domain.people import accept_email, accept_time_zone, propose_handles
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind, UnitKind
from storage import imports as statements
from storage import schema, trees
from storage.imports import Row
from storage.types import new_id

Record = TypeVar("Record", ImportedUnit, ImportedPerson)

_DECIDES_TIMELINESS = frozenset({"time_zone", "employed_from", "employed_to"})
_KIND_BY_DEPTH = {0: UnitKind.COMPANY, 1: UnitKind.DIVISION, 2: UnitKind.DEPARTMENT}


class _Standing:
    """The rows of a tree that are there, each under one name: its id in the other system, else its own."""

    def __init__(self, sheet: Sheet, rows: list[Row]) -> None:
        self._sheet = sheet
        self._rows = rows
        self._names = {row["id"]: str(row["id"]) for row in rows} | {row["id"]: one for one, row in sheet.rows.items()}

    def parents(self, column: str) -> dict[str, str | None]:
        """Who stands below whom among them."""
        names = self._names
        return {names[row["id"]]: None if row[column] is None else names[row[column]] for row in self._rows}

    def called(self, wanted: str | None) -> str | None:
        """The name of the one that a record points at; as the file has it where it is not there."""
        row = None if wanted is None else self._sheet.find(wanted)
        return wanted if row is None else self._names[row["id"]]


@dataclass(slots=True)
class Organisation:
    """The units and people that an import knows or makes."""

    case: WriteCase
    report: Report
    command: ImportRecords
    units: Sheet = field(init=False)
    people: Sheet = field(init=False)
    root: Row = field(init=False)
    root_id: str = ""
    """What the file calls the unit at the top."""
    _standing_units: list[Row] = field(default_factory=list)
    _standing_people: list[Row] = field(default_factory=list)
    _prefixes: Prefixes = field(default_factory=lambda: Prefixes(()))
    _handles: set[str] = field(default_factory=set)
    _proposals: dict[str, Iterator[str]] = field(default_factory=dict)
    """Handles that come next, by the first of them."""
    _people_named: set[str] = field(default_factory=set)
    _adopted: set[UUID] = field(default_factory=set)
    _by_email: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units = Sheet("units", schema.units, ObjectKind.UNIT, self.report)
        self.people = Sheet("people", schema.people, ObjectKind.PERSON, self.report)

    def load(self) -> None:
        """Read the units and people that are there."""
        rows = statements.whole_table(self.case.work, schema.units)
        self.root = next(row for row in rows if row["depth"] == 0)
        _know(self.units, rows)
        self._standing_units = rows
        self._prefixes = Prefixes(row["prefix"] for row in rows)
        self._standing_people = rows = statements.whole_table(self.case.work, schema.people)
        _know(self.people, rows)
        self._handles = {row["handle"] for row in rows}
        self._by_email = {row["email"]: row for row in rows if row["email"] is not None}

    def plan(self) -> None:
        """Plan the units, then the people, then who leads the units."""
        self.root_id = self.root["external_id"] or ""
        leads = self._plan_units()
        self._plan_people()
        self._plan_leads(leads)

    def write(self) -> None:
        """Write both with their trees."""
        self.units.write(self.case)
        self.people.write(self.case)
        for sheet, parent in ((self.units, "parent_id"), (self.people, "manager_id")):
            if sheet.new or any(parent in change.columns for change in sheet.changed.values()):
                trees.rebuild(self.case.work, sheet.table)

    def moved(self) -> set[UUID]:
        """The people whose days or time zone change: that decides what was on time (R14)."""
        return {person for person, change in self.people.changed.items() if change.columns.keys() & _DECIDES_TIMELINESS}

    def unit_for(self, external_id: str | None) -> Row:
        """The unit that a record names, else the one at the top."""
        if external_id is None:
            return self.root
        return self.units.require(external_id, name="unit", noun="unit")

    def person_for(self, external_id: str | None, *, name: str) -> UUID | None:
        """The person that a record names."""
        if external_id is None:
            return None
        found: UUID = self.people.require(external_id, name=name, noun="person")["id"]
        return found

    def _plan_units(self) -> list[tuple[ImportedUnit, str]]:
        self._people_named = {record.external_id for record in self.command.people}
        records = _claimed(self.units, self.command.units)
        tops = self._adopt_root(records)
        names = {one: record.name for one, record in records.items()}
        standing = _Standing(self.units, self._standing_units)
        tree = Tree(
            noun="unit",
            field_name="parent",
            parents={one: standing.called(record.parent) for one, record in records.items()},
            standing=standing.parents("parent_id"),
            name=lambda one: names.get(one) or self.units.rows.get(one, {"name": one})["name"],
            refused=tops,
        )
        tree.settle()
        for one, error in tree.refused.items():
            if one in records:
                self.report.refuse("units", records[one].place, error, value=records[one].parent)
        number = trees.next_number(self.case.work, schema.units) if records else 0
        leads: list[tuple[ImportedUnit, str]] = []
        for one in tree.order:
            record = records[one]
            try:
                number += self._plan_unit(record, one, depth=tree.depths[one], number=number)
            except OkrError as error:
                self.report.refuse("units", record.place, error, value=_value(record, error))
            else:
                if record.lead is not None:
                    leads.append((record, one))
        return leads

    def _adopt_root(self, records: dict[str, ImportedUnit]) -> dict[str, OkrError]:
        """The unit at the top takes over the name and id of the file's; any other without a parent is refused, and answered."""
        tops = [one for one, record in records.items() if record.parent is None and one not in self.units.rows]
        tops.sort(key=lambda one: records[one].kind is not UnitKind.COMPANY)
        if tops and self.root["external_id"] is None:
            self.root_id = tops.pop(0)
            self.units.rows[self.root_id] = self.root
            self.report.labels[self.root["id"]] = self.root_id
        refused: dict[str, OkrError] = {}
        for one in tops:
            record = records.pop(one)
            error = refused[one] = RuleViolation(
                f'parent: "{one}" has none, and an organisation has one unit at the top, "{self.root_id}".',
                hint="Give its parent.",
                field="parent",
            )
            self.report.refuse("units", record.place, error)
        return refused

    def _plan_unit(self, record: ImportedUnit, one: str, *, depth: int, number: int) -> int:
        """Plan a unit; answers how many numbers it took."""
        name = accept_short(record.name, field="name")
        if record.kind is UnitKind.COMPANY and depth > 0:
            raise RuleViolation(
                "kind: the company is the unit at the top; below it are divisions, departments and teams.", field="kind"
            )
        parent = None if record.parent is None else self.units.require(record.parent, name="parent", noun="unit")
        if record.lead is not None and record.lead not in self._people_named and self.people.find(record.lead) is None:
            raise unknown(record.lead, name="lead", noun="person")
        if one in self.units.rows:
            given: Row = {"name": name, "external_id": one}
            if depth > 0:
                given |= given_columns(record, "kind")
            if parent is not None:
                given["parent_id"] = parent["id"]
            row = self.units.settle(record.place, one, given)
            if row["id"] == self.root["id"]:
                self.root = row
            return 0
        row = {
            "id": new_id(),
            "number": number,
            "prefix": self._prefix(record, name),
            "name": name,
            "kind": record.kind or _KIND_BY_DEPTH.get(depth, UnitKind.TEAM),
            "parent_id": None if parent is None else parent["id"],
            "lead_id": None,
            "path": trees.segment(number),
            "depth": 1,
            "next_goal_number": 1,
            "external_id": one,
            "archived_on": None,
            "effective_on": self.case.today,
            "recorded_at": self.case.now,
            "version": 1,
        }
        self.units.create(one, row)
        return 1

    def _prefix(self, record: ImportedUnit, name: str) -> str:
        if record.key is not None:
            prefix = accept_prefix(record.key)
            if prefix in self._prefixes:
                raise RuleViolation(
                    f"key: another unit has the key {prefix} already.", hint="Take another.", field="key"
                )
        else:
            prefix = self._prefixes.propose(name)
        self._prefixes.take(prefix)
        return prefix

    def _plan_people(self) -> None:
        records = _claimed(self.people, self.command.people)
        for one, record in records.items():
            self._adopt_person(one, record)
        names = {one: record.name for one, record in records.items()}
        standing = _Standing(self.people, self._standing_people)
        tree = Tree(
            noun="person",
            field_name="manager",
            parents={one: standing.called(record.manager) for one, record in records.items()},
            standing=standing.parents("manager_id"),
            name=lambda one: names.get(one) or self.people.rows.get(one, {"name": one})["name"],
        )
        tree.settle()
        for one, error in tree.refused.items():
            if one in records:
                self.report.refuse("people", records[one].place, error, value=records[one].manager)
        number = trees.next_number(self.case.work, schema.people) if records else 0
        for one in tree.order:
            record = records[one]
            try:
                number += self._plan_person(record, one, number=number)
            except OkrError as error:
                self.report.refuse("people", record.place, error, value=_value(record, error))

    def _adopt_person(self, one: str, record: ImportedPerson) -> None:
        """Somebody who is there without an id of the other system is known by the e-mail address."""
        if one in self.people.rows or record.email is None:
            return
        found = self._by_email.get(record.email.strip().lower())
        if found is not None and found["external_id"] is None and found["id"] not in self._adopted:
            self._adopted.add(found["id"])
            self.people.know(one, found)

    def _plan_person(self, record: ImportedPerson, one: str, *, number: int) -> int:
        given = self._person_columns(record)
        given["external_id"] = one
        before = self.people.rows.get(one)
        email = given.get("email")
        if email is not None and (before is None or before["email"] != email):
            holder = self._by_email.get(email)
            if holder is not None and (before is None or holder["id"] != before["id"]):
                raise RuleViolation(
                    f"email: {holder['name']} has the address {email} already.",
                    hint="Each person has an address of their own, or none.",
                    field="email",
                )
        _require_employment({**(before or {}), **given})
        if before is not None:
            row = self.people.settle(record.place, one, given)
        else:
            row = self._new_person(given, number=number)
            self.people.create(one, row)
        if row["email"] is not None:
            self._by_email[row["email"]] = row
        return 0 if before is not None else 1

    def _person_columns(self, record: ImportedPerson) -> Row:
        given = given_columns(record, "employed_from", "employed_to")
        given["name"] = accept_short(record.name, field="name")
        if record.email is not None:
            given["email"] = accept_email(record.email)
        if record.title is not None:
            given["title"] = accept_short(record.title, field="title")
        if record.time_zone is not None:
            given["time_zone"] = accept_time_zone(record.time_zone)
        if record.unit is not None:
            given["unit_id"] = self.unit_for(record.unit)["id"]
        if record.manager is not None:
            given["manager_id"] = self.person_for(record.manager, name="manager")
        return given

    def _new_person(self, given: Row, *, number: int) -> Row:
        handle = self._handle(given["name"], given.get("email"))
        empty = ("email", "title", "unit_id", "manager_id", "employed_from", "employed_to", "time_zone")
        return {
            **dict.fromkeys(empty),
            "id": new_id(),
            "number": number,
            "handle": handle,
            "path": trees.segment(number),
            "depth": 1,
            "competencies": [],
            "is_administrator": False,
            "effective_on": self.case.today,
            "recorded_at": self.case.now,
            "version": 1,
            **given,
        }

    def _handle(self, name: str, email: str | None) -> str:
        """A free handle; thousands of people of one name count on from the last one."""
        proposals = propose_handles(name, email=email)
        first = next(proposals)
        rest = self._proposals.setdefault(first, chain((first,), proposals))
        handle = next(one for one in rest if one not in self._handles)
        self._handles.add(handle)
        return handle

    def _plan_leads(self, leads: list[tuple[ImportedUnit, str]]) -> None:
        """Who leads the units; one who is refused leaves the unit without."""
        for record, one in leads:
            row = self.units.rows[one]
            lead = None if record.lead is None else self.people.find(record.lead)
            if lead is None:
                message = f'lead: "{record.lead}" is refused, so that nobody is made the lead of this unit.'
                self.report.find("warning", "units", record.place, message, field_name="lead", value=record.lead)
            elif row["id"] in self.units.new:
                row["lead_id"] = lead["id"]
            elif row["lead_id"] != lead["id"]:
                self.units.add_change(record.place, one, {"lead_id": lead["id"]})


def _know(sheet: Sheet, rows: list[Row]) -> None:
    """Enter the rows that stand, by their ids in the other system and by what okr calls them."""
    for row in rows:
        sheet.report.labels[row["id"]] = row.get("handle") or row.get("prefix") or str(row["id"])
        if row["external_id"] is not None:
            sheet.know(row["external_id"], row)
        for name in (row.get("prefix"), row.get("handle"), row.get("email")):
            if name is not None:
                sheet.also[name.casefold()] = row


def _claimed(sheet: Sheet, records: tuple[Record, ...]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in records:
        try:
            found[sheet.claim(record.external_id, record.place)] = record
        except OkrError as error:
            sheet.report.refuse(sheet.kind, record.place, error, value=record.external_id)
    return found


def _require_employment(row: Row) -> None:
    first, last = row.get("employed_from"), row.get("employed_to")
    if first is not None and last is not None and last < first:
        raise RuleViolation(
            f"employed_to: {last} is before the first day {first}.", hint="Correct one of them.", field="employed_to"
        )


def _value(record: ImportedUnit | ImportedPerson, error: OkrError) -> object:
    return getattr(record, error.field, None) if error.field else None
