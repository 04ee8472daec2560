"""Statements of plans: whole goals with everything that a plan file says of them, many at once."""

from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, Table, bindparam, or_, select, true, update

from storage.rows import AnyRow
from storage.schema import (
    contributions,
    cycles,
    focus_areas,
    goal_contributors,
    goal_links,
    goal_progress,
    goal_readers,
    goals,
    initiatives,
    key_result_feeds,
    key_results,
    people,
    units,
)
from storage.trees import subtree
from storage.unit_of_work import ReadWork, WriteWork

CHUNK = 5_000
"""Values in one statement: SQLite takes 32,766, PostgreSQL 65,535."""

_parent_goal, _parent_result, _ancestor = goals.alias("parent"), key_results.alias("fed"), goals.alias("carried")


def goal_ids(
    work: ReadWork, visible: ColumnElement[bool], *, unit_path: str | None, cycle_id: UUID | None
) -> list[UUID]:
    """The goals of a unit's subtree and of a cycle, by key; all of them where neither limits."""
    columns = (goals.c.id, goals.c.prefix, goals.c.number)
    statement = select(*columns).join(units, units.c.id == goals.c.unit_id).where(visible)
    statement = statement.where(subtree(units, unit_path) if unit_path is not None else true())
    statement = statement.where(goals.c.cycle_id == cycle_id if cycle_id is not None else true())
    found = work.connection.execute(statement).all()  # sorted here, since databases sort text each in their way
    return [row.id for row in sorted(found, key=lambda row: (row.prefix, row.number))]


def goal_ids_by_key(work: ReadWork, visible: ColumnElement[bool], keys: Collection[str]) -> dict[str, UUID]:
    """The goals of some keys that may be seen."""
    found: dict[str, UUID] = {}
    for part in _parts(sorted(keys)):
        statement = select(goals.c.key, goals.c.id).where(goals.c.key.in_(part), visible)
        found.update((row.key, row.id) for row in work.connection.execute(statement))
    return found


def lock_goals(work: WriteWork, ids: Collection[UUID]) -> None:
    """Hold goals until the transaction ends; a SQLite writer is alone anyway."""
    if work.is_postgresql:
        for part in _parts(sorted(ids)):
            work.connection.execute(
                select(goals.c.id).where(goals.c.id.in_(part)).order_by(goals.c.id).with_for_update()
            ).all()


def keys_taken(work: ReadWork, keys: Collection[str]) -> set[str]:
    """Which of some keys a goal has, whether it may be seen or not."""
    found: set[str] = set()
    for part in _parts(sorted(keys)):
        found.update(work.connection.execute(select(goals.c.key).where(goals.c.key.in_(part))).scalars())
    return found


def key_results_by_key(work: ReadWork, visible: ColumnElement[bool], keys: Collection[str]) -> dict[str, AnyRow]:
    """The ids of key results, and of their goals, of some keys whose goals may be seen."""
    found: dict[str, AnyRow] = {}
    for part in _parts(sorted(keys)):
        statement = select(key_results.c.key, key_results.c.id, key_results.c.goal_id).join(
            goals, goals.c.id == key_results.c.goal_id
        )
        rows = work.connection.execute(statement.where(key_results.c.key.in_(part), visible))
        found.update((row.key, row) for row in rows)
    return found


def goal_rows(work: ReadWork, ids: Collection[UUID]) -> Iterator[AnyRow]:
    """The whole rows of goals, with the key of what each was carried from."""
    for part in _parts(ids):
        yield from work.connection.execute(_goal_rows(), {"ids": part}).all()


@cache
def _goal_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(goals, _ancestor.c.key.label("carried_from"))
        .outerjoin(_ancestor, _ancestor.c.id == goals.c.carried_from_id)
        .where(goals.c.id.in_(bindparam("ids", expanding=True)))
    )


def result_rows(work: ReadWork, goal_ids: Collection[UUID]) -> Iterator[AnyRow]:
    """The whole rows of the key results of goals, by number, with the key of what each was carried from."""
    for part in _parts(goal_ids):
        yield from work.connection.execute(_result_rows(), {"ids": part}).all()


@cache
def _result_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(key_results, _parent_result.c.key.label("carried_from"))
        .outerjoin(_parent_result, _parent_result.c.id == key_results.c.carried_from_id)
        .where(key_results.c.goal_id.in_(bindparam("ids", expanding=True)))
        .order_by(key_results.c.goal_id, key_results.c.number)
    )


def some_of_result_rows(work: ReadWork, goal_ids: Collection[UUID], names: frozenset[str]) -> Iterator[AnyRow]:
    """Key, state and some more columns of the key results of goals: each column costs its conversion."""
    statement = select(*(key_results.c[name] for name in sorted(names | {"key", "state"})))
    statement = statement.where(key_results.c.goal_id.in_(bindparam("ids", expanding=True)))
    for part in _parts(goal_ids):
        yield from work.connection.execute(statement, {"ids": part}).all()


def link_rows(work: ReadWork, child_ids: Collection[UUID]) -> Iterator[AnyRow]:
    """The links of goals upwards: child, parent with prefix and number of its key, kind, weight."""
    for part in _parts(child_ids):
        yield from work.connection.execute(_link_rows(), {"ids": part}).all()


@cache
def _link_rows() -> Select[*tuple[Any, ...]]:
    links = goal_links.c
    return (
        select(
            links.child_id,
            links.parent_id,
            links.kind,
            links.weight_units,
            _parent_goal.c.prefix,
            _parent_goal.c.number,
        )
        .join(_parent_goal, _parent_goal.c.id == links.parent_id)
        .where(links.child_id.in_(bindparam("ids", expanding=True)))
    )


def feed_rows(work: ReadWork, goal_ids: Collection[UUID]) -> Iterator[AnyRow]:
    """What key results of goals feed: child, the key of what is fed and its goal, weight."""
    for part in _parts(goal_ids):
        yield from work.connection.execute(_feed_rows(), {"ids": part}).all()


@cache
def _feed_rows() -> Select[*tuple[Any, ...]]:
    feeds = key_result_feeds.c
    return (
        select(feeds.child_id, feeds.weight_units, _parent_result.c.key.label("fed_key"), _parent_result.c.goal_id)
        .select_from(
            key_result_feeds.join(key_results, key_results.c.id == feeds.child_id).join(
                _parent_result, _parent_result.c.id == feeds.parent_id
            )
        )
        .where(key_results.c.goal_id.in_(bindparam("ids", expanding=True)))
    )


def initiative_rows(work: ReadWork, goal_ids: Collection[UUID]) -> Iterator[AnyRow]:
    """The initiatives of goals and of their key results."""
    for part in _parts(goal_ids):
        yield from work.connection.execute(select(initiatives).where(initiatives.c.goal_id.in_(part)))


def people_rows(work: ReadWork, goal_ids: Collection[UUID]) -> Iterator[tuple[str, UUID, UUID]]:
    """The contributors and readers of goals: which of the two, goal, person."""
    for field, table in (("contributors", goal_contributors), ("readers", goal_readers)):
        for part in _parts(goal_ids):
            statement = select(table.c.goal_id, table.c.person_id).where(table.c.goal_id.in_(part))
            for goal_id, person_id in work.connection.execute(statement):
                yield field, goal_id, person_id


def visible_among(work: ReadWork, visible: ColumnElement[bool], ids: Collection[UUID]) -> set[UUID]:
    """Which of some goals may be seen."""
    found: set[UUID] = set()
    for part in _parts(ids):
        found.update(work.connection.execute(select(goals.c.id).where(goals.c.id.in_(part), visible)).scalars())
    return found


def names_of(work: ReadWork, column: Column[str], ids: Collection[UUID]) -> dict[UUID, str]:
    """What rows are called by a column of theirs, by their ids."""
    table = column.table
    found: dict[UUID, str] = {}
    for part in _parts(ids):
        rows = work.connection.execute(select(table.c.id, column.label("name")).where(table.c.id.in_(part)))
        found.update((row.id, row.name) for row in rows)
    return found


def people_named(work: ReadWork, names: Collection[str]) -> Iterator[AnyRow]:
    """The people of some handles or e-mail addresses."""
    for part in _parts(sorted(names)):
        columns = (people.c.id, people.c.handle, people.c.email, people.c.name, people.c.employed_to)
        statement = select(*columns).where(or_(people.c.handle.in_(part), people.c.email.in_(part)))
        yield from work.connection.execute(statement)


def unit_rows(work: ReadWork) -> list[AnyRow]:
    """Every unit, from the top of the tree down."""
    return list(work.connection.execute(select(units).order_by(units.c.depth, units.c.prefix)))


def cycle_rows(work: ReadWork) -> list[AnyRow]:
    """Every cycle."""
    return list(work.connection.execute(select(cycles).order_by(cycles.c.key)))


def area_rows(work: ReadWork) -> list[AnyRow]:
    """Every focus area."""
    return list(work.connection.execute(select(focus_areas).order_by(focus_areas.c.key)))


def rows_by_id(work: ReadWork, table: Table, ids: Collection[UUID]) -> Iterator[AnyRow]:
    """The whole rows of some ids."""
    for part in _parts(ids):
        yield from work.connection.execute(select(table).where(table.c.id.in_(part)))


def first_feeding(work: ReadWork, fed_key: str) -> str | None:
    """The key of a key result that feeds the one of a key; None where nothing does."""
    statement = (
        select(key_results.c.key)
        .select_from(
            key_result_feeds.join(key_results, key_results.c.id == key_result_feeds.c.child_id).join(
                _parent_result, _parent_result.c.id == key_result_feeds.c.parent_id
            )
        )
        .where(_parent_result.c.key == fed_key)
        .order_by(key_results.c.key)
        .limit(1)
    )
    return work.connection.execute(statement).scalar()


def result_row(work: ReadWork, key: str) -> AnyRow:
    """The whole row of a key result that exists."""
    return work.connection.execute(select(key_results).where(key_results.c.key == key)).one()


def set_origin(work: WriteWork, table: Table, row_id: UUID, origin_id: UUID) -> None:
    """Say what a goal or key result was carried from."""
    work.connection.execute(update(table).where(table.c.id == row_id).values(carried_from_id=origin_id))


def figures_of(work: ReadWork, ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """Key, title, state, progress, expected progress and status of goals as they stand now."""
    found: dict[UUID, AnyRow] = {}
    for part in _parts(ids):
        found.update((row.id, row) for row in work.connection.execute(_figures(), {"ids": part}))
    return found


@cache
def _figures() -> Select[*tuple[Any, ...]]:
    progress = goal_progress.c
    return (
        select(
            *(goals.c[name] for name in ("id", "key", "title", "state")),
            progress.progress_ppm,
            progress.expected_ppm,
            progress.shown,
        )
        .outerjoin(goal_progress, progress.goal_id == goals.c.id)
        .where(goals.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(goals.c.prefix, goals.c.number)
    )


def contributions_of(work: ReadWork, goal_ids: Collection[UUID]) -> Iterator[AnyRow]:
    """The cascade agreements of which goals are the parent or the child, with the parent's key and the receiver's name."""
    for part in _parts(goal_ids):
        statement = (
            select(
                contributions,
                _parent_goal.c.key.label("parent_key"),
                units.c.prefix.label("unit_key"),
                people.c.name.label("person_name"),
            )
            .select_from(
                contributions.join(_parent_goal, _parent_goal.c.id == contributions.c.parent_goal_id)
                .outerjoin(units, units.c.id == contributions.c.unit_id)
                .outerjoin(people, people.c.id == contributions.c.person_id)
            )
            .where(or_(contributions.c.parent_goal_id.in_(part), contributions.c.child_goal_id.in_(part)))
            .order_by(_parent_goal.c.key, contributions.c.number)
        )
        yield from work.connection.execute(statement)


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part
