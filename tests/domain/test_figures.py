"""What the product shows of one key result on a day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okr.domain.feeds import FeedValue
from okr.domain.figures import FOREVER, key_result_figures
from okr.domain.numbers import PPM
from okr.domain.vocabulary import KeyResultState, Metric, Status
from tests.domain.arithmetic import (
    any_definition,
    at_least,
    check_in,
    check_ins,
    day,
    decrease,
    histories,
    increase,
    plain,
)


def _figures(definition, *pairs, today):
    return key_result_figures(definition, check_ins(*pairs), today=day(today))


@settings(max_examples=400)
@given(any_definition(), histories(), st.integers(-10, 90), st.integers(1, 60))
def test_figures_change_by_themselves_only_after_their_stable_days(definition, history, today, ahead):
    figures = key_result_figures(definition, history, today=day(today))
    assert figures.stable_until >= day(today)
    later = min(day(today + ahead), figures.stable_until)
    found = key_result_figures(definition, history, today=later)
    if figures.linear:
        found = replace(
            found,
            expected_ppm=figures.expected_ppm,
            status=figures.status,
            line=figures.line,
            sentence=figures.sentence,
        )
    assert found == figures


def test_without_a_reading_the_baseline_is_current_and_nothing_is_stale_or_fresh():
    found = _figures(decrease(), today=60)
    assert (found.current, found.has_reading, found.stale, found.fresh) == (100, False, False, False)
    assert (found.progress_raw_ppm, found.last_reading_on, found.next_due_on) == (0, None, day(7))
    assert found.stable_until == FOREVER == date.max


@pytest.mark.parametrize(("today", "stale"), [(10, False), (16, False), (17, True), (89, True), (200, True)])
def test_a_reading_older_than_the_cadence_and_grace_is_stale(today, stale):
    found = _figures(decrease(), (7, 90), today=today)
    assert (found.stale, found.fresh) == (stale, not stale)


def test_a_reading_in_the_last_period_never_becomes_stale():
    assert not _figures(decrease(), (85, 70), today=400).stale
    assert _figures(decrease(), (85, 70), today=400).next_due_on is None


@pytest.mark.parametrize(
    "changes",
    [
        {"state": KeyResultState.ACHIEVED},
        {"state": KeyResultState.MISSED},
        {"state": KeyResultState.CANCELLED},
        {"paused": True},
    ],
)
def test_what_is_closed_or_paused_owes_nothing(changes):
    found = _figures(decrease(**changes), (7, 90), today=60)
    assert (found.stale, found.fresh, found.next_due_on) == (False, True, None)


def test_a_reading_moves_the_next_due_day():
    assert _figures(decrease(), (7, 90), today=7).next_due_on == day(14)
    assert _figures(decrease(), (7, 90), today=60).next_due_on == day(14)
    assert _figures(decrease(), (7, 90), (57, 80), today=60).next_due_on == day(70)


def test_a_check_in_for_a_later_day_waits_for_it():
    found = _figures(decrease(), (5, 90), (20, 70), today=10)
    assert (found.current, found.last_number) == (90, 1)
    assert found.stable_until < day(20)


@pytest.mark.parametrize(
    ("guardrail", "value", "today", "broken"),
    [(True, 89, 10, True), (True, 90, 10, False), (False, 89, 10, False), (True, 89, -1, False)],
)
def test_a_guardrail_is_broken_outside_its_limits(guardrail, value, today, broken):
    found = _figures(at_least(guardrail=guardrail), (-2, value), today=today)
    assert found.guardrail_broken is broken


def test_a_missing_reading_does_not_break_a_guardrail():
    found = _figures(at_least(guardrail=True), (7, 95), today=60)
    assert (found.status, found.guardrail_broken) == (Status.OFF_TRACK, False)


def test_the_closing_score_of_a_maintain_result_divides_by_all_planned_periods():
    found = _figures(at_least(), (7, 95), (14, 95), today=14)
    assert (found.progress_ppm, found.score_ppm) == (PPM, 153_846)


def test_the_feeds_take_the_place_of_own_check_ins():
    own = check_ins((10, 5))
    fed = key_result_figures(increase(), own, today=day(20), feed_value=FeedValue(Decimal(50), day(15)))
    assert (fed.current, fed.progress_ppm, fed.last_reading_on, fed.last_number) == (
        Decimal(50),
        500_000,
        day(15),
        None,
    )


def test_rounding_across_the_target_keeps_a_result_off_the_fast_path():
    nearly = _figures(increase(target=Decimal(10**12)), (10, str(10**12 - 1)), today=10)
    assert (nearly.progress_raw_ppm, nearly.attained, nearly.linear) == (PPM, False, False)
    assert nearly.status is Status.ON_TRACK


@pytest.mark.parametrize("metric", [Metric.YES_NO, Metric.BASELINE, Metric.TRACKED])
def test_only_the_straight_line_is_linear(metric):
    assert not _figures(plain(metric), today=10).linear
    assert not _figures(increase(checkpoints=((day(30), Decimal(1)),)), today=10).linear
    assert _figures(increase(), today=10).linear


def test_figures_do_not_depend_on_the_order_of_the_check_ins():
    history = [check_in(1, 5, 10), check_in(2, 9, 20), check_in(3, 9, 30, corrects=2)]
    forwards = key_result_figures(increase(), history, today=day(20))
    assert forwards == key_result_figures(increase(), reversed(history), today=day(20))
    assert forwards.current == 30
