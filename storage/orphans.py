"""What may lead nowhere (R13): active goals that nothing active is above, and what hangs on them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, exists, func, select, union

from okr.domain.vocabulary import GoalState
from storage.accountability import ACTIVE
from storage.goal_reading import chunks, in_cycle
from storage.homes import active_links_above
from storage.raw import RawId, as_text, tuples
from storage.rows import AnyRow
from storage.tables.goals import goal_links, goals
from storage.tables.organisation import cycles, units
from storage.trees import subtree
from storage.unit_of_work import ReadWork

__all__ = ["FEW", "active_links_above", "active_links_below", "heads", "tops_among", "within"]

FEW = 20_000
"""Goals that are looked through one by one; of more everything is read at once instead."""

_OVER = tuple(state for state in GoalState if state is not GoalState.ACTIVE)


def heads(work: ReadWork) -> list[UUID] | None:
    """The active goals outside the root unit that no active goal is above; None where more than FEW would have to be asked.

    Such a goal contributes to none, or to goals alone that are not active.
    """
    highest, over = goals.alias("highest"), goals.alias("over")
    idle = select(over.c.id).where(over.c.cycle_id.in_(select(cycles.c.id)), over.c.state.in_(_OVER))
    for many in (select(highest.c.id).where(highest.c.level == 0), idle):
        some = many.limit(FEW + 1).subquery()
        if work.connection.execute(select(func.count()).select_from(some)).scalar_one() > FEW:
            return None
    candidates = union(
        select(highest.c.id.label("id")).where(highest.c.level == 0),
        select(goal_links.c.child_id).where(goal_links.c.parent_id.in_(idle)),
    ).subquery("candidates")
    parent = goals.alias("parent")
    has_parent = (
        select(goal_links.c.id)
        .join_from(goal_links, parent, parent.c.id == goal_links.c.parent_id)
        .where(goal_links.c.child_id == goals.c.id, parent.c.state == GoalState.ACTIVE)
    )
    statement = (
        select(goals.c.id)
        .join_from(candidates, goals, goals.c.id == candidates.c.id)
        .where(ACTIVE, goals.c.unit_id.not_in(_root()), ~exists(has_parent))
    )
    return list(work.connection.execute(statement).scalars())


def active_links_below(work: ReadWork, ids: Collection[UUID]) -> list[AnyRow]:
    """The links of either kind from goals to active ones below them: child_id, parent_id."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        statement = (
            select(goal_links.c.child_id, goal_links.c.parent_id)
            .join_from(goal_links, goals, goals.c.id == goal_links.c.child_id)
            .where(goal_links.c.parent_id.in_(chunk), ACTIVE)
        )
        found.extend(work.connection.execute(statement))
    return found


def tops_among(work: ReadWork, ids: Collection[UUID]) -> set[UUID]:
    """Which of some active goals are tops: goals of the root unit."""
    found: set[UUID] = set()
    for chunk in chunks(ids):
        statement = select(goals.c.id).where(goals.c.id.in_(chunk), goals.c.unit_id.in_(_root()))
        found.update(work.connection.execute(statement).scalars())
    return found


def within(work: ReadWork, ids: Collection[UUID], *, path: str, cycle_id: UUID | None) -> list[RawId]:
    """Those of some goals that are in the units of a subtree, and in a cycle where one is given."""
    found: list[RawId] = []
    for chunk in chunks(ids):
        statement = (
            select(as_text(goals.c.id, is_postgresql=work.is_postgresql))
            .join_from(goals, units, units.c.id == goals.c.unit_id)
            .where(goals.c.id.in_(chunk), subtree(units, path))
        )
        if cycle_id is not None:
            statement = statement.where(in_cycle(cycle_id))
        found.extend(one for (one,) in tuples(work, statement))
    return found


def _root() -> Select[tuple[UUID]]:
    return select(units.c.id).where(units.c.depth == 0)
