"""The figures of several goals taken together: a plain mean, for summaries; the roll-up itself has weights and lives elsewhere."""

from collections.abc import Sequence
from typing import NamedTuple

from okr.contract.base import Figures
from okr.contract.goal_rows import GoalRow
from okr.domain.numbers import PPM, divide_half_up
from okr.domain.pace import DEFAULT_FACTORS, first_line, worst
from okr.domain.vocabulary import COUNTING_GOAL_STATES, Status


class Sums(NamedTuple):
    """What goals come to: sums over those with progress and expectation (`paired`), and over those with a coverage (`covered`).

    `read` have a reading, fresh or not. All figures are millionths.
    """

    goals: int
    paired: int
    progress: int
    expected: int
    covered: int
    coverage: int
    read: int
    reached: int
    stale: int
    weakest: Status | None


def mean_figures(rows: Sequence[GoalRow]) -> Figures | None:
    """The means of those of some goals that count (R2): a draft that one writes leaves the summary as it is."""
    rows = [row for row in rows if row.state in COUNTING_GOAL_STATES]
    paired = [(row.progress, row.expected) for row in rows if row.progress is not None and row.expected is not None]
    coverages = [row.coverage for row in rows if row.coverage is not None]
    return means_of(
        Sums(
            goals=len(rows),
            paired=len(paired),
            progress=sum(progress for progress, _ in paired),
            expected=sum(expected for _, expected in paired),
            covered=len(coverages),
            coverage=sum(coverages),
            read=sum(1 for row in rows if row.coverage or row.stale),
            reached=sum(1 for row in rows if row.status is Status.REACHED),
            stale=sum(1 for row in rows if row.stale),
            weakest=worst([row.status for row in rows if row.status is not None]),
        )
    )


def means_of(sums: Sums) -> Figures | None:
    """Progress, expectation and coverage as the mean of goals, each with equal weight; None without any.

    The status is that of R6 for these means; weakest is the worst status shown; stale where all that has a reading is.
    """
    if not sums.goals:
        return None
    progress = divide_half_up(sums.progress, sums.paired) if sums.paired else None
    expected = divide_half_up(sums.expected, sums.paired) if sums.paired else None
    return Figures(
        progress=progress,
        progress_raw=progress,
        expected=expected,
        coverage=divide_half_up(sums.coverage, sums.covered) if sums.covered else None,
        status=status_of_means(progress, expected, has_reading=sums.read > 0, all_reached=sums.reached == sums.goals),
        weakest=sums.weakest,
        stale=sums.stale == sums.goals,
    )


def status_of_means(
    progress_ppm: int | None, expected_ppm: int | None, *, has_reading: bool, all_reached: bool
) -> Status:
    """The status by the lines 4 to 9 of R6, with the usual factors; reached only where everything is."""
    if progress_ppm is None or expected_ppm is None:
        return Status.PENDING
    status, _ = first_line(
        progress_ppm,
        expected_ppm,
        attained=all_reached and progress_ppm >= PPM,
        below_baseline=False,
        has_reading=has_reading,
        after_due=False,
        committed=True,
        factors=DEFAULT_FACTORS,
    )
    return status
