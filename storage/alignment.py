"""What alignment (R13) is worked out from: the active goals, the links among them, the people employed; ids as they cost least.

Ids of whole companies are not made into UUIDs: they are compared and looked up alone, and a million of them would cost a second.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from itertools import chain, islice
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, tuple_

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState
from storage.accountability import employed
from storage.derived import AnyRow
from storage.goal_reading import chunks
from storage.policy import restricted, visible_goals
from storage.raw import RawId, as_text, tuples, uuid_chunks
from storage.tables.goals import goal_links, goals
from storage.tables.organisation import cycles, people, units
from storage.trees import subtree
from storage.unit_of_work import ReadWork

ActiveGoal = tuple[RawId, RawId, RawId | None, RawId]
"""An active goal, as far as alignment is concerned: id, unit, owner, cycle."""

FEW = 5_000
"""Goals up to which each is asked for its key; of more the first are met soon where all are read in the order of the keys."""


def active_goals(work: ReadWork) -> list[ActiveGoal]:
    """Every active goal of the organisation, in no order: to follow an index would fetch each row from elsewhere."""
    table = goals.c
    statement = select(*_raw(work, table.id, table.unit_id, table.owner_id, table.cycle_id))
    return cast(list[ActiveGoal], tuples(work, statement.where(table.state == GoalState.ACTIVE)))


def tops(work: ReadWork) -> list[ActiveGoal]:
    """The active goals of the root unit, in no order."""
    table = goals.c
    statement = select(*_raw(work, table.id, table.unit_id, table.owner_id, table.cycle_id))
    root = select(units.c.id).where(units.c.depth == 0)
    return cast(
        list[ActiveGoal], tuples(work, statement.where(table.state == GoalState.ACTIVE, table.unit_id.in_(root)))
    )


def active_among(work: ReadWork, ids: Collection[UUID]) -> list[ActiveGoal]:
    """The same of some active goals."""
    table = goals.c
    statement = select(*_raw(work, table.id, table.unit_id, table.owner_id, table.cycle_id))
    return [goal for chunk in chunks(ids) for goal in tuples(work, statement.where(table.id.in_(chunk)))]


def goals_by_cycle_and_unit(work: ReadWork) -> dict[tuple[RawId, RawId], int]:
    """How many active goals there are of each cycle and unit, counted in the index that is in this order."""
    table = goals.c
    statement = select(*_raw(work, table.cycle_id, table.unit_id), func.count())
    grouped = statement.where(*_active_by_cycle()).group_by(table.cycle_id, table.unit_id)
    return {(cycle, unit): many for cycle, unit, many in tuples(work, grouped)}


def owned(work: ReadWork, path: str | None = None) -> Counter[RawId]:
    """How many active goals people own; within a subtree, where one is given. To count here is faster than to have them sorted."""
    statement = select(*_raw(work, goals.c.owner_id)).where(*_active_by_cycle())
    if path is not None:
        statement = statement.where(goals.c.unit_id.in_(select(units.c.id).where(subtree(units, path))))
    found = Counter(chain.from_iterable(tuples(work, statement)))
    del found[None]
    return cast("Counter[RawId]", found)


def _active_by_cycle() -> tuple[ColumnElement[bool], ...]:
    """The condition for all active goals, in words that lead SQLite to the index over all that is counted of them."""
    return goals.c.cycle_id.in_(select(cycles.c.id)), goals.c.state == GoalState.ACTIVE


def links(work: ReadWork) -> list[tuple[RawId, RawId]]:
    """Every link of either kind: (child, parent)."""
    statement = select(*_raw(work, goal_links.c.child_id, goal_links.c.parent_id))
    return cast(list[tuple[RawId, RawId]], tuples(work, statement))


def unit_paths(work: ReadWork) -> dict[RawId, str]:
    """The path of every unit."""
    statement = select(*_raw(work, units.c.id), units.c.path)
    return dict(cast(list[tuple[RawId, str]], tuples(work, statement)))


def people_employed(work: ReadWork, *, on: date) -> list[tuple[RawId, RawId | None]]:
    """Everybody who is employed on a day: (id, unit)."""
    statement = select(*_raw(work, people.c.id, people.c.unit_id)).where(employed(on))
    return cast(list[tuple[RawId, RawId | None]], tuples(work, statement))


def first_by_key(
    work: ReadWork, ids: Collection[RawId], *, limit: int, after: tuple[str, int] | None = None
) -> list[tuple[str, int, RawId]]:
    """The first of some active goals in the order of their keys, after one, each with prefix and number."""
    statement = select(goals.c.prefix, goals.c.number, *_raw(work, goals.c.id))
    if after is not None:
        later = tuple_(goals.c.prefix, goals.c.number) > tuple_(literal(after[0]), literal(after[1]))
        statement = statement.where(goals.c.prefix >= after[0], later)
    if len(ids) <= FEW:
        found = [row for chunk in uuid_chunks(ids) for row in tuples(work, statement.where(goals.c.id.in_(chunk)))]
        return sorted((prefix, number, one) for prefix, number, one in found)[:limit]
    wanted = frozenset(ids)
    in_order = statement.where(goals.c.state == GoalState.ACTIVE).order_by(goals.c.prefix, goals.c.number)
    with work.connection.execute(in_order.execution_options(yield_per=500)) as rows:
        return list(islice(((prefix, number, one) for prefix, number, one in rows if one in wanted), limit))


def hidden_active(work: ReadWork, actor: Actor) -> frozenset[RawId]:
    """The active goals that the acting person may not see."""
    if actor.is_administrator:
        return frozenset()
    statement = select(*_raw(work, goals.c.id)).where(
        restricted(), ~visible_goals(actor), goals.c.state == GoalState.ACTIVE
    )
    return frozenset(work.connection.execute(statement).scalars())


def goal_rows(work: ReadWork, ids: Collection[RawId]) -> list[AnyRow]:
    """What is shown of goals, by key: id, key, title, unit, owner."""
    owner = people.alias("owner")
    statement = select(
        *_raw(work, goals.c.id.label("id")),
        goals.c.prefix,
        goals.c.number,
        goals.c.key,
        goals.c.title,
        units.c.prefix.label("unit_key"),
        units.c.name.label("unit_name"),
        owner.c.handle,
        owner.c.name,
    ).select_from(goals.join(units, units.c.id == goals.c.unit_id).outerjoin(owner, owner.c.id == goals.c.owner_id))
    found: list[AnyRow] = []
    for chunk in uuid_chunks(ids):
        found.extend(work.connection.execute(statement.where(goals.c.id.in_(chunk))))
    return sorted(found, key=lambda row: (row.prefix, row.number))


def first_people(work: ReadWork, among: Collection[RawId], *, on: date, limit: int) -> list[AnyRow]:
    """The first of some people who are employed on a day, by name: id, handle, name."""
    statement = (
        select(*_raw(work, people.c.id.label("id")), people.c.handle, people.c.name)
        .where(employed(on))
        .order_by(people.c.name, people.c.id)
        .execution_options(yield_per=500)
    )
    with work.connection.execute(statement) as rows:
        return list(islice((row for row in rows if row.id in among), limit))


def count_active(work: ReadWork, *, up_to: int) -> int:
    """How many goals are active; counting stops at `up_to`."""
    some = select(goals.c.id).where(goals.c.state == GoalState.ACTIVE).limit(up_to).subquery()
    return work.connection.execute(select(func.count()).select_from(some)).scalar_one()


def _raw(work: ReadWork, *columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [as_text(column, is_postgresql=work.is_postgresql) for column in columns]
