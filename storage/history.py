"""R16: what held from which day, and when it was recorded. Stored only where a value changes.

The first change of an object writes what held before it as number 1; an object without history has always been what its row
says. Numbers, not clocks, give the order of recording.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import func, insert, select

from okr.domain.vocabulary import ObjectKind
from storage.encoding import decode_row, encode_row
from storage.tables.journal import history
from storage.unit_of_work import ReadWork, WriteWork

Data = Mapping[str, object]

NOT_REMEMBERED = frozenset(
    {"version", "effective_on", "recorded_at", "path", "depth", "level", "next_goal_number", "next_key_result_number"}
)
"""Columns that are bookkeeping or follow from others: a change of them alone is no change, and versions lack them."""

_CHUNK = 5_000  # ids in one statement: SQLite takes 32,766 values, PostgreSQL 65,535


@dataclass(frozen=True, slots=True)
class Version:
    """What held from `effective_on` on, as far as was recorded at `recorded_at`; `data` is None where it had ended."""

    number: int
    effective_on: date
    recorded_at: datetime
    data: dict[str, object] | None


def remember(
    work: WriteWork,
    kind: ObjectKind,
    object_id: UUID,
    before: Data | None,
    after: Data | None,
    *,
    before_effective_on: date,
    before_recorded_at: datetime,
    effective_on: date,
    recorded_at: datetime,
) -> bool:
    """Store a change of an object's row; answers whether there was one. `before` is None at its making, `after` at its end.

    The caller holds the object's row; making something that has no history yet stores nothing.
    """
    old, new = _remembered(before), _remembered(after)
    if old == new:
        return False
    last = select(func.max(history.c.number)).where(history.c.object_id == object_id)
    number = work.connection.execute(last).scalar()
    if number is None and old is None:
        return False
    rows: list[dict[str, object]] = []
    if number is None:
        number = 1
        rows.append({"number": 1, "effective_on": before_effective_on, "recorded_at": before_recorded_at, "data": old})
    rows.append({"number": number + 1, "effective_on": effective_on, "recorded_at": recorded_at, "data": new})
    work.connection.execute(insert(history), [{"object_kind": kind, "object_id": object_id, **row} for row in rows])
    return True


def versions(work: ReadWork, kind: ObjectKind, ids: Collection[UUID] | None = None) -> dict[UUID, list[Version]]:
    """The versions of each object that has any, oldest number first; of all objects of the kind where no ids are given."""
    columns = (history.c.object_id, history.c.number, history.c.effective_on, history.c.recorded_at, history.c.data)
    statement = select(*columns).where(history.c.object_kind == kind).order_by(history.c.object_id, history.c.number)
    statements = (
        [statement] if ids is None else [statement.where(history.c.object_id.in_(chunk)) for chunk in _chunks(ids)]
    )
    found: dict[UUID, list[Version]] = {}
    for one in statements:
        for object_id, number, effective_on, recorded_at, data in work.connection.execute(one):
            version = Version(number, effective_on, recorded_at, None if data is None else decode_row(data))
            found.setdefault(object_id, []).append(version)
    return found


def as_of(known: Iterable[Version], day: date, *, known_at: datetime | None = None) -> Version | None:
    """The version that held on a day (R16): of those effective by then, the newest; None before the first.

    `known_at` restricts it to what was recorded by that time.
    """
    able = [
        version
        for version in known
        if version.effective_on <= day and (known_at is None or version.recorded_at <= known_at)
    ]
    return max(able, key=lambda version: (version.effective_on, version.number), default=None)


def _remembered(row: Data | None) -> dict[str, object] | None:
    """A row as it is stored, without bookkeeping; encoded, so that equal values compare equal."""
    if row is None:
        return None
    return dict(encode_row({name: value for name, value in row.items() if name not in NOT_REMEMBERED}))


def _chunks(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
