"""Where a result will end if it goes on as it did (R9)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.forecast import (
    ForecastChild,
    Point,
    forecast,
    key_result_forecast,
    objective_forecast_ppm,
    percentile,
    progress_points,
    severity_of,
)
from okr.domain.numbers import PPM
from okr.domain.readings import readings_in_force
from okr.domain.vocabulary import Metric, Severity
from tests.domain.arithmetic import D0, at_least, check_ins, day, increase, plain


def _forecast(*pairs, today=None, length=100):
    points = [Point(day(on), ppm) for on, ppm in pairs]
    newest = max((on for on, _ in pairs), default=0)
    return forecast(points, starts_on=D0, due_on=day(length), today=day(newest if today is None else today))


series = st.dictionaries(st.integers(0, 90), st.integers(-PPM, 2 * PPM), min_size=3, max_size=15)


@given(series)
def test_the_range_holds_the_slope_and_the_end(by_day):
    found = _forecast(*by_day.items())
    if found is None:
        assert 5 * (max(by_day) - min(by_day)) < 100
        return
    assert found.slope_low_ppm <= found.slope_ppm <= found.slope_high_ppm
    assert found.end_low_ppm <= found.end_ppm <= found.end_high_ppm


@given(st.integers(-5_000, 20_000), st.integers(0, 100_000), st.sets(st.integers(0, 80), min_size=3, max_size=10))
def test_a_straight_series_goes_on_straight(slope, start, days):
    found = _forecast(*((on, start + slope * on) for on in days))
    if found is not None:
        assert found.slope_ppm == found.slope_low_ppm == found.slope_high_ppm == slope
        assert found.end_ppm == start + slope * 100


def test_one_wild_reading_does_not_move_the_slope():
    steady = [(on, 1_000 * on) for on in range(0, 50, 5)]
    found = _forecast(*steady, (22, 900_000))
    assert found is not None
    assert found.slope_ppm == 1_000


@pytest.mark.parametrize(
    ("pairs", "enough"),
    [
        ([(0, 0), (20, 1)], False),
        ([(0, 0), (10, 1), (19, 2)], False),
        ([(0, 0), (10, 1), (20, 2)], True),
        ([(0, 0), (0, 1), (20, 2)], False),
    ],
)
def test_it_needs_three_days_over_a_fifth_of_the_period(pairs, enough):
    assert (_forecast(*pairs) is not None) is enough


def test_of_several_readings_on_a_day_the_last_counts():
    assert _forecast((0, 0), (10, 999), (10, 10_000), (20, 20_000)) == _forecast((0, 0), (10, 10_000), (20, 20_000))


def test_readings_after_today_do_not_count():
    assert _forecast((0, 0), (10, 1), (20, 2), today=19) is None


def test_days_left_run_from_today_and_end_with_the_due_day():
    pairs = [(0, 0), (10, 100_000), (20, 200_000)]
    ends = [_forecast(*pairs, today=today) for today in (20, 60, 100, 130)]
    assert [found.end_ppm for found in ends if found] == [1_000_000, 600_000, 200_000, 200_000]


@pytest.mark.parametrize(
    ("end", "severity"),
    [
        (599_999, Severity.CRITICAL),
        (600_000, Severity.HIGH),
        (799_999, Severity.HIGH),
        (800_000, Severity.MEDIUM),
        (999_999, Severity.MEDIUM),
        (PPM, Severity.NONE),
        (2 * PPM, Severity.NONE),
    ],
)
def test_the_severity_of_a_miss(end, severity):
    assert severity_of(end) is severity


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (20, Fraction(8, 5)), (50, Fraction(5, 2)), (100, 4)])
def test_percentiles_are_interpolated_with_the_ends_included(percent, value):
    assert percentile([(1, 1), (2, 1), (3, 1), (4, 1)], percent) == value


def test_a_key_result_is_forecast_from_its_readings():
    readings = readings_in_force(check_ins((0, 0), (10, 10), (20, 20)))
    found = key_result_forecast(increase(due_on=day(100)), readings, today=day(20))
    assert found is not None
    assert (found.end_ppm, found.points) == (PPM, 3)


def test_maintain_is_followed_as_it_stood_on_each_day():
    readings = readings_in_force(check_ins((7, 95), (14, 80), (14, 95), (21, 80)))
    points = progress_points(at_least(), readings, today=day(21))
    assert points == (Point(day(7), PPM), Point(day(14), PPM), Point(day(21), 666_667))


def test_what_is_tracked_has_no_forecast():
    readings = readings_in_force(check_ins((0, 0), (40, 10), (80, 20)))
    assert key_result_forecast(plain(Metric.TRACKED), readings, today=day(80)) is None


def test_an_objective_takes_the_weighted_mean_of_clipped_ends():
    children = [ForecastChild(1_500_000, 10_000), ForecastChild(-200_000, 10_000), ForecastChild(500_000, 20_000)]
    assert objective_forecast_ppm(children) == 500_000
    assert objective_forecast_ppm([*children, ForecastChild(None, 0)]) == 500_000


def test_an_objective_has_no_forecast_unless_each_child_has_one():
    assert objective_forecast_ppm([ForecastChild(500_000, 1), ForecastChild(None, 1)]) is None
    assert objective_forecast_ppm([]) is None
