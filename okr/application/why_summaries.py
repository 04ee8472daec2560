"""A number in one sentence: where a goal or a key result stands, what is expected, and what it rests on."""

from collections.abc import Set

from okr.application.why_words import status_words
from okr.domain.evaluate_facts import GoalEvaluation, KeyResultEvaluation, NodeId
from okr.domain.numbers import PPM, clip_ppm, percent_text
from okr.domain.vocabulary import Metric


def result_summary(evaluated: KeyResultEvaluation) -> str:
    """Where a key result stands."""
    figures, fact = evaluated.figures, evaluated.fact
    if fact.definition.metric is Metric.TRACKED:
        return f"{fact.key} is tracked without a target: it has readings, but neither progress nor status."
    if figures.progress_raw_ppm is None:
        return f"{fact.key} has no progress yet: {figures.sentence}."
    raw, counted = figures.progress_raw_ppm, clip_ppm(figures.progress_raw_ppm)
    stands = percent_text(raw) if raw == counted else f"{percent_text(raw)} (counts as {percent_text(counted)})"
    silence = "" if figures.has_reading else " without a reading"
    stale = ", on a stale reading" if figures.stale else ""
    return (
        f"{fact.key} stands at {stands}{silence} where {percent_text(figures.expected_ppm)} is expected: "
        f"{status_words(evaluated.status.shown)}{stale}."
    )


def goal_summary(evaluated: GoalEvaluation, *, hidden: Set[NodeId]) -> str:
    """Where a goal stands, which part is the weakest, and how much rests on fresh readings; hidden parts stay unnamed."""
    figures, fact = evaluated.figures, evaluated.fact
    if figures.progress_ppm is None:
        return f"{fact.key} has no progress: {figures.sentence}."
    override = evaluated.status.override
    by_hand = f" (set by {override.set_by}, computed {evaluated.status.computed})" if override is not None else ""
    stands, expected = percent_text(figures.progress_ppm), percent_text(figures.expected_ppm)
    shown = status_words(evaluated.status.shown)
    parts = [f"{fact.key} stands at {stands} where {expected} is expected: {shown}{by_hand}"]
    if figures.weakest_is_worse:
        named = [use for use in evaluated.weakest_children if use.id not in hidden]
        heaviest = max(named, key=lambda use: use.weight_units, default=None)
        cause = "a part that is not shown to you" if heaviest is None else f"{heaviest.key} ({heaviest.title})"
        parts.append(f"the weakest part is {cause}, {figures.weakest}")
    if figures.coverage_ppm is not None and figures.coverage_ppm < PPM:
        parts.append(f"{percent_text(figures.coverage_ppm)} of it rests on fresh readings")
    return "; ".join(parts) + "."
