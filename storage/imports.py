"""Statements of imports: rows by the ids of other systems, and many rows at once."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, Table, bindparam, delete, exists, or_, select, update

from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.vocabulary import CycleState, KeyResultState, LinkKind
from storage import derived
from storage.derived import AnyRow, chunks
from storage.schema import (
    check_ins,
    cycles,
    goal_contributors,
    goal_links,
    goals,
    grades,
    key_result_feeds,
    key_results,
    overrides,
    people,
    units,
)
from storage.unit_of_work import ReadWork, WriteWork

Row = dict[str, Any]
"""A row by the names of its columns."""

_FEW_DAYS = 400
"""Days of a file up to which only the check-ins on them are read: a year, one by one."""

_CHUNK = 5_000
"""Values in one statement: SQLite takes 32,766, PostgreSQL 65,535."""


def whole_table(work: ReadWork, table: Table) -> list[Row]:
    """Every row of a table that is small, or whose tree has to be known whole."""
    return [dict(row) for row in work.connection.execute(select(table)).mappings()]


def rows_where(work: ReadWork, column: Column[Any], values: Collection[object], *, locked: bool = False) -> list[Row]:
    """The rows whose column has one of the values; `locked`: held until the transaction ends, in the order of their ids."""
    table = column.table
    found: list[Row] = []
    for part in _parts(values):
        statement = select(table).where(column.in_(part))
        if locked:
            statement = statement.order_by(table.c.id).with_for_update()
        found.extend(dict(row) for row in work.connection.execute(statement).mappings())
    return found


def lock_units(work: WriteWork, ids: Collection[UUID]) -> dict[UUID, int]:
    """The next goal numbers of units, held until the transaction ends."""
    found: dict[UUID, int] = {}
    for part in chunks(ids):
        statement = select(units.c.id, units.c.next_goal_number).where(units.c.id.in_(part)).order_by(units.c.id)
        found.update((row.id, row.next_goal_number) for row in work.connection.execute(statement.with_for_update()))
    return found


def set_next_numbers(work: WriteWork, column: Column[Any], numbers: dict[UUID, int]) -> None:
    """Set a counter (the next number of something below) of many rows."""
    table = column.table
    if numbers:
        work.connection.execute(
            update(table).where(table.c.id == bindparam("row_id")).values({column.name: bindparam("following")}),
            [{"row_id": row_id, "following": following} for row_id, following in sorted(numbers.items())],
        )


def links_above(work: ReadWork, goal_ids: Collection[UUID]) -> Iterator[tuple[UUID, UUID, LinkKind]]:
    """Every link on the ways up from some goals, level by level, as (child, parent, kind)."""
    seen = set(goal_ids)
    frontier = seen
    while frontier:
        above: set[UUID] = set()
        for part in chunks(frontier):
            for link in work.connection.execute(_links_from(), {"ids": part}):
                yield link.child_id, link.parent_id, link.kind
                above.add(link.parent_id)
        frontier = above - seen
        seen = seen | frontier


@cache
def _links_from() -> Select[*tuple[Any, ...]]:
    table = goal_links.c
    return select(table.child_id, table.parent_id, table.kind).where(
        table.child_id.in_(bindparam("ids", expanding=True))
    )


def feeds_into(work: ReadWork, goal_ids: Collection[UUID]) -> Iterator[AnyRow]:
    """What feeds key results of some goals from other goals: both keys and both goals."""
    for part in chunks(goal_ids):
        yield from work.connection.execute(_feeds_into(), {"ids": part})


@cache
def _feeds_into() -> Select[*tuple[Any, ...]]:
    child, parent = key_results.alias("child"), key_results.alias("parent")
    return (
        select(
            child.c.goal_id.label("child_goal_id"),
            parent.c.goal_id.label("parent_goal_id"),
            child.c.key.label("child_key"),
            parent.c.key.label("parent_key"),
        )
        .select_from(
            key_result_feeds.join(child, child.c.id == key_result_feeds.c.child_id).join(
                parent, parent.c.id == key_result_feeds.c.parent_id
            )
        )
        .where(parent.c.goal_id.in_(bindparam("ids", expanding=True)), parent.c.goal_id != child.c.goal_id)
        .order_by(child.c.key)
    )


def tied_by_feeds(work: ReadWork, key_result_ids: Collection[UUID]) -> dict[UUID, str]:
    """For key results that feed others or are fed: the key of one that they are tied to (R3)."""
    other = key_results.alias("other")
    table = key_result_feeds.c
    found: dict[UUID, str] = {}
    for mine, theirs in ((table.child_id, table.parent_id), (table.parent_id, table.child_id)):
        for part in chunks(key_result_ids):
            statement = select(mine, other.c.key).join(other, other.c.id == theirs).where(mine.in_(part))
            for key_result_id, key in work.connection.execute(statement.order_by(other.c.key)):
                found.setdefault(key_result_id, key)
    return found


def remove_link(work: WriteWork, link_id: UUID) -> None:
    """Remove a link; its history is the caller's."""
    work.connection.execute(delete(goal_links).where(goal_links.c.id == link_id))


def contributors_of(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The contributors of goals."""
    found: dict[UUID, set[UUID]] = {}
    for part in chunks(goal_ids):
        for row in work.connection.execute(select(goal_contributors).where(goal_contributors.c.goal_id.in_(part))):
            found.setdefault(row.goal_id, set()).add(row.person_id)
    return found


def ids_where(work: ReadWork, column: Column[Any], values: Collection[str]) -> dict[str, UUID]:
    """The ids of rows by a column that tells them apart: those that have one of the values."""
    table = column.table
    found: dict[str, UUID] = {}
    for part in _parts(sorted(values)):
        statement = select(column.label("value"), table.c.id).where(column.in_(part))
        found.update((row.value, row.id) for row in work.connection.execute(statement))
    return found


def cycles_lived_here(work: ReadWork) -> set[UUID]:
    """The closed cycles that hold a goal of okr's own, or a grade: they are not history that was brought in."""
    here = exists().where(goals.c.cycle_id == cycles.c.id, goals.c.imported.is_(False))
    graded = exists().where(grades.c.goal_id == goals.c.id, goals.c.cycle_id == cycles.c.id)
    statement = select(cycles.c.id).where(cycles.c.state == CycleState.CLOSED, or_(here, graded))
    return set(work.connection.execute(statement).scalars())


def facts_locked(work: WriteWork, ids: Collection[UUID]) -> Iterator[AnyRow]:
    """The facts of key results as the roll-up takes them, with their goals; their derived rows are locked, in the order of ids."""
    for part in chunks(ids):
        derived.lock_key_results(work, part)
        yield from work.connection.execute(_facts_with_goals(), {"ids": part})


@cache
def _facts_with_goals() -> Select[*tuple[Any, ...]]:
    more = (
        goals.c.key.label("goal_key"),
        goals.c.imported.label("goal_imported"),
        goals.c.cycle_id.label("goal_cycle_id"),
    )
    return derived.key_result_facts().add_columns(*more).where(key_results.c.id.in_(bindparam("ids", expanding=True)))


def check_ins_on(work: ReadWork, key_result_ids: Collection[UUID], days: Collection[date]) -> Iterator[AnyRow]:
    """The check-ins of key results that are effective on some days, by number; whatever corrects or voids others is with them."""
    if not key_result_ids:
        return
    few = len(days) <= _FEW_DAYS
    values = {"days": sorted(days)} if few else {}
    for part in chunks(key_result_ids):
        yield from work.connection.execute(_check_ins_on(few), {"ids": part, **values})


@cache
def _check_ins_on(few: bool) -> Select[*tuple[Any, ...]]:
    table = check_ins.c
    columns = ("key_result_id", "number", "effective_on", "value", "answers", "confidence_percent", "status", "note")
    statement = (
        select(*(table[name] for name in (*columns, "corrects", "voids")))
        .where(table.key_result_id.in_(bindparam("ids", expanding=True)))
        .order_by(table.key_result_id, table.number)
    )
    if not few:
        return statement
    pointing = or_(table.corrects.is_not(None), table.voids.is_not(None))
    return statement.where(or_(table.effective_on.in_(bindparam("days", expanding=True)), pointing))


def results_of(work: ReadWork, goal_ids: Collection[UUID]) -> set[UUID]:
    """The ids of the key results of goals."""
    found: set[UUID] = set()
    for part in chunks(goal_ids):
        found.update(work.connection.execute(select(key_results.c.id).where(key_results.c.goal_id.in_(part))).scalars())
    return found


def open_names(work: ReadWork, table: Table, today: date) -> Iterator[AnyRow]:
    """The id in the other system and the name of what came from one and is not over: goals at work, people here, units in use."""
    name = table.c.name if "name" in table.c else table.c.title
    conditions = {
        "units": units.c.archived_on.is_(None),
        "people": or_(people.c.employed_to.is_(None), people.c.employed_to >= today),
        "goals": goals.c.state.not_in(CLOSED_GOAL_STATES),
        "key_results": key_results.c.state == KeyResultState.ACTIVE,
    }
    statement = select(table.c.external_id, name.label("name")).where(table.c.external_id.is_not(None))
    yield from work.connection.execute(statement.where(conditions[table.name]).order_by(table.c.external_id))


def results_of_owners(work: ReadWork, person_ids: Collection[UUID]) -> set[UUID]:
    """The ids of the key results that people answer for: their own, and of their goals those without an owner."""
    found: set[UUID] = set()
    for part in chunks(person_ids):
        found.update(
            work.connection.execute(select(key_results.c.id).where(key_results.c.owner_id.in_(part))).scalars()
        )
        of_goals = (
            select(key_results.c.id)
            .join(goals, goals.c.id == key_results.c.goal_id)
            .where(goals.c.owner_id.in_(part), key_results.c.owner_id.is_(None))
        )
        found.update(work.connection.execute(of_goals).scalars())
    return found


def goals_with_open_overrides(work: ReadWork) -> set[UUID]:
    """The goals with a status that holds until the next check-in (R7)."""
    statement = select(overrides.c.goal_id).where(overrides.c.ended_at.is_(None), overrides.c.until_on.is_(None))
    return set(work.connection.execute(statement).scalars())


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while part := list(islice(rest, _CHUNK)):
        yield part
