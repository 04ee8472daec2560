"""How much of a top goal hangs on each goal below it (R15), and what the company gains if one catches up."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from okr.domain.graph import levels
from okr.domain.numbers import PPM, divide_half_up

_WHOLE = 10**18
"""A share of 1 while it is multiplied along paths: fine enough that 20 levels of rounding stay far below a millionth."""


class WeightedLink(NamedTuple):
    """A link that counts: from a child to a parent, with its weight and the sum of the parent's weights in P (R2)."""

    child: object
    parent: object
    weight_units: int
    parent_weight: int


def shares_ppm(top: object, links: Iterable[WeightedLink]) -> dict[object, int]:
    """Return the share in a top goal of every node below it in millionths: the product of `w / sum(w)` along a path, summed over paths."""
    into: dict[object, list[WeightedLink]] = defaultdict(list)
    counting = [link for link in links if link.weight_units > 0 and link.parent_weight > 0]
    for link in counting:
        into[link.parent].append(link)
    order = levels([top], ((link.child, link.parent) for link in counting))
    share: dict[object, int] = {top: _WHOLE}
    for node in reversed(order):
        own = share.get(node)
        if own is None:
            continue
        for link in into.get(node, ()):
            part = divide_half_up(own * link.weight_units, link.parent_weight)
            share[link.child] = share.get(link.child, 0) + part
    return {node: divide_half_up(own * PPM, _WHOLE) for node, own in share.items()}


def risk_ppm(share_ppm: int, *, expected_ppm: int | None, progress_ppm: int | None) -> int:
    """Return `share * max(0, E - P)` in millionths: by so much the top moves if this catches up; 0 where there is no progress (R15)."""
    if expected_ppm is None or progress_ppm is None:
        return 0
    return divide_half_up(share_ppm * max(0, expected_ppm - progress_ppm), PPM)
