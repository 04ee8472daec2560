"""Why a number is what it is: the derivation in words and as data; the numbers are those of `cascade`."""

from datetime import date
from decimal import Decimal

import pytest

from okr.application import why_figures
from okr.contract.base import Figures
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import LinkGoal, ListGoals, SetGoalState, SetOverride, ShowGoal
from okr.contract.key_results import FeedKeyResult, ListKeyResults, NewKeyResult
from okr.contract.why import Explain, Explanation
from okr.domain.errors import NotFound
from okr.domain.vocabulary import Ambition, Colour, FeedMethod, GoalState, Metric, Severity, Status, SurveyKind
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import DUE_ON, MADE_ON, QUARTER, check_in, held, make, result


def explain(company: Company, key: str, by: str | None = None, *, as_of: date | None = None) -> Explanation:
    return company.call(Explain(key=key, as_of=as_of), by=by)


def sentences(explanation: Explanation, rule: str) -> list[str]:
    return [step.sentence for step in explanation.steps if step.rule.startswith(rule)]


def figures(found: Figures) -> dict[str, object]:
    return {name: getattr(found, name) for name in Figures.model_fields}


def test_a_key_result_is_explained_by_its_formula_and_the_line_that_held(cascade: Company) -> None:
    found = explain(cascade, "HELP-1.1")
    assert found.summary == "HELP-1.1 stands at 50 % where 50 % is expected: on track."
    assert "(80 - 100) / (60 - 100) = 0.5." in sentences(found, "R1")
    assert sentences(found, "R5") == ["40 of 80 days are gone: 40 / 80 = 0.5."]
    assert sentences(found, "R6 line 7") == [
        "50 % done where 50 % is expected: on track. 50.00 % >= 0.9 * 50.00 % - 0.05 * 50.00 % = 42.50 % (on track)."
    ]
    assert [(one.number, one.value, one.used_for) for one in found.readings] == [
        (2, Decimal(80), "the current value"),
        (1, Decimal(90), "the trend"),
    ]
    assert found.readings[1].by is not None
    assert found.readings[1].by.handle == "emil"
    # The Fridays 16 and 23 October and 6 November went by; the readings of 29 October and 18 November are of the 30th and the 20th.
    assert sentences(found, "R14") == [
        "Of 5 decided check-in periods 2 were on time, 0 late, 3 missed: on-time rate 40 %."
    ]


def test_what_is_clamped_is_said_with_both_numbers(cascade: Company) -> None:
    found = explain(cascade, "HELP-2.1", "tess")
    assert "-25 % (below the baseline, counts as 0 %)." in sentences(found, "R1")
    assert found.summary == "HELP-2.1 stands at -25 % (counts as 0 %) where 50 % is expected: off track."
    assert "0.00 % < 0.7 * 50.00 % - 0.05 * 50.00 % = 32.50 % (at risk)" in sentences(found, "R6 line 9")[0]


def test_a_goal_is_explained_by_its_parts(cascade: Company) -> None:
    found = explain(cascade, "CARE-1")
    assert (
        "Progress is the average of the parts, each by its weight: (2 * 0.5 + 1 * 0.5 + 1 * 0) / 4 = 0.375."
        in sentences(found, "R2")
    )
    assert sentences(found, "R5") == [
        "Expected is the average of what is expected of them, each by its weight: (2 * 0.5 + 1 * 0.5 + 1 * 0.5) / 4 = 0.5."
    ]
    parts = [(part.key, part.weight, part.share, part.progress, part.adds, part.status) for part in found.parts]
    assert parts == [
        ("CARE-1.1", Decimal(2), 500_000, 500_000, 250_000, Status.ON_TRACK),
        ("HELP-1", Decimal(1), 250_000, 500_000, 125_000, Status.ON_TRACK),
        ("HELP-2", Decimal(1), 250_000, 0, 0, Status.OFF_TRACK),
    ]
    assert found.summary == (
        "CARE-1 stands at 38 % where 50 % is expected: at risk;"
        " the weakest part is HELP-2 (Solve the difficult cases sooner), off track."
    )
    assert sentences(found, "R8")[-1].startswith("The weakest below is off track, worse than the whole: HELP-2")
    assert (found.score, found.score_colour) == (375_000, Colour.RED)
    assert sum(part.adds or 0 for part in found.parts) == found.progress


def test_the_share_in_the_top_says_what_catching_up_would_bring(cascade: Company) -> None:
    (own,) = explain(cascade, "HELP-2").leverage
    # 3/4 of ACME-1 is CARE-1, 1/4 of which is HELP-2: 0.1875, and half is missing.
    assert (own.top, own.share, own.risk) == ("ACME-1", 187_500, 93_750)
    (of_result,) = explain(cascade, "CARE-1.1").leverage
    assert (of_result.share, of_result.risk) == (375_000, 0)
    assert explain(cascade, "SALES-1").leverage == ()
    assert explain(cascade, "SALES-2").leverage == ()  # it supports, which never counts
    cascade.call(LinkGoal(child="HELP-2", parent="ACME-1", weight=Decimal(1)))
    # Over CARE-1 3/5 * 1/4 and directly 1/5.
    assert [one.share for one in explain(cascade, "HELP-2").leverage] == [350_000]


def test_every_explanation_has_the_numbers_that_lists_show(cascade: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {row.key: figures(row) for row in cascade.call(ListGoals()).items}
    views = {view.key: figures(view) for view in cascade.call(ListKeyResults()).items}
    assert {key: figures(explain(cascade, key)) for key in rows | views} == rows | views
    # A goal with much below it is explained by the stored numbers of its parts.
    exact = {key: explain(cascade, key) for key in rows}
    monkeypatch.setattr(why_figures, "EXACT_UP_TO", 0)
    stored = {key: explain(cascade, key) for key in rows}
    left_out = {"forecast"}
    assert {key: one.model_dump(exclude=left_out) for key, one in stored.items()} == {
        key: one.model_dump(exclude=left_out) for key, one in exact.items()
    }
    assert [one.forecast.enough_data for one in stored.values() if one.forecast] == [False] * 4 + [False] * 2


def test_the_past_of_a_goal_with_much_below_is_explained_by_its_parts(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Explain(key=key, as_of=QUARTER) for key in ("ACME-1", "CARE-1", "HELP-1")]
    exact = [cascade.call(one) for one in asked]
    monkeypatch.setattr(why_figures, "EXACT_UP_TO", 0)
    for one, query in zip(exact, asked, strict=True):
        assert cascade.call(query).model_dump(exclude={"forecast"}) == one.model_dump(exclude={"forecast"})


def test_hidden_parts_are_in_the_numbers_and_unnamed(cascade: Company) -> None:
    found = explain(cascade, "CARE-1", "sven")
    assert (found.progress, found.hidden_parts) == (375_000, 1)
    assert "1 part is included but not shown to you." in sentences(found, "R2")
    assert "a part that is not shown to you" in found.summary
    text = found.model_dump_json()
    assert "HELP-2" not in text
    assert "difficult cases" not in text
    assert "1.5 / 4, over 3 parts = 0.375" in sentences(found, "R2")[0]
    with pytest.raises(NotFound):
        explain(cascade, "HELP-2.1", "sven")


def test_what_is_left_out_is_said_with_the_reason(cascade: Company) -> None:
    cascade.call(SetGoalState(key="HELP-2", state=GoalState.PAUSED, reason="No tool"), by="tess")
    assert "HELP-2 is left out: it is paused." in sentences(explain(cascade, "CARE-1"), "R2")
    top = explain(cascade, "ACME-1")
    assert "SALES-2 is left out: it supports and does not contribute." in sentences(top, "R2")
    assert {part.key: part.left_out_because for part in top.parts}["CARE-1"] is None


def test_an_override_is_named_beside_the_computed_status(cascade: Company) -> None:
    cascade.call(SetOverride(key="HELP-1", status=Status.AT_RISK, reason="Staff is ill"), by="emil")
    found = explain(cascade, "HELP-1")
    assert found.status is Status.AT_RISK
    assert sentences(found, "R7") == ["Emil Employee set at risk in place of on track: Staff is ill"]
    assert "at risk (set by Emil Employee, computed on track)" in found.summary


def test_a_broken_guardrail_caps_its_goal_and_is_named(cascade: Company) -> None:
    made = make(
        cascade,
        "Stay friendly under load all the time",
        "HELP",
        "emil",
        result("Speed", 0, 10),
        held("Friendly", 95, guardrail=True),
        parent="CARE-1",
    )
    check_in(cascade, f"{made}.1", 10)
    check_in(cascade, f"{made}.2", 90)
    found = explain(cascade, made)
    assert f"Broken guardrail: {made}.2; at best at risk." in sentences(found, "R8")
    assert sentences(explain(cascade, f"{made}.2"), "R8") == [
        "The guardrail is broken: its objective is at best at risk."
    ]
    assert cascade.call(ShowGoal(key=made)).broken_guardrails == (f"{made}.2",)
    # Its periods: 5 without a reading and past their grace, the one to 20 November outside.
    assert "0 periods inside the limits / 6 decided, 5 of the others without a reading = 0." in sentences(
        explain(cascade, f"{made}.2"), "R1"
    )


def test_few_answers_cannot_turn_a_survey_green(cascade: Company) -> None:
    survey = result("Recommend us", 0, 50, survey=SurveyKind.NPS, minimum_answers=30)
    made = make(cascade, "Be recommended by the customers we help", "HELP", "emil", survey, parent="CARE-1")
    check_in(cascade, f"{made}.1", 40, answers=10)
    found = explain(cascade, f"{made}.1")
    assert found.status is Status.AT_RISK
    assert "only 10 of 30 answers needed, so it is at best at risk" in sentences(found, "R6 line 7")[0]


def test_each_metric_says_how_its_progress_came_about(cascade: Company) -> None:
    steps = NewKeyResult.model_validate(
        {
            "title": "Steps",
            "metric": Metric.MILESTONES,
            "milestones": [{"title": "a", "weight": 1, "due_on": date(2026, 11, 1)}, {"title": "b", "weight": 3}],
            "starts_on": MADE_ON,
            "due_on": DUE_ON,
        }
    )
    plain = {"starts_on": MADE_ON, "due_on": DUE_ON, "unit_of_measure": "points"}
    kinds = [
        steps,
        NewKeyResult.model_validate({"title": "Done", "metric": Metric.YES_NO} | plain),
        NewKeyResult.model_validate({"title": "Known", "metric": Metric.BASELINE} | plain),
        NewKeyResult.model_validate({"title": "Watched", "metric": Metric.TRACKED} | plain),
        result("Curved", 0, 100, checkpoints=({"day": date(2026, 12, 8), "value": 20},)),
        result("Silent", 0, 100),
    ]
    made = make(cascade, "Show customers how every step went", "HELP", "emil", *kinds, parent="CARE-1")
    for number, value in ((1, 1), (2, 1), (3, 7), (4, 7), (5, 10)):
        check_in(cascade, f"{made}.{number}", value, note="The signed paper is filed")
    one = {number: explain(cascade, f"{made}.{number}") for number in range(1, 7)}
    assert "1 of 4 done by weight = 0.25." in sentences(one[1], "R1")
    assert sentences(one[1], "R5") == ["Milestones of weight 1 of 4 are due by now = 0.25."]
    assert "Yes counts as 1." in sentences(one[2], "R1")
    assert sentences(one[2], "R6 line 2") == ["Nothing is expected before 2026-12-28."]
    assert "A first reading is there: where we stand is known." in sentences(one[3], "R1")
    assert one[4].summary.startswith(f"{made}.4 is tracked without a target")
    assert (one[4].status, one[4].progress, one[4].coverage, one[4].forecast) == (None, None, None, None)
    assert sentences(one[5], "R5") == ["Between 0 on 2026-10-09 and 20 on 2026-12-08, day 40 of 60: 0.133333."]
    assert sentences(one[6], "R1")[0] == "There is no reading yet: the baseline counts."
    assert f"{made}.4 is left out: it is tracked without a target." in sentences(explain(cascade, made), "R2")


def test_a_fed_value_is_explained_by_what_feeds_it(cascade: Company) -> None:
    cascade.call(FeedKeyResult(child="HELP-2.1", parent="HELP-1.1", method=FeedMethod.SUM))
    found = explain(cascade, "HELP-1.1")
    whole, *parts = sentences(found, "R3")
    assert whole == "The sum of the key result that feeds it, the newest reading from 2026-11-18."
    assert len(parts) == 1
    assert parts[0].startswith("HELP-2.1 adds ")
    assert not sentences(found, "R14")
    assert found.readings == ()
    assert found.forecast is not None
    assert found.forecast.sentence.startswith("Not worked out: it has no readings of its own")


def test_a_forecast_needs_three_days_over_a_fifth_of_the_time(cascade: Company) -> None:
    few = explain(cascade, "HELP-1.1").forecast
    assert few is not None
    assert (few.enough_data, few.readings) == (False, 2)
    check_in(cascade, "HELP-1.1", 85, effective_on=date(2026, 11, 8))
    found = explain(cascade, "HELP-1.1").forecast
    # 0.25, 0.375 and 0.5 after 20, 30 and 40 days: 0.0125 a day, 40 days are left.
    assert found is not None
    assert (found.enough_data, found.slope_per_day, found.progress_end) == (True, 12_500, 1_000_000)
    assert found.severity is Severity.NONE
    goal = explain(cascade, "HELP-1").forecast
    assert goal is not None
    assert goal.progress_end == 1_000_000
    above = explain(cascade, "CARE-1").forecast
    assert above is not None
    assert not above.enough_data


def test_the_past_is_explained_as_it_was(cascade: Company) -> None:
    found = explain(cascade, "CARE-1", as_of=QUARTER)
    assert (found.as_of, found.progress, found.expected) == (QUARTER, 62_500, 250_000)
    assert (
        "Progress is the average of the parts, each by its weight: (2 * 0 + 1 * 0.25 + 1 * 0) / 4 = 0.0625."
        in sentences(found, "R2")
    )
    of_result = explain(cascade, "HELP-1.1", as_of=QUARTER)
    assert sentences(of_result, "R14") == [
        "Of 2 decided check-in periods 1 were on time, 0 late, 1 missed: on-time rate 50 %."
    ]
    assert [one.number for one in of_result.readings] == [1]


def test_a_voided_reading_is_not_among_those_used(cascade: Company) -> None:
    cascade.call(RecordCheckIn(key="HELP-1.1", voids=2, note="Wrong team"), by="emil")
    found = explain(cascade, "HELP-1.1")
    assert [one.number for one in found.readings] == [1]
    assert "(90 - 100) / (60 - 100) = 0.25." in sentences(found, "R1")


def test_a_closing_score_is_coloured_by_ambition(cascade: Company) -> None:
    made = make(
        cascade,
        "Delight the customers who wrote to us",
        "HELP",
        "emil",
        result("Delighted", 0, 10),
        parent="CARE-1",
        ambition=Ambition.ASPIRATIONAL,
    )
    check_in(cascade, f"{made}.1", 7)
    found = explain(cascade, f"{made}.1")
    assert (found.score, found.score_colour) == (700_000, Colour.GREEN)
    assert sentences(found, "R11") == [
        "If it closed like this, its score would be 0.7: green for an aspirational goal."
    ]
    assert found.as_of == TODAY
