"""What is due: key results by the day on which their next check-in is owed, and whose it is."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true, union

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState
from storage.derived import AnyRow
from storage.policy import visible_goals
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals, key_results
from storage.tables.organisation import people, units
from storage.trees import ancestors_and_self, path_range
from storage.unit_of_work import ReadWork

ORDER = (key_result_progress.c.next_due_on, goals.c.prefix, goals.c.number, key_results.c.number)
"""By the day on which it was due, then by key; a page goes on after such values."""


def page(work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], through: date, limit: int) -> Sequence[AnyRow]:
    """The key results whose check-in is due by a day, the longest overdue first: id, goal_id and what they are sorted by."""
    statement = (
        select(
            key_results.c.id,
            key_results.c.goal_id,
            key_result_progress.c.next_due_on,
            goals.c.prefix,
            goals.c.number.label("goal_number"),
            key_results.c.number,
        )
        .select_from(
            key_result_progress.join(key_results, key_results.c.id == key_result_progress.c.key_result_id).join(
                goals, goals.c.id == key_results.c.goal_id
            )
        )
        .where(
            key_result_progress.c.next_due_on <= through,
            goals.c.state == GoalState.ACTIVE,
            visible_goals(actor),
            *conditions,
        )
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


def of_team(actor: Actor) -> ColumnElement[bool]:
    """What the units report on that the acting person leads, and the people below in the tree of managers."""
    if any(len(ancestors_and_self(path)) == 1 for path in actor.led_unit_paths):
        return true()  # the lead of the root unit: everything
    ranges = [path_range(path) for path in actor.led_unit_paths]
    led = or_(false(), *(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    of_units = (
        select(key_results.c.id)
        .join_from(key_results, goals, goals.c.id == key_results.c.goal_id)
        .where(goals.c.unit_id.in_(select(units.c.id).where(led)))
    )
    low, high = path_range(actor.person_path)
    below = select(people.c.id).where(people.c.path > low, people.c.path < high)
    own = select(key_results.c.id).where(key_results.c.owner_id.in_(below))
    return key_results.c.id.in_(union(of_units, own, _ownerless(goals.c.owner_id.in_(below))))


def _ownerless(of_goals: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """The key results without an owner of their own, of some goals."""
    return (
        select(key_results.c.id)
        .join_from(goals, key_results, goals.c.id == key_results.c.goal_id)
        .where(of_goals, key_results.c.owner_id.is_(None))
    )
