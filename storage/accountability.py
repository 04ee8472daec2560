"""Who answers for what, counted: grouped by unit, or by the person who answers, over the active goals of a cycle."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState, Status
from storage.derived import AnyRow
from storage.goal_reading import chunks
from storage.policy import visible_goals
from storage.tables.check_ins import check_ins
from storage.tables.derived import goal_progress, key_result_progress
from storage.tables.goals import goals, key_results
from storage.tables.journal import target_ledger
from storage.tables.organisation import people, units
from storage.trees import subtree
from storage.unit_of_work import ReadWork

GOALPOSTS = ("baseline", "target", "lower", "upper", "amber lower", "amber upper", "milestones", "due")
"""The fields of the ledger that say what has to be reached by when; weights and owners do not."""

answering = people.alias("answering")

_ON_GOALS = (
    func.count().label("goals"),
    *(func.count(case((goal_progress.c.shown == status, 1))).label(status.name.lower()) for status in Status),
    func.count(case((goal_progress.c.stale, 1))).label("stale"),
    func.count(case((goals.c.owner_id.is_(None), 1))).label("without_owner"),
)

_UNIT = func.coalesce(goals.c.unit_id, goals.c.cycle_id)
"""The unit, in words that no index serves: to group along one would fetch 300,000 goals each from elsewhere (13 s against 0.5)."""

ACTIVE = goals.c.state == GoalState.ACTIVE


def direct_units(work: ReadWork, unit_id: UUID) -> Sequence[AnyRow]:
    """The units directly below one that are not archived, in the order of their keys."""
    statement = (
        select(units.c.id, units.c.prefix, units.c.name, units.c.path)
        .where(units.c.parent_id == unit_id, units.c.archived_on.is_(None))
        .order_by(units.c.prefix)
    )
    return work.connection.execute(statement).all()


def paths_below(work: ReadWork, path: str) -> dict[UUID, str]:
    """The path of every unit of a subtree, by id."""
    return {
        row.id: row.path
        for row in work.connection.execute(select(units.c.id, units.c.path).where(subtree(units, path)))
    }


def people_of_unit(work: ReadWork, unit_id: UUID, *, on: date, limit: int) -> Sequence[AnyRow]:
    """The people of a unit itself who are employed on a day, by name."""
    statement = (
        select(people.c.id, people.c.handle, people.c.name)
        .where(people.c.unit_id == unit_id, employed(on))
        .order_by(people.c.name, people.c.id)
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def employed(on: date) -> ColumnElement[bool]:
    """The condition for people who are employed on a day."""
    return and_(
        or_(people.c.employed_from.is_(None), people.c.employed_from <= on),
        or_(people.c.employed_to.is_(None), people.c.employed_to >= on),
    )


def goals_by_unit(work: ReadWork, *conditions: ColumnElement[bool]) -> Sequence[AnyRow]:
    """Active goals counted by their unit (`of`)."""
    return work.connection.execute(_goals(_UNIT, *conditions)).all()


def goals_by_owner(work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool]) -> list[AnyRow]:
    """Active goals counted by their owner (`of`), for some people."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(_goals(goals.c.owner_id, goals.c.owner_id.in_(chunk), *conditions)))
    return found


def results_by_unit(work: ReadWork, *conditions: ColumnElement[bool], today: date) -> Sequence[AnyRow]:
    """The key results of active goals counted by the unit of the goal (`of`)."""
    statement = (
        select(_UNIT.label("of"), *_on_results(today))
        .join_from(goals, key_result_progress, key_result_progress.c.goal_id == goals.c.id)
        .where(ACTIVE, *conditions)
        .group_by(_UNIT)
    )
    return work.connection.execute(statement).all()


def results_by_owner(
    work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool], today: date
) -> list[AnyRow]:
    """The key results of active goals counted by who answers for them (`of`): their owner, else the owner of the goal."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        owned = select(key_results.c.id).where(key_results.c.owner_id.in_(chunk))
        led = (
            select(key_results.c.id)
            .join_from(goals, key_results, key_results.c.goal_id == goals.c.id)
            .where(goals.c.owner_id.in_(chunk), key_results.c.owner_id.is_(None))
        )
        who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
        statement = (
            select(who.label("of"), *_on_results(today))
            .select_from(
                key_results.join(goals, goals.c.id == key_results.c.goal_id).join(
                    key_result_progress, key_result_progress.c.key_result_id == key_results.c.id
                )
            )
            .where(key_results.c.id.in_(owned.union(led)), ACTIVE, *conditions)
            .group_by(who)
        )
        found.extend(work.connection.execute(statement))
    return found


def goalposts_by_unit(work: ReadWork, *conditions: ColumnElement[bool]) -> Sequence[AnyRow]:
    """How often what has to be reached was moved after activation, by the unit of the goal (`of`, `many`)."""
    return work.connection.execute(_goalposts(_UNIT, *conditions)).all()


def goalposts_by_owner(work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool]) -> list[AnyRow]:
    """The same by the owner of the goal, for some people."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(_goalposts(goals.c.owner_id, goals.c.owner_id.in_(chunk), *conditions)))
    return found


def blockers(work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """The blockers that last check-ins of visible active goals name, the oldest first."""
    who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
    statement = (
        select(
            key_results.c.key,
            key_results.c.title,
            check_ins.c.blocker,
            check_ins.c.effective_on,
            answering.c.handle,
            answering.c.name,
        )
        .select_from(
            key_result_progress.join(key_results, key_results.c.id == key_result_progress.c.key_result_id)
            .join(goals, goals.c.id == key_results.c.goal_id)
            .join(
                check_ins,
                and_(
                    check_ins.c.key_result_id == key_result_progress.c.key_result_id,
                    check_ins.c.number == key_result_progress.c.last_number,
                ),
            )
            .outerjoin(answering, answering.c.id == who)
        )
        .where(key_result_progress.c.blocked, ACTIVE, visible_goals(actor), *conditions)
        .order_by(check_ins.c.effective_on, goals.c.prefix, goals.c.number, key_results.c.number)
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def ownerless(work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """The visible active goals that nobody answers for, by key."""
    statement = (
        select(goals.c.key, goals.c.title, units.c.prefix, units.c.name, goal_progress.c.shown)
        .select_from(
            goals.join(units, units.c.id == goals.c.unit_id).outerjoin(
                goal_progress, goal_progress.c.goal_id == goals.c.id
            )
        )
        .where(goals.c.owner_id.is_(None), ACTIVE, visible_goals(actor), *conditions)
        .order_by(goals.c.prefix, goals.c.number)
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def _goals(by: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[tuple[Any, ...]]:
    return (
        select(by.label("of"), *_ON_GOALS)
        .join_from(goals, goal_progress, goal_progress.c.goal_id == goals.c.id)
        .where(ACTIVE, *conditions)
        .group_by(by)
    )


def _on_results(today: date) -> tuple[ColumnElement[Any], ...]:
    table = key_result_progress.c
    overdue = table.next_due_on < today
    return (
        func.count().label("key_results"),
        func.sum(table.on_time).label("on_time"),
        func.sum(table.late).label("late"),
        func.sum(table.missed).label("missed"),
        func.count(case((overdue, 1))).label("overdue"),
        func.min(case((overdue, table.next_due_on))).label("oldest_overdue_on"),
        func.count(case((table.blocked, 1))).label("blockers"),
    )


def _goalposts(by: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[tuple[Any, ...]]:
    moved = (
        select(target_ledger.c.goal_id, func.count().label("many"))
        .where(target_ledger.c.field.in_(GOALPOSTS))
        .group_by(target_ledger.c.goal_id)
        .subquery("moved")
    )
    return (
        select(by.label("of"), cast(func.sum(moved.c.many), Integer).label("many"))
        .join_from(moved, goals, goals.c.id == moved.c.goal_id)
        .where(ACTIVE, *conditions)
        .group_by(by)
    )
