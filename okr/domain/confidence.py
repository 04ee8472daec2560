"""Confidence of owners and how well it was calibrated (R12): Brier score, and the watermelon that is green outside and red inside."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from okr.domain.numbers import PPM, divide_half_up
from okr.domain.vocabulary import Status

NEEDS_REASON_BELOW_PERCENT = 50
CONFIDENT_FROM_PERCENT = 70
GOOD_END_PPM = 700_000
"""What an aspirational goal's confidence is about: ending at 0.7 or better; a committed one must end at 1."""

IN_A_ROW = 2
_STEPS = {Status.OFF_TRACK: 0, Status.AT_RISK: 1, Status.ON_TRACK: 2, Status.REACHED: 3}
"""Steps of a status; *pending* says nothing about pace and so is no step."""


class Prediction(NamedTuple):
    """A confidence in percent and whether it came true."""

    confidence_percent: int
    came_true: bool


class Claim(NamedTuple):
    """One check-in beside the arithmetic of its day; None for what was not given or not computed."""

    owner_status: Status | None
    confidence_percent: int | None
    pace_status: Status | None
    forecast_end_ppm: int | None


def outcome(score_ppm: int, *, committed: bool) -> bool:
    """Tell whether a key result ended as its confidence was about: at 0.7 or better, a committed one at 1 (R12)."""
    return score_ppm >= (PPM if committed else GOOD_END_PPM)


def brier_ppm(predictions: Iterable[Prediction]) -> int | None:
    """Return the mean squared error of predictions in millionths, 0 perfect; None without one (R12)."""
    errors = [(prediction.confidence_percent - (100 if prediction.came_true else 0)) ** 2 for prediction in predictions]
    return divide_half_up(sum(errors) * PPM, len(errors) * 10_000) if errors else None


def is_watermelon(claims: Sequence[Claim]) -> bool:
    """Tell whether the last two check-ins were both rosier than the arithmetic; `claims` are in order, the newest last (R12)."""
    return len(claims) >= IN_A_ROW and all(rosier_than_pace(claim) for claim in claims[-IN_A_ROW:])


def rosier_than_pace(claim: Claim) -> bool:
    """Tell whether an owner's status is a step better than pace, or a confidence of 70 % stands against a forecast under 0.7 (R12)."""
    said, computed = _step(claim.owner_status), _step(claim.pace_status)
    if said is not None and computed is not None and said > computed:
        return True
    if claim.confidence_percent is None or claim.forecast_end_ppm is None:
        return False
    return claim.confidence_percent >= CONFIDENT_FROM_PERCENT and claim.forecast_end_ppm < GOOD_END_PPM


def _step(status: Status | None) -> int | None:
    return None if status is None else _STEPS.get(status)
