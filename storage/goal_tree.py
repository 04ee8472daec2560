"""The tops of the cascade: the goals of a cycle and a unit that have no parent among them that may be seen."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, exists, func, select, union

from okr.domain.policy import Actor
from storage.derived import AnyRow
from storage.due import unindexed
from storage.goal_reading import in_cycle
from storage.policy import restricted, visible_goals
from storage.tables.goals import goal_links, goals
from storage.tables.organisation import cycles, units
from storage.trees import path_range, subtree
from storage.unit_of_work import ReadWork

ORDER = (units.c.path, goals.c.number, goals.c.prefix)
"""The root unit first, then the units in the order of their tree; within each by number."""

FEW = 20_000
"""Goals up to which those that could be tops are gathered first, instead of asking each goal of the cycle for its parents."""


def tops(
    work: ReadWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    cycle_id: UUID,
    below: str | None,
    limit: int,
) -> Sequence[AnyRow]:
    """The first goals of a cycle without a visible parent in it: id and what they are sorted by.

    With the path of a unit, goals and parents are those of the unit and all below it.
    """
    parent = goals.alias("parent")
    home = units.alias("home")
    has_parent = (
        select(goal_links.c.id)
        .select_from(goal_links.join(parent, parent.c.id == goal_links.c.parent_id))
        .where(goal_links.c.child_id == goals.c.id, parent.c.cycle_id == cycle_id)
    )
    if not actor.is_administrator:
        hidden = select(goals.c.id).where(restricted(), ~visible_goals(actor)).correlate(None)
        has_parent = has_parent.where(parent.c.id.not_in(hidden))
    if below is not None:
        has_parent = has_parent.join(home, home.c.id == parent.c.unit_id).where(
            home.c.path >= path_range(below)[0], home.c.path < path_range(below)[1]
        )
    statement = (
        select(goals.c.id, *ORDER)
        .where(visible_goals(actor), ~exists(has_parent), *conditions)
        .order_by(*ORDER)
        .limit(limit)
    )
    candidates = _candidates(work, actor, cycle_id) if below is None else None
    if candidates is not None:
        some = candidates.subquery("some")
        here = units.join(some.join(goals, goals.c.id == some.c.id), units.c.id == unindexed(goals.c.unit_id))
        statement = statement.select_from(here).where(in_cycle(cycle_id))
    else:
        here = units.join(goals, goals.c.unit_id == units.c.id)
        statement = statement.select_from(here).where(goals.c.cycle_id == cycle_id)
    if below is not None:
        statement = statement.where(subtree(units, below))
    return work.connection.execute(statement).all()


def _candidates(work: ReadWork, actor: Actor, cycle_id: UUID) -> CompoundSelect[tuple[UUID]] | None:
    """All goals that can be tops of a cycle, among others: those that contribute to none, and those below one of another cycle or hidden.

    Every other goal contributes to a visible one of its own cycle. So a hundred goals are asked for their parents, not all. None
    where so many contribute to none or lie in other cycles that it does not pay. The other cycles are named, so that PostgreSQL
    knows how many goals they have.
    """
    others = work.connection.execute(select(cycles.c.id).where(cycles.c.id != cycle_id)).scalars().all()
    highest = goals.alias("highest")
    of_none = select(highest.c.id.label("id")).where(highest.c.level == 0)
    elsewhere = select(goals.c.id).where(goals.c.cycle_id.in_(others))
    for several in (of_none, elsewhere):
        some = several.limit(FEW + 1).subquery()
        if work.connection.execute(select(func.count()).select_from(some)).scalar_one() > FEW:
            return None
    unseen = [elsewhere]
    if not actor.is_administrator:
        unseen.append(select(goals.c.id).where(restricted(), ~visible_goals(actor)))
    return union(
        of_none,
        *(select(goal_links.c.child_id).where(goal_links.c.parent_id.in_(one.correlate(None))) for one in unseen),
    )
