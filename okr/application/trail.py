"""The trail of a goal is read from the audit, with ids turned into the names by which people know things."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, or_, select

from okr.application.case import ReadCase
from okr.application.finding import find_goal
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.looking_back import written_by
from okr.application.paging import before, page, read_cursor, write_cursor
from okr.contract.base import Change, Page
from okr.contract.trail import ShowTrail, TrailEntry
from okr.domain.numbers import decimal_text, weight_of
from okr.domain.vocabulary import ObjectKind
from storage import audit as statements
from storage import schema
from storage.audit import Entry

WHAT: Mapping[str, str] = {
    "contributions.accept": "written for a contribution that was agreed",
    "contributions.offer": "offered as a contribution",
    "contributions.take-back": "an agreement was taken back",
    "goals.carry": "carried into another cycle",
    "goals.create": "written",
    "goals.edit": "edited",
    "goals.link": "tied to a parent",
    "goals.move": "moved",
    "goals.set-state": "taken to another state",
    "goals.unlink": "untied from a parent",
    "grades.give": "graded",
    "imports.run": "imported",
    "key-results.create": "key result added",
    "key-results.edit": "key result edited",
    "key-results.feed": "feeds changed",
    "key-results.unfeed": "feeds changed",
    "plans.apply": "changed by a plan",
    "reorgs.apply": "changed by a reorganisation",
    "reviews.give": "reviewed",
    "undo.last": "a change was taken back",
}
"""What the operations that touch goals do, as a trail says it; others are named as they are called."""

_SILENT = frozenset(
    {
        "id",
        "version",
        "plan_version",
        "level",
        "number",
        "key",
        "path",
        "pauses",
        "readers",
        "contributors",
        "carried_from_id",
    }
)
"""Columns of which people are not told, or not by their values."""


@reads(ShowTrail)
def show_trail(case: ReadCase, query: ShowTrail) -> Page[TrailEntry]:
    """A page of what was done to a goal that the acting person may see, the newest first."""
    goal = find_goal(case, query.key)
    results = schema.key_results
    ids = [goal.id, *case.connection.execute(select(results.c.id).where(results.c.goal_id == goal.id)).scalars()]
    kind = schema.audit.c.object_kind
    conditions = [
        or_(kind.is_(None), kind != ObjectKind.CHECK_IN),
        *before([schema.audit.c.id], read_cursor(query.cursor, UUID)),
    ]
    until = written_by(case, query)
    if until is not None:
        conditions.append(schema.audit.c.recorded_at <= until)
    found = statements.of_objects(case.work, ids, *conditions, limit=query.limit + 1)
    return page(
        found,
        query.limit,
        items=lambda kept: _entries(case, [entry for _, entry in kept]),
        cursor=lambda row: write_cursor(row[0]),
    )


def _entries(case: ReadCase, entries: Sequence[Entry]) -> list[TrailEntry]:
    names = _names(case, entries)
    return [
        TrailEntry(
            recorded_at=entry.recorded_at,
            by=person_ref(*names.people.get(entry.by_id, (None, None))),
            operation=entry.operation,
            what=WHAT.get(entry.operation, entry.operation.replace(".", ": ").replace("-", " ")),
            key=entry.object_key or "",
            changes=_changes(entry, names.words),
        )
        for entry in entries
    ]


class _Names:
    """The people, and every id in words."""

    def __init__(self, people: Mapping[UUID | None, tuple[str, str]], others: Mapping[UUID, str]) -> None:
        self.people = people
        self.words: dict[UUID, str] = {**others, **{key: name[0] for key, name in people.items() if key is not None}}


def _names(case: ReadCase, entries: Iterable[Entry]) -> _Names:
    """The names of everybody and everything that the entries speak of."""
    wanted: set[UUID] = set()
    for entry in entries:
        wanted |= {
            value for row in (entry.before, entry.after) for value in (row or {}).values() if isinstance(value, UUID)
        }
        wanted |= {entry.by_id} if entry.by_id is not None else set()
    people = schema.people
    rows = case.connection.execute(select(people.c.id, people.c.handle, people.c.name).where(people.c.id.in_(wanted)))
    known = {row.id: (row.handle, row.name) for row in rows}
    others: dict[UUID, str] = {}
    for names in (schema.units.c.prefix, schema.cycles.c.key, schema.focus_areas.c.key):
        table = names.table
        statement: Select[tuple[UUID, str]] = select(table.c.id, names.label("key")).where(
            table.c.id.in_(wanted - known.keys())
        )
        others |= {row.id: row.key for row in case.connection.execute(statement)}
    return _Names(known, others)


def _changes(entry: Entry, words: Mapping[UUID, str]) -> tuple[Change, ...]:
    """Each field that was changed, before and after; of what was written anew nothing, since it stands there."""
    if entry.before is None and entry.operation.endswith(".create"):
        return ()
    earlier, later = entry.before or {}, entry.after or {}
    names = [name for name in {**earlier, **later} if name not in _SILENT and earlier.get(name) != later.get(name)]
    return tuple(
        Change(
            field=_field(name),
            before=_words(name, earlier.get(name), words),
            after=_words(name, later.get(name), words),
        )
        for name in names
    )


def _field(column: str) -> str:
    """A column as people call it: "due_on" is "due", "owner_id" is "owner"."""
    return column.removesuffix("_id").removesuffix("_on").removesuffix("_units").replace("_", " ")


def _words(column: str, value: object, words: Mapping[UUID, str]) -> str | None:
    match value:
        case None:
            return None
        case UUID():
            return words.get(value)
        case Decimal():
            return decimal_text(value)
        case bool():
            return "yes" if value else "no"
        case int() if column.endswith("_units"):
            return decimal_text(weight_of(value))
        case date() | datetime():
            return value.isoformat()
        case list() | dict():
            return "changed"
    return str(value)
