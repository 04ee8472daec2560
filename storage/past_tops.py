"""R16: all goals of a cycle and all links, in raw form, for finding which goals had no parent on a day."""

from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import ObjectKind
from storage.as_of import may_differ
from storage.past_figures import Changed
from storage.policy import restricted, visible_goals
from storage.raw import RawDay, RawId, as_is, as_text, tuples
from storage.tables.goals import goal_links, goals
from storage.tables.journal import history
from storage.tables.organisation import units
from storage.types import Id
from storage.unit_of_work import ReadWork


class PlaceLine(NamedTuple):
    """A goal as its row says: where it belongs, and since when."""

    id: RawId
    unit_id: RawId
    cycle_id: RawId
    prefix: str
    number: int
    effective_on: RawDay
    recorded_at: int


class EdgeLine(NamedTuple):
    """A link of either kind as its row says."""

    id: RawId
    child_id: RawId
    parent_id: RawId
    effective_on: RawDay
    recorded_at: int


def of_cycle(work: ReadWork, cycle_id: UUID) -> list[PlaceLine]:
    """The goals that are in a cycle now, and those that may have been in it before."""
    statement = _of_cycle(is_postgresql=work.is_postgresql)
    return [PlaceLine._make(row) for row in tuples(work, statement, {"cycle": cycle_id})]


def changed(work: ReadWork) -> Changed:
    """All goals that have a history."""
    return {one: (day, at) for one, day, at in tuples(work, _changed(is_postgresql=work.is_postgresql))}


def edges(work: ReadWork) -> list[EdgeLine]:
    """All links, in no order."""
    return [EdgeLine._make(row) for row in tuples(work, _edges(is_postgresql=work.is_postgresql))]


def hidden(work: ReadWork, actor: Actor) -> frozenset[RawId]:
    """The goals that the acting person may not see today."""
    if actor.is_administrator:
        return frozenset()
    statement = select(as_text(goals.c.id, is_postgresql=work.is_postgresql)).where(restricted(), ~visible_goals(actor))
    return frozenset(one for (one,) in tuples(work, statement))


@cache
def _of_cycle(*, is_postgresql: bool) -> Select[*tuple[Any, ...]]:
    table = goals.c
    return select(
        *(as_text(column, is_postgresql=is_postgresql) for column in (table.id, table.unit_id, table.cycle_id)),
        *(as_is(column) for column in (table.prefix, table.number, table.effective_on, table.recorded_at)),
    ).where(may_differ(table.cycle_id == bindparam("cycle", type_=Id())))


@cache
def _changed(*, is_postgresql: bool) -> Select[*tuple[Any, ...]]:
    table = history.c
    return (
        select(
            as_text(table.object_id, is_postgresql=is_postgresql),
            as_is(func.max(table.effective_on)),
            as_is(func.max(table.recorded_at)),
        )
        .where(table.object_kind == ObjectKind.GOAL)
        .group_by(table.object_id)
    )


@cache
def _edges(*, is_postgresql: bool) -> Select[*tuple[Any, ...]]:
    table = goal_links.c
    return select(
        *(as_text(column, is_postgresql=is_postgresql) for column in (table.id, table.child_id, table.parent_id)),
        as_is(table.effective_on),
        as_is(table.recorded_at),
    )


def path_of(work: ReadWork, unit_id: UUID) -> str:
    """Where a unit stands."""
    return str(work.connection.execute(select(units.c.path).where(units.c.id == unit_id)).scalar_one())
