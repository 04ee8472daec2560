"""From which progress on an objective has which status, on one day and with the same things expected of it.

For whoever moves a goal without working R6 out: PostgreSQL itself at the top, where all who check in meet. A property test holds
it equal to `goal_numbers`.
"""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from okr.domain.pace import PaceFactors, first_line
from okr.domain.vocabulary import WORST_FIRST, Status

_PPM = 1_000_000


class GoalSteps(NamedTuple):
    """Where a status begins, in millionths of progress; below `at_risk_from` it is *off track*. One more than a whole is never."""

    at_risk_from: int
    on_track_from: int

    def status(self, progress_ppm: int, *, all_reached: bool) -> Status:
        """Return the status at a progress, but for a broken guardrail; `all_reached` says it of everything that counts (R8)."""
        if all_reached and progress_ppm >= _PPM:
            return Status.REACHED
        if progress_ppm >= self.on_track_from:
            return Status.ON_TRACK
        return Status.AT_RISK if progress_ppm >= self.at_risk_from else Status.OFF_TRACK


@lru_cache(maxsize=1024)
def goal_steps(expected_ppm: int, factors: PaceFactors, *, after_due: bool, committed: bool) -> GoalSteps:
    """Return the steps of a goal with a reading below it: more progress is never a worse status, so that each begins somewhere."""

    def place(progress_ppm: int) -> int:
        status, _ = first_line(
            progress_ppm,
            expected_ppm,
            attained=False,
            below_baseline=False,
            has_reading=True,
            after_due=after_due,
            committed=committed,
            factors=factors,
        )
        return WORST_FIRST.index(status)

    def begins(step: Status) -> int:
        return bisect_left(range(_PPM + 1), WORST_FIRST.index(step), key=place)

    return GoalSteps(begins(Status.AT_RISK), begins(Status.ON_TRACK))
