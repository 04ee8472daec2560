"""What an import is going to do: new rows, changed rows, and what is refused. It is planned whole, then written or not."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Table

from okr.application.case import WriteCase
from okr.contract.base import Model
from okr.contract.imports import Fate, FieldChange, Finding, ImportCount, Place
from okr.domain.errors import Conflict, InvalidInput, OkrError, RuleViolation
from okr.domain.numbers import decimal_text
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind
from storage.bulk import insert_many
from storage.history import remember
from storage.imports import Row
from storage.rows import update_row

KINDS = ("units", "people", "cycles", "focus_areas", "goals", "key_results", "check_ins")
"""The kinds of records, in the order in which they are settled."""


@dataclass(slots=True)
class Report:
    """What is found while an import is planned."""

    findings: list[Finding] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    fates: dict[str, Counter[Fate]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})
    labels: dict[UUID, str] = field(default_factory=dict)
    """What a row is called where another one names it."""
    refused: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    """How many are in okr and not in files that list all, by kind."""
    withdrawn: set[tuple[str, str]] = field(default_factory=set)
    """The records (kind and id) that were planned and are refused after all: nothing of theirs changes."""

    def refuse(self, kind: str, place: Place, error: OkrError, *, value: object = None) -> None:
        """A record is not taken, for this reason."""
        self.fates[kind][Fate.REFUSED] += 1
        self.refused += 1
        self.find("refused", kind, place, error.message if error.hint is None else f"{error.message} {error.hint}",
                  field_name=error.field, value=value)  # fmt: skip

    def find(
        self,
        level: Literal["refused", "warning", "note"],
        kind: str,
        place: Place,
        message: str,
        *,
        field_name: str | None = None,
        value: object = None,
    ) -> None:
        """Something to know about a place."""
        text = None if value is None else self.text(value)
        self.findings.append(
            Finding(place=place, level=level, field=field_name, value=text, message=message, kind=kind)
        )

    def text(self, value: object) -> str:
        """A value as the report shows it; rows by what they are called."""
        if isinstance(value, UUID):
            return self.labels.get(value, str(value))
        if isinstance(value, Decimal):
            return decimal_text(value)
        if isinstance(value, set | frozenset | tuple | list):
            return ", ".join(sorted(self.text(one) for one in value))
        if isinstance(value, date):
            return value.isoformat()
        return value.value if isinstance(value, StrEnum) else str(value)

    def standing_changes(self) -> tuple[FieldChange, ...]:
        """The changes of records that were not refused after all."""
        if not self.withdrawn:
            return tuple(self.changes)
        return tuple(one for one in self.changes if (one.kind, one.external_id) not in self.withdrawn)

    def counts(self, findings: Iterable[Finding], merged: Mapping[str, int]) -> tuple[ImportCount, ...]:
        """How many records of each kind had which fate; `findings` and `merged` are those of the reading."""
        unread = Counter(
            kind
            for kind, _, _ in {
                (one.kind, one.place.file, one.place.row)
                for one in findings
                if one.level == "refused" and one.kind is not None
            }
        )
        counted = []
        for kind in dict.fromkeys((*KINDS, *merged, *unread)):
            fates = self.fates.get(kind, Counter())
            count = ImportCount(
                kind=kind,
                created=fates[Fate.CREATED],
                changed=fates[Fate.CHANGED],
                unchanged=fates[Fate.UNCHANGED],
                refused=fates[Fate.REFUSED] + unread[kind],
                merged=fates[Fate.MERGED] + merged.get(kind, 0),
                missing=self.missing[kind],
            )
            if any(value for name, value in count.model_dump().items() if name != "kind"):
                counted.append(count)
        return tuple(counted)


@dataclass(slots=True)
class Change:
    """An existing row and the columns of it that are going to be something else."""

    before: Row
    columns: Row


Beside: TypeAlias = "tuple[Mapping[str, object], Mapping[str, object]]"
"""What is remembered with a row but stands in other tables, before and after."""
NONE_BESIDE: Mapping[UUID, Beside] = MappingProxyType({})


@dataclass(slots=True)
class Sheet:
    """The rows of one table that an import knows or makes, by their ids in the other system."""

    kind: str
    table: Table
    object_kind: ObjectKind
    report: Report
    rows: dict[str, Row] = field(default_factory=dict)
    """Each as it is going to be."""
    new: dict[UUID, Row] = field(default_factory=dict)
    changed: dict[UUID, Change] = field(default_factory=dict)
    taken: dict[str, Place] = field(default_factory=dict)
    """Which record gave which id."""
    also: dict[str, Row] = field(default_factory=dict)
    """What rows that stand are called in okr, in small letters: their keys, handles and addresses."""
    _fates: dict[str, Fate] = field(default_factory=dict)

    def know(self, external_id: str, row: Row) -> None:
        """Enter an existing row."""
        self.rows[external_id] = row
        self.report.labels[row["id"]] = external_id

    def claim(self, external_id: str, place: Place, *, name: str = "external_id") -> str:
        """The id of a record, as it is stored; refused where another record has it already."""
        accepted = accept_short(external_id, field=name)
        first = self.taken.setdefault(accepted, place)
        if first is not place:
            raise InvalidInput(
                f'"{accepted}" is given twice: by row {first.row} of {first.file} too.',
                hint="Keep one of the rows, or take another column into the id.",
                field=name,
            )
        return accepted

    def find(self, external_id: str) -> Row | None:
        """The row that a record points at: by the id of the other system, else by what okr calls one that stands."""
        found = self.rows.get(external_id)
        return found if found is not None or external_id in self.taken else self.also.get(external_id.casefold())

    def require(self, external_id: str, *, name: str, noun: str) -> Row:
        """The same; refused where there is none."""
        found = self.find(external_id)
        if found is None and external_id in self.taken:
            raise refused_itself(external_id, name=name)
        if found is None:
            raise unknown(external_id, name=name, noun=noun)
        return found

    def create(self, external_id: str, row: Row) -> None:
        """Plan a new row."""
        self.rows[external_id] = row
        self.new[row["id"]] = row
        self.report.labels[row["id"]] = external_id
        self._count(external_id, Fate.CREATED)

    def settle(self, record: Place, external_id: str, given: Row, *, more: int = 0) -> Row:
        """Plan the change of an existing row, where what is given differs; `more` counts changes beside the row."""
        before = self.rows[external_id]
        columns = {name: value for name, value in given.items() if before[name] != value}
        for name, value in columns.items():
            self.note(record, external_id, name.removesuffix("_id") if name != "external_id" else name,
                      before[name], value)  # fmt: skip
        self._count(external_id, Fate.CHANGED if columns or more else Fate.UNCHANGED)
        if columns:
            self.changed[before["id"]] = Change(before, columns)
            self.rows[external_id] = {**before, **columns}
        return self.rows[external_id]

    def withdraw(self, external_id: str) -> None:
        """Take back what was planned for a record that is refused after all."""
        row = self.rows[external_id]
        change = self.changed.pop(row["id"], None)
        if self.new.pop(row["id"], None) is not None:
            del self.rows[external_id]
        elif change is not None:
            self.rows[external_id] = change.before
        self.report.fates[self.kind][self._fates.pop(external_id)] -= 1
        self.report.withdrawn.add((self.kind, external_id))

    def add_change(self, place: Place, external_id: str, columns: Row) -> None:
        """Change more of an existing row that was settled already."""
        row = self.rows[external_id]
        change = self.changed.setdefault(row["id"], Change(row, {}))
        self.mark_changed(external_id)
        for name, value in columns.items():
            self.note(place, external_id, name.removesuffix("_id"), row[name], value)
        change.columns |= columns
        self.rows[external_id] = {**row, **columns}

    def mark_changed(self, external_id: str) -> None:
        """Count a record that was settled as left alone among the changed ones, for something beside its row."""
        if self._fates[external_id] is Fate.UNCHANGED:
            self.report.fates[self.kind][Fate.UNCHANGED] -= 1
            self._count(external_id, Fate.CHANGED)

    def _count(self, external_id: str, fate: Fate) -> None:
        self._fates[external_id] = fate
        self.report.fates[self.kind][fate] += 1

    def note(self, place: Place, external_id: str, name: str, before: object, after: object) -> None:
        """Say that a field of an existing object differs in the file."""
        self.note_of(self.kind, place, external_id, name, before, after)

    def note_of(self, kind: str, place: Place, external_id: str, name: str, before: object, after: object) -> None:
        """The same for a kind that has no sheet."""
        self.report.changes.append(
            FieldChange(
                place=place,
                kind=kind,
                external_id=external_id,
                field=name,
                before=None if before is None else self.report.text(before),
                after=None if after is None else self.report.text(after),
            )
        )

    def write(self, case: WriteCase, *, remembered: bool = True, beside: Mapping[UUID, Beside] = NONE_BESIDE) -> None:
        """Insert the new rows and change the others, with their history (R16) and with what stands `beside` them there."""
        insert_many(case.work, self.table, list(self.new.values()))
        for row_id, change in self.changed.items():
            before, columns = change.before, dict(change.columns)
            if remembered:
                effective_on = max(case.today, before["effective_on"])
                was, becomes = beside.get(row_id, ({}, {}))
                remember(
                    case.work,
                    self.object_kind,
                    row_id,
                    {**before, **was},
                    {**before, **columns, **becomes},
                    before_effective_on=before["effective_on"],
                    before_recorded_at=before["recorded_at"],
                    effective_on=effective_on,
                    recorded_at=case.now,
                )
                columns |= {"effective_on": effective_on, "recorded_at": case.now}
            if not update_row(case.work, self.table, row_id, before["version"], columns):
                raise Conflict(f"{self.report.text(row_id)} was changed while it was imported; import again.")


def given_columns(record: Model, *names: str) -> Row:
    """The columns that a record gives; what it leaves out stays as it is."""
    return {name: value for name in names if (value := getattr(record, name)) is not None}


def refused_itself(external_id: str, *, name: str) -> RuleViolation:
    """The refusal of a record that hangs from a refused one."""
    return RuleViolation(f'{name}: "{external_id}" is refused itself.', hint="Correct that row first.", field=name)


def unknown(external_id: str, *, name: str, noun: str) -> InvalidInput:
    """The refusal of a reference that leads nowhere."""
    return InvalidInput(
        f'{name}: there is no {noun} "{external_id}", neither in these files nor in okr.',
        hint=f"Import the {noun} first or with it, or correct the id.",
        field=name,
    )
