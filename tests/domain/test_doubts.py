"""Which readings are taken and yet asked about: slips of the finger, and what is none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okr.domain.doubts import doubt, doubt_about
from okr.domain.vocabulary import Metric, SurveyKind
from tests.domain.arithmetic import check_ins, plain


def _doubt(value, aims, readings, unit="", **rest):
    numbers = [Decimal(str(number)) for number in readings]
    return doubt(Decimal(str(value)), aims=[Decimal(str(aim)) for aim in aims], readings=numbers, unit=unit, **rest)


def _from_to(baseline, target):
    metric = Metric.INCREASE if baseline < target else Metric.DECREASE
    return plain(metric, baseline=Decimal(baseline), target=Decimal(target))


@pytest.mark.parametrize(
    ("value", "aims", "readings", "unit", "says"),
    [
        (6000, (48, 2), (31, 12, 6), "minutes", "6,000 is far larger than all known, 2 to 48 minutes: is 6 meant?"),
        (44, (3.7, 4.5), (3.8, 4.4), "points", "44 is far larger than all known, 3.7 to 4.5 points: is 4.4 meant?"),
        (
            1_200_000,
            (0, 2_000),
            (800, 1_100),
            "\u20ac",
            "1,200,000 is far larger than all known, 800 to \u20ac2,000: is 1,200 meant?",
        ),
        (0.85, (55, 90), (70, 80), "%", "0.85 is far smaller than all known, 55 to 90 %: is 85 meant?"),
        (0.85, (0, 90), (70, 80), "%", "0.85 is far smaller than all known, 70 to 90 %: is 85 meant?"),
        (0.85, (0, 90), (), "%", "0.85 is far smaller than all known, 90 %: is 85 meant?"),
        (1.2, (0, 2_000), (800, 1_100), "orders", "1.2 is far smaller than all known, 800 to 2,000 orders: is 1,200 meant?"),
        (-4.4, (3.7, 4.5), (3.8, 4.4), "points", "-4.4 is below zero, unlike all known, 3.7 to 4.5 points: is 4.4 meant?"),
        (12, (-50, -5), (-40,), "", "12 is above zero, unlike all known, -50 to -5: is -12 meant?"),
        (-4_000, (-50, -5), (-40,), "", "-4,000 is far larger than all known, -50 to -5: is -40 meant?"),
        (9_999, (9, 3), (4.9,), "days", "9,999 is far larger than all known, 3 to 9 days."),
        (10**9, (1, 2), (1.5,), "days", "1,000,000,000 is far larger than all known, 1 to 2 days."),
    ],
)  # fmt: skip
def test_a_slip_of_the_finger_is_asked_about_with_what_may_be_meant(value, aims, readings, unit, says):
    assert _doubt(value, aims, readings, unit) == says


@pytest.mark.parametrize(
    ("value", "aims", "readings", "unit"),
    [
        (900, (0, 300), (120, 180), "orders"),  # three times the target
        (12, (0, 5_000), (), "orders"),  # the first of many
        (0.85, (48, 2), (31, 12, 6), "minutes"),  # better than the target
        (3, (400, 0), (380, 200, 60), "complaints"),  # nearly none left
        (0, (400, 20), (380, 200), "complaints"),
        (60, (98, 100), (99, 98.5), "%"),  # a bad month
        (0.9, (5, 1), (4, 2), "%"),  # an error rate below 1 %
        (1, (0, 90), (), "%"),
        (95, (95, 10), (60, 30), "minutes"),  # back to where it began
        (-3, (-20, 30), (5, 8), "points"),
        (7, (), (), ""),  # nothing is known
        (7, (0,), (0, 0), ""),
    ],
)
def test_what_can_well_be_is_not_asked_about(value, aims, readings, unit):
    assert _doubt(value, aims, readings, unit) is None


def _doubt_about(definition, value, earlier=(), **rest):
    return doubt_about(definition, None if value is None else Decimal(value), earlier, unit="minutes", **rest)


def test_a_recommendation_score_may_turn_negative():
    assert _doubt(-6, (5, 30), (8, 12), "points", both_signs=True) is None
    definition = replace(_from_to(5, 30), survey=SurveyKind.NPS)
    assert _doubt_about(definition, -6, check_ins((10, 8), (11, 12))) is None


def test_a_correction_is_not_compared_with_what_it_puts_right():
    history = check_ins((10, 6), (11, 6000))
    assert _doubt_about(_from_to(48, 2), 70_000, history) is not None
    assert _doubt_about(_from_to(48, 2), 5_000, history) is None
    assert _doubt_about(_from_to(48, 2), 1, history, corrects=2) is None
    assert "is 5 meant?" in (_doubt_about(_from_to(48, 2), 5_000, history, corrects=2) or "")


def test_a_value_between_baseline_and_target_needs_no_look_at_what_was_read():
    def unread():
        raise AssertionError("the check-ins were looked at")
        yield

    assert _doubt_about(_from_to(48, 2), 30, unread()) is None


def test_yes_or_no_and_milestones_have_no_size_to_doubt():
    for metric in (Metric.YES_NO, Metric.MILESTONES):
        assert _doubt_about(plain(metric), 1, check_ins((10, 500))) is None


def test_a_tracked_result_is_compared_with_its_readings_alone():
    tracked = plain(Metric.TRACKED)
    assert _doubt_about(tracked, 9_000) is None
    assert "is 9 meant?" in (_doubt_about(tracked, 9_000, check_ins((10, 9), (11, 11))) or "")


def test_a_check_in_that_voids_another_has_nothing_to_doubt():
    assert _doubt_about(_from_to(2, 48), None, check_ins((10, 6))) is None
