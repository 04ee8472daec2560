"""A reorganisation as it is being planned: the rows as they stand, and what each is going to be; nothing is written here."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.reorgs import Loss, ReorgChange
from okr.domain.numbers import decimal_text, weight_of
from okr.domain.vocabulary import ObjectKind
from storage import reorgs as statements
from storage import schema
from storage.imports import Row

PEOPLE_COLUMNS = frozenset(
    {"owner_id", "sponsor_id", "delegate_id", "manager_id", "lead_id", "person_id", "asked_by_id"}
)
UNIT_COLUMNS = frozenset({"unit_id", "parent_id"})
WORDS = {
    "person_id": "asked",
    "asked_by_id": "asker",
    "employed_to": "leaves",
    "archived_on": "archived",
}
"""Columns whose word is not their name without `_id`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One column of one row that is going to be something else."""

    kind: ObjectKind
    row_id: Hashable
    key: str
    title: str
    column: str
    before: object
    after: object
    why: str
    day: date
    loses: Loss | None
    goal_id: UUID | None
    """The goal that decides who may see it."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who leaves: the last day, and who was named to take over."""

    person_id: UUID
    last_day: date
    to_id: UUID | None
    day: date
    """From which day what they held is somebody else's."""

    def why(self, handle: str) -> str:
        """The reason that the ledger keeps."""
        return f"{handle} leaves on {self.last_day}"


@dataclass(slots=True)
class Draft:
    """What is planned so far, on top of what the database holds."""

    case: ReadCase
    leaving: dict[UUID, Leaving] = field(default_factory=dict)
    merged: dict[UUID, UUID] = field(default_factory=dict)
    """Units that go up in other units."""
    new_units: dict[UUID, Row] = field(default_factory=dict)
    lines: dict[tuple[ObjectKind, Hashable, str], Line] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    standing: dict[tuple[ObjectKind, Hashable], Row] = field(default_factory=dict)
    """The rows of the database that are planned to change."""
    _known: dict[tuple[ObjectKind, UUID], Row] = field(default_factory=dict)

    def person(self, person_id: UUID) -> Row:
        """A person as they are going to be."""
        return self.planned(ObjectKind.PERSON, self.known(ObjectKind.PERSON, person_id))

    def unit(self, unit_id: UUID) -> Row:
        """A unit as it is going to be."""
        if unit_id in self.new_units:
            return self.new_units[unit_id]
        return self.planned(ObjectKind.UNIT, self.known(ObjectKind.UNIT, unit_id))

    def known(self, kind: ObjectKind, row_id: UUID) -> Row:
        """A person or a unit as the database holds it; read once."""
        if (kind, row_id) not in self._known:
            self.load(kind, [row_id])
        return self._known[kind, row_id]

    def load(self, kind: ObjectKind, ids: Iterable[UUID | None]) -> None:
        """Read people or units that are going to be asked for, all at once."""
        wanted = {one for one in ids if one is not None and (kind, one) not in self._known}
        table = schema.people if kind is ObjectKind.PERSON else schema.units
        for row_id, row in statements.by_id(self.case.work, table, wanted - self.new_units.keys()).items():
            self._known[kind, row_id] = row

    def learn(self, kind: ObjectKind, rows: Iterable[Row]) -> None:
        """Keep people or units that were read anyway."""
        for row in rows:
            self._known.setdefault((kind, row["id"]), row)

    def planned(self, kind: ObjectKind, row: Row, *, row_id: Hashable = None) -> Row:
        """A row as it is going to be."""
        identity = row["id"] if row_id is None else row_id
        if (kind, identity) not in self.standing:
            return row
        mine = {line.column: line.after for line in self._of(kind, identity)}
        return {**row, **mine}

    def put(
        self,
        kind: ObjectKind,
        row: Row,
        column: str,
        value: object,
        *,
        key: str,
        title: str,
        why: str,
        day: date,
        loses: Loss | None = None,
        goal_id: UUID | None = None,
        row_id: Hashable = None,
    ) -> None:
        """Plan a column of a row; what is as it stands is no change."""
        identity = row["id"] if row_id is None else row_id
        place = (kind, identity, column)
        before = self.lines[place].before if place in self.lines else row[column]
        if before == value:
            self.lines.pop(place, None)
            return
        self.standing.setdefault((kind, identity), row)
        self.lines[place] = Line(kind, identity, key, title, column, before, value, why, day, loses, goal_id)

    def stays(self, person_id: UUID) -> bool:
        """Whether somebody works here today and does not leave by this reorganisation."""
        if person_id in self.leaving:
            return False
        row = self.known(ObjectKind.PERSON, person_id)
        first, last, today = row["employed_from"], row["employed_to"], self.case.today
        return (first is None or first <= today) and (last is None or last >= today)

    def managers_above(self, person_id: UUID) -> Iterator[UUID]:
        """The line of managers as it is going to be, from the next one up; it ends where it would close a ring."""
        seen = {person_id}
        above: UUID | None = self.person(person_id)["manager_id"]
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            above = self.person(above)["manager_id"]

    def units_above(self, unit_id: UUID) -> Iterator[UUID]:
        """A unit and those above it as they are going to be; a unit that goes up in another one leads on to that one."""
        seen: set[UUID] = set()
        at: UUID | None = self.merged.get(unit_id, unit_id)
        while at is not None and at not in seen:
            yield at
            seen.add(at)
            parent = self.unit(at)["parent_id"]
            at = self.merged.get(parent, parent)

    def columns(self, kind: ObjectKind) -> dict[Hashable, list[Line]]:
        """The planned lines of a kind, by the id of the row."""
        found: dict[Hashable, list[Line]] = {}
        for line in self.lines.values():
            if line.kind is kind:
                found.setdefault(line.row_id, []).append(line)
        return found

    def text(self, column: str, value: object) -> str | None:
        """A value as the plan shows it: people by handle, units by key."""
        if value is None:
            return None
        if isinstance(value, UUID) and column in PEOPLE_COLUMNS:
            return str(self.known(ObjectKind.PERSON, value)["handle"])
        if isinstance(value, UUID) and column in UNIT_COLUMNS:
            return str(self.unit(value)["prefix"])
        if isinstance(value, date):
            return value.isoformat()
        return value.value if isinstance(value, StrEnum) else str(value)

    def shown(self, line: Line) -> ReorgChange:
        """A line as the plan shows it."""
        return ReorgChange(
            kind=line.kind,
            key=line.key,
            title=line.title,
            field=WORDS.get(line.column, line.column.removesuffix("_id")),
            before=self.text(line.column, line.before),
            after=self.text(line.column, line.after),
            why=line.why,
            loses=line.loses,
        )

    def load_named(self) -> None:
        """Read everybody and every unit that the lines name, at once."""
        for columns, kind in ((PEOPLE_COLUMNS, ObjectKind.PERSON), (UNIT_COLUMNS, ObjectKind.UNIT)):
            named = (value for line in self.lines.values() if line.column in columns
                     for value in (line.before, line.after))  # fmt: skip
            self.load(kind, (value for value in named if isinstance(value, UUID)))

    def state(self) -> str:
        """What stands for this plan: when it was made, and a digest of every change with the version that it starts from."""
        parts = [
            [line.kind.value, line.key, str(self.standing[line.kind, line.row_id]["version"]), *self._told(line)]
            for line in self.lines.values()
        ]
        parts += [["new", row["prefix"], row["name"]] for row in self.new_units.values()]
        digest = hashlib.sha256(json.dumps(sorted(map(json.dumps, parts))).encode()).hexdigest()[:32]
        return f"{self.case.now:%Y%m%d%H%M%S%f}-{digest}"

    def _told(self, line: Line) -> list[str | None]:
        return [line.column, self.text(line.column, line.before), self.text(line.column, line.after)]

    def _of(self, kind: ObjectKind, row_id: Hashable) -> Iterator[Line]:
        for column in _COLUMNS[kind]:
            line = self.lines.get((kind, row_id, column))
            if line is not None:
                yield line


_COLUMNS = {
    ObjectKind.ORGANISATION: ("owner_id",),
    ObjectKind.PERSON: ("employed_to", "manager_id", "unit_id"),
    ObjectKind.UNIT: ("parent_id", "lead_id", "archived_on"),
    ObjectKind.FOCUS_AREA: ("owner_id",),
    ObjectKind.GOAL: ("owner_id", "sponsor_id", "delegate_id", "unit_id"),
    ObjectKind.KEY_RESULT: ("owner_id",),
    ObjectKind.INITIATIVE: ("owner_id",),
    ObjectKind.CONTRIBUTION: ("person_id", "unit_id", "asked_by_id"),
    ObjectKind.BLOCKER: ("owner_id",),
}
"""What a reorganisation changes of each kind of row."""


def weight_words(weight_units: int) -> str:
    """A weight as people write it."""
    return decimal_text(weight_of(weight_units))


def planned_at(state: str) -> datetime | None:
    """When the plan that `state` stands for was made, without its zone (UTC); None where it is no such text."""
    try:
        return datetime.strptime(state.partition("-")[0], "%Y%m%d%H%M%S%f")  # noqa: DTZ007 - the caller adds UTC
    except ValueError:
        return None
