"""Statements about initiatives: adding them under the next number of their goal, and listing them."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, insert, literal, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState
from storage import due
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.goals import goals, initiatives, key_results
from storage.tables.organisation import people
from storage.unit_of_work import ReadWork, WriteWork

FAR = date(9999, 12, 31)
"""Where what is never due stands in a list by due day."""

DUE = func.coalesce(initiatives.c.due_on, literal(FAR, initiatives.c.due_on.type), type_=initiatives.c.due_on.type)

ORDER = (DUE, goals.c.prefix, goals.c.number, initiatives.c.number)
"""The longest due first, what is never due last."""

TO_DO = and_(initiatives.c.done_on.is_(None), goals.c.state.not_in((GoalState.CANCELLED, GoalState.MISSED)))
"""The condition for what is still to be done: of a goal that was given up nothing is."""


def add(work: WriteWork, row: dict[str, object]) -> int:
    """Add an initiative under the next number of its goal, whose row the caller holds; answers the number."""
    last = select(func.coalesce(func.max(initiatives.c.number), 0)).where(initiatives.c.goal_id == row["goal_id"])
    number = int(work.connection.execute(last).scalar_one()) + 1
    work.connection.execute(insert(initiatives), [{**row, "number": number}])
    return number


def remove(work: WriteWork, initiative_id: UUID) -> None:
    """Remove an initiative; the audit keeps it."""
    work.connection.execute(delete(initiatives).where(initiatives.c.id == initiative_id))


def page(work: ReadWork, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """Initiatives that meet the conditions, with their goal, key result and owner, the longest due first."""
    return work.connection.execute(_whole().where(*conditions).order_by(*ORDER).limit(limit)).all()


def find(work: ReadWork, goal_id: UUID, number: int) -> AnyRow | None:
    """The initiative of a goal with a number."""
    return work.connection.execute(_one(), {"goal_id": goal_id, "number": number}).one_or_none()


def row_of(work: ReadWork, initiative_id: UUID) -> AnyRow:
    """The row itself of one that exists."""
    return work.connection.execute(select(initiatives).where(initiatives.c.id == initiative_id)).one()


def of_goal(work: ReadWork, goal_id: UUID) -> Sequence[AnyRow]:
    """The initiatives of a goal and its key results, by number."""
    return work.connection.execute(_of_goal(), {"goal_id": goal_id}).all()


def mine(person_id: UUID) -> ColumnElement[bool]:
    """The condition for what a person has to do."""
    return initiatives.c.owner_id == person_id


def of_team(actor: Actor) -> ColumnElement[bool]:
    """The condition for what people below have to do, and what is to be done for goals of units that one leads."""
    return or_(initiatives.c.owner_id.in_(due.people_below(actor)), goals.c.unit_id.in_(due.led_units(actor)))


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition for initiatives that a person sees: their goal decides."""
    return visible_goals(actor)


@cache
def _one() -> Select[*tuple[Any, ...]]:
    return _whole().where(initiatives.c.goal_id == bindparam("goal_id"), initiatives.c.number == bindparam("number"))


@cache
def _of_goal() -> Select[*tuple[Any, ...]]:
    return _whole().where(initiatives.c.goal_id == bindparam("goal_id")).order_by(initiatives.c.number)


@cache
def _whole() -> Select[*tuple[Any, ...]]:
    return select(
        *initiatives.c,
        DUE.label("sorted_on"),
        goals.c.key.label("goal_key"),
        goals.c.prefix.label("goal_prefix"),
        goals.c.number.label("goal_number"),
        key_results.c.key.label("result_key"),
        people.c.handle,
        people.c.name,
    ).select_from(
        initiatives.join(goals, goals.c.id == initiatives.c.goal_id)
        .outerjoin(key_results, key_results.c.id == initiatives.c.key_result_id)
        .outerjoin(people, people.c.id == initiatives.c.owner_id)
    )
