"""The closing score and its colour (R11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from okr.domain.definitions import KeyResultDefinition
from okr.domain.numbers import PPM, clip_ppm, divide_half_up, ratio_ppm
from okr.domain.progress import Progress, progress_of
from okr.domain.readings import Reading
from okr.domain.vocabulary import Colour, GoalState

ASPIRATIONAL_RED_BELOW_PPM = 350_000
ASPIRATIONAL_AMBER_BELOW_PPM = 650_000
COMMITTED_AMBER_FROM_PPM = 900_000


def closing_colour(score_ppm: int, *, committed: bool, attained: bool) -> Colour:
    """Return the colour of an unrounded score: a committed goal is green only at 1, which `attained` decides on exact values (R11)."""
    if committed:
        if attained:
            return Colour.GREEN
        return Colour.AMBER if score_ppm >= COMMITTED_AMBER_FROM_PPM else Colour.RED
    if score_ppm < ASPIRATIONAL_RED_BELOW_PPM:
        return Colour.RED
    return Colour.AMBER if score_ppm < ASPIRATIONAL_AMBER_BELOW_PPM else Colour.GREEN


def closing_score_ppm(progress: Progress) -> int | None:
    """Return `clip(p_raw, 0, 1)` in millionths; *maintain* divides by all planned periods; None for what is only tracked (R1, R11)."""
    if progress.tally is not None:
        return ratio_ppm(progress.tally.inside, progress.tally.planned)
    return None if progress.raw_ppm is None else clip_ppm(progress.raw_ppm)


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """The unrounded score of a child and its weight."""

    score_ppm: int
    weight_units: int


def objective_score_ppm(children: Iterable[WeightedScore]) -> int | None:
    """Return the weighted mean of the unrounded scores of the children in millionths; None where nothing has weight (R11)."""
    total = weighted = 0
    for child in children:
        total += child.weight_units
        weighted += child.weight_units * child.score_ppm
    return divide_half_up(weighted, total) if total else None


def score_text(score_ppm: int) -> str:
    """Return a score with one decimal, rounded half up ("0.7")."""
    tenths = divide_half_up(score_ppm * 10, PPM)
    return f"{tenths // 10}.{tenths % 10}"


def unrounded_text(score_ppm: int, *, committed: bool) -> str | None:
    """Return a score with three decimals where the shown one would have another colour: "0.966" is amber, 1.0 green (R11)."""
    shown = divide_half_up(score_ppm * 10, PPM) * PPM // 10
    as_shown = closing_colour(shown, committed=committed, attained=shown == PPM)
    if as_shown is closing_colour(score_ppm, committed=committed, attained=score_ppm == PPM):
        return None
    thousandths = min(score_ppm * 1000 // PPM, 999)
    return f"0.{thousandths:03d}"


def needs_post_mortem(score_ppm: int, *, committed: bool) -> bool:
    """Tell whether a closed goal needs a short post-mortem: a committed one under 0.9 (R11)."""
    return committed and score_ppm < COMMITTED_AMBER_FROM_PPM


def too_easy(scores_ppm: Sequence[int], *, committed: bool) -> bool:
    """Tell whether an aspirational goal is marked "too easy": the last two scores were 1.0 as shown (R11)."""
    return not committed and len(scores_ppm) >= 2 and all(score_text(score) == "1.0" for score in scores_ppm[-2:])


@dataclass(frozen=True, slots=True)
class OriginalAim:
    """What a key result aimed at when it started; `moved` holds the fields that were changed since, with their first values."""

    moved: Mapping[str, Decimal | None]

    def of(self, definition: KeyResultDefinition) -> KeyResultDefinition:
        """The definition as it was at the start."""
        return replace(definition, **self.moved)  # type: ignore[arg-type]  # fields that hold values, by name


def original_target_score_ppm(
    definition: KeyResultDefinition,
    readings: Sequence[Reading],
    *,
    original: OriginalAim,
    current: Decimal | None,
    today: date,
) -> int | None:
    """Return the closing score against what was aimed at in the beginning, to be printed beside the score (R11)."""
    return closing_score_ppm(progress_of(original.of(definition), readings, current=current, today=today))


def grade_state(colour: Colour) -> GoalState:
    """Return what a graded goal has become: achieved where its score is green, missed otherwise (R11)."""
    return GoalState.ACHIEVED if colour is Colour.GREEN else GoalState.MISSED
