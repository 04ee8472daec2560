"""The figures of an objective without words are those with them."""

from dataclasses import astuple
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from okr.domain.goal_numbers import GoalNumbers, child_adds, goal_numbers
from okr.domain.numbers import PPM
from okr.domain.pace import DEFAULT_FACTORS, PaceFactors
from okr.domain.rollup import ChildFigures, GoalSums, contribution, goal_figures
from okr.domain.vocabulary import Status
from tests.domain.arithmetic import NINETY_DAYS

parts = st.none() | st.integers(0, PPM) | st.sampled_from([0, 99_999, 100_000, PPM])
children = st.builds(
    ChildFigures,
    progress_ppm=parts,
    expected_ppm=parts,
    coverage_ppm=st.integers(0, PPM),
    status=st.sampled_from(Status),
    shown=st.sampled_from(Status),
    has_reading=st.booleans(),
    guardrail_broken=st.booleans(),
)
added = st.builds(contribution, st.integers(0, 50_000), children, speaks=st.booleans())


@settings(max_examples=500)
@given(
    st.lists(added, max_size=4),
    st.booleans(),
    st.booleans(),
    st.sampled_from([DEFAULT_FACTORS, PaceFactors(100, 90, 0)]),
)
def test_the_numbers_without_words_equal_the_figures(contributions, after_due, committed, factors):
    sums = sum(contributions, GoalSums())
    figures = goal_figures(
        sums, factors, due_on=NINETY_DAYS, today=NINETY_DAYS + timedelta(days=int(after_due)), committed=committed
    )
    assert goal_numbers(astuple(sums), factors, after_due=after_due, committed=committed) == GoalNumbers(
        figures.progress_ppm,
        figures.expected_ppm,
        figures.coverage_ppm,
        figures.status,
        figures.weakest,
        figures.stale,
    )


@given(st.integers(0, 50_000), children)
def test_what_a_child_goal_adds_is_its_contribution(weight, child):
    sums = [0] * 14
    adds = child_adds(
        weight,
        progress_ppm=child.progress_ppm,
        expected_ppm=child.expected_ppm,
        coverage_ppm=child.coverage_ppm,
        status=child.status,
        shown=child.shown,
        has_reading=child.has_reading,
    )
    for place, amount in adds:
        sums[place] += amount
    assert tuple(sums) == astuple(contribution(weight, child._replace(guardrail_broken=False), speaks=True))
