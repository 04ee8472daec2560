"""What an explanation says of a key result that others feed (R3): each of them, with what it gives."""

from collections.abc import Iterator
from decimal import Decimal
from typing import cast
from uuid import UUID

from okr.application.as_of import Past
from okr.application.case import ReadCase
from okr.contract.why import ForecastView, Step
from okr.domain.evaluate_facts import KeyResultEvaluation
from okr.domain.numbers import decimal_text, difference
from okr.domain.vocabulary import FeedMethod
from storage.as_of import visible_among

FEEDS_NAMED = 20
"""Key results that are named one by one; of more the rest is counted."""


def feed_steps(case: ReadCase, past: Past, evaluated: KeyResultEvaluation) -> list[Step]:
    """One step for each key result that feeds this one; those of goals that may not be seen are counted."""
    children = [past.evaluation.key_results[child] for child in evaluated.feeds]
    goals = {cast(UUID, child.fact.goal_id) for child in children}
    visible = visible_among(case.work, case.actor, goals)
    shown = [child for child in children if child.fact.goal_id in visible]
    steps = [
        Step(rule="R3", sentence=sentence, result=result)
        for child in shown[:FEEDS_NAMED]
        for sentence, result in _given(child, evaluated.fact.feed_method)
    ]
    unnamed = len(shown) - FEEDS_NAMED
    if unnamed > 0:
        steps.append(Step(rule="R3", sentence=f"{unnamed} more feed it: okr kr show {evaluated.fact.key} names them."))
    hidden = len(children) - len(shown)
    if hidden:
        many = "1 of them is" if hidden == 1 else f"{hidden} of them are"
        steps.append(Step(rule="R3", sentence=f"{many} included but not shown to you."))
    return steps


def fed_forecast() -> ForecastView:
    """A key result without readings of its own is not forecast (R9)."""
    sentence = "Not worked out: it has no readings of its own; ask why of what feeds it."
    return ForecastView(enough_data=False, readings=0, sentence=sentence)


def _given(child: KeyResultEvaluation, method: FeedMethod | None) -> Iterator[tuple[str, str | None]]:
    key, figures = child.fact.key, child.figures
    if not figures.has_reading or figures.current is None:
        adds = "adds 0" if method is FeedMethod.SUM else "is left out"
        yield f"{key} has no reading yet and {adds}.", None
        return
    value = decimal_text(figures.current)
    if method is not FeedMethod.SUM:
        yield f"{key} stands at {value}.", value
        return
    baseline = child.fact.definition.baseline or Decimal(0)
    adds = decimal_text(difference(figures.current, baseline))
    yield f"{key} adds {adds}: it went from {decimal_text(baseline)} to {value}.", adds
