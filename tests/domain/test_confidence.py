"""Confidence and its calibration (R12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.confidence import (
    Claim,
    Prediction,
    brier_ppm,
    is_watermelon,
    outcome,
    rosier_than_pace,
)
from okr.domain.numbers import PPM
from okr.domain.vocabulary import Status

GREEN, AMBER, RED = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK


@given(st.lists(st.builds(Prediction, st.integers(0, 100), st.booleans()), min_size=1))
def test_the_brier_score_lies_between_perfect_and_worst(predictions):
    found = brier_ppm(predictions)
    assert found is not None
    assert 0 <= found <= PPM


def test_certainty_is_perfect_or_worst():
    assert brier_ppm([Prediction(100, True), Prediction(0, False)]) == 0
    assert brier_ppm([Prediction(100, False)]) == PPM
    assert brier_ppm([]) is None


@pytest.mark.parametrize(
    ("claim", "rosier"),
    [
        (Claim(GREEN, None, AMBER, None), True),
        (Claim(GREEN, None, GREEN, None), False),
        (Claim(AMBER, None, GREEN, None), False),
        (Claim(Status.REACHED, None, GREEN, None), True),
        (Claim(GREEN, None, Status.PENDING, None), False),
        (Claim(Status.PENDING, None, RED, None), False),
        (Claim(None, 70, RED, 699_999), True),
        (Claim(None, 69, RED, 699_999), False),
        (Claim(None, 70, RED, 700_000), False),
        (Claim(None, 70, RED, None), False),
        (Claim(None, None, None, None), False),
    ],
)
def test_when_a_check_in_is_rosier_than_the_arithmetic(claim, rosier):
    assert rosier_than_pace(claim) is rosier


def test_a_watermelon_takes_two_in_a_row():
    rosy, honest = Claim(GREEN, None, RED, None), Claim(RED, None, RED, None)
    assert is_watermelon([honest, rosy, rosy])
    assert not is_watermelon([rosy])
    assert not is_watermelon([rosy, honest, rosy])
    assert not is_watermelon([rosy, rosy, honest])


@pytest.mark.parametrize(
    ("score", "committed", "came_true"),
    [(700_000, False, True), (699_999, False, False), (999_999, True, False), (PPM, True, True)],
)
def test_what_confidence_is_about(score, committed, came_true):
    assert outcome(score, committed=committed) is came_true
