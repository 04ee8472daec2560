"""Statements about key results that feed others (R3)."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from storage.goals import AnyRow
from storage.schema import key_result_feeds, key_results
from storage.unit_of_work import ReadWork


def feed_between(work: ReadWork, child_id: UUID, parent_id: UUID) -> AnyRow | None:
    """The feed from a key result into another, None where there is none."""
    return work.connection.execute(
        select(key_result_feeds).where(
            key_result_feeds.c.child_id == child_id, key_result_feeds.c.parent_id == parent_id
        )
    ).one_or_none()


def count_feeding(work: ReadWork, parent_id: UUID) -> int:
    """How many key results feed one."""
    return work.connection.execute(
        select(func.count()).select_from(key_result_feeds).where(key_result_feeds.c.parent_id == parent_id)
    ).scalar_one()


def neighbour_of(work: ReadWork, key_result_id: UUID) -> str | None:
    """The key of one that feeds a key result or is fed by it, None where it stands alone."""
    return (
        work.connection.execute(
            select(key_results.c.key)
            .where(
                or_(
                    exists().where(
                        key_result_feeds.c.child_id == key_results.c.id, key_result_feeds.c.parent_id == key_result_id
                    ),
                    exists().where(
                        key_result_feeds.c.parent_id == key_results.c.id, key_result_feeds.c.child_id == key_result_id
                    ),
                )
            )
            .order_by(key_results.c.key)
            .limit(1)
        )
        .scalars()
        .first()
    )


def feeds_into_goals(work: ReadWork, goal_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """What feeds key results of some goals from others: both keys, and the goal that it comes from."""
    child = key_results.alias("child")
    parent = key_results.alias("parent")
    return work.connection.execute(
        select(child.c.goal_id.label("child_goal_id"), child.c.key.label("child_key"), parent.c.key.label("parent_key"))
        .select_from(
            key_result_feeds.join(child, child.c.id == key_result_feeds.c.child_id).join(
                parent, parent.c.id == key_result_feeds.c.parent_id
            )
        )
        .where(parent.c.goal_id.in_(goal_ids))
        .order_by(child.c.key)
    ).all()


def keys_by_id(work: ReadWork, ids: Collection[UUID]) -> dict[UUID, tuple[str, UUID]]:
    """The keys of key results, each with its goal's id."""
    rows = work.connection.execute(
        select(key_results.c.id, key_results.c.key, key_results.c.goal_id).where(key_results.c.id.in_(ids))
    )
    return {row.id: (row.key, row.goal_id) for row in rows}
