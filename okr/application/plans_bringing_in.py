"""The organisation that a plan brings along: what is missing is made, what is empty is filled, nothing else is changed.

Administrators only. Nobody gets a right by it but who leads a unit that it makes, or that nobody led.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from okr.application.case import WriteCase
from okr.application.editing import change
from okr.application.plans_findings import Findings, Path
from okr.contract.plans import Deed, PlanCycle, PlanDeed, PlanOrganisation
from okr.domain.errors import InvalidInput, NotFound, RuleViolation
from okr.domain.fiscal import CYCLE_KEY_LIMIT
from okr.domain.keys import accept_prefix
from okr.domain.people import accept_email, accept_handle, accept_time_zone
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.text import accept_long_text, accept_short
from okr.domain.vocabulary import ObjectKind
from storage import plans as statements
from storage import schema, trees
from storage.bulk import insert_many
from storage.rows import AnyRow
from storage.types import new_id

Row = dict[str, Any]


class BringingIn:
    """Brings an organisation in; `deeds` says what that made and filled."""

    def __init__(self, case: WriteCase, organisation: PlanOrganisation, findings: Findings) -> None:
        self.case, self.organisation, self.findings = case, organisation, findings
        self.deeds: list[PlanDeed] = []
        self.units: dict[str, AnyRow | Row] = {row.prefix: row for row in statements.unit_rows(case.work)}
        self.cycles: dict[str, AnyRow | Row] = {row.key: row for row in statements.cycle_rows(case.work)}
        self.areas: dict[str, AnyRow | Row] = {row.key: row for row in statements.area_rows(case.work)}
        self.people: dict[str, AnyRow | Row] = {}
        self.emails: dict[str, str] = {}

    def write(self) -> None:
        """Bring in cycles, units, people, who leads the units, and focus areas."""
        self.case.require(Action.IMPORT, OrganisationFacts())
        self._know_people()
        self._cycles()
        self._units()
        self._people()
        if not self.findings.refused:  # else what is pointed at may be missing
            self._leads()
            self._areas()

    def _know_people(self) -> None:
        told = self.organisation
        names = {name for one in told.people for name in (one.handle, one.email, one.manager) if name is not None}
        names |= {unit.lead for unit in told.units if unit.lead is not None}
        names |= {area.owner for area in told.focus_areas if area.owner is not None}
        names = {name.lower() for name in names}
        people = list(statements.people_named(self.case.work, names))
        rows = statements.rows_by_id(self.case.work, schema.people, [row.id for row in people])
        for row in rows:
            self.people[row.handle] = row
            if row.email is not None:
                self.emails[row.email] = row.handle

    def _cycles(self) -> None:
        new = []
        for place, one in enumerate(self.organisation.cycles):
            path: Path = ("organisation", "cycles", place)
            standing = self.cycles.get(one.key)
            if standing is not None:
                with self.findings.at(path):
                    _require_same_days(one, standing)
                continue
            with self.findings.at(path):
                if one.ends_on <= one.starts_on:
                    raise RuleViolation(f"{one.key} ends before it has begun; choose other days.", field="ends_on")
                row = {
                    "id": new_id(),
                    **one.model_dump(exclude={"parent"}),
                    "key": accept_short(one.key, field="key", limit=CYCLE_KEY_LIMIT),
                    "parent_id": None,
                    "version": 1,
                }
                self.cycles[one.key] = row
                new.append((path, one, row))
        for path, one, row in new:
            with self.findings.at(path):
                row["parent_id"] = self._id(self.cycles, one.parent, "cycle")
        rows = [row for _, _, row in new]
        insert_many(self.case.work, schema.cycles, rows)
        self._made(ObjectKind.CYCLE, rows, key="key", title="key")

    def _units(self) -> None:
        new: list[tuple[Path, str | None, Row]] = []
        number = trees.next_number(self.case.work, schema.units)
        root = next(prefix for prefix, row in self.units.items() if _of(row, "parent_id") is None)
        for place, one in enumerate(self.organisation.units):
            path: Path = ("organisation", "units", place)
            with self.findings.at(path):
                prefix = accept_prefix(one.key)
                if prefix in self.units:
                    continue
                if one.parent is None:
                    raise RuleViolation(
                        f"The unit at the top of this company is {root}, not {prefix}.",
                        hint=f"Give {prefix} a parent, or found the company with --prefix {prefix}.",
                        field="parent",
                    )
                row = {
                    "id": new_id(),
                    "number": number + len(new),
                    "prefix": prefix,
                    "name": accept_short(one.name, field="name"),
                    "kind": one.kind,
                    "parent_id": None,
                    "lead_id": None,
                    "path": trees.segment(number + len(new)),
                    "depth": 1,
                    "next_goal_number": 1,
                    "external_id": _short(one.external_id, "external_id"),
                    "archived_on": one.archived_on,
                    **self._since(),
                }
                self.units[prefix] = row
                new.append((path, one.parent, row))
        for path, parent, row in new:
            with self.findings.at(path):
                row["parent_id"] = self._id(self.units, None if parent is None else parent.upper(), "unit")
        rows = [row for _, _, row in new]
        self._grow(schema.units, rows)
        self._made(ObjectKind.UNIT, rows, key="prefix", title="name")

    def _people(self) -> None:
        new: list[tuple[Path, str | None, Row]] = []
        standing: list[tuple[Path, str | None, AnyRow | Row, Row]] = []
        number = trees.next_number(self.case.work, schema.people)
        for place, one in enumerate(self.organisation.people):
            path: Path = ("organisation", "people", place)
            with self.findings.at(path):
                handle = accept_handle(one.handle)
                email = None if one.email is None else accept_email(one.email)
                if email is not None and self.emails.setdefault(email, handle) != handle:
                    raise RuleViolation(f"{self.emails[email]} has the address {email} already.", field="email")
                given = {
                    "email": email,
                    "title": _short(one.title, "title"),
                    "unit_id": self._id(self.units, None if one.unit is None else one.unit.upper(), "unit"),
                    "employed_from": one.employed_from,
                    "employed_to": one.employed_to,
                    "time_zone": None if one.time_zone is None else accept_time_zone(one.time_zone),
                    "competencies": [accept_short(word, field="competencies") for word in one.competencies],
                    "external_id": _short(one.external_id, "external_id"),
                }
                there = self.people.get(handle)
                if there is not None:
                    standing.append((path, one.manager, there, given))
                    continue
                row = {
                    "id": new_id(),
                    "number": number + len(new),
                    "handle": handle,
                    "name": accept_short(one.name, field="name"),
                    "manager_id": None,
                    "path": trees.segment(number + len(new)),
                    "depth": 0,
                    "is_administrator": False,
                    **given,
                    **self._since(),
                }
                self.people[handle] = row
                new.append((path, one.manager, row))
        for path, manager, row in new:
            with self.findings.at(path):
                row["manager_id"] = self._id(self.people, manager, "person")
        rows = [row for _, _, row in new]
        self._grow(schema.people, rows)
        for path, manager, there, given in standing:
            with self.findings.at(path):
                given["manager_id"] = self._id(self.people, manager, "person")
                hung = given["manager_id"] is not None and _of(there, "manager_id") is None
                self._fill(schema.people, there, given, kind=ObjectKind.PERSON, key=_of(there, "handle"))
                if hung:
                    trees.rebuild(self.case.work, schema.people)
        self._made(ObjectKind.PERSON, rows, key="handle", title="name")

    def _leads(self) -> None:
        for place, one in enumerate(self.organisation.units):
            if one.lead is None or one.key not in self.units:
                continue
            with self.findings.at(("organisation", "units", place)):
                lead_id = self._id(self.people, one.lead, "person")
                rows = statements.rows_by_id(self.case.work, schema.units, [_of(self.units[one.key], "id")])
                row = next(iter(rows), None)
                if row is not None and row.lead_id is None:
                    was_there = isinstance(self.units[one.key], dict)
                    self._fill(
                        schema.units, row, {"lead_id": lead_id}, kind=ObjectKind.UNIT, key=one.key, told=not was_there
                    )

    def _areas(self) -> None:
        rows = []
        for place, one in enumerate(self.organisation.focus_areas):
            if one.key in self.areas:
                continue
            with self.findings.at(("organisation", "focus_areas", place)):
                texts = {
                    name: None if (text := getattr(one, name)) is None else accept_long_text(text, field=name) or None
                    for name in ("customers", "meaning", "behaviour", "benefit")
                }
                row = {
                    "id": new_id(),
                    "key": accept_short(one.key, field="key", limit=40),
                    "name": accept_short(one.name, field="name"),
                    **texts,
                    "owner_id": self._id(self.people, one.owner, "person"),
                    "external_id": _short(one.external_id, "external_id"),
                    "archived_on": one.archived_on,
                    "version": 1,
                }
                self.areas[one.key] = row
                rows.append(row)
        insert_many(self.case.work, schema.focus_areas, rows)
        self._made(ObjectKind.FOCUS_AREA, rows, key="key", title="name")

    def _grow(self, table: Table, rows: Sequence[Row]) -> None:
        """Add nodes to a tree, whose paths follow from the parents."""
        if rows and not self.findings.refused:
            insert_many(self.case.work, table, rows)
            trees.rebuild(self.case.work, table)

    def _since(self) -> Row:
        return {"effective_on": self.case.today, "recorded_at": self.case.now, "version": 1}

    def _fill(
        self, table: Table, there: AnyRow | Row, given: Row, *, kind: ObjectKind, key: str, told: bool = True
    ) -> None:
        """Fill what is empty of something that is there."""
        if isinstance(there, dict):
            raise InvalidInput(f"{key} is given twice in this file; keep one of the two.")
        missing = {name: value for name, value in given.items() if value and not getattr(there, name)}
        if missing and change(self.case, table, there, missing, kind=kind, key=key, remembered=True) and told:
            self.deeds.append(PlanDeed(deed=Deed.CHANGED, kind=kind.value, key=key, title=there.name))

    def _made(self, kind: ObjectKind, rows: Iterable[Row], *, key: str, title: str) -> None:
        for row in rows:
            self.case.record(kind, row["id"], row[key], after=row)
            self.deeds.append(PlanDeed(deed=Deed.CREATED, kind=kind.value, key=row[key], title=row[title]))

    @staticmethod
    def _id(
        known: Mapping[str, AnyRow | Row], name: str | None, noun: str
    ) -> Any:  # the id of a row, of whichever kind
        if name is None:
            return None
        if name not in known:
            raise NotFound(f"There is no {noun} {name[:80]}, neither in this file nor here.", field=noun)
        return _of(known[name], "id")


def _of(row: AnyRow | Row, name: str) -> Any:  # a column's value, of whichever type
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _require_same_days(told: PlanCycle, standing: AnyRow | Row) -> None:
    """Refuse a cycle that is here with other days: the dates of its goals would not mean the same."""
    starts, ends = _of(standing, "starts_on"), _of(standing, "ends_on")
    if (told.starts_on, told.ends_on) != (starts, ends):
        raise RuleViolation(
            f"The cycle {told.key} is here with other days: {starts} to {ends}, not {told.starts_on} to {told.ends_on}.",
            hint=f"Correct the file, or the cycle: okr cycle edit {told.key} --starts {told.starts_on} --ends {told.ends_on}",
            field="starts_on" if told.starts_on != starts else "ends_on",
        )


def _short(text: str | None, field: str) -> str | None:
    return None if text is None else accept_short(text, field=field)
