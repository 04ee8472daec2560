"""Statements about goals that continue in another cycle: what they came from, what became of them, what may be carried."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import ContributionState
from storage.derived import chunks
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.agreements import contributions
from storage.tables.cycle_life import grades
from storage.tables.derived import goal_progress, key_result_progress
from storage.tables.goals import goal_links, goals, key_result_feeds, key_results
from storage.tables.organisation import cycles, people, units
from storage.unit_of_work import ReadWork


def life(work: ReadWork, goal_id: UUID) -> AnyRow:
    """Of a goal: its state and ambition, and whether its cycle asks for approval."""
    return work.connection.execute(_life(), {"goal": goal_id}).one()


@cache
def _life() -> Select[*tuple[Any, ...]]:
    return (
        select(goals.c.state, goals.c.ambition, goals.c.carried_from_id, cycles.c.needs_approval)
        .join(cycles, cycles.c.id == goals.c.cycle_id)
        .where(goals.c.id == bindparam("goal"))
    )


def neighbours(work: ReadWork, actor: Actor, goal_id: UUID) -> Sequence[AnyRow]:
    """What a goal was carried from (`is_before`) and what it was carried to, as far as the acting person may see it."""
    own = select(goals.c.carried_from_id).where(goals.c.id == goal_id).scalar_subquery()
    is_before: ColumnElement[bool] = goals.c.id == own
    return work.connection.execute(
        select(goals.c.id, goals.c.key, goals.c.state, cycles.c.key.label("cycle_key"), is_before.label("is_before"))
        .join(cycles, cycles.c.id == goals.c.cycle_id)
        .where(or_(is_before, goals.c.carried_from_id == goal_id), visible_goals(actor))
        .order_by(cycles.c.starts_on, goals.c.prefix, goals.c.number)
    ).all()


def to_carry(work: ReadWork, *conditions: ColumnElement[bool]) -> Sequence[AnyRow]:
    """The whole rows of goals that meet the conditions, parents before children, with when their owner left."""
    return work.connection.execute(
        select(*goals.c, people.c.employed_to.label("owner_left_on"))
        .outerjoin(people, people.c.id == goals.c.owner_id)
        .where(*conditions)
        .order_by(goals.c.level, goals.c.prefix, goals.c.number)
    ).all()


def carried_to(work: ReadWork, goal_ids: Collection[UUID], cycle_id: UUID) -> dict[UUID, AnyRow]:
    """What goals were carried to in a cycle already: id and key, by the goal that they came from."""
    found: dict[UUID, AnyRow] = {}
    for part in chunks(goal_ids):
        rows = work.connection.execute(
            select(goals.c.carried_from_id, goals.c.id, goals.c.key).where(
                goals.c.carried_from_id.in_(part), goals.c.cycle_id == cycle_id
            )
        )
        found.update((row.carried_from_id, row) for row in rows)
    return found


def results_with_readings(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, list[AnyRow]]:
    """The whole rows of goals' key results with `current`, `has_reading`, `attained` and when their owner left, by goal."""
    found: dict[UUID, list[AnyRow]] = {}
    derived = key_result_progress.c
    for part in chunks(goal_ids):
        rows = work.connection.execute(
            select(
                *key_results.c,
                derived.current,
                derived.has_reading,
                derived.attained,
                derived.progress_raw_ppm,
                people.c.employed_to.label("owner_left_on"),
            )
            .outerjoin(key_result_progress, derived.key_result_id == key_results.c.id)
            .outerjoin(people, people.c.id == key_results.c.owner_id)
            .where(key_results.c.goal_id.in_(part))
            .order_by(key_results.c.goal_id, key_results.c.number)
        )
        for row in rows:
            found.setdefault(row.goal_id, []).append(row)
    return found


def links_of(work: ReadWork, child_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """The links upwards from goals: both ends, kind, weight, and of the parent its key, cycle and state."""
    found: list[AnyRow] = []
    parent = goals.alias("parent")
    for part in chunks(child_ids):
        found.extend(
            work.connection.execute(
                select(
                    goal_links.c.child_id,
                    goal_links.c.parent_id,
                    goal_links.c.kind,
                    goal_links.c.weight_units,
                    parent.c.key.label("parent_key"),
                    parent.c.state.label("parent_state"),
                    parent.c.cycle_id.label("parent_cycle_id"),
                    cycles.c.state.label("parent_cycle_state"),
                )
                .join(parent, parent.c.id == goal_links.c.parent_id)
                .join(cycles, cycles.c.id == parent.c.cycle_id)
                .where(goal_links.c.child_id.in_(part))
                .order_by(goal_links.c.child_id, parent.c.key)
            )
        )
    return found


def feeds_among(work: ReadWork, result_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """The feeds between some key results."""
    wanted = set(result_ids)
    found: list[AnyRow] = []
    for part in chunks(result_ids):
        rows = work.connection.execute(
            select(key_result_feeds.c.child_id, key_result_feeds.c.parent_id, key_result_feeds.c.weight_units).where(
                key_result_feeds.c.child_id.in_(part)
            )
        )
        found.extend(row for row in rows if row.parent_id in wanted)
    return found


def children_ahead(work: ReadWork, parent_ids: Collection[UUID], cycle_id: UUID) -> Sequence[AnyRow]:
    """The links of goals that are carried now from children that went ahead into the cycle: old parent, new child, kind, weight."""
    found: list[AnyRow] = []
    child = goals.alias("child")
    for part in chunks(parent_ids):
        statement = (
            select(goal_links.c.parent_id, goal_links.c.kind, goal_links.c.weight_units, child.c.key.label("child_key"))
            .join(child, child.c.carried_from_id == goal_links.c.child_id)
            .where(
                goal_links.c.parent_id.in_(part),
                goal_links.c.child_id.not_in(parent_ids),
                child.c.cycle_id == cycle_id,
            )
            .order_by(goal_links.c.parent_id, child.c.prefix, child.c.number)
        )
        found.extend(work.connection.execute(statement))
    return found


def feeds_across(work: ReadWork, result_ids: Collection[UUID], cycle_id: UUID) -> Sequence[AnyRow]:
    """Feeds of which one end is carried now (`here_id`, old) and the other went ahead into the cycle (`there_key`, new).

    `is_child`: what is carried now feeds the other one; `feed_method` is that of the old parent.
    """
    feeds, old_parent, there = key_result_feeds.c, key_results.alias("old_parent"), key_results.alias("there")
    found: list[AnyRow] = []
    for part in chunks(result_ids):
        for here, other, is_child in (
            (feeds.child_id, feeds.parent_id, True),
            (feeds.parent_id, feeds.child_id, False),
        ):
            statement = (
                select(
                    here.label("here_id"),
                    there.c.key.label("there_key"),
                    feeds.weight_units,
                    old_parent.c.feed_method,
                    literal(is_child).label("is_child"),
                )
                .join(old_parent, old_parent.c.id == feeds.parent_id)
                .join(there, there.c.carried_from_id == other)
                .join(goals, goals.c.id == there.c.goal_id)
                .where(here.in_(part), other.not_in(result_ids), goals.c.cycle_id == cycle_id)
                .order_by(here, there.c.key)
            )
            found.extend(work.connection.execute(statement))
    return found


def unit_of(work: ReadWork, unit_id: UUID) -> AnyRow:
    """The prefix of a unit, and when it was archived."""
    return work.connection.execute(select(units.c.prefix, units.c.archived_on).where(units.c.id == unit_id)).one()


def unanswered(work: ReadWork, goal_ids: Collection[UUID], *, on: date) -> Sequence[AnyRow]:
    """What goals asked for and nobody agreed on yet, by goal and number; whoever left or was archived is left out."""
    parent = goals.alias("parent")
    found: list[AnyRow] = []
    for part in chunks(goal_ids):
        found.extend(
            work.connection.execute(
                select(*contributions.c, parent.c.key.label("parent_key"), units.c.lead_id)
                .join(parent, parent.c.id == contributions.c.parent_goal_id)
                .outerjoin(units, units.c.id == contributions.c.unit_id)
                .outerjoin(people, people.c.id == contributions.c.person_id)
                .where(
                    contributions.c.parent_goal_id.in_(part),
                    contributions.c.state.in_((ContributionState.OPEN, ContributionState.COUNTERED)),
                    contributions.c.child_goal_id.is_(None),
                    units.c.archived_on.is_(None),
                    or_(people.c.employed_to.is_(None), people.c.employed_to >= on),
                )
                .order_by(parent.c.key, contributions.c.number)
            )
        )
    return found


def chain(work: ReadWork, goal_id: UUID) -> list[UUID]:
    """The ids of all goals that are one goal through its cycles: what it came from, and all that came of these."""
    first, seen = goal_id, {goal_id}
    while True:
        before = work.connection.execute(select(goals.c.carried_from_id).where(goals.c.id == first)).scalar()
        if before is None or before in seen:
            break
        first = before
        seen.add(first)
    found, frontier = {first}, [first]
    while frontier:
        later = work.connection.execute(select(goals.c.id).where(goals.c.carried_from_id.in_(frontier))).scalars()
        frontier = [one for one in later if one not in found]
        found.update(frontier)
    return list(found)


def lineage(work: ReadWork, actor: Actor, goal_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """Goals that may be seen with their cycle, unit, owner, progress and grade, the earliest first."""
    return work.connection.execute(
        select(
            goals.c.id,
            goals.c.key,
            goals.c.title,
            goals.c.starts_on,
            goals.c.due_on,
            goals.c.state,
            goals.c.ambition,
            cycles.c.key.label("cycle_key"),
            units.c.prefix.label("unit_key"),
            units.c.name.label("unit_name"),
            people.c.handle,
            people.c.name,
            goal_progress.c.progress_ppm,
            func.coalesce(grades.c.given_ppm, grades.c.computed_ppm).label("score_ppm"),
        )
        .join(cycles, cycles.c.id == goals.c.cycle_id)
        .join(units, units.c.id == goals.c.unit_id)
        .outerjoin(people, people.c.id == goals.c.owner_id)
        .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
        .outerjoin(grades, and_(grades.c.goal_id == goals.c.id, grades.c.key_result_id.is_(None)))
        .where(goals.c.id.in_(goal_ids), visible_goals(actor))
        .order_by(cycles.c.starts_on, goals.c.prefix, goals.c.number)
    ).all()


def carried_results(work: ReadWork, actor: Actor, ids: Collection[UUID]) -> Sequence[AnyRow]:
    """Key results whose goals may be seen, with their cycle and where they stand."""
    derived = key_result_progress.c
    return work.connection.execute(
        select(key_results.c.key, cycles.c.key.label("cycle_key"), derived.current, derived.has_reading)
        .join(goals, goals.c.id == key_results.c.goal_id)
        .join(cycles, cycles.c.id == goals.c.cycle_id)
        .join(key_result_progress, derived.key_result_id == key_results.c.id)
        .where(key_results.c.id.in_(ids), visible_goals(actor))
    ).all()
