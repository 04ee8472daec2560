"""How well confidence came true (R12): the Brier score of a person over closed cycles, for that person and administrators."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import find_cycle, find_person
from okr.application.handlers import reads
from okr.application.rights import who_has
from okr.contract.base import PersonRef
from okr.contract.grading import Calibration, CycleCalibration, ShowCalibration
from okr.domain.confidence import Prediction, brier_ppm, outcome
from okr.domain.errors import NotAllowed, RuleViolation
from okr.domain.numbers import PPM, divide_half_up
from okr.domain.policy import Action, PersonFacts, explain
from okr.domain.vocabulary import Ambition, CycleState
from storage import cycles as cycle_statements
from storage import grades as statements
from storage import people as people_statements

COIN_PPM = 250_000
"""The Brier score of somebody who always says 50 %."""


@reads(ShowCalibration)
def show_calibration(case: ReadCase, query: ShowCalibration) -> Calibration:
    """A person's confidences beside what came of them; drawn at the close of a cycle, not before."""
    person = find_person(case, query.person if query.person is not None else case.actor.handle)
    facts = PersonFacts(person.id, person.path, people_statements.unit_path(case.work, person.id))
    if not case.may(Action.SEE_CALIBRATION, facts):
        raise NotAllowed(explain(Action.SEE_CALIBRATION, facts), hint=who_has(case, Action.SEE_CALIBRATION, facts))
    rows = statements.predictions(case.work, person.id, _closed(case, query.cycle))
    predictions = [_prediction(row) for row in rows]
    brier = brier_ppm(predictions)
    return Calibration(
        person=PersonRef(handle=person.handle, name=person.name),
        predictions=len(predictions),
        came_true=sum(one.came_true for one in predictions),
        mean_confidence=_mean(predictions) if predictions else None,
        brier=brier,
        sentence=_sentence(predictions, brier),
        cycles=tuple(_of_cycle(key, list(group)) for key, group in groupby(rows, key=lambda row: str(row.cycle_key))),
    )


def _closed(case: ReadCase, key: str | None) -> list[UUID]:
    """The closed cycles that are looked at."""
    if key is None:
        return [row.id for row in cycle_statements.in_state(case.work, CycleState.CLOSED)]
    cycle = find_cycle(case, key)
    if cycle.state is not CycleState.CLOSED:
        raise RuleViolation(
            f"{cycle.key} is {cycle.state}; how well confidence came true is drawn when it is closed.", field="cycle"
        )
    return [cycle.id]


def _prediction(row: Found) -> Prediction:
    return Prediction(row.confidence_percent, outcome(row.computed_ppm, committed=row.ambition is Ambition.COMMITTED))


def _of_cycle(key: str, rows: Sequence[Found]) -> CycleCalibration:
    predictions = [_prediction(row) for row in rows]
    return CycleCalibration(
        cycle=key,
        predictions=len(predictions),
        came_true=sum(one.came_true for one in predictions),
        mean_confidence=_mean(predictions),
        brier=brier_ppm(predictions) or 0,
    )


def _mean(predictions: Sequence[Prediction]) -> int:
    return divide_half_up(sum(one.confidence_percent for one in predictions) * PPM, len(predictions) * 100)


def _sentence(predictions: Sequence[Prediction], brier: int | None) -> str:
    if brier is None:
        return "No check-in of a closed cycle said how confident it was."
    said, came = _mean(predictions), divide_half_up(sum(one.came_true for one in predictions) * PPM, len(predictions))
    said_percent, came_percent = divide_half_up(said, 10_000), divide_half_up(came, 10_000)
    if said - came > PPM // 10:
        leaning = "more confident than what came"
    elif came - said > PPM // 10:
        leaning = "more careful than what came"
    else:
        leaning = "well in line with what came"
    better = "better" if brier < COIN_PPM else "no better"
    return (
        f"On average {said_percent} % was said and {came_percent} % came true: {leaning}; {better} than tossing a coin."
    )
