"""Statements about contributions: which of them to list, what they add up to, who answers, and adding them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    union,
)

from okr.domain.policy import Actor
from okr.domain.vocabulary import ContributionState, ContributionStep, GoalState
from storage.derived import AnyRow, chunks
from storage.organisation import employed
from storage.policy import visible_goals
from storage.rows import insert_row
from storage.tables.agreements import contribution_steps, contributions
from storage.tables.goals import goals, key_results
from storage.tables.organisation import people, units
from storage.trees import ancestors_and_self, path_range
from storage.unit_of_work import ReadWork, WriteWork

_unit, _asker, _child = units.alias("receiving_unit"), people.alias("asker"), goals.alias("child")
_owner, _person = people.alias("parent_owner"), people.alias("receiving_person")

UNANSWERED = (ContributionState.OPEN, ContributionState.COUNTERED)

OFFERED = and_(contributions.c.child_goal_id.is_not(None), contributions.c.state != ContributionState.ACCEPTED)
"""What was offered names its goal before it is accepted. Of what is accepted it does not tell."""


def parts(work: ReadWork, goal_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """What subscribes to goals and their key results: state and share of each contribution, and what was asked for or offered.

    Columns: parent_goal_id, parent_key_result_id, state, share, offered, asked, given_up.
    """
    return work.connection.execute(_parts(), {"ids": list(goal_ids)}).all()


def add(work: WriteWork, rows: Sequence[Mapping[str, object]], first_steps: Sequence[Mapping[str, object]]) -> None:
    """Add contributions with their first steps."""
    if rows:
        work.connection.execute(insert(contributions), [dict(row) for row in rows])
        work.connection.execute(insert(contribution_steps), [dict(row) for row in first_steps])


def add_step(work: WriteWork, row: Mapping[str, object]) -> None:
    """Add a step."""
    insert_row(work, contribution_steps, row)


def next_number(work: WriteWork, goal_id: UUID) -> int:
    """The next number of a contribution to a goal, which the caller has locked."""
    last = select(func.coalesce(func.max(contributions.c.number), 0)).where(contributions.c.parent_goal_id == goal_id)
    return int(work.connection.execute(last).scalar_one()) + 1


def already_asked(
    work: ReadWork, goal_id: UUID, key_result_id: UUID | None, states: Collection[ContributionState]
) -> dict[UUID, AnyRow]:
    """Who was asked to contribute to the same parent and stands in one of the states: number and state, by unit or person."""
    same = contributions.c.parent_key_result_id
    rows = work.connection.execute(
        select(contributions.c.unit_id, contributions.c.person_id, contributions.c.number, contributions.c.state).where(
            contributions.c.parent_goal_id == goal_id,
            same.is_(None) if key_result_id is None else same == key_result_id,
            contributions.c.state.in_(states),
            ~OFFERED,
        )
    )
    return {row.unit_id or row.person_id: row for row in rows}


def working(work: ReadWork, person_ids: Collection[UUID], *, on: date) -> set[UUID]:
    """Those of some people who are employed on a day."""
    found: set[UUID] = set()
    for part in chunks(person_ids):
        found.update(work.connection.execute(select(people.c.id).where(people.c.id.in_(part), employed(on))).scalars())
    return found


def open_offer(work: ReadWork, child_goal_id: UUID, parent_goal_id: UUID) -> AnyRow | None:
    """The offer of a goal to another one that waits for an answer."""
    return work.connection.execute(
        select(contributions).where(
            contributions.c.child_goal_id == child_goal_id,
            contributions.c.parent_goal_id == parent_goal_id,
            contributions.c.state.in_(UNANSWERED),
        )
    ).first()


def leads_above(work: ReadWork, path: str, *, on: date) -> list[UUID]:
    """The leads of a unit and of those above it who are employed on a day, the nearest first."""
    rows = work.connection.execute(
        select(units.c.lead_id)
        .select_from(units.join(people, people.c.id == units.c.lead_id))
        .where(units.c.path.in_(ancestors_and_self(path)), employed(on))
        .order_by(units.c.depth.desc())
    )
    return list(rows.scalars())


def leads_above_each(work: ReadWork, paths: Collection[str], *, on: date) -> dict[str, list[AnyRow]]:
    """The same for each of some paths, as id, handle and name. One statement for any number of units."""
    rows = work.connection.execute(
        select(units.c.path, people.c.id, people.c.handle, people.c.name)
        .join(people, people.c.id == units.c.lead_id)
        .where(employed(on))
    ).all()
    leads = {row.path: row for row in rows}
    return {path: [leads[one] for one in reversed(ancestors_and_self(path)) if one in leads] for path in paths}


def unanswered_by(work: ReadWork, day: date, after: UUID | None, limit: int) -> Sequence[AnyRow]:
    """Contributions whose answer is due by a day and is not there, in the order of their ids, after one of them."""
    statement = (
        select(
            contributions.c.id,
            contributions.c.number,
            contributions.c.state,
            contributions.c.title,
            contributions.c.answer_due_on,
            contributions.c.person_id,
            contributions.c.asked_by_id,
            contributions.c.child_goal_id.is_not(None).label("offered"),
            goals.c.key.label("goal_key"),
            goals.c.owner_id,
            func.coalesce(key_results.c.key, goals.c.key).label("parent_key"),
            _unit.c.path.label("unit_path"),
            _unit.c.lead_id,
            _asker.c.name.label("asker_name"),
            _owner.c.name.label("owner_name"),
            func.coalesce(_person.c.name, _unit.c.name).label("receiver_name"),
        )
        .join(goals, goals.c.id == contributions.c.parent_goal_id)
        .join(_asker, _asker.c.id == contributions.c.asked_by_id)
        .outerjoin(_owner, _owner.c.id == goals.c.owner_id)
        .outerjoin(_person, _person.c.id == contributions.c.person_id)
        .outerjoin(key_results, key_results.c.id == contributions.c.parent_key_result_id)
        .outerjoin(_unit, _unit.c.id == contributions.c.unit_id)
        .where(contributions.c.state.in_(UNANSWERED), contributions.c.answer_due_on <= day)
        .order_by(contributions.c.id)
    )
    if after is not None:
        statement = statement.where(contributions.c.id > after)
    return work.connection.execute(statement.limit(limit)).all()


def coverage(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Of each goal: units with an accepted active child, and units asked to contribute to it or to its key results (R13)."""
    if not goal_ids:
        return {}
    active = and_(contributions.c.state == ContributionState.ACCEPTED, goals.c.state == GoalState.ACTIVE)
    rows = work.connection.execute(
        select(
            contributions.c.parent_goal_id,
            func.count(case((active, contributions.c.unit_id)).distinct()),
            func.count(contributions.c.unit_id.distinct()),
        )
        .select_from(contributions.outerjoin(goals, goals.c.id == contributions.c.child_goal_id))
        .where(
            contributions.c.parent_goal_id.in_(goal_ids),
            contributions.c.unit_id.is_not(None),
            contributions.c.state != ContributionState.WITHDRAWN,
        )
        .group_by(contributions.c.parent_goal_id)
    )
    return {goal_id: (accepted, asked) for goal_id, accepted, asked in rows}


def waits_for(actor: Actor, *, on: date) -> ColumnElement[bool]:
    """The condition for what waits for a person on a day: for them, for a unit that they lead, or for a goal that they own."""
    open_, countered = ContributionState.OPEN, ContributionState.COUNTERED
    state, offered = contributions.c.state, contributions.c.child_goal_id.is_not(None)
    for_giver = or_(and_(state == open_, ~offered), and_(state == countered, offered))
    for_taker = or_(and_(state == countered, ~offered), and_(state == open_, offered))
    return or_(and_(for_giver, _answers(actor, on)), and_(for_taker, _takes(actor)))


def concerns(actor: Actor, *, on: date) -> ColumnElement[bool]:
    """The condition for contributions in which a person has a part on a day, on either side."""
    return or_(_answers(actor, on), _takes(actor), contributions.c.asked_by_id == actor.person_id)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition, beside their goals, for contributions that a person sees: those of goals that they see, and those in which they have a part."""
    return or_(visible_goals(actor), _gives_or_leads(actor))


def _gives(actor: Actor) -> ColumnElement[bool]:
    """Asked in person, or as the lead of a unit."""
    me, of_unit = actor.person_id, contributions.c.unit_id.is_not(None)
    return or_(
        and_(contributions.c.person_id.is_not(None), contributions.c.person_id == me),
        and_(of_unit, contributions.c.unit_id.in_(select(units.c.id).where(units.c.lead_id == me))),
    )


def _answers(actor: Actor, on: date) -> ColumnElement[bool]:
    """The same, or leading above a unit that has no lead who works here, without having asked."""
    if not actor.led_unit_paths:
        return _gives(actor)
    here = exists().where(people.c.id == units.c.lead_id, employed(on))
    led = select(units.c.id).where(~here, _below(actor))
    asked = and_(contributions.c.unit_id.is_not(None), contributions.c.asked_by_id != actor.person_id)
    return or_(_gives(actor), and_(asked, contributions.c.unit_id.in_(led)))


def _gives_or_leads(actor: Actor) -> ColumnElement[bool]:
    """Those who may answer for the giver: besides those who are meant, who leads above a unit (`Action.ANSWER_CONTRIBUTION`)."""
    if not actor.led_unit_paths:
        return _gives(actor)
    led = select(units.c.id).where(_below(actor))
    return or_(_gives(actor), and_(contributions.c.unit_id.is_not(None), contributions.c.unit_id.in_(led)))


def _takes(actor: Actor) -> ColumnElement[bool]:
    me = actor.person_id
    own = union(select(goals.c.id).where(goals.c.owner_id == me), select(goals.c.id).where(goals.c.delegate_id == me))
    return contributions.c.parent_goal_id.in_(own)


def _below(actor: Actor) -> ColumnElement[bool]:
    ranges = [path_range(path) for path in actor.led_unit_paths]
    return or_(false(), *(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))


@cache
def _parts() -> Select[*tuple[Any, ...]]:
    asking = (ContributionStep.ASKED, ContributionStep.OFFERED)
    first = contribution_steps.alias("first")
    later = contribution_steps.alias("later")
    last_asked = (
        select(later.c.number)
        .where(later.c.contribution_id == contributions.c.id, later.c.step.in_(asking))
        .order_by(later.c.number.desc())
        .limit(1)
        .correlate(contributions)
        .scalar_subquery()
    )
    asked = contribution_steps.alias("asked")
    return (
        select(
            contributions.c.parent_goal_id,
            contributions.c.parent_key_result_id,
            contributions.c.state,
            contributions.c.share,
            (first.c.step == ContributionStep.OFFERED).label("offered"),
            asked.c.share.label("asked"),
            (_child.c.state == GoalState.CANCELLED).label("given_up"),
        )
        .select_from(
            contributions.join(first, and_(first.c.contribution_id == contributions.c.id, first.c.number == 1))
            .join(asked, and_(asked.c.contribution_id == contributions.c.id, asked.c.number == last_asked))
            .outerjoin(_child, _child.c.id == contributions.c.child_goal_id)
        )
        .where(contributions.c.parent_goal_id.in_(bindparam("ids", expanding=True)))
    )
