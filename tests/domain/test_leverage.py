"""How much of a top goal hangs on each goal below it (R15)."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from okr.domain.leverage import WeightedLink, risk_ppm, shares_ppm
from okr.domain.numbers import PPM


def test_a_share_is_the_product_along_a_path_summed_over_paths():
    links = [
        WeightedLink("a", "top", 3, 4),
        WeightedLink("b", "top", 1, 4),
        WeightedLink("c", "a", 1, 2),
        WeightedLink("c", "b", 1, 1),
    ]
    assert shares_ppm("top", links) == {"top": 1_000_000, "a": 750_000, "b": 250_000, "c": 625_000}


def test_what_is_not_below_the_top_goal_has_no_share():
    found = shares_ppm("top", [WeightedLink("a", "top", 1, 1), WeightedLink("b", "elsewhere", 1, 1)])
    assert found == {"top": 1_000_000, "a": 1_000_000}


def test_a_link_without_weight_carries_nothing():
    assert shares_ppm("top", [WeightedLink("a", "top", 0, 4)]) == {"top": 1_000_000}


@given(st.lists(st.lists(st.integers(1, 1_000), min_size=1, max_size=4), min_size=1, max_size=20))
def test_a_long_chain_keeps_its_millionths(levels_of_weights):
    links, share = [], Fraction(1)
    for depth, weights in enumerate(levels_of_weights):
        links.append(WeightedLink(depth + 1, depth, weights[0], sum(weights)))
        share *= Fraction(weights[0], sum(weights))
    assert abs(shares_ppm(0, links)[len(levels_of_weights)] - share * 1_000_000) <= Fraction(501, 1000)


def test_risk_is_the_share_of_what_is_behind():
    assert risk_ppm(500_000, expected_ppm=800_000, progress_ppm=400_000) == 200_000
    assert risk_ppm(500_000, expected_ppm=400_000, progress_ppm=800_000) == 0
    assert risk_ppm(500_000, expected_ppm=None, progress_ppm=None) == 0
    assert risk_ppm(500_000, expected_ppm=PPM, progress_ppm=None) == 0
