"""How many contributions wait for an answer beyond its day, by unit and by person."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from okr.domain.vocabulary import ContributionState
from storage.contributions import UNANSWERED
from storage.tables.agreements import contributions
from storage.tables.goals import goals
from storage.tables.organisation import cycles, people, units
from storage.unit_of_work import ReadWork

_receiver, _unit = people.alias("receiver"), units.alias("asked_unit")

_IS_OFFER = contributions.c.child_goal_id.is_not(None)
GIVER_ANSWERS = or_(
    and_(contributions.c.state == ContributionState.OPEN, ~_IS_OFFER),
    and_(contributions.c.state == ContributionState.COUNTERED, _IS_OFFER),
)
"""Whether the one who is to contribute has to answer; otherwise the owner of the parent has."""


def unanswered_by_unit(
    work: ReadWork, *conditions: ColumnElement[bool], today: date
) -> list[tuple[UUID, tuple[Any, ...]]]:
    """How many wait beyond the day of the answer, by the unit on whose side the answer lies; conditions are about the parent goal."""
    by = case((GIVER_ANSWERS, func.coalesce(contributions.c.unit_id, _receiver.c.unit_id)), else_=goals.c.unit_id)
    return _counted(work, by, conditions, today=today)


def unanswered_by_person(
    work: ReadWork, ids: Collection[UUID], *conditions: ColumnElement[bool], today: date
) -> list[tuple[UUID, tuple[Any, ...]]]:
    """How many wait beyond the day of the answer for each of some people: as who is asked, lead of the unit asked, or owner."""
    by = case((GIVER_ANSWERS, func.coalesce(contributions.c.person_id, _unit.c.lead_id)), else_=goals.c.owner_id)
    wanted = set(ids)
    return [(one, many) for one, many in _counted(work, by, conditions, today=today) if one in wanted]


def from_cycle_on(day: date) -> ColumnElement[bool]:
    """The condition on goals of the cycles that begin on a day or later."""
    return goals.c.cycle_id.in_(select(cycles.c.id).where(cycles.c.starts_on >= day))


def _counted(
    work: ReadWork, by: ColumnElement[Any], conditions: Sequence[ColumnElement[bool]], *, today: date
) -> list[tuple[UUID, tuple[Any, ...]]]:
    statement = (
        select(by.label("of"), func.count())
        .select_from(
            contributions.join(goals, goals.c.id == contributions.c.parent_goal_id)
            .outerjoin(_receiver, _receiver.c.id == contributions.c.person_id)
            .outerjoin(_unit, _unit.c.id == contributions.c.unit_id)
        )
        .where(contributions.c.state.in_(UNANSWERED), contributions.c.answer_due_on <= today, *conditions)
        .group_by(by)
    )
    return [(one, (many,)) for one, many in work.connection.execute(statement) if one is not None]
