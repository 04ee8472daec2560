"""R16: the rows that hold on a day, of goals, key results, links and feeds; and the check-ins and overrides beside them.

An object without history has been what its row says since the row's `effective_on` and `recorded_at`; one with history is what
its versions say. Links and feeds may be gone from their tables, so that all those with history are looked at.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import ObjectKind
from storage import history
from storage.derived import AnyRow
from storage.goal_reading import chunks
from storage.policy import visible_goals
from storage.tables.check_ins import check_ins
from storage.tables.goals import goal_links, goals, key_result_feeds, key_results, overrides
from storage.tables.journal import history as history_table
from storage.tables.organisation import cycles, focus_areas, people, units
from storage.types import Word
from storage.unit_of_work import ReadWork

Columns = Mapping[str, Any]
"""The columns of a row by name, as they held."""


@dataclass(frozen=True, slots=True)
class When:
    """The day that is looked at, and the time up to which records count (None: as known now)."""

    day: date
    known_at: datetime | None = None

    def knows(self, recorded_at: datetime) -> bool:
        """Whether something had been recorded by then."""
        return self.known_at is None or recorded_at <= self.known_at


class Edges:
    """The links or the feeds that held on a day: those with history are read once, the others as they are asked for."""

    def __init__(self, work: ReadWork, table: Table, kind: ObjectKind, *, when: When) -> None:
        self._work = work
        self._table = table
        self._when = when
        self._changed: list[Columns] = []
        known = history.versions(work, kind)
        self._with_history = frozenset(known)
        for versions in known.values():
            version = history.as_of(versions, when.day, known_at=when.known_at)
            if version is not None and version.data is not None:
                self._changed.append(worded(table, version.data))

    def into(self, parents: Collection[UUID]) -> list[Columns]:
        """The edges to these parents."""
        return self._touching("parent_id", parents)

    def out_of(self, children: Collection[UUID]) -> list[Columns]:
        """The edges from these children."""
        return self._touching("child_id", children)

    @property
    def changed(self) -> Sequence[Columns]:
        """Those that held and have a history: few of all."""
        return self._changed

    @property
    def with_history(self) -> frozenset[UUID]:
        """All that have a history, whether they held or not."""
        return self._with_history

    def _touching(self, end: str, ids: Collection[UUID]) -> list[Columns]:
        wanted = frozenset(ids)
        found = [edge for edge in self._changed if edge[end] in wanted]
        column = self._table.c[end]
        for chunk in chunks(ids):
            rows = self._work.connection.execute(select(self._table).where(column.in_(chunk)))
            found.extend(row._asdict() for row in rows if row.id not in self._with_history and _holds(row, self._when))
        return found


def goal_link_edges(work: ReadWork, *, when: When) -> Edges:
    """The links between goals that held."""
    return Edges(work, goal_links, ObjectKind.LINK, when=when)


def feed_edges(work: ReadWork, *, when: When) -> Edges:
    """The feeds between key results that held (R3)."""
    return Edges(work, key_result_feeds, ObjectKind.FEED, when=when)


def goals_held(work: ReadWork, ids: Collection[UUID], *, when: When) -> dict[UUID, Columns]:
    """The goals as they held; those that did not exist yet are left out."""
    return _held(work, goals, ObjectKind.GOAL, _rows(work, goals, goals.c.id, ids), when=when)


def key_results_held(work: ReadWork, ids: Collection[UUID], *, when: When) -> dict[UUID, Columns]:
    """The key results as they held; those that did not exist yet are left out."""
    return _held(work, key_results, ObjectKind.KEY_RESULT, _rows(work, key_results, key_results.c.id, ids), when=when)


def key_results_held_of(work: ReadWork, goal_ids: Collection[UUID], *, when: When) -> dict[UUID, Columns]:
    """The key results of goals as they held; those that did not exist yet are left out."""
    rows = _rows(work, key_results, key_results.c.goal_id, goal_ids)
    return _held(work, key_results, ObjectKind.KEY_RESULT, rows, when=when)


def check_ins_of(work: ReadWork, ids: Collection[UUID], *, when: When) -> dict[UUID, list[AnyRow]]:
    """All check-ins of key results that had been recorded, in the order of their numbers."""
    found: dict[UUID, list[AnyRow]] = {}
    for chunk in chunks(ids):
        statement = (
            select(check_ins)
            .where(check_ins.c.key_result_id.in_(chunk))
            .order_by(check_ins.c.key_result_id, check_ins.c.number)
        )
        if when.known_at is not None:
            statement = statement.where(check_ins.c.recorded_at <= when.known_at)
        for row in work.connection.execute(statement):
            found.setdefault(row.key_result_id, []).append(row)
    return found


def overrides_of(work: ReadWork, goal_ids: Collection[UUID] | None, *, when: When) -> list[AnyRow]:
    """R7: the overrides of goals that were set by the day and not over by their last day, oldest first; their ends are the caller's.

    Of all goals where none are given.
    """
    statement = (
        select(overrides, people.c.handle, people.c.name)
        .join_from(overrides, people, people.c.id == overrides.c.by_id)
        .where(
            overrides.c.key_result_id.is_(None),
            overrides.c.effective_on <= when.day,
            or_(overrides.c.until_on.is_(None), overrides.c.until_on >= when.day),
        )
        .order_by(overrides.c.recorded_at, overrides.c.id)
    )
    some = (
        [statement]
        if goal_ids is None
        else [statement.where(overrides.c.goal_id.in_(chunk)) for chunk in chunks(goal_ids)]
    )
    return [row for one in some for row in work.connection.execute(one) if when.knows(row.recorded_at)]


def changed_since(work: ReadWork, kind: ObjectKind, *, when: When) -> set[UUID]:
    """The objects of a kind that another version may have held of on the day than what their rows say."""
    later: ColumnElement[bool] = history_table.c.effective_on > when.day
    if when.known_at is not None:
        later = or_(later, history_table.c.recorded_at > when.known_at)
    statement = select(history_table.c.object_id).where(history_table.c.object_kind == kind, later).distinct()
    return set(work.connection.execute(statement).scalars())


def differing(table: Table, kind: ObjectKind, *, when: When) -> Select[tuple[UUID]]:
    """The statement for the objects of a table of which another version may have held on the day than what their rows say."""
    last = func.max(history_table.c.effective_on)
    differs = or_(last > when.day, last != table.c.effective_on)
    if when.known_at is not None:
        differs = or_(differs, func.max(history_table.c.recorded_at) > when.known_at)
    same = and_(history_table.c.object_id == table.c.id, history_table.c.object_kind == kind)
    return (
        select(table.c.id)
        .join_from(table, history_table, same)
        .group_by(table.c.id, table.c.effective_on)
        .having(differs)
    )


def visible_among(work: ReadWork, actor: Actor, ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these goals the acting person may see today; rights do not travel back in time."""
    if actor.is_administrator:
        return frozenset(ids)
    found: set[UUID] = set()
    for chunk in chunks(ids):
        found.update(
            work.connection.execute(select(goals.c.id).where(goals.c.id.in_(chunk), visible_goals(actor))).scalars()
        )
    return frozenset(found)


def may_differ(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition for goals that meet another one now, or may have met it before: those that have a history."""
    changed = select(history_table.c.number).where(
        history_table.c.object_id == goals.c.id, history_table.c.object_kind == ObjectKind.GOAL
    )
    return or_(condition, exists(changed))


def may_differ_with_results(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """As `may_differ`, where the condition looks at the key results of goals too."""
    changed = (
        select(history_table.c.number)
        .join(key_results, key_results.c.id == history_table.c.object_id)
        .where(key_results.c.goal_id == goals.c.id, history_table.c.object_kind == ObjectKind.KEY_RESULT)
    )
    return or_(may_differ(condition), exists(changed))


def candidates(work: ReadWork, *conditions: ColumnElement[bool], limit: int | None = None) -> list[AnyRow]:
    """The ids of goals by key: id, prefix, number."""
    statement = (
        select(goals.c.id, goals.c.prefix, goals.c.number)
        .where(*conditions)
        .order_by(goals.c.prefix, goals.c.number)
        .limit(limit)
    )
    return list(work.connection.execute(statement))


def unit_names(work: ReadWork, ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """Units by id, with prefix, name and path."""
    statement = select(units.c.id, units.c.prefix, units.c.name, units.c.path)
    return {
        row.id: row for chunk in chunks(ids) for row in work.connection.execute(statement.where(units.c.id.in_(chunk)))
    }


def area_keys(work: ReadWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """The keys of focus areas by id."""
    table = focus_areas
    statement = select(table.c.id, table.c.key)
    return {
        row.id: row.key
        for chunk in chunks(ids)
        for row in work.connection.execute(statement.where(table.c.id.in_(chunk)))
    }


def all_cycles(work: ReadWork) -> dict[UUID, AnyRow]:
    """Every cycle by id."""
    return {row.id: row for row in work.connection.execute(select(cycles))}


def _rows(work: ReadWork, table: Table, column: ColumnElement[UUID], ids: Collection[UUID]) -> Iterable[AnyRow]:
    for chunk in chunks(ids):
        yield from work.connection.execute(select(table).where(column.in_(chunk)))


def _held(work: ReadWork, table: Table, kind: ObjectKind, rows: Iterable[AnyRow], *, when: When) -> dict[UUID, Columns]:
    current = {row.id: row for row in rows}
    known = history.versions(work, kind, current)
    held: dict[UUID, Columns] = {}
    for one, row in current.items():
        versions = known.get(one)
        if versions is None:
            if _holds(row, when):
                held[one] = row._asdict()
            continue
        version = history.as_of(versions, when.day, known_at=when.known_at)
        if version is not None and version.data is not None:
            since = {"effective_on": version.effective_on, "recorded_at": version.recorded_at}
            held[one] = {**row._asdict(), **worded(table, version.data), **since}
    return held


def _holds(row: AnyRow, when: When) -> bool:
    return bool(row.effective_on <= when.day) and when.knows(row.recorded_at)


def worded(table: Table, data: Mapping[str, object]) -> dict[str, object]:
    """A remembered row with its words as members of the vocabulary again."""
    worded = dict(data)
    for column in table.columns:
        kind, value = column.type, worded.get(column.name)
        if isinstance(kind, Word) and isinstance(value, str):
            worded[column.name] = kind.vocabulary(value)
    return worded
