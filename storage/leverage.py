"""What shares are made of (R15): contributing links with the weights that count on both sides."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from okr.domain.vocabulary import COUNTING_GOAL_STATES, GoalState, LinkKind
from storage.derived import AnyRow
from storage.goal_reading import chunks
from storage.tables.derived import goal_progress
from storage.tables.goals import goal_links, goals
from storage.tables.organisation import units
from storage.unit_of_work import ReadWork

_child_progress = goal_progress.alias("child_progress")
_child = goals.alias("child")


def links_above(work: ReadWork, ids: Collection[UUID]) -> list[AnyRow]:
    """The links by which goals are in the progress of those directly above, with what each parent is.

    Each has child_id, parent_id, weight_units, parent_weight (of all that is in the parent's P), and whether the parent is
    a top goal (R13): an active one of the root unit.
    """
    statement = (
        select(
            goal_links.c.child_id,
            goal_links.c.parent_id,
            goal_links.c.weight_units,
            goal_progress.c.weight.label("parent_weight"),
            ((units.c.depth == 0) & (goals.c.state == GoalState.ACTIVE)).label("is_top"),
        )
        .select_from(
            goal_links.join(_child, _child.c.id == goal_links.c.child_id)
            .join(_child_progress, _child_progress.c.goal_id == goal_links.c.child_id)
            .join(goals, goals.c.id == goal_links.c.parent_id)
            .join(goal_progress, goal_progress.c.goal_id == goal_links.c.parent_id)
            .join(units, units.c.id == goals.c.unit_id)
        )
        .where(
            goal_links.c.kind == LinkKind.CONTRIBUTES,
            goal_links.c.weight_units > 0,
            _child.c.state.in_(COUNTING_GOAL_STATES),
            _child_progress.c.progress_ppm.is_not(None),
        )
    )
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(statement.where(goal_links.c.child_id.in_(chunk))))
    return found


def links_below(work: ReadWork, ids: Collection[UUID], *, cycle_ids: Collection[UUID]) -> list[AnyRow]:
    """The links by which goals of some cycles are in the progress of these.

    Each has child_id, parent_id, weight_units, and the child's figures.
    """
    statement = (
        select(
            goal_links.c.child_id,
            goal_links.c.parent_id,
            goal_links.c.weight_units,
            goal_progress.c.weight,
            goal_progress.c.progress_ppm,
            goal_progress.c.expected_ppm,
            goal_progress.c.shown,
            goals.c.state,
        )
        .select_from(
            goal_links.join(goals, goals.c.id == goal_links.c.child_id).join(
                goal_progress, goal_progress.c.goal_id == goal_links.c.child_id
            )
        )
        .where(
            goal_links.c.kind == LinkKind.CONTRIBUTES,
            goal_links.c.weight_units > 0,
            goals.c.state.in_(COUNTING_GOAL_STATES),
            goal_progress.c.progress_ppm.is_not(None),
            goals.c.cycle_id.in_(cycle_ids),
        )
    )
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(statement.where(goal_links.c.parent_id.in_(chunk))))
    return found
