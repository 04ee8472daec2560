"""Which key results and goals a change of settings touches, so that their derived numbers are computed anew."""

from uuid import UUID

from sqlalchemy import and_, or_, select

from storage.tables.goals import goals, key_results
from storage.tables.organisation import people
from storage.unit_of_work import ReadWork


def results_in_cycle(work: ReadWork, cycle_id: UUID) -> list[UUID]:
    """The key results of the goals in a cycle: its pace factors decide about their status (R6)."""
    statement = select(key_results.c.id).join(goals, goals.c.id == key_results.c.goal_id)
    return list(work.connection.execute(statement.where(goals.c.cycle_id == cycle_id)).scalars())


def goals_in_cycle(work: ReadWork, cycle_id: UUID) -> list[UUID]:
    """The goals in a cycle."""
    return list(work.connection.execute(select(goals.c.id).where(goals.c.cycle_id == cycle_id)).scalars())


def results_of(work: ReadWork, person_id: UUID) -> list[UUID]:
    """The key results that a person answers for: their time zone and employment decide what was on time (R14)."""
    mine = or_(
        key_results.c.owner_id == person_id,
        and_(key_results.c.owner_id.is_(None), goals.c.owner_id == person_id),
    )
    statement = select(key_results.c.id).join(goals, goals.c.id == key_results.c.goal_id)
    return list(work.connection.execute(statement.where(mine)).scalars())


def results_in_the_organisations_time(work: ReadWork) -> list[UUID]:
    """The key results whose owner has no time zone of their own (R14)."""
    elsewhere = select(people.c.id).where(people.c.time_zone.is_not(None))
    statement = (
        select(key_results.c.id)
        .join(goals, goals.c.id == key_results.c.goal_id)
        .where(
            or_(key_results.c.owner_id.is_(None), key_results.c.owner_id.not_in(elsewhere)),
            or_(key_results.c.owner_id.is_not(None), goals.c.owner_id.is_(None), goals.c.owner_id.not_in(elsewhere)),
        )
    )
    return list(work.connection.execute(statement).scalars())


def surveys_with_the_organisations_minimum(work: ReadWork) -> list[UUID]:
    """The survey key results without a least number of answers of their own (R10)."""
    statement = select(key_results.c.id).where(
        key_results.c.survey.is_not(None), key_results.c.minimum_answers.is_(None)
    )
    return list(work.connection.execute(statement).scalars())
