"""Progress of one key result (R1)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.definitions import Milestone
from okr.domain.numbers import PPM, RAW_LIMIT_PPM, ratio_ppm
from okr.domain.progress import Position, counted_ppm, maintain_tally, position_of, progress_of, progress_raw_ppm
from okr.domain.readings import readings_in_force
from okr.domain.vocabulary import Metric
from tests.domain.arithmetic import D0, at_least, check_ins, day, decrease, directed, increase, known, plain, values


def _raw(definition, *pairs, today=90):
    return progress_raw_ppm(definition, readings_in_force(check_ins(*pairs)), day(today))


@given(directed(), values, st.fractions(0, 1))
def test_progress_never_decreases_when_a_reading_moves_towards_the_target(definition, value, part):
    step = (definition.target - value) * Decimal(part.numerator) / Decimal(part.denominator)
    beyond = (value > definition.target) is (definition.target > definition.baseline)
    nearer = value if beyond else value + step
    first = progress_of(definition, (), current=value, today=D0)
    second = progress_of(definition, (), current=nearer, today=D0)
    assert known(second.raw_ppm) >= known(first.raw_ppm)
    assert known(second.counted_ppm) >= known(first.counted_ppm)
    assert second.attained >= first.attained


@given(directed(), values)
def test_exact_decisions_agree_with_the_millionths(definition, value):
    progress = progress_of(definition, (), current=value, today=D0)
    raw_ppm = known(progress.raw_ppm)
    assert raw_ppm >= PPM or not progress.attained
    assert raw_ppm <= 0 or not progress.below_baseline
    assert progress.attained or raw_ppm <= PPM


def test_just_short_of_the_target_is_not_attained_though_it_rounds_to_one():
    definition = increase(target=Decimal(10**12))
    progress = progress_of(definition, (), current=Decimal(10**12 - 1), today=D0)
    assert progress.raw_ppm == PPM
    assert not progress.attained


def test_progress_beyond_every_column_stops_at_the_bound():
    definition = increase(target=Decimal("0.000000001"))
    assert progress_of(definition, (), current=Decimal(10**18), today=D0).raw_ppm == RAW_LIMIT_PPM
    assert progress_of(definition, (), current=Decimal(-(10**18)), today=D0).raw_ppm == -RAW_LIMIT_PPM


def test_without_a_reading_progress_is_nothing():
    assert _raw(decrease()) == 0
    assert _raw(plain(Metric.YES_NO)) == 0
    assert _raw(plain(Metric.BASELINE)) == 0


def test_a_reading_from_tomorrow_does_not_count_today():
    assert _raw(increase(), (10, 40), (20, 60), today=19) == 400_000
    assert _raw(increase(), (10, 40), (20, 60), today=20) == 600_000


def test_milestones_count_by_their_weight():
    steps = (Milestone("Pilot", Decimal(1), day(20)), Milestone("Launch", Decimal(3), day(80)))
    assert _raw(plain(Metric.MILESTONES, milestones=steps), (30, 1)) == 250_000
    assert _raw(plain(Metric.MILESTONES, target=Decimal(8)), (30, 2)) == 250_000


@pytest.mark.parametrize(("value", "raw"), [(0, 0), (1, PPM)])
def test_yes_or_no_is_all_or_nothing(value, raw):
    assert _raw(plain(Metric.YES_NO), (30, value)) == raw


def test_any_reading_settles_a_baseline():
    assert _raw(plain(Metric.BASELINE), (30, -7)) == PPM


def test_what_is_tracked_has_no_progress():
    assert _raw(plain(Metric.TRACKED), (30, 7)) is None
    assert counted_ppm(None) is None


@pytest.mark.parametrize(
    ("value", "position"),
    [
        ("4.999", Position.OUTSIDE),
        (5, Position.AMBER),
        ("5.999", Position.AMBER),
        (6, Position.INSIDE),
        (8, Position.INSIDE),
        ("8.001", Position.AMBER),
        (9, Position.AMBER),
        ("9.001", Position.OUTSIDE),
    ],
)
def test_limits_are_inclusive_and_the_amber_band_is_inside_them(value, position):
    definition = plain(
        Metric.BETWEEN, lower=Decimal(5), upper=Decimal(9), amber_lower=Decimal(6), amber_upper=Decimal(8)
    )
    assert position_of(definition, Decimal(value)) is position


def test_the_last_reading_of_a_period_decides_it():
    assert _raw(at_least(), (3, 80), (7, 95), today=7) == PPM
    assert _raw(at_least(), (3, 95), (7, 80), today=7) == 0


def test_a_period_without_a_reading_is_outside_once_its_grace_is_over():
    definition = at_least(grace_days=3)
    readings = readings_in_force(check_ins((14, 95)))
    assert maintain_tally(definition, (), today=day(10)).decided == 0
    assert maintain_tally(definition, (), today=day(11)).without_reading == 1
    tally = maintain_tally(definition, readings, today=day(14))
    assert (tally.inside, tally.outside, tally.undecided, tally.planned) == (1, 1, 11, 13)


def test_no_period_decided_is_no_progress():
    assert _raw(at_least(), today=9) is None
    assert _raw(at_least(), today=10) == 0


def test_readings_outside_the_period_of_a_maintain_result_decide_nothing():
    readings = readings_in_force(check_ins((-1, 95), (95, 95)))
    assert maintain_tally(at_least(), readings[:1], today=day(5)).decided == 0
    assert maintain_tally(at_least(), readings, today=day(120)).inside == 0


@pytest.mark.parametrize(
    ("pairs", "today", "position"),
    [
        (((7, 95),), 8, Position.INSIDE),
        (((7, 91),), 8, Position.AMBER),
        (((7, 80),), 8, Position.OUTSIDE),
        (((7, 95),), 17, Position.OUTSIDE),
        (((7, 80), (10, 95)), 10, Position.INSIDE),
        ((), 5, None),
    ],
)
def test_the_position_is_that_of_the_last_decided_period(pairs, today, position):
    definition = at_least(amber_lower=Decimal(93))
    assert maintain_tally(definition, readings_in_force(check_ins(*pairs)), today=day(today)).position is position


@given(st.dictionaries(st.integers(0, 95), st.integers(80, 100), max_size=20), st.integers(0, 110), st.integers(0, 6))
def test_the_tally_equals_a_plain_count_of_the_periods(by_day, today, grace):
    definition = at_least(grace_days=grace)
    usable = sorted((on, value) for on, value in by_day.items() if on <= today)
    inside = outside = 0
    for week in range(1, 14):
        first = 7 * (week - 1) + (1 if week > 1 else 0)
        inside_period = [value for on, value in usable if first <= on <= 7 * week]
        if inside_period:
            inside += inside_period[-1] >= 90
            outside += inside_period[-1] < 90
        else:
            outside += today > 7 * week + grace
    tally = maintain_tally(definition, readings_in_force(check_ins(*usable)), today=day(today))
    assert (tally.inside, tally.outside) == (inside, outside)
    raw = _raw(definition, *usable, today=today)
    assert raw == (ratio_ppm(inside, inside + outside) if inside + outside else None)


def test_a_definition_that_was_never_validated_is_a_programming_error():
    with pytest.raises(ValueError, match="not validated"):
        progress_of(replace(increase(), target=None), (), current=Decimal(1), today=D0)
