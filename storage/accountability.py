"""Who answers for what, counted: grouped by unit, or by the person who answers, over the active goals of a cycle."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState, Status
from storage.derived import AnyRow
from storage.goal_reading import chunks
from storage.policy import visible_goals
from storage.raw import RawId, as_text, day_or_none, tuples
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

Counts = tuple[UUID, tuple[Any, ...]]
"""A unit or a person, and what is counted for it."""

RawCounts = tuple[RawId, tuple[Any, ...]]
"""The same, with ids as they cost least."""

GOAL_COUNTS = ("goals", *(status.name.lower() for status in Status), "stale", "without_owner")
RESULT_COUNTS = ("key_results", "on_time", "late", "missed", "overdue", "blockers")
"""What is counted of goals and of key results, in the order in which the statements answer."""

ACTIVE = goals.c.state == GoalState.ACTIVE


def direct_units(work: ReadWork, unit_id: UUID) -> Sequence[AnyRow]:
    """The units directly below one that are not archived, in the order of their keys."""
    statement = (
        select(units.c.id, units.c.prefix, units.c.name, units.c.path)
        .where(units.c.parent_id == unit_id, units.c.archived_on.is_(None))
        .order_by(units.c.prefix)
    )
    return work.connection.execute(statement).all()


def paths_below(work: ReadWork, path: str) -> dict[RawId, str]:
    """The path of every unit of a subtree, by id."""
    its_id = as_text(units.c.id, is_postgresql=work.is_postgresql)
    return dict(tuples(work, select(its_id, units.c.path).where(subtree(units, path))))


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


def are_more(work: ReadWork, *conditions: ColumnElement[bool], than: int) -> bool:
    """Whether more active goals than so many meet the conditions; counting stops there."""
    some = select(goals.c.id).where(ACTIVE, *conditions).limit(than + 1).subquery()
    return bool(work.connection.execute(select(func.count()).select_from(some)).scalar_one() > than)


def goals_by_unit(work: ReadWork, *conditions: ColumnElement[bool]) -> list[RawCounts]:
    """Active goals counted by their unit; with GOAL_COUNTS."""
    return [
        (unit, tuple(counts)) for unit, *counts in tuples(work, _goals(goals.c.unit_id, *conditions, of=_unit(work)))
    ]


def goals_by_owner(work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool]) -> list[Counts]:
    """Active goals counted by their owner, for some people; with GOAL_COUNTS."""
    found: list[Counts] = []
    for chunk in chunks(ids):
        found.extend(_counts(work, _goals(goals.c.owner_id, goals.c.owner_id.in_(chunk), *conditions)))
    return found


def results_by_unit(work: ReadWork, *conditions: ColumnElement[bool], today: date) -> list[RawCounts]:
    """The key results of active goals counted by the unit of the goal; with RESULT_COUNTS and the first day on which any is due."""
    statement = (
        select(_unit(work), *_on_results(today))
        .join_from(goals, key_result_progress, key_result_progress.c.goal_id == goals.c.id)
        .where(ACTIVE, *conditions)
        .group_by(goals.c.unit_id)
    )
    return [(unit, (*counts, day_or_none(first))) for unit, *counts, first in tuples(work, statement)]


def results_by_owner(
    work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool], today: date
) -> list[Counts]:
    """The key results of active goals counted by who answers for them: their owner, else the owner of the goal.

    Somebody may be there twice: with what they own, and with what nobody owns in their goals.
    """
    tables = goals.join(key_results, key_results.c.goal_id == goals.c.id).join(
        key_result_progress, key_result_progress.c.key_result_id == key_results.c.id
    )
    found: list[Counts] = []
    for chunk in chunks(ids):
        for who, condition in (
            (key_results.c.owner_id, key_results.c.owner_id.in_(chunk)),
            (goals.c.owner_id, and_(goals.c.owner_id.in_(chunk), key_results.c.owner_id.is_(None))),
        ):
            statement = select(who.label("of"), *_on_results(today)).select_from(tables)
            found.extend(_counts(work, statement.where(condition, ACTIVE, *conditions).group_by(who)))
    return found


def goalposts_by_unit(work: ReadWork, *conditions: ColumnElement[bool]) -> list[Counts]:
    """How often what has to be reached was moved after activation, by the unit of the goal."""
    return _counts(work, _goalposts(goals.c.unit_id, *conditions))


def goalposts_by_owner(work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool]) -> list[Counts]:
    """The same by the owner of the goal, for some people."""
    found: list[Counts] = []
    for chunk in chunks(ids):
        found.extend(_counts(work, _goalposts(goals.c.owner_id, goals.c.owner_id.in_(chunk), *conditions)))
    return found


def blockers(
    work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], limit: int, of_many: bool = True
) -> Sequence[AnyRow]:
    """The blockers that last check-ins of visible active goals name, the oldest first.

    `of_many`: the conditions leave a large part of the company, and what is blocked is looked through instead of its goals.
    """
    its_own = () if of_many else (key_result_progress.c.goal_id == goals.c.id,)
    who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
    statement = (
        select(
            key_results.c.id,
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
        .where(key_result_progress.c.blocked, ACTIVE, visible_goals(actor), *its_own, *conditions)
        .order_by(check_ins.c.effective_on, goals.c.prefix, goals.c.number, key_results.c.number)
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def goals_of_former_by_unit(work: ReadWork, *conditions: ColumnElement[bool], today: date) -> list[Counts]:
    """Active goals whose owner has left, counted by their unit: nobody answers for them any more. A unit may be there twice."""
    counted = select(goals.c.unit_id.label("of"), func.count()).where(ACTIVE, *conditions).group_by(goals.c.unit_id)
    found: list[Counts] = []
    for chunk in chunks(_former(work, today)):
        found.extend(_counts(work, counted.where(goals.c.owner_id.in_(chunk))))
    return found


def ownerless(
    work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], today: date, limit: int
) -> Sequence[AnyRow]:
    """The visible active goals that nobody answers for, by key: without an owner, or with one who has left."""
    statement = (
        select(
            *(goals.c[name] for name in ("key", "title", "prefix", "number")),
            units.c.prefix.label("unit_key"),
            units.c.name,
            goal_progress.c.shown,
            people.c.handle.label("owner_handle"),
            people.c.name.label("owner_name"),
        )
        .select_from(
            goals.join(units, units.c.id == goals.c.unit_id)
            .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
            .outerjoin(people, people.c.id == goals.c.owner_id)
        )
        .where(ACTIVE, visible_goals(actor), *conditions)
        .order_by(goals.c.prefix, goals.c.number)
        .limit(limit)
    )
    nobody = [goals.c.owner_id.is_(None), *(goals.c.owner_id.in_(chunk) for chunk in chunks(_former(work, today)))]
    found = [row for one in nobody for row in work.connection.execute(statement.where(one))]
    return sorted(found, key=lambda row: (row.prefix, row.number))[:limit]


def _former(work: ReadWork, today: date) -> list[UUID]:
    """Who has left. Asked by themselves: joined, they lead SQLite to walk through all goals."""
    return list(work.connection.execute(select(people.c.id).where(people.c.employed_to < today)).scalars())


def status_counts() -> tuple[ColumnElement[int], ...]:
    """How many goals have each shown status, in the order of `Status`."""
    return tuple(func.count().filter(goal_progress.c.shown == status) for status in Status)


def _counts(work: ReadWork, statement: Select[*tuple[Any, ...]]) -> list[Counts]:
    """Grouped numbers: what they are of, then the numbers; thousands of rows, and nothing of them is shown but sums."""
    return [(one, tuple(numbers)) for one, *numbers in work.connection.execute(statement)]


def _unit(work: ReadWork) -> ColumnElement[Any]:
    """The unit of a goal as the driver gives it: thousands of units are counted and none is shown by its id."""
    return as_text(goals.c.unit_id, is_postgresql=work.is_postgresql)


def _goals(
    by: ColumnElement[Any], *conditions: ColumnElement[bool], of: ColumnElement[Any] | None = None
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            by.label("of") if of is None else of,
            func.count(),
            *status_counts(),
            func.count().filter(goal_progress.c.stale),
            func.count().filter(goals.c.owner_id.is_(None)),
        )
        .join_from(goals, goal_progress, goal_progress.c.goal_id == goals.c.id)
        .where(ACTIVE, *conditions)
        .group_by(by)
    )


def _on_results(today: date) -> tuple[ColumnElement[Any], ...]:
    """RESULT_COUNTS, and the first day on which anything is due: plain sums, which cost half of what conditions would."""
    table = key_result_progress.c
    return (
        func.count(),
        *(func.sum(column) for column in (table.on_time, table.late, table.missed)),
        func.coalesce(func.sum(cast(table.next_due_on < today, Integer)), 0),
        func.sum(cast(table.blocked, Integer)),
        func.min(table.next_due_on),
    )


def _goalposts(by: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
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
