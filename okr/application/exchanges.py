"""What a child of a goal hands to it when its figures change, and what that makes of the goal's sums."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, cast
from uuid import UUID

from okr.domain.rollup import SUM_NAMES, ChildFigures, exchanged, qualifies
from okr.domain.vocabulary import Ambition

_stored_sums = itemgetter(*SUM_NAMES)


class Exchange(NamedTuple):
    """A child of a goal whose figures changed: what it was and what it is, with the same weight. A key result has no `child_id`."""

    child_id: UUID | None
    weight_units: int
    ambition: Ambition
    before: ChildFigures
    after: ChildFigures


def sums_after(stored: Mapping[str, object], exchanges: Iterable[Exchange]) -> Sequence[int]:
    """The stored sums of a goal with the differences applied; weights are the same, so that the weight of all is too."""
    return applied(cast("Sequence[int]", _stored_sums(stored)), cast(int, stored["weight_all"]), exchanges)


def applied(sums: Sequence[int], weight_all: int, exchanges: Iterable[Exchange]) -> Sequence[int]:
    """Sums with the differences applied, of a goal whose children have so much weight."""
    for _, weight_units, ambition, before, after in exchanges:
        speaks = qualifies(ambition, weight_units, weight_all=weight_all)
        sums = exchanged(sums, weight_units, before=before, after=after, speaks=speaks)
    return sums
