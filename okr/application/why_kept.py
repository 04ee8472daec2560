"""How a key result kept its check-in periods (R14), each with what decided it: as of now, or as of a day."""

from dataclasses import replace
from types import SimpleNamespace
from typing import NamedTuple, cast

from okr.application.as_of import Past
from okr.application.case import ReadCase
from okr.application.finding import FoundKeyResult
from okr.application.key_result_numbers import duty_of, known_check_ins
from okr.application.timeliness import kept_sentence
from okr.contract.why import PeriodKept, Step
from okr.domain.numbers import percent_text
from okr.domain.timeliness import tally_of, timeliness_periods
from okr.domain.vocabulary import GoalState, Timeliness
from storage import derived
from storage.derived import AnyRow


class Kept(NamedTuple):
    """The periods that were due, and the step of the derivation that adds them up."""

    periods: tuple[PeriodKept, ...]
    step: Step


def kept(case: ReadCase, past: Past, found: FoundKeyResult) -> Kept:
    """How the periods of a key result were kept by the day; the owner's employment and time zone are those of today's owner."""
    result, goal = past.key_results[found.id], past.goals[found.goal.id]
    (row,) = derived.key_results_by_id(case.work, [found.id])
    held = {"state": result["state"], "goal_state": goal["state"], "pauses": goal["pauses"]}
    duty = duty_of(cast(AnyRow, SimpleNamespace(**{**row._asdict(), **held})), case.settings.time_zone)
    definition = replace(
        past.evaluation.key_results[found.id].fact.definition, paused=goal["state"] is GoalState.PAUSED
    )
    facts = [check_in.fact for check_in in known_check_ins(past.check_ins.get(found.id, ()))]
    periods = timeliness_periods(definition, facts, today=past.when.day, duty=duty)
    recorded_on = {one.number: one.recorded_at.astimezone(duty.zone).date() for one in facts}
    tally = tally_of(periods)
    rate = tally.on_time_rate_ppm
    return Kept(
        tuple(
            PeriodKept(
                opens_after=one.opens_after,
                due_on=one.due_on,
                kept=one.timeliness,
                number=one.check_in_number,
                recorded_on=None if one.check_in_number is None else recorded_on.get(one.check_in_number),
            )
            for one in periods
            if one.timeliness is not Timeliness.NOT_DUE
        ),
        Step(rule="R14", sentence=kept_sentence(tally), result=None if rate is None else percent_text(rate)),
    )
