"""The fast path of a turning day: expected progress and status of straight-line key results, with nothing but integers.

It covers what `KeyResultFigures.linear` marks: increase and decrease without checkpoints or survey cap, whose stored millionths tell exactly
whether the target is reached or the baseline lost. A property test holds it equal to `pace.py`.
"""

from bisect import bisect_left
from typing import NamedTuple

from okr.domain.pace import DEFAULT_FACTORS, PENDING_BELOW_PPM, PaceFactors
from okr.domain.vocabulary import WORST_FIRST, Status

_PPM = 1_000_000
LOWEST_PPM = -(10**15)
"""Stored progress is never lower."""


def linear_expected_ppm(starts_on: int, due_on: int, today: int) -> int:
    """Return the straight line from d0 to d1 in millionths (R5); the days are ordinals (`date.toordinal`)."""
    if today >= due_on:
        return _PPM
    if today <= starts_on:
        return 0
    span = due_on - starts_on
    return (2 * _PPM * (today - starts_on) + span) // (2 * span)


def linear_status(
    progress_raw_ppm: int,
    expected_ppm: int,
    *,
    has_reading: bool,
    before_start: bool,
    after_due: bool,
    committed: bool,
    factors: PaceFactors = DEFAULT_FACTORS,
) -> tuple[Status, int]:
    """Return the status and the line of R6 of a straight-line key result; `before_start` is today < d0, `after_due` today > d1."""
    if before_start:
        return Status.PENDING, 1
    if not has_reading and expected_ppm < PENDING_BELOW_PPM:
        return Status.PENDING, 4
    if progress_raw_ppm >= _PPM:
        return Status.REACHED, 5
    counted = max(0, progress_raw_ppm)
    if after_due:
        if committed:
            return (Status.AT_RISK, 6) if counted >= 900_000 else (Status.OFF_TRACK, 6)
        if counted < 350_000:
            return Status.OFF_TRACK, 6
        return (Status.AT_RISK, 6) if counted < 650_000 else (Status.ON_TRACK, 6)
    tolerance = factors.tolerance_percent * (_PPM - expected_ppm)
    if progress_raw_ppm >= 0 and 100 * counted >= factors.on_track_percent * expected_ppm - tolerance:
        return Status.ON_TRACK, 7
    if 100 * counted >= factors.at_risk_percent * expected_ppm - tolerance:
        return Status.AT_RISK, 8
    return Status.OFF_TRACK, 9


class LinearSteps(NamedTuple):
    """On one day the statuses of straight lines that differ in their progress alone: from which progress on there is which.

    Below `at_risk_from` it is *off track*. `unread` is the status without a reading where that is another one; before d0 both are
    `always`.
    """

    always: Status | None
    unread: Status | None
    at_risk_from: int
    on_track_from: int
    reached_from: int

    def status(self, progress_raw_ppm: int, *, has_reading: bool) -> Status:
        """Return the status at a progress."""
        given = self.always or (None if has_reading else self.unread)
        if given is not None:
            return given
        if progress_raw_ppm >= self.reached_from:
            return Status.REACHED
        if progress_raw_ppm >= self.on_track_from:
            return Status.ON_TRACK
        return Status.AT_RISK if progress_raw_ppm >= self.at_risk_from else Status.OFF_TRACK


def linear_steps(
    expected_ppm: int, *, before_start: bool, after_due: bool, committed: bool, factors: PaceFactors = DEFAULT_FACTORS
) -> LinearSteps:
    """Return the steps of `linear_status`: more progress is never a worse status, so that each begins somewhere."""

    def status(progress_raw_ppm: int, *, has_reading: bool = True) -> Status:
        found, _ = linear_status(
            progress_raw_ppm,
            expected_ppm,
            has_reading=has_reading,
            before_start=before_start,
            after_due=after_due,
            committed=committed,
            factors=factors,
        )
        return found

    def begins(step: Status) -> int:
        progress = range(LOWEST_PPM, _PPM)
        place = bisect_left(progress, WORST_FIRST.index(step), key=lambda raw: WORST_FIRST.index(status(raw)))
        return LOWEST_PPM + place

    if before_start:
        return LinearSteps(status(0), None, _PPM, _PPM, _PPM)
    unread = status(0, has_reading=False)
    return LinearSteps(
        None,
        unread if unread is not status(0) else None,
        begins(Status.AT_RISK),
        begins(Status.ON_TRACK),
        begins(Status.REACHED),
    )
