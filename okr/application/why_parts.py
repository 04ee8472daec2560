"""What a number is made of, as it is told: the parts of a goal, what a key result is in its goal, the readings behind it."""

from typing import cast
from uuid import UUID

from okr.application.as_of import Past
from okr.application.case import ReadCase
from okr.application.why_figures import ExplainedGoal
from okr.contract.base import PersonRef
from okr.contract.why import PartUsed, ReadingUsed, Step
from okr.domain.evaluate_facts import ChildKind, ChildUse, KeyResultEvaluation
from okr.domain.numbers import PPM, decimal_text, divide_half_up, percent_text, weight_of
from okr.domain.score import WeightedScore, objective_score_ppm
from okr.domain.vocabulary import MAINTAIN_METRICS
from storage import goal_reading

READINGS_SHOWN = 60


def parts_of(explained: ExplainedGoal) -> tuple[PartUsed, ...]:
    """The parts of a goal that may be named, each with what it adds."""
    shown = [use for use in explained.evaluated.children if use.id not in explained.hidden]
    return tuple(_part(use, explained.owner(use)) for use in shown)


def _part(use: ChildUse, owner: PersonRef | None) -> PartUsed:
    return PartUsed(
        key=use.key,
        title=use.title,
        kind="goal" if use.kind is ChildKind.GOAL else "key result",
        owner=owner,
        weight=weight_of(use.weight_units),
        share=use.share_ppm,
        progress_raw=use.progress_raw_ppm,
        progress=use.progress_ppm,
        expected=use.expected_ppm,
        coverage=use.coverage_ppm,
        status=use.shown,
        counts=use.counts,
        clamped=use.clamped,
        left_out_because=use.left_out,
        adds=_adds(use),
    )


def _adds(use: ChildUse) -> int | None:
    """What a part adds to its parent's progress: its share times its progress."""
    if use.share_ppm is None or use.progress_ppm is None:
        return None
    return divide_half_up(use.share_ppm * use.progress_ppm, PPM)


def use_step(use: ChildUse, goal_key: str, *, share_ppm: int | None) -> Step:
    """R2: what the key result is in its goal; its share in the past would need all that stood beside it."""
    weight = decimal_text(weight_of(use.weight_units))
    if use.left_out is not None:
        return Step(rule="R2", sentence=f"With weight {weight} it is left out of {goal_key}: {use.left_out}.")
    if share_ppm is None or use.progress_ppm is None:
        return Step(rule="R2", sentence=f"It counts in {goal_key} with weight {weight}.")
    share, adds = percent_text(share_ppm, 1), percent_text(divide_half_up(share_ppm * use.progress_ppm, PPM), 1)
    return Step(
        rule="R2", sentence=f"With weight {weight} it is {share} of {goal_key} and adds {adds} there.", result=share
    )


def goal_score_of(explained: ExplainedGoal) -> int | None:
    """The mean of the unrounded scores of the parts; of a child goal it is its progress so far."""
    scores = []
    for use in explained.evaluated.children:
        own = explained.past.evaluation.key_results.get(use.id) if use.kind is ChildKind.KEY_RESULT else None
        score = use.progress_ppm if own is None else own.figures.score_ppm
        if use.counts and score is not None:
            scores.append(WeightedScore(score, use.weight_units))
    return objective_score_ppm(scores)


def readings_used(case: ReadCase, past: Past, evaluated: KeyResultEvaluation) -> tuple[ReadingUsed, ...]:
    """The readings that the numbers rest on, the newest first: all of *maintain*, else the current one and the trend."""
    is_maintained = evaluated.fact.definition.metric in MAINTAIN_METRICS
    newest = list(reversed(evaluated.readings))[:READINGS_SHOWN]
    rows = {row.number: row for row in past.check_ins.get(_key_result_id(evaluated), ())}
    people = goal_reading.people_named(case.work, {rows[reading.number].by_id for reading in newest})
    found = []
    for reading in newest:
        row = rows[reading.number]
        by = people.get(row.by_id)
        is_current = evaluated.used is not None and reading.number == evaluated.used.number
        used_for = "the current value" if is_current else "its period and the trend" if is_maintained else "the trend"
        found.append(
            ReadingUsed(
                number=reading.number,
                effective_on=reading.effective_on,
                recorded_at=reading.recorded_at,
                value=reading.value,
                by=None if by is None else PersonRef(handle=by.handle, name=by.name),
                note=row.note,
                used_for=used_for,
            )
        )
    return tuple(found)


def _key_result_id(evaluated: KeyResultEvaluation) -> UUID:
    return cast(UUID, evaluated.fact.id)
