"""Cycles and focus areas of an import."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.importing_guard import Guard
from okr.application.importing_plan import Report, Sheet, given_columns
from okr.contract.imports import ImportedCycle, ImportedFocusArea, ImportRecords
from okr.domain.errors import OkrError, RuleViolation
from okr.domain.fiscal import CYCLE_KEY_LIMIT
from okr.domain.keys import without_accents
from okr.domain.text import accept_long_text, accept_short
from okr.domain.vocabulary import CycleState, ObjectKind
from storage import imports as statements
from storage import schema
from storage.imports import Row
from storage.types import new_id

AREA_KEY_LIMIT = 40


@dataclass(slots=True)
class Frame:
    """The cycles and focus areas that goals of an import live in."""

    case: WriteCase
    report: Report
    command: ImportRecords
    cycles: Sheet = field(init=False)
    areas: Sheet = field(init=False)
    guard: Guard = field(init=False)
    _by_id: dict[UUID, Row] = field(default_factory=dict)
    _area_keys: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.cycles = Sheet("cycles", schema.cycles, ObjectKind.CYCLE, self.report)
        self.areas = Sheet("focus_areas", schema.focus_areas, ObjectKind.FOCUS_AREA, self.report)
        self.guard = Guard(self.case, self.command, self.cycles)

    def load(self) -> None:
        """Read the cycles and focus areas that are there."""
        for row in statements.whole_table(self.case.work, schema.cycles):
            self.cycles.know(row["key"], row)
        for row in statements.whole_table(self.case.work, schema.focus_areas):
            self._area_keys.add(row["key"])
            self.areas.also[row["key"].casefold()] = row
            if row["external_id"] is not None:
                self.areas.know(row["external_id"], row)

    def plan(self) -> None:
        """Plan both; a cycle may come before its parent."""
        for record in sorted(self.command.cycles, key=lambda one: (one.starts_on, -one.ends_on.toordinal())):
            try:
                self._plan_cycle(record)
            except OkrError as error:
                value = getattr(record, error.field, None) if error.field else None
                self.report.refuse("cycles", record.place, error, value=value)
        for area in self.command.focus_areas:
            try:
                self._plan_area(area)
            except OkrError as error:
                self.report.refuse("focus_areas", area.place, error, value=area.external_id)
        self._by_id = {row["id"]: row for row in self.cycles.rows.values()}

    def write(self) -> None:
        """Write both."""
        self.cycles.write(self.case, remembered=False)
        self.areas.write(self.case, remembered=False)

    def cycle(self, cycle_id: UUID) -> Row:
        """A cycle as it is going to be."""
        return self._by_id[cycle_id]

    def cycle_for(self, key: str | None, starts_on: date | None, due_on: date | None) -> Row:
        """The cycle that a goal names; else the shortest that holds its days, or today where it has none."""
        if key is not None:
            return self.cycles.require(key, name="cycle", noun="cycle")
        first = starts_on or due_on or self.case.today
        last = due_on or first
        around = [row for row in self.cycles.rows.values() if row["starts_on"] <= first and last <= row["ends_on"]]
        if not around:
            raise RuleViolation(
                f"cycle: no cycle holds {first} to {last}.",
                hint="Name the cycle, import it with the goals, or make it: okr cycle new.",
                field="cycle",
            )
        return min(around, key=lambda row: (row["ends_on"] - row["starts_on"], row["key"]))

    def _plan_cycle(self, record: ImportedCycle) -> None:
        key = self.cycles.claim(record.key, record.place, name="key")
        key = accept_short(key, field="key", limit=CYCLE_KEY_LIMIT)
        if record.ends_on <= record.starts_on:
            raise RuleViolation(
                f"ends_on: {record.ends_on} is not after the first day {record.starts_on}; choose a later one.",
                field="ends_on",
            )
        parent = None if record.parent is None else self.cycles.require(record.parent, name="parent", noun="cycle")
        if parent is not None and not (
            parent["starts_on"] <= record.starts_on and record.ends_on <= parent["ends_on"] and parent["key"] != key
        ):
            raise RuleViolation(
                f"parent: {record.starts_on} to {record.ends_on} does not lie inside {parent['key']} "
                f"({parent['starts_on']} to {parent['ends_on']}).",
                hint="Choose another parent, or other days.",
                field="parent",
            )
        given = given_columns(record, "kind", "starts_on", "ends_on", "state")
        if parent is not None:
            given["parent_id"] = parent["id"]
        if key in self.cycles.rows:
            self.guard.change_of_cycle(self.cycles.rows[key], given)
            self.cycles.settle(record.place, key, given)
            return
        row = {
            "id": new_id(),
            "key": key,
            "parent_id": None,
            "state": CycleState.ACTIVE,
            "on_track_percent": 90,
            "at_risk_percent": 70,
            "allowance_percent": 5,
            "external_id": None,
            "version": 1,
            **given,
        }
        self.cycles.create(key, row)

    def _plan_area(self, record: ImportedFocusArea) -> None:
        one = self.areas.claim(record.external_id, record.place)
        given: Row = {"name": accept_short(record.name, field="name")}
        if record.meaning is not None:
            given["meaning"] = accept_long_text(record.meaning, field="meaning") or None
        if one in self.areas.rows:
            self.areas.settle(record.place, one, given)
            return
        empty = ("customers", "meaning", "behaviour", "benefit", "owner_id", "archived_on")
        row = {
            **dict.fromkeys(empty),
            "id": new_id(),
            "key": self._area_key(given["name"]),
            "external_id": one,
            "version": 1,
            **given,
        }
        self.areas.create(one, row)

    def _area_key(self, name: str) -> str:
        base = "-".join(re.findall(r"[a-z0-9]+", without_accents(name).lower()))[:AREA_KEY_LIMIT].strip("-") or "area"
        numbered = (f"{base[: AREA_KEY_LIMIT - len(str(number)) - 1]}-{number}" for number in count(2))
        key = base if base not in self._area_keys else next(one for one in numbered if one not in self._area_keys)
        self._area_keys.add(key)
        return key
