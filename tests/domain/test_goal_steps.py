"""The steps of an objective give the status that its figures give."""

from dataclasses import astuple, replace

from hypothesis import given
from hypothesis import strategies as st

from okr.domain.goal_numbers import goal_numbers
from okr.domain.goal_steps import goal_steps
from okr.domain.numbers import PPM
from okr.domain.pace import DEFAULT_FACTORS, PaceFactors
from okr.domain.rollup import GoalSums

ONE = GoalSums(weight=1, weight_all=1, weighted_coverage=PPM, counting=1, with_reading=1, on_track=1)
parts = st.integers(0, PPM) | st.sampled_from([0, 99_999, 100_000, 349_999, 350_000, 649_999, 650_000, 900_000, PPM])


@given(
    parts,
    parts,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([DEFAULT_FACTORS, PaceFactors(100, 90, 0), PaceFactors(120, 0, 100)]),
)
def test_the_steps_give_the_status_of_the_figures(progress, expected, all_reached, after_due, committed, factors):
    sums = replace(ONE, weighted_progress=progress, weighted_expected=expected, not_reached=int(not all_reached))
    numbers = goal_numbers(astuple(sums), factors, after_due=after_due, committed=committed)
    steps = goal_steps(expected, factors, after_due=after_due, committed=committed)
    assert steps.status(progress, all_reached=all_reached) is numbers.status
