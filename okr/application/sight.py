"""The lines of sight: from goals upwards over all their visible parents to the tops, level by level."""

from collections.abc import Collection, Mapping
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.goal_rows import parent_ref
from okr.contract.goals import ParentRef
from storage import goal_reading as statements
from storage.derived import AnyRow

Upwards = Mapping[UUID, list[AnyRow]]
"""The links to visible parents of each goal; contributing ones first, then the heaviest, then by key."""


def upwards(case: ReadCase, ids: Collection[UUID]) -> Upwards:
    """All visible links above goals; one statement for each level."""
    links: dict[UUID, list[AnyRow]] = {}
    frontier = set(ids)
    while frontier:
        above: set[UUID] = set()
        for link in statements.parents(case.work, case.actor, frontier):
            links.setdefault(link.child_id, []).append(link)
            above.add(link.id)
        frontier = above - links.keys()
    return links


def line_of_sight(links: Upwards, goal_id: UUID) -> tuple[ParentRef, ...]:
    """The way from a goal to a top by the first link each time: its parent first, the top last."""
    line: list[ParentRef] = []
    seen: set[UUID] = set()
    while goal_id not in seen and (above := links.get(goal_id)):  # seen: only in a file that was damaged
        seen.add(goal_id)
        line.append(parent_ref(above[0]))
        goal_id = above[0].id
    return tuple(line)
