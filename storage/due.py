"""What is due: key results by the day on which their next check-in is owed, and whose it is."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, union

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState
from storage.derived import AnyRow
from storage.policy import visible_goals
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals, key_results
from storage.tables.organisation import people, units
from storage.trees import ancestors_and_self, path_range
from storage.unit_of_work import ReadWork

LARGE_TEAM = 2_000
"""People below somebody from whom on a team is looked at as a part of the whole: their results are gathered in 50 ms."""

ORDER = (key_result_progress.c.next_due_on, goals.c.prefix, goals.c.number, key_results.c.number)
"""By the day on which it was due, then by key; a page goes on after such values."""


def page(
    work: ReadWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    through: date,
    limit: int,
) -> Sequence[AnyRow]:
    """The key results whose check-in is due by a day, the longest overdue first: id, goal_id and their order."""
    due_on = key_result_progress.c.next_due_on
    tables = key_result_progress.join(key_results, key_results.c.id == key_result_progress.c.key_result_id).join(
        goals, goals.c.id == key_results.c.goal_id
    )
    statement = (
        select(
            key_results.c.id,
            key_results.c.goal_id,
            due_on,
            goals.c.prefix,
            goals.c.number.label("goal_number"),
            key_results.c.number,
        )
        .select_from(tables)
        .where(due_on <= through, goals.c.state == GoalState.ACTIVE, visible_goals(actor), *conditions)
        .order_by(*ORDER)
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def of_person(person_id: UUID) -> ColumnElement[bool]:
    """What a person reports on: results of their own, and those without an owner of goals that they own or are delegate of."""
    own = select(key_results.c.id).where(key_results.c.owner_id == person_id)
    return key_results.c.id.in_(
        union(own, _ownerless(goals.c.owner_id == person_id), _ownerless(goals.c.delegate_id == person_id))
    )


def of_team(work: ReadWork, actor: Actor) -> ColumnElement[bool]:
    """What the units report on that the acting person leads, and the people below in the tree of managers."""
    if leads_all(actor):
        return true()
    led, below = led_units(actor), people_below(actor)
    if is_large_team(work, actor):
        who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
        return or_(unindexed(goals.c.unit_id).in_(led), who.in_(below))
    of_units = (
        select(key_results.c.id)
        .join_from(key_results, goals, goals.c.id == key_results.c.goal_id)
        .where(goals.c.unit_id.in_(led))
    )
    own = select(key_results.c.id).where(key_results.c.owner_id.in_(below))
    return key_results.c.id.in_(union(of_units, own, _ownerless(goals.c.owner_id.in_(below))))


def led_units(actor: Actor) -> Select[tuple[UUID]]:
    """The units that a person leads, with all below them."""
    ranges = [path_range(path) for path in actor.led_unit_paths]
    return select(units.c.id).where(
        or_(false(), *(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    )


def people_below(actor: Actor) -> Select[tuple[UUID]]:
    """The people below a person in the tree of managers."""
    low, high = path_range(actor.person_path)
    return select(people.c.id).where(people.c.path > low, people.c.path < high)


def leads_all(actor: Actor) -> bool:
    """Whether a person leads the root unit."""
    return any(len(ancestors_and_self(path)) == 1 for path in actor.led_unit_paths)


def is_large_team(work: ReadWork, actor: Actor) -> bool:
    """Whether a team is so large that everything is better looked through than what it owns gathered first."""
    some = people_below(actor).limit(LARGE_TEAM + 1).subquery()
    return work.connection.execute(select(func.count()).select_from(some)).scalar_one() > LARGE_TEAM


def unindexed(column: ColumnElement[UUID | None]) -> ColumnElement[UUID | None]:
    """A column of goals, or the id where it is empty, which is nobody's: so that no index is followed for most of a table."""
    return func.coalesce(column, goals.c.id)


def _ownerless(of_goals: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """The key results without an owner of their own, of some goals."""
    return (
        select(key_results.c.id)
        .join_from(goals, key_results, goals.c.id == key_results.c.goal_id)
        .where(of_goals, key_results.c.owner_id.is_(None))
    )
