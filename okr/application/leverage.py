"""R15: the share of a goal in the top goals above it, as it stands now."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from okr.application.case import ReadCase
from okr.domain.leverage import WeightedLink, shares_ppm
from storage import leverage as statements


@dataclass(frozen=True, slots=True)
class TopShare:
    """The share of something in the progress of a top goal, in millionths."""

    top_id: UUID
    share_ppm: int


def top_shares(case: ReadCase, goal_id: UUID, *, below: WeightedLink | None = None) -> list[TopShare]:
    """The shares of a goal in the top goals above it, or with a link from a key result those of that result.

    Paths go through what may not be seen too: the arithmetic is the same for everybody; who may be told is the caller's. A top
    goal that does not stand above another has no share to speak of.
    """
    links = [below] if below is not None else []
    tops: set[UUID] = set()
    seen: set[UUID] = set()
    frontier: Collection[UUID] = {goal_id}
    while frontier:
        seen |= set(frontier)
        above: set[UUID] = set()
        for row in statements.links_above(case.work, frontier):
            links.append(WeightedLink(row.child_id, row.parent_id, row.weight_units, row.parent_weight))
            above.add(row.parent_id)
            if row.is_top:
                tops.add(row.parent_id)
        frontier = above - seen
    node = goal_id if below is None else below.child
    shares = [TopShare(top, shares_ppm(top, links).get(node, 0)) for top in tops]
    return sorted((share for share in shares if share.share_ppm), key=lambda share: -share.share_ppm)
