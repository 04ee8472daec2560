"""R9 in the words of an explanation: where a key result or a goal ends if it goes on like this."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from okr.application.as_of import Past
from okr.application.case import ReadCase
from okr.application.key_result_numbers import definition_of, known_check_ins
from okr.contract.why import ForecastView
from okr.domain.definitions import KeyResultDefinition
from okr.domain.evaluate_facts import ChildKind
from okr.domain.forecast import (
    NOT_ENOUGH_DATA,
    ForecastChild,
    key_result_forecast,
    objective_forecast_ppm,
    severity_of,
)
from okr.domain.graph import levels
from okr.domain.numbers import percent_text
from okr.domain.readings import Reading, readings_in_force
from okr.domain.vocabulary import MAINTAIN_METRICS, Metric, Severity
from storage import derived


def result_forecast(
    definition: KeyResultDefinition, readings: Sequence[Reading], *, today: date
) -> ForecastView | None:
    """The forecast of a key result; None for what is only tracked."""
    if definition.metric is Metric.TRACKED:
        return None
    days = len({reading.effective_on for reading in readings})
    found = key_result_forecast(definition, readings, today=today)
    if found is None:
        sentence = f"{NOT_ENOUGH_DATA.capitalize()}: readings on 3 days over at least 20 % of the period are needed, there are {days}."
        return ForecastView(enough_data=False, readings=days, sentence=sentence)
    slope = round(found.slope_ppm)
    until = "at the last period" if definition.metric in MAINTAIN_METRICS else f"on {definition.due_on}"
    sentence = (
        f"At {percent_text(slope, 2)} a day it ends at {percent_text(found.end_ppm)} {until}"
        f" ({percent_text(found.end_low_ppm)} to {percent_text(found.end_high_ppm)}){_miss(found.severity)}."
    )
    return ForecastView(
        enough_data=True,
        readings=days,
        progress_end=found.end_ppm,
        low=found.end_low_ppm,
        high=found.end_high_ppm,
        slope_per_day=slope,
        severity=found.severity,
        sentence=sentence,
    )


def result_forecasts(case: ReadCase, ids: Sequence[UUID]) -> dict[UUID, ForecastView]:
    """The forecasts of key results with enough readings of their own, by their ids."""
    check_ins = derived.check_ins_of(case.work, ids)
    found: dict[UUID, ForecastView] = {}
    for row in derived.key_results_by_id(case.work, list(check_ins)):
        if row.feed_method is not None:
            continue
        readings = readings_in_force([known.fact for known in known_check_ins(check_ins[row.id])])
        definition = definition_of(row, minimum_answers=case.settings.minimum_answers)
        forecast = result_forecast(definition, readings, today=case.today)
        if forecast is not None and forecast.enough_data:
            found[row.id] = forecast
    return found


def goal_forecast(past: Past, goal_id: UUID, *, is_exact: bool) -> ForecastView:
    """The forecast of a goal: the weighted mean of what counts, where each part has one.

    Of a goal whose parts were not worked out anew (`is_exact`) there is none: it would take all readings of the company.
    """
    readings = sum(len(evaluated.readings) for evaluated in past.evaluation.key_results.values())
    if not is_exact:
        sentence = "Not worked out: too much lies below; ask why of a part."
        return ForecastView(enough_data=False, readings=readings, sentence=sentence)
    ends = _ends(past)
    end = ends[goal_id]
    if end is None:
        sentence = f"{NOT_ENOUGH_DATA.capitalize()}: not every part that counts has a forecast."
        return ForecastView(enough_data=False, readings=readings, sentence=sentence)
    severity = severity_of(end)
    due_on = past.goals[goal_id]["due_on"]
    sentence = f"If all goes on like this, it ends at {percent_text(end)} on {due_on}{_miss(severity)}."
    return ForecastView(enough_data=True, readings=readings, progress_end=end, severity=severity, sentence=sentence)


def _ends(past: Past) -> dict[UUID, int | None]:
    """The forecast end of each goal, children before parents."""
    evaluation = past.evaluation
    of_results: dict[object, int | None] = {}
    for one, evaluated in evaluation.key_results.items():
        found = key_result_forecast(evaluated.fact.definition, evaluated.readings, today=evaluation.today)
        of_results[one] = None if found is None else found.end_ppm
    ends: dict[UUID, int | None] = {}
    for goal_id in levels(past.goals, ((link["child_id"], link["parent_id"]) for link in past.links)):
        parts = []
        for use in evaluation.goals[goal_id].children:
            if use.counts:
                end = of_results[use.id] if use.kind is ChildKind.KEY_RESULT else ends[use.id]  # type: ignore[index]
                parts.append(ForecastChild(end, use.weight_units))
        ends[goal_id] = objective_forecast_ppm(parts)
    return ends


def _miss(severity: Severity) -> str:
    return "" if severity is Severity.NONE else f": {severity} miss"
