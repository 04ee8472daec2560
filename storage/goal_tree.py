"""The tops of the cascade: the goals of a cycle and a unit that have no parent among them that may be seen."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from okr.domain.policy import Actor
from storage.derived import AnyRow
from storage.policy import restricted, visible_goals
from storage.tables.goals import goal_links, goals
from storage.tables.organisation import units
from storage.trees import path_range, subtree
from storage.unit_of_work import ReadWork

ORDER = (units.c.path, goals.c.number, goals.c.prefix)
"""The root unit first, then the units in the order of their tree; within each by number."""


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
        .select_from(units.join(goals, goals.c.unit_id == units.c.id))
        .where(goals.c.cycle_id == cycle_id, visible_goals(actor), ~exists(has_parent), *conditions)
        .order_by(*ORDER)
        .limit(limit)
    )
    if below is not None:
        statement = statement.where(subtree(units, below))
    return work.connection.execute(statement).all()
