"""The figures of several goals taken together: a plain mean, for summaries; the roll-up itself has weights and lives elsewhere."""

from collections.abc import Sequence
from datetime import date

from okr.contract.base import Figures
from okr.contract.goals import GoalRow
from okr.domain.numbers import PPM, divide_half_up
from okr.domain.pace import DEFAULT_FACTORS, first_line, worst
from okr.domain.vocabulary import COUNTING_GOAL_STATES, Status


def mean_figures(rows: Sequence[GoalRow], today: date) -> Figures | None:
    """Progress, expectation and coverage as the mean of the goals that count (R2), each with equal weight; None without any.

    A draft that one writes leaves the summary as it is. The status is that of R6 for these means; weakest is the worst status shown; stale where all that has a reading is.
    """
    rows = [row for row in rows if row.state in COUNTING_GOAL_STATES]
    if not rows:
        return None
    paired = [(row.progress, row.expected) for row in rows if row.progress is not None and row.expected is not None]
    coverages = [row.coverage for row in rows if row.coverage is not None]
    progress = divide_half_up(sum(progress for progress, _ in paired), len(paired)) if paired else None
    expected = divide_half_up(sum(expected for _, expected in paired), len(paired)) if paired else None
    return Figures(
        progress=progress,
        progress_raw=progress,
        expected=expected,
        coverage=divide_half_up(sum(coverages), len(coverages)) if coverages else None,
        status=status_of_means(
            progress,
            expected,
            has_reading=any(row.coverage for row in rows) or any(row.stale for row in rows),
            all_reached=all(row.status is Status.REACHED for row in rows),
        ),
        weakest=worst([row.status for row in rows if row.status is not None]),
        stale=all(row.stale for row in rows),
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
