"""Forecast (R9), leverage (R15), watermelons (R12) and broken guardrails (R8) of a goal or a key result, with the reason in words."""

from collections.abc import Sequence
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.key_result_numbers import definition_of, known_check_ins
from okr.application.why import explain
from okr.contract.insights import Insights, Watermelon
from okr.contract.key_results import KeyResultView
from okr.contract.why import Explain
from okr.domain.confidence import IN_A_ROW, Claim, is_watermelon
from okr.domain.definitions import KeyResultDefinition
from okr.domain.figures import figures_of_readings
from okr.domain.forecast import key_result_forecast
from okr.domain.numbers import decimal_text, percent_text
from okr.domain.pace import PaceFactors
from okr.domain.readings import Reading, readings_in_force
from storage import derived
from storage.derived import AnyRow


def insights_of(case: ReadCase, key: str, results: Sequence[KeyResultView], ids: Sequence[UUID]) -> Insights:
    """What stands behind a goal, or behind one key result; `results` are its key results as they are shown, `ids` their ids."""
    told = explain(case, Explain(key=key))
    return Insights(
        forecast=told.forecast,
        leverage=told.leverage,
        watermelons=_watermelons(case, ids),
        guardrails=tuple(_broken(result) for result in results if result.guardrail_broken),
    )


def _watermelons(case: ReadCase, ids: Sequence[UUID]) -> tuple[Watermelon, ...]:
    check_ins = derived.check_ins_of(case.work, ids)
    found = []
    for row in derived.key_results_by_id(case.work, ids):
        if row.feed_method is not None or row.id not in check_ins:
            continue
        readings = readings_in_force([known.fact for known in known_check_ins(check_ins[row.id])])
        definition = definition_of(row, minimum_answers=case.settings.minimum_answers)
        factors = PaceFactors(row.on_track_percent, row.at_risk_percent, row.allowance_percent)
        claims = [
            _claim(definition, readings[: place + 1], factors=factors)
            for place in range(max(0, len(readings) - IN_A_ROW), len(readings))
        ]
        if is_watermelon(claims):
            found.append(Watermelon(key=row.key, title=row.title, sentence=_sentence(row, claims[-1])))
    return tuple(sorted(found, key=lambda one: int(one.key.rpartition(".")[2])))


def _claim(definition: KeyResultDefinition, readings: Sequence[Reading], *, factors: PaceFactors) -> Claim:
    """What the last of some readings said, beside the arithmetic of its day."""
    said = readings[-1]
    day = said.effective_on
    heading = key_result_forecast(definition, readings, today=day)
    return Claim(
        owner_status=said.status,
        confidence_percent=said.confidence,
        pace_status=figures_of_readings(definition, readings, today=day, factors=factors).status,
        forecast_end_ppm=None if heading is None else heading.end_ppm,
    )


def _sentence(row: AnyRow, claim: Claim) -> str:
    said = []
    if claim.owner_status is not None and claim.pace_status is not None:
        said.append(f"the owner says {claim.owner_status} where the pace says {claim.pace_status}")
    if claim.confidence_percent is not None and claim.forecast_end_ppm is not None:
        said.append(
            f"{claim.confidence_percent} % sure where the forecast ends at {percent_text(claim.forecast_end_ppm)}"
        )
    return f"{row.key} is green outside and red inside, {IN_A_ROW} check-ins in a row: {'; '.join(said)}."


def _broken(result: KeyResultView) -> str:
    limits = " and ".join(
        f"{word} {decimal_text(value)}"
        for word, value in (("at least", result.lower), ("at most", result.upper))
        if value is not None
    )
    now = "nothing" if result.current is None else decimal_text(result.current)
    return f"The guardrail {result.key} stands at {now}, outside {limits}: the goal shows at best at risk."
