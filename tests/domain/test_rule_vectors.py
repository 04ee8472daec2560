"""The vectors that every implementation of the rules must meet."""

from datetime import date
from decimal import Decimal
from itertools import islice

import pytest

from okr.domain.cadence import due_days, monthly_from
from okr.domain.confidence import Prediction, brier_ppm
from okr.domain.figures import key_result_figures
from okr.domain.forecast import Point, forecast
from okr.domain.numbers import PPM, ppm_to_decimal_string, ratio_ppm
from okr.domain.pace import DEFAULT_FACTORS, expected_ppm, first_line
from okr.domain.rollup import ChildFigures, GoalSums, contribution, goal_figures
from okr.domain.survey import compare_waves, nps, share
from okr.domain.vocabulary import Severity, Status, SurveyKind
from tests.domain.arithmetic import D0, at_least, check_in, check_ins, day, decrease, increase


@pytest.mark.parametrize(
    ("value", "raw", "counted"),
    [("80", 500_000, 500_000), ("70", 750_000, 750_000), ("50", 1_250_000, PPM), ("110", -250_000, 0)],
)
def test_progress_of_a_decrease(value, raw, counted):
    figures = key_result_figures(decrease(), check_ins((10, value)), today=day(10))
    assert (figures.progress_raw_ppm, figures.progress_ppm) == (raw, counted)


def test_progress_of_an_increase_below_its_baseline():
    definition = increase(baseline=Decimal(20), target=Decimal(40))
    figures = key_result_figures(definition, check_ins((10, 15)), today=day(10))
    assert (figures.progress_raw_ppm, figures.progress_ppm) == (-250_000, 0)


def _child(progress_ppm: int, expected: int = 0) -> ChildFigures:
    return ChildFigures(progress_ppm, expected, PPM, Status.ON_TRACK, Status.ON_TRACK, has_reading=True)


@pytest.mark.parametrize(("weights", "progress"), [((1, 1, 1), "0.5"), ((3, 2, 1), "0.666667")])
def test_roll_up_of_three_children(weights, progress):
    sums = GoalSums()
    for weight, raw_ppm in zip(weights, (1_250_000, 500_000, -200_000), strict=True):
        sums += contribution(weight * 10_000, _child(max(0, min(PPM, raw_ppm))), speaks=True)
    figures = goal_figures(sums, due_on=day(90), today=day(1), committed=True)
    assert ppm_to_decimal_string(figures.progress_ppm) == progress


@pytest.mark.parametrize(
    ("expected", "progress", "status"),
    [
        (500_000, 430_000, Status.ON_TRACK),
        (500_000, 420_000, Status.AT_RISK),
        (500_000, 330_000, Status.AT_RISK),
        (500_000, 320_000, Status.OFF_TRACK),
        (ratio_ppm(5, 12), 180_000, Status.OFF_TRACK),
        (50_000, -5_000_000, Status.AT_RISK),
    ],
)
def test_pace_at_the_bars(expected, progress, status):
    found, _ = first_line(
        progress,
        expected,
        attained=False,
        below_baseline=progress < 0,
        has_reading=True,
        after_due=False,
        committed=True,
        factors=DEFAULT_FACTORS,
    )
    assert found is status


def test_maintain_over_thirteen_weeks_with_one_missing():
    history = check_ins(*((7 * week, 95 if week <= 9 else 80) for week in range(1, 13)))
    before = key_result_figures(at_least(), history, today=day(91 + 2))
    after = key_result_figures(at_least(), history, today=day(91 + 3))
    assert before.progress_raw_ppm == ratio_ppm(9, 12)
    assert after.progress_raw_ppm == ratio_ppm(9, 13)


def test_expected_progress_along_a_checkpoint():
    definition = increase(checkpoints=((day(60), Decimal(20)),))
    assert expected_ppm(definition, day(45)) == 150_000


@pytest.mark.parametrize(
    ("counts", "score", "margin"),
    [((50, 30, 20), 30, "15.08"), ((500, 300, 200), 30, "4.83"), ((10, 0, 0), 100, "29.4")],
)
def test_nps_and_its_margin(counts, score, margin):
    found = nps(*counts)
    assert found is not None
    assert found.score == score
    assert str(found.margin.quantize(Decimal(margin))) == margin


def test_two_waves_within_noise():
    earlier, later = nps(50, 30, 20), nps(55, 28, 17)
    assert earlier is not None
    assert later is not None
    found = compare_waves(earlier, later)
    assert (found.gap, str(found.noise.quantize(Decimal("0.1"))), found.differs) == (Decimal(8), "21.0", False)


@pytest.mark.parametrize(
    ("hits", "answers", "low", "high"), [(80, 100, "71.1", "86.7"), (30, 30, "88.6", "100.0"), (0, 10, "0.0", "27.8")]
)
def test_wilson_interval_of_a_share(hits, answers, low, high):
    found = share(SurveyKind.CSAT, hits, answers=answers)
    assert found is not None
    assert [str(end.quantize(Decimal("0.1"))) for end in (found.low, found.high)] == [low, high]


def test_forecast_of_five_readings():
    points = [
        Point(day(on), ppm) for on, ppm in zip((0, 7, 14, 21, 28), (0, 50_000, 80_000, 140_000, 180_000), strict=True)
    ]
    found = forecast(points, starts_on=D0, due_on=day(84), today=day(28))
    assert found is not None
    assert round(float(found.slope_ppm)) == 6429
    assert (found.end_ppm, found.end_low_ppm, found.end_high_ppm) == (540_000, 500_000, 580_000)
    assert found.severity is Severity.CRITICAL


def test_brier_score_of_three_predictions():
    predictions = [Prediction(80, True), Prediction(80, False), Prediction(30, False)]
    assert brier_ppm(predictions) == ratio_ppm(77, 300)
    assert round((brier_ppm(predictions) or 0) / PPM, 3) == 0.257


@pytest.mark.parametrize(
    ("kept", "progress", "status"), [(PPM, 750_000, Status.ON_TRACK), (750_000, 625_000, Status.AT_RISK)]
)
def test_half_time_of_an_increase_and_a_maintain(kept, progress, status):
    sums = contribution(10_000, _child(500_000, 500_000), speaks=True)
    sums += contribution(10_000, _child(kept, PPM), speaks=True)
    figures = goal_figures(sums, due_on=day(90), today=day(45), committed=True)
    assert (figures.progress_ppm, figures.expected_ppm, figures.status) == (progress, 750_000, status)


def test_half_time_of_an_increase_and_a_maintain_from_their_readings():
    rising = key_result_figures(increase(), check_ins((45, 50)), today=day(45))
    held = key_result_figures(at_least(due_on=day(90)), [check_in(1, 7, 95), check_in(2, 45, 95)], today=day(45))
    assert (rising.progress_ppm, rising.expected_ppm, held.expected_ppm) == (500_000, 500_000, PPM)


def test_monthly_due_days_from_the_end_of_january():
    start = date(2026, 1, 31)
    wanted = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
    assert list(islice(monthly_from(start), 5)) == wanted
    assert list(due_days("monthly", start, date(2026, 6, 15)))[:4] == wanted[1:]
