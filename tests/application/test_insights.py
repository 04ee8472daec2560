"""Forecast, leverage, watermelons and guardrails are told where the goal is, with the reason in words."""

from datetime import date
from decimal import Decimal

from okr.contract.carrying import CarryForward
from okr.contract.check_ins import RecordCheckIn
from okr.contract.contributions import AskContributions, NewReceiver
from okr.contract.goals import ShowGoal
from okr.contract.insights import Insights
from okr.contract.key_results import EditKeyResult, ShowKeyResult
from okr.contract.why import Explain
from okr.domain.vocabulary import CycleState, Metric, Status
from tests.application.companies import TODAY, Company
from tests.application.cycle_company import NEXT, QUARTER, grade, move, plan_next, start_grading
from tests.application.goal_company import make_goal, make_top, reply_time


def told(company: Company, key: str, *, by: str = "sven") -> Insights:
    found = company.call(ShowGoal(key=key, insights=True), by=by).insights
    assert found is not None
    return found


def read(company: Company, key: str, value: int, day: date, **fields: object) -> None:
    given = {"key": key, "value": Decimal(value), "effective_on": day, **fields}
    company.call(RecordCheckIn.model_validate(given), by="emil")


def slow_goal(company: Company, **fields: object) -> str:
    """A goal that began on 1 October and has come from 9 to 8 hours on its way to 4 by mid November."""
    key = make_goal(company, activate=True, starts_on=date(2026, 10, 1), **fields).key
    for value, day in ((9, date(2026, 10, 12)), (9, date(2026, 10, 26)), (8, date(2026, 11, 16))):
        read(company, f"{key}.1", value, day)
    return key


def test_where_a_goal_is_heading_is_told_with_it(company: Company):
    key = slow_goal(company)

    forecast = told(company, key).forecast

    assert forecast is not None
    assert forecast.enough_data
    assert forecast.sentence == company.call(Explain(key=key)).forecast.sentence  # type: ignore[union-attr]
    result = company.call(ShowKeyResult(key=f"{key}.1", insights=True)).insights
    assert result is not None
    assert result.forecast is not None
    assert "critical miss" in result.forecast.sentence


def test_what_it_moves_at_the_top_is_told_with_it(company: Company):
    top = make_top(company)
    key = slow_goal(company, parent=top.key)

    (leverage,) = told(company, key).leverage

    assert (leverage.top, leverage.share) == (top.key, 500_000)


def test_a_watermelon_is_named_with_both_sides(company: Company):
    key = slow_goal(company)
    for day in (date(2026, 11, 17), date(2026, 11, 18)):
        assert told(company, key).watermelons == ()
        read(company, f"{key}.1", 8, day, status=Status.ON_TRACK, confidence=80)

    (found,) = told(company, key).watermelons

    assert found.key == f"{key}.1"
    assert found.sentence.startswith(
        f"{key}.1 is green outside and red inside, 2 check-ins in a row: the owner says on track"
    )
    assert "80 % sure where the forecast ends at" in found.sentence


def test_an_honest_owner_is_no_watermelon(company: Company):
    key = slow_goal(company)
    for day in (date(2026, 11, 17), date(2026, 11, 18)):
        read(company, f"{key}.1", 8, day, status=Status.OFF_TRACK, confidence=20, note="The tool is late")

    assert told(company, key).watermelons == ()


def test_a_broken_guardrail_says_what_it_does_to_the_goal(company: Company):
    guardrail = reply_time(
        title="Answers that are kind, in %", metric=Metric.AT_LEAST, baseline=None, target=None, lower=Decimal(90),
        unit_of_measure="%", guardrail=True, starts_on=date(2026, 10, 1),
    )  # fmt: skip
    key = make_goal(company, activate=True, key_results=(reply_time(), guardrail)).key
    company.call(RecordCheckIn(key=f"{key}.2", value=Decimal(80)), by="emil")

    assert told(company, key).guardrails == (
        f"The guardrail {key}.2 stands at 80, outside at least 90: the goal shows at best at risk.",
    )


def test_moved_goalposts_and_what_is_subscribed_are_told_with_it(company: Company):
    key = slow_goal(company)
    assert (told(company, key).moved, told(company, key).subscriptions) == ((), ())
    company.call(EditKeyResult(key=f"{key}.1", target=Decimal(6), reason="The tool comes late"), by="emil")
    company.call(AskContributions(parent=key, receivers=(NewReceiver(person="sven"),)), by="tess")

    [moved] = told(company, key).moved
    assert (moved.key, moved.field, moved.before, moved.after, moved.reason) == (
        f"{key}.1", "target", "4", "6", "The tool comes late",
    )  # fmt: skip
    assert [one.sentence for one in told(company, key).subscriptions] == [
        "asked 100 %, accepted 0 %, short by 100 points"
    ]
    result = company.call(ShowKeyResult(key=f"{key}.1", insights=True)).insights
    assert result is not None
    assert (len(result.moved), result.subscriptions) == (1, ())


def test_how_well_confidence_came_true_is_told_with_the_next_goal_to_its_owner_and_administrators(company: Company):
    key = slow_goal(company)
    read(company, f"{key}.1", 8, TODAY, confidence=70)
    assert told(company, key, by="emil").calibration is None
    start_grading(company)
    grade(company, key, post_mortem="The tool came late")
    move(company, CycleState.CLOSED, force=True, reason="The test closes it")
    plan_next(company)
    (one,) = company.call(CarryForward(source=QUARTER, target=NEXT, goals=(key,))).carried

    sentences = {by: told(company, str(one.new_key), by=by).calibration for by in ("emil", "olivia", "tess", "sven")}

    assert sentences["emil"] == sentences["olivia"]
    assert str(sentences["emil"]).startswith(
        "On average 70 % was said and 0 % came true: more confident than what came"
    )
    assert (sentences["tess"], sentences["sven"]) == (None, None)


def test_nothing_of_it_is_worked_out_unless_it_is_asked_for(company: Company):
    key = slow_goal(company)

    assert company.call(ShowGoal(key=key)).insights is None
    assert company.call(ShowKeyResult(key=f"{key}.1")).insights is None


def test_why_says_what_a_number_continues(company: Company):
    key = slow_goal(company)
    plan_next(company)
    (one,) = company.call(CarryForward(source=QUARTER, target=NEXT, goals=(key,))).carried

    goal, result = (company.call(Explain(key=one)) for one in (one.new_key or "", f"{one.new_key}.1"))

    assert [step.sentence for step in goal.steps if step.rule == "R16"] == [
        f"It continues {key} of {QUARTER}, which is active."
    ]
    assert [step.sentence for step in result.steps if step.rule == "R16"] == [
        f"It continues {key}.1 of {QUARTER}, whose last reading was 8."
    ]
