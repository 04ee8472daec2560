"""R12: key results whose owners say that they stand better than the arithmetic does."""

from collections.abc import Sequence
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.key_result_numbers import definition_of, known_check_ins
from okr.contract.insights import Watermelon
from okr.domain.confidence import CONFIDENT_FROM_PERCENT, IN_A_ROW, Claim, is_watermelon, rosier_than_pace
from okr.domain.definitions import KeyResultDefinition
from okr.domain.figures import figures_of_readings
from okr.domain.forecast import key_result_forecast
from okr.domain.numbers import percent_text
from okr.domain.pace import PaceFactors
from okr.domain.readings import Reading, readings_in_force
from storage import derived
from storage.derived import AnyRow


def watermelons(case: ReadCase, ids: Sequence[UUID]) -> tuple[Watermelon, ...]:
    """Which of some key results are green outside and red inside, by key."""
    check_ins = derived.check_ins_of(case.work, ids)
    found = []
    for row in derived.key_results_by_id(case.work, ids):
        if row.feed_method is not None or row.id not in check_ins:
            continue
        readings = readings_in_force([known.fact for known in known_check_ins(check_ins[row.id])])
        definition = definition_of(row, minimum_answers=case.settings.minimum_answers)
        factors = PaceFactors(row.on_track_percent, row.at_risk_percent, row.allowance_percent)
        until = [readings[:place] for place in range(len(readings), max(0, len(readings) - IN_A_ROW), -1)]
        if not all(_is_rosier(definition, each, factors=factors) for each in until):
            continue
        claims = [_claim(definition, each, factors=factors) for each in reversed(until)]
        if is_watermelon(claims):
            found.append(Watermelon(key=row.key, title=row.title, sentence=_sentence(row, claims[-1])))
    return tuple(sorted(found, key=_place))


def _place(found: Watermelon) -> tuple[str, int]:
    goal, _, number = found.key.rpartition(".")
    return goal, int(number)


def _is_rosier(definition: KeyResultDefinition, readings: Sequence[Reading], *, factors: PaceFactors) -> bool:
    """Whether the last of some readings is rosier than the arithmetic of its day; works out only what it was said beside.

    A team has hundreds of results, of which hardly any is a watermelon: a forecast of each took longer than asking for them.
    """
    said = readings[-1]
    nothing = Claim(None, None, None, None)
    if said.status is not None:
        pace = figures_of_readings(definition, readings, today=said.effective_on, factors=factors).status
        if rosier_than_pace(nothing._replace(owner_status=said.status, pace_status=pace)):
            return True
    if said.confidence is None or said.confidence < CONFIDENT_FROM_PERCENT:
        return False
    heading = key_result_forecast(definition, readings, today=said.effective_on)
    end_ppm = None if heading is None else heading.end_ppm
    return rosier_than_pace(nothing._replace(confidence_percent=said.confidence, forecast_end_ppm=end_ppm))


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
