"""Statements that write goals: their numbers, their people, and rows by id."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from storage import compiled
from storage.goal_reading import chunks
from storage.schema import cycles, goal_contributors, goal_readers, goals, people, units
from storage.unit_of_work import ReadWork, WriteWork

PEOPLE_TABLES = {"contributors": goal_contributors, "readers": goal_readers}
"""The people of a goal that stand in tables of their own."""

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are reached by name."""


def goal_row(work: ReadWork, goal_id: UUID) -> AnyRow:
    """The whole row of a goal that exists."""
    [row] = compiled.fetch(work.connection, _goal_row(), {"id": goal_id})
    return row


def cycle_row(work: ReadWork, cycle_id: UUID) -> AnyRow:
    """The whole row of a cycle that exists."""
    [row] = compiled.fetch(work.connection, _cycle_row(), {"id": cycle_id})
    return row


def cycles_around(work: ReadWork, starts_on: object, due_on: object) -> list[str]:
    """The keys of the cycles that hold both days, the shortest first."""
    found = work.connection.execute(
        select(cycles.c.key, cycles.c.starts_on, cycles.c.ends_on).where(
            cycles.c.starts_on <= starts_on, cycles.c.ends_on >= due_on
        )
    ).all()
    return [row.key for row in sorted(found, key=lambda row: (row.ends_on - row.starts_on, row.key))]


def home_unit(work: ReadWork, person_id: UUID) -> AnyRow | None:
    """The row of the unit that a person works in, None where they work in none."""
    return work.connection.execute(
        select(units).select_from(people.join(units, units.c.id == people.c.unit_id)).where(people.c.id == person_id)
    ).one_or_none()


def take_number(work: WriteWork, unit_id: UUID) -> int:
    """The next number for a goal of a unit; it is taken, whatever becomes of the goal."""
    [(following,)] = compiled.fetch(work.connection, _take_number(), {"row_id": unit_id})
    return int(following) - 1


def take_key_result_number(work: WriteWork, goal_id: UUID) -> int:
    """The next number for a key result of a goal; it is taken, whatever becomes of the key result."""
    [(following,)] = compiled.fetch(work.connection, _take_key_result_number(), {"row_id": goal_id})
    return int(following) - 1


def keys_by_id(work: ReadWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """The keys of goals."""
    rows = work.connection.execute(select(goals.c.id, goals.c.key).where(goals.c.id.in_(ids)))
    return {row.id: row.key for row in rows}


def handles_by_id(work: ReadWork, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """The handles of people."""
    wanted = {person_id for person_id in ids if person_id is not None}
    if not wanted:
        return {}
    rows = work.connection.execute(select(people.c.id, people.c.handle).where(people.c.id.in_(wanted)))
    return {row.id: row.handle for row in rows}


def people_around(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, dict[str, list[UUID]]]:
    """The ids of the `contributors` and of the `readers` of each goal, in ascending order, as history keeps them (R16)."""
    found: dict[UUID, dict[str, list[UUID]]] = {one: {name: [] for name in PEOPLE_TABLES} for one in goal_ids}
    for part in chunks(goal_ids):
        for name, table in PEOPLE_TABLES.items():
            for goal_id, person_id in work.connection.execute(
                select(table.c.goal_id, table.c.person_id).where(table.c.goal_id.in_(part))
            ):
                found[goal_id][name].append(person_id)
    for lists in found.values():
        for people_ids in lists.values():
            people_ids.sort()
    return found


def set_people(work: WriteWork, table: Table, goal_id: UUID, person_ids: Collection[UUID]) -> None:
    """Replace the contributors or the readers of a goal; `table` says which."""
    work.connection.execute(delete(table).where(table.c.goal_id == goal_id))
    if person_ids:
        rows = [{"goal_id": goal_id, "person_id": person_id} for person_id in sorted(person_ids)]
        work.connection.execute(insert(table), rows)


@cache
def _goal_row() -> Select[*tuple[Any, ...]]:
    return select(goals).where(goals.c.id == bindparam("id"))


@cache
def _cycle_row() -> Select[*tuple[Any, ...]]:
    return select(cycles).where(cycles.c.id == bindparam("id"))


@cache
def _take_number() -> ReturningUpdate[int]:
    statement = update(units).where(units.c.id == bindparam("row_id"))
    return statement.values(next_goal_number=units.c.next_goal_number + 1).returning(units.c.next_goal_number)


@cache
def _take_key_result_number() -> ReturningUpdate[int]:
    following = goals.c.next_key_result_number
    statement = update(goals).where(goals.c.id == bindparam("row_id"))
    return statement.values(next_key_result_number=following + 1).returning(following)
