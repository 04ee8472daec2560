"""Statements about what is missing in a cycle before it goes on: each a condition on goals, counted and named."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from okr.domain.policy import Actor
from okr.domain.states import PLANNING_GOAL_STATES
from okr.domain.vocabulary import Ambition, CycleState, GapKind, GoalState
from storage.policy import visible_goals
from storage.reviews import has_a_reviewer, is_approved
from storage.rows import AnyRow
from storage.tables.cycle_life import grades
from storage.tables.derived import goal_progress, key_result_progress
from storage.tables.goals import goal_links, goals
from storage.tables.organisation import cycles, people, units
from storage.unit_of_work import ReadWork

PROMISED = (GoalState.ACTIVE, GoalState.PAUSED, GoalState.ACHIEVED, GoalState.MISSED)
"""Goals that began and were not given up."""

COMMITTED_FROM_PPM = 900_000
"""R11: a committed goal under this needs a post-mortem."""


def count(work: ReadWork, cycle_id: UUID, kind: GapKind) -> int:
    """How many goals of a cycle miss something."""
    statement = select(func.count()).select_from(goals).where(goals.c.cycle_id == cycle_id, _CONDITIONS[kind]())
    return work.connection.execute(statement).scalar_one()


def named(work: ReadWork, actor: Actor, cycle_id: UUID, kind: GapKind, *, limit: int) -> Sequence[AnyRow]:
    """The first of these goals that the acting person may see, by key: key, title, state, owner with manager, and of the unit its lead."""
    lead, manager = people.alias("lead"), people.alias("manager")
    return work.connection.execute(
        select(
            goals.c.key,
            goals.c.title,
            goals.c.state,
            people.c.handle,
            people.c.name,
            units.c.prefix.label("unit_key"),
            goals.c.owner_id,
            units.c.lead_id,
            lead.c.name.label("lead_name"),
            manager.c.name.label("manager_name"),
        )
        .join(units, units.c.id == goals.c.unit_id)
        .outerjoin(people, people.c.id == goals.c.owner_id)
        .outerjoin(lead, lead.c.id == units.c.lead_id)
        .outerjoin(manager, manager.c.id == people.c.manager_id)
        .where(goals.c.cycle_id == cycle_id, _CONDITIONS[kind](), visible_goals(actor))
        .order_by(goals.c.prefix, goals.c.number)
        .limit(limit)
    ).all()


def not_closed_below(work: ReadWork, cycle_id: UUID) -> Sequence[AnyRow]:
    """The cycles directly below a cycle that are not closed."""
    return work.connection.execute(
        select(cycles)
        .where(cycles.c.parent_id == cycle_id, cycles.c.state != CycleState.CLOSED)
        .order_by(cycles.c.starts_on, cycles.c.key)
    ).all()


def to_grade_by_owner(work: ReadWork, cycle_id: UUID) -> list[tuple[UUID, str, int]]:
    """Who has to grade goals of a cycle: the owner, the key of one of the goals, and how many they are."""
    statement = (
        select(goals.c.owner_id, func.min(goals.c.key), func.count())
        .where(goals.c.cycle_id == cycle_id, goals.c.owner_id.is_not(None), _ungraded())
        .group_by(goals.c.owner_id)
        .order_by(goals.c.owner_id)
    )
    return [(owner_id, key, many) for owner_id, key, many in work.connection.execute(statement)]


def _begun() -> ColumnElement[bool]:
    return goals.c.state.in_(PROMISED)


def _planned() -> ColumnElement[bool]:
    return goals.c.state.in_(sorted(PLANNING_GOAL_STATES))


def _unapproved() -> ColumnElement[bool]:
    asked = exists().where(cycles.c.id == goals.c.cycle_id, cycles.c.needs_approval)
    return and_(_planned(), asked, has_a_reviewer(), ~is_approved())


def _not_begun() -> ColumnElement[bool]:
    return and_(_planned(), ~_unapproved())


def _ownerless() -> ColumnElement[bool]:
    return and_(or_(_begun(), _planned()), goals.c.owner_id.is_(None))


def _unaligned() -> ColumnElement[bool]:
    """Not of the root unit, and tied to nothing above."""
    unit = units.alias()
    root = exists().where(unit.c.id == goals.c.unit_id, unit.c.depth == 0)
    return and_(or_(_begun(), _planned()), ~root, ~exists().where(goal_links.c.child_id == goals.c.id))


def _no_reading() -> ColumnElement[bool]:
    """In words that let both databases begin with the index of the key results without a reading, which are few for most of a cycle."""
    waiting = select(key_result_progress.c.goal_id).where(
        key_result_progress.c.counts, ~key_result_progress.c.has_reading
    )
    return and_(goals.c.state.in_((GoalState.ACTIVE, GoalState.PAUSED)), goals.c.id.in_(waiting))


def _ungraded() -> ColumnElement[bool]:
    return and_(_begun(), ~exists().where(grades.c.goal_id == goals.c.id, grades.c.key_result_id.is_(None)))


def _no_post_mortem() -> ColumnElement[bool]:
    """Committed, ended under 0.9 by grade (by progress, where it has none yet), and nobody wrote why."""
    score = func.coalesce(grades.c.given_ppm, grades.c.computed_ppm)
    graded = exists().where(
        grades.c.goal_id == goals.c.id,
        grades.c.key_result_id.is_(None),
        score < COMMITTED_FROM_PPM,
        grades.c.post_mortem.is_(None),
    )
    heading_there = exists().where(
        goal_progress.c.goal_id == goals.c.id, goal_progress.c.progress_ppm < COMMITTED_FROM_PPM
    )
    return and_(_begun(), goals.c.ambition == Ambition.COMMITTED, or_(graded, and_(_ungraded(), heading_there)))


_CONDITIONS: dict[GapKind, Callable[[], ColumnElement[bool]]] = {
    GapKind.UNAPPROVED: _unapproved,
    GapKind.NOT_BEGUN: _not_begun,
    GapKind.OWNERLESS: _ownerless,
    GapKind.UNALIGNED: _unaligned,
    GapKind.NO_READING: _no_reading,
    GapKind.UNGRADED: _ungraded,
    GapKind.NO_POST_MORTEM: _no_post_mortem,
}
