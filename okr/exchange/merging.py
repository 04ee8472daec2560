"""Bringing together the records that rows make: equal ones merge, a blank loses to a value, two values are refused."""

from collections.abc import Hashable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal

from okr.contract.imports import ImportedCheckIn, ImportedLink, Place
from okr.domain.numbers import decimal_text
from okr.exchange.fields import Record, RecordKind
from okr.exchange.files.rows import shown
from okr.exchange.findings import Findings
from okr.exchange.mapping.document import OnConflict


class Gathered:
    """The records of one kind, by what identifies them."""

    def __init__(self, kind: RecordKind, findings: Findings) -> None:
        self.kind = kind
        self.merged = 0
        self._findings = findings
        self._records: list[Record] = []
        self._index: dict[Hashable, int] = {}
        self._names = (*kind.fields, *(("parents",) if kind.name == "goals" else ()))

    def add(self, record: Record, *, on_conflict: OnConflict, distinct: bool) -> None:
        """Take a record in, merging it with one of the same identity."""
        identity = self.identity_of(record)
        index = self._index.get(identity)
        if index is None:
            self._index[identity] = len(self._records)
            self._records.append(record)
            return
        if not distinct:
            self.merged += 1
        if on_conflict != "ignore":
            self._records[index] = self._merge(self._records[index], record, on_conflict, distinct=distinct)

    def identity_of(self, record: Record) -> Hashable:
        """What identifies a record: one value, or several."""
        names = self.kind.identity
        return getattr(record, names[0]) if len(names) == 1 else tuple(getattr(record, name) for name in names)

    def records(self) -> tuple[Record, ...]:
        """All records, in the order in which their first rows were met."""
        return tuple(self._records)

    def replace(self, index: int, record: Record) -> None:
        """Put another record in the place of one of `records()`."""
        self._records[index] = record

    def _merge(self, kept: Record, other: Record, on_conflict: OnConflict, *, distinct: bool) -> Record:
        changes: dict[str, object] = {}
        clashes: list[str] = []
        for name in self._names:
            before, after = getattr(kept, name), getattr(other, name)
            if before == after or after is None or after == ():
                continue
            if before is None or before == ():
                changes[name] = after
            elif isinstance(before, tuple):
                changes[name] = _union(before, after)
            else:
                clashes.append(name)
        if clashes and on_conflict == "refuse":
            for name in clashes:
                self._refuse(kept, other, name)
            if not distinct:
                # It is counted among the refused ones, not among the merged ones.
                self.merged -= 1
            return kept
        for name in clashes:
            self._remark(kept, other, name, on_conflict)
            if on_conflict == "last":
                changes[name] = getattr(other, name)
        return changed(kept, changes) if changes else kept

    def _refuse(self, kept: Record, other: Record, name: str) -> None:
        first, second = getattr(kept, name), getattr(other, name)
        self._findings.add(
            other.place,
            "refused",
            f'{_said(other.place)} gives "{shown(self._shown_identity(other))}" another {name} than {_said(kept.place, other.place)}, '
            f'"{_plain(first)}": one of the two must go, or say on_conflict = "first" or "last" in the mapping',
            kind=self.kind.name,
            field=name,
            value=_plain(second),
        )

    def _remark(self, kept: Record, other: Record, name: str, on_conflict: OnConflict) -> None:
        stands = "the first" if on_conflict == "first" else "the last"
        self._findings.add(
            other.place,
            "warning",
            f'{_said(other.place)} gives "{shown(self._shown_identity(other))}" another {name} than {_said(kept.place, other.place)}, '
            f'"{_plain(getattr(kept, name))}"; {stands} stands, as the mapping says',
            kind=self.kind.name,
            field=name,
            value=_plain(getattr(other, name)),
        )

    def _shown_identity(self, record: Record) -> str:
        return " ".join(_plain(getattr(record, name)) for name in self.kind.identity)


def changed(record: Record, changes: Mapping[str, object]) -> Record:
    """The record with some fields changed."""
    if isinstance(record, ImportedCheckIn):
        given = {field.name: getattr(record, field.name) for field in fields(record)}
        return ImportedCheckIn(**{**given, **changes})
    return record.model_copy(update=dict(changes))


def _union(before: tuple[object, ...], after: tuple[object, ...]) -> tuple[object, ...]:
    """Lists of contributors and of parents grow; the same parent is linked once, as the first row says."""
    known = {_named(item) for item in before}
    return (*before, *(item for item in after if _named(item) not in known))


def _named(item: object) -> object:
    return item.parent if isinstance(item, ImportedLink) else item


def _said(place: Place, beside: Place | None = None) -> str:
    return f"row {place.row}" if beside is None or beside.file == place.file else f"row {place.row} of {place.file}"


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date) else shown(str(value))
