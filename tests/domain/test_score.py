"""The closing score and its colour (R11)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.numbers import PPM
from okr.domain.readings import readings_in_force
from okr.domain.score import (
    OriginalAim,
    WeightedScore,
    closing_colour,
    grade_state,
    needs_post_mortem,
    objective_score_ppm,
    original_target_score_ppm,
    score_text,
    too_easy,
    unrounded_text,
)
from okr.domain.vocabulary import Colour, GoalState
from tests.domain.arithmetic import check_ins, day, increase


@pytest.mark.parametrize(
    ("score", "committed", "attained", "colour"),
    [
        (349_999, False, False, Colour.RED),
        (350_000, False, False, Colour.AMBER),
        (649_999, False, False, Colour.AMBER),
        (650_000, False, False, Colour.GREEN),
        (899_999, True, False, Colour.RED),
        (900_000, True, False, Colour.AMBER),
        (PPM, True, False, Colour.AMBER),
        (PPM, True, True, Colour.GREEN),
    ],
)
def test_the_colour_is_that_of_the_unrounded_score(score, committed, attained, colour):
    assert closing_colour(score, committed=committed, attained=attained) is colour


@pytest.mark.parametrize(
    ("score", "text"), [(0, "0.0"), (649_999, "0.6"), (650_000, "0.7"), (949_999, "0.9"), (PPM, "1.0")]
)
def test_a_score_is_shown_with_one_decimal(score, text):
    assert score_text(score) == text


@pytest.mark.parametrize(
    ("score", "committed", "text"),
    [
        (966_667, True, "0.966"),
        (899_999, True, "0.899"),
        (999_999, True, "0.999"),
        (649_999, False, None),
        (345_000, False, None),
        (PPM, True, None),
        (500_000, False, None),
    ],
)
def test_a_score_is_shown_in_full_where_rounding_would_give_it_another_colour(score, committed, text):
    assert unrounded_text(score, committed=committed) == text


@given(st.lists(st.builds(WeightedScore, st.integers(0, PPM), st.integers(1, 10_000_000)), min_size=1))
def test_the_score_of_an_objective_lies_within_those_of_its_children(children):
    scores = [child.score_ppm for child in children]
    found = objective_score_ppm(children)
    assert found is not None
    assert min(scores) <= found <= max(scores)


def test_an_objective_without_weight_has_no_score():
    assert objective_score_ppm([WeightedScore(PPM, 0)]) is None


def test_a_committed_goal_under_nine_tenths_needs_a_post_mortem():
    assert needs_post_mortem(899_999, committed=True)
    assert not needs_post_mortem(900_000, committed=True)
    assert not needs_post_mortem(0, committed=False)


@pytest.mark.parametrize(
    ("scores", "committed", "easy"),
    [
        ([PPM, PPM], False, True),
        ([0, 950_000, PPM], False, True),
        ([PPM], False, False),
        ([PPM, PPM], True, False),
        ([PPM, 949_999], False, False),
    ],
)
def test_repeated_ones_of_a_stretching_goal_are_too_easy(scores, committed, easy):
    assert too_easy(scores, committed=committed) is easy


def test_the_score_against_the_original_target_is_known():
    readings = readings_in_force(check_ins((80, 40)))
    found = original_target_score_ppm(
        increase(target=Decimal(50)),
        readings,
        original=OriginalAim({"baseline": Decimal(0), "target": Decimal(100)}),
        current=Decimal(40),
        today=day(90),
    )
    assert found == 400_000


@pytest.mark.parametrize(
    ("colour", "state"),
    [
        (Colour.GREEN, GoalState.ACHIEVED),
        (Colour.AMBER, GoalState.MISSED),
        (Colour.RED, GoalState.MISSED),
    ],
)
def test_only_a_green_score_means_achieved(colour, state):
    assert grade_state(colour) is state
