"""What an explanation reads beside the facts: the stored figures of all direct children, hidden ones too."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from okr.domain.vocabulary import LinkKind
from storage.derived import AnyRow
from storage.goal_reading import chunks
from storage.tables.derived import goal_progress
from storage.tables.goals import goal_links, goals
from storage.unit_of_work import ReadWork


def children_figures(work: ReadWork, goal_id: UUID) -> Sequence[AnyRow]:
    """The direct children of a goal with their stored figures, by key."""
    return work.connection.execute(
        select(
            goal_links.c.kind,
            goal_links.c.weight_units,
            goals.c.id,
            goals.c.key,
            goals.c.title,
            goals.c.state,
            goals.c.ambition,
            goals.c.starts_on,
            goals.c.due_on,
            goals.c.owner_id,
            goal_progress.c.progress_ppm,
            goal_progress.c.expected_ppm,
            goal_progress.c.coverage_ppm,
            goal_progress.c.status,
            goal_progress.c.shown,
            goal_progress.c.weakest,
            goal_progress.c.stale,
            goal_progress.c.with_reading,
        )
        .select_from(
            goal_links.join(goals, goals.c.id == goal_links.c.child_id).join(
                goal_progress, goal_progress.c.goal_id == goals.c.id
            )
        )
        .where(goal_links.c.parent_id == goal_id)
        .order_by(goals.c.prefix, goals.c.number)
    ).all()


def count_below(work: ReadWork, goal_id: UUID, *, up_to: int) -> int:
    """How many goals contribute to a goal, directly or not; counting stops above `up_to`."""
    seen: set[UUID] = {goal_id}
    frontier: Collection[UUID] = [goal_id]
    while frontier and len(seen) <= up_to:
        following: set[UUID] = set()
        for chunk in chunks(frontier):
            statement = (
                select(goal_links.c.child_id)
                .where(goal_links.c.parent_id.in_(chunk), goal_links.c.kind == LinkKind.CONTRIBUTES)
                .limit(up_to + 1)
            )
            following.update(work.connection.execute(statement).scalars())
        frontier = following - seen
        seen |= following
    return len(seen) - 1
