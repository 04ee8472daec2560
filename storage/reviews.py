"""Statements of reviews: what was said of goals, and whether an approval still holds. Only ever added to."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, insert, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import CycleState, GoalState, ReviewVerdict
from storage.derived import chunks
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.cycle_life import reviews
from storage.tables.goals import goals, key_results
from storage.tables.organisation import cycles, people, units
from storage.unit_of_work import ReadWork, WriteWork

PROPOSED = (GoalState.PROPOSED, GoalState.IN_REVIEW)
"""Where a goal waits for a review, unless it is approved as it stands."""
OPEN = (CycleState.PLANNING, CycleState.ACTIVE)
"""Cycles in which goals still begin."""


def plan_version() -> ColumnElement[int]:
    """What of a goal an approval is given for: its version together with those of its key results, which only ever grows."""
    results: ColumnElement[int] = (
        select(func.coalesce(func.sum(key_results.c.version), 0))
        .where(key_results.c.goal_id == goals.c.id)
        .correlate(goals)
        .scalar_subquery()
    )
    return goals.c.version + results


def is_approved() -> ColumnElement[bool]:
    """The condition on `goals` that holds where the newest review approves it as it stands."""
    later = reviews.alias("later")
    return exists().where(
        reviews.c.goal_id == goals.c.id,
        reviews.c.verdict == ReviewVerdict.APPROVED,
        reviews.c.goal_version == plan_version(),
        ~exists().where(later.c.goal_id == reviews.c.goal_id, later.c.number > reviews.c.number),
    )


def has_a_reviewer() -> ColumnElement[bool]:
    """The condition on `goals` for which there is somebody to ask: a manager of the owner, or another lead of the unit."""
    owner, unit = people.alias(), units.alias()
    managed = exists().where(owner.c.id == goals.c.owner_id, owner.c.manager_id.is_not(None))
    led = exists().where(
        unit.c.id == goals.c.unit_id,
        unit.c.lead_id.is_not(None),
        or_(goals.c.owner_id.is_(None), unit.c.lead_id != goals.c.owner_id),
    )
    return or_(managed, led)


def standing(work: ReadWork, goal_id: UUID) -> AnyRow:
    """Of a goal: `plan_version`, whether it is `approved` as it stands, and whether `somebody` could review it."""
    return work.connection.execute(_standing(), {"goal": goal_id}).one()


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    return select(
        plan_version().label("plan_version"), is_approved().label("approved"), has_a_reviewer().label("somebody")
    ).where(goals.c.id == bindparam("goal"))


def of_goal(work: ReadWork, goal_id: UUID) -> Sequence[AnyRow]:
    """The reviews of a goal with who gave them, the newest first."""
    return work.connection.execute(_of_goal(), {"goal": goal_id}).all()


@cache
def _of_goal() -> Select[*tuple[Any, ...]]:
    return (
        select(*reviews.c, people.c.handle, people.c.name)
        .join(people, people.c.id == reviews.c.by_id)
        .where(reviews.c.goal_id == bindparam("goal"))
        .order_by(reviews.c.number.desc())
    )


def newest_of(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """The newest review of each of some goals, with who gave it."""
    later = reviews.alias("later")
    found: dict[UUID, AnyRow] = {}
    for part in chunks(goal_ids):
        rows = work.connection.execute(
            select(*reviews.c, people.c.handle, people.c.name)
            .join(people, people.c.id == reviews.c.by_id)
            .where(
                reviews.c.goal_id.in_(part),
                ~exists().where(later.c.goal_id == reviews.c.goal_id, later.c.number > reviews.c.number),
            )
        )
        found.update((row.goal_id, row) for row in rows)
    return found


def whys(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Of each of some goals why it matters, which a reviewer reads."""
    found: dict[UUID, str | None] = {}
    for part in chunks(goal_ids):
        rows = work.connection.execute(select(goals.c.id, goals.c.why).where(goals.c.id.in_(part)))
        found.update((row.id, row.why) for row in rows)
    return found


def waiting_for(work: ReadWork, actor: Actor, *, limit: int) -> Sequence[UUID]:
    """The proposed goals by key, of cycles in which goals begin, whose owner reports to a person or whose unit they lead.

    Those of people and units further below wait for somebody nearer.
    """
    found = work.connection.execute(_waiting_for(), {"me": actor.person_id, "most": limit}).scalars().all()
    if not found:
        return ()
    statement = select(goals.c.id).where(goals.c.id.in_(list(found)), visible_goals(actor))
    seen = set(work.connection.execute(statement).scalars())
    return [one for one in found if one in seen]


@cache
def _waiting_for() -> Select[*tuple[Any, ...]]:
    me: ColumnElement[Any] = bindparam("me", type_=people.c.id.type)
    ours = goals.alias("ours")
    # The cycles beside the states: the index of a company's goals begins with both, so that the proposed ones are found at once.
    proposed = select(ours.c.id).where(
        ours.c.cycle_id.in_(select(cycles.c.id).where(cycles.c.state.in_(OPEN))), ours.c.state.in_(PROPOSED)
    )
    reports, led = select(people.c.id).where(people.c.manager_id == me), select(units.c.id).where(units.c.lead_id == me)
    near = proposed.where(ours.c.owner_id.in_(reports)).union_all(proposed.where(ours.c.unit_id.in_(led)))
    return (
        select(goals.c.id)
        .where(
            goals.c.id.in_(near),
            or_(goals.c.owner_id.is_(None), goals.c.owner_id != me),
            ~is_approved(),
        )
        .order_by(goals.c.prefix, goals.c.number)
        .limit(bindparam("most"))
    )


def append(work: WriteWork, row: Mapping[str, object]) -> None:
    """Add a review; its number is the next one of its goal."""
    following = select(func.coalesce(func.max(reviews.c.number), 0) + 1).where(reviews.c.goal_id == row["goal_id"])
    number = work.connection.execute(following).scalar_one()
    work.connection.execute(insert(reviews), [{**row, "number": number}])
