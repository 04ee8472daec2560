"""Survey scores with n and a 95 % margin (R10): NPS, CSAT and CES, and whether two waves differ at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import SurveyKind

Z = Decimal("1.96")
"""The normal quantile of a two-sided 95 % interval."""

_DIGITS = 40
_NPS_PRIOR = Decimal("0.75")
_NPS_PRIOR_ANSWERS = 3
CES_EASIEST = {5: 2, 7: 3}
"""How many of the easiest answers count, by the length of the scale."""


@dataclass(frozen=True, slots=True)
class SurveyScore:
    """A score in points (NPS -100..100) or percent (CSAT, CES), n, half the width of its interval, and the interval."""

    kind: SurveyKind
    score: Decimal
    answers: int
    margin: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class WaveComparison:
    """The change from one wave to the next against what chance alone explains; `differs` is False "within noise"."""

    gap: Decimal
    noise: Decimal
    differs: bool


def nps(promoters: int, passives: int, detractors: int) -> SurveyScore | None:
    """Return the net promoter score with the margin of the adjusted Wald interval; None without an answer (R10)."""
    _require_counts((promoters, passives, detractors))
    answers = promoters + passives + detractors
    if not answers:
        return None
    with localcontext(prec=_DIGITS):
        score = 100 * Decimal(promoters - detractors) / answers
        adjusted = Decimal(answers + _NPS_PRIOR_ANSWERS)
        promoting = (promoters + _NPS_PRIOR) / adjusted
        detracting = (detractors + _NPS_PRIOR) / adjusted
        spread = promoting + detracting - (promoting - detracting) ** 2
        margin = 100 * Z * (spread / adjusted).sqrt()
        low, high = max(Decimal(-100), score - margin), min(Decimal(100), score + margin)
        return SurveyScore(SurveyKind.NPS, score, answers, margin, low, high)


def nps_of_answers(answers: Sequence[int]) -> SurveyScore | None:
    """Return the net promoter score of answers from 0 to 10: 9 and 10 promote, 0 to 6 detract (R10)."""
    if any(not 0 <= answer <= 10 for answer in answers):
        raise InvalidInput("answers: each answer of an NPS survey lies between 0 and 10.", field="answers")
    promoters = sum(answer >= 9 for answer in answers)
    detractors = sum(answer <= 6 for answer in answers)
    return nps(promoters, len(answers) - promoters - detractors, detractors)


def csat(counts: Sequence[int]) -> SurveyScore | None:
    """Return the share of 4 and 5 on a 5-point scale; `counts` are the answers 1 to 5 in that order (R10)."""
    _require_counts(counts)
    if len(counts) != 5:
        raise InvalidInput("counts: CSAT has a scale of 5 answers.", field="counts")
    return share(SurveyKind.CSAT, sum(counts[3:]), answers=sum(counts))


def ces(counts: Sequence[int]) -> SurveyScore | None:
    """Return the share of the two easiest answers of 5 or the three of 7; `counts` go from the hardest to the easiest (R10)."""
    _require_counts(counts)
    if len(counts) not in CES_EASIEST:
        raise InvalidInput("counts: CES has a scale of 5 or of 7 answers.", field="counts")
    return share(SurveyKind.CES, sum(counts[-CES_EASIEST[len(counts)] :]), answers=sum(counts))


def share(kind: SurveyKind, hits: int, *, answers: int) -> SurveyScore | None:
    """Return a share in percent with its Wilson interval; the margin is half the interval's width; None without an answer (R10)."""
    if not 0 <= hits <= answers:
        raise InvalidInput(f"counts: {hits} of {answers} is no share.", field="counts")
    if not answers:
        return None
    with localcontext(prec=_DIGITS):
        part = Decimal(hits) / answers
        shrink = 1 + Z * Z / answers
        middle = (part + Z * Z / (2 * answers)) / shrink
        half = Z / shrink * (part * (1 - part) / answers + Z * Z / (4 * answers * answers)).sqrt()
        low = 100 * (middle - half) if hits else Decimal(0)
        high = 100 * (middle + half) if hits < answers else Decimal(100)
        return SurveyScore(kind, 100 * part, answers, 100 * half, low, high)


def compare_waves(earlier: SurveyScore, later: SurveyScore) -> WaveComparison:
    """Return whether a later wave differs: only where the gap exceeds `sqrt(m1^2 + m2^2)`, otherwise it is within noise (R10)."""
    if earlier.kind is not later.kind:
        raise InvalidInput(f"A wave of {later.kind} cannot be compared with one of {earlier.kind}.", field="kind")
    with localcontext(prec=_DIGITS):
        gap = later.score - earlier.score
        noise = (earlier.margin**2 + later.margin**2).sqrt()
        return WaveComparison(gap, noise, abs(gap) > noise)


def _require_counts(counts: Sequence[int]) -> None:
    if any(count < 0 for count in counts):
        raise InvalidInput("counts: a number of answers is not negative.", field="counts")
