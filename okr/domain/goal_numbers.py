"""The figures of an objective from its sums without the words for them: for the turn of the day and for verification.

Working out sentences that nobody reads takes most of the time of `rollup.goal_figures`. A property test holds the two equal.
"""

from collections.abc import Sequence
from typing import NamedTuple

from okr.domain.pace import PENDING_BELOW_PPM, PaceFactors, first_line
from okr.domain.vocabulary import Status

_PPM = 1_000_000


class GoalNumbers(NamedTuple):
    """What `GoalFigures` says, but for the words."""

    progress_ppm: int | None
    expected_ppm: int | None
    coverage_ppm: int | None
    status: Status
    weakest: Status | None
    stale: bool


def goal_numbers(sums: Sequence[int], factors: PaceFactors, *, after_due: bool, committed: bool) -> GoalNumbers:
    """Return the figures of an objective (R2, R8); the sums are the fields of `GoalSums` in their order."""
    weight, weighted_progress, weighted_expected, weight_all, weighted_coverage, _, not_reached, with_reading = sums[:8]
    coverage = (2 * weighted_coverage + weight_all) // (2 * weight_all) if weight_all else None
    stale = with_reading > 0 and weighted_coverage == 0
    if not weight:
        return GoalNumbers(None, None, coverage, _capped(Status.PENDING, sums), weakest_of(sums), stale)
    progress = (2 * weighted_progress + weight) // (2 * weight)
    expected = (2 * weighted_expected + weight) // (2 * weight)
    if expected < PENDING_BELOW_PPM and not with_reading:
        status = Status.PENDING
    else:
        status, _ = first_line(
            progress,
            expected,
            attained=not_reached == 0 and progress >= _PPM,
            below_baseline=False,
            has_reading=with_reading > 0,
            after_due=after_due,
            committed=committed,
            factors=factors,
        )
    return GoalNumbers(progress, expected, coverage, _capped(status, sums), weakest_of(sums), stale)


def child_adds(
    weight_units: int,
    *,
    progress_ppm: int | None,
    expected_ppm: int | None,
    coverage_ppm: int | None,
    status: Status,
    shown: Status,
    has_reading: bool,
) -> tuple[tuple[int, int], ...]:
    """Return what a child goal that speaks for the weakest status adds to its parent's sums, as places in them and amounts (R2, R8)."""
    if weight_units <= 0:
        return ()
    of_all = (
        (3, weight_units),
        (4, weight_units * (coverage_ppm or 0)),
        (5, 1),
        (6, 0 if status is Status.REACHED else 1),
        (7, 1 if has_reading else 0),
        (_STATUS_PLACES[shown], 1),
    )
    if progress_ppm is None or expected_ppm is None:
        return of_all
    return ((0, weight_units), (1, weight_units * progress_ppm), (2, weight_units * expected_ppm), *of_all)


_STATUS_PLACES = {
    Status.OFF_TRACK: 8,
    Status.AT_RISK: 9,
    Status.PENDING: 10,
    Status.ON_TRACK: 11,
    Status.REACHED: 12,
}
"""Where in the sums the statuses of children are counted."""


def _capped(status: Status, sums: Sequence[int]) -> Status:
    """Return the status, at best at risk where a guardrail is broken (R8)."""
    return Status.AT_RISK if sums[13] and status is not Status.OFF_TRACK else status


def weakest_of(sums: Sequence[int]) -> Status | None:
    """Return the worst status among the children that speak for it, by the counts in the sums (R8)."""
    if sums[8]:
        return Status.OFF_TRACK
    if sums[9]:
        return Status.AT_RISK
    if sums[10]:
        return Status.PENDING
    if sums[11]:
        return Status.ON_TRACK
    return Status.REACHED if sums[12] else None
