"""What was built on the goal of an accepted contribution, which cannot be taken back any more then."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, true

from storage.tables.agreements import contributions
from storage.tables.check_ins import check_ins
from storage.tables.conversation import comments, dependencies
from storage.tables.goals import goal_links, initiatives, key_result_feeds, key_results
from storage.unit_of_work import ReadWork


def built_on(
    work: ReadWork, goal_id: UUID, key_result_id: UUID | None, *, made: Collection[UUID], contribution_id: UUID
) -> str | None:
    """What stands on a goal that was made for a contribution, in a word; None where there is nothing.

    `made` are the ids of the links and feeds that were made with it.
    """
    known = list(made)
    results, links, feeds, ties = key_results.c, goal_links.c, key_result_feeds.c, dependencies.c
    own_results = select(results.id).where(results.goal_id == goal_id)
    checks: Mapping[str, ColumnElement[bool]] = {
        "check-ins": check_ins.c.key_result_id.in_(own_results),
        "key results": (results.goal_id == goal_id)
        & (true() if key_result_id is None else results.id != key_result_id),
        "links": or_(links.child_id == goal_id, links.parent_id == goal_id) & links.id.not_in(known),
        "feeds": or_(feeds.child_id.in_(own_results), feeds.parent_id.in_(own_results)) & feeds.id.not_in(known),
        "requests": contributions.c.parent_goal_id == goal_id,
        "offers": (contributions.c.child_goal_id == goal_id) & (contributions.c.id != contribution_id),
        "work": initiatives.c.goal_id == goal_id,
        "comments": comments.c.goal_id == goal_id,
        "dependencies": or_(ties.goal_id == goal_id, ties.on_goal_id == goal_id) & ties.ended_at.is_(None),
    }
    found = work.connection.execute(select(*(exists().where(one).label(name) for name, one in checks.items()))).one()
    return next((name for name in checks if found._mapping[name]), None)
