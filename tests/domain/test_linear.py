"""The fast path of a turning day gives what the general one gives."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from okr.domain.figures import key_result_figures
from okr.domain.linear import LOWEST_PPM, linear_expected_ppm, linear_status, linear_steps
from okr.domain.numbers import PPM
from okr.domain.pace import DEFAULT_FACTORS, PaceFactors, bar, expected_ppm, first_line
from tests.domain.arithmetic import day, directed, histories

BARS = (0, 350_000, 650_000, 900_000, PPM)
near_the_bars = st.builds(int.__add__, st.sampled_from(BARS), st.integers(-1, 1))
factors = st.sampled_from([DEFAULT_FACTORS, PaceFactors(80, 50, 10), PaceFactors(100, 90, 0)])


def _fast(definition, figures, today, used):
    expected = linear_expected_ppm(definition.starts_on.toordinal(), definition.due_on.toordinal(), today.toordinal())
    status = linear_status(
        figures.progress_raw_ppm,
        expected,
        has_reading=figures.has_reading,
        before_start=today < definition.starts_on,
        after_due=today > definition.due_on,
        committed=definition.committed,
        factors=used,
    )
    return (expected, *status)


@settings(max_examples=300)
@given(directed(), histories(longest=400), st.integers(-10, 420), factors)
def test_the_fast_path_equals_the_general_one(definition, history, today, used):
    figures = key_result_figures(definition, history, today=day(today), factors=used)
    if figures.linear:
        assert _fast(definition, figures, day(today), used) == (figures.expected_ppm, figures.status, figures.line)


@given(directed(), st.integers(-10, 420))
def test_the_straight_line_of_integers_equals_the_general_one(definition, today):
    days = (definition.starts_on.toordinal(), definition.due_on.toordinal(), day(today).toordinal())
    assert linear_expected_ppm(*days) == expected_ppm(definition, day(today))


@settings(max_examples=500)
@given(
    st.integers(-3 * PPM, 3 * PPM) | near_the_bars,
    st.integers(0, PPM),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    factors,
)
def test_the_status_of_integers_equals_the_lines_of_the_rules(raw, expected, has_reading, after_due, committed, used):
    general = first_line(
        raw,
        expected,
        attained=raw >= PPM,
        below_baseline=raw < 0,
        has_reading=has_reading,
        after_due=after_due,
        committed=committed,
        factors=used,
    )
    fast = linear_status(
        raw,
        expected,
        has_reading=has_reading,
        before_start=False,
        after_due=after_due,
        committed=committed,
        factors=used,
    )
    assert fast == general


@settings(max_examples=300)
@given(directed(), histories(longest=400), st.integers(-10, 420), st.integers(0, 100), factors)
def test_until_its_figures_are_stable_a_day_can_be_turned_by_integers_alone(definition, history, today, ahead, used):
    figures = key_result_figures(definition, history, today=day(today), factors=used)
    later = day(today + ahead)
    if figures.linear and later <= figures.stable_until:
        found = key_result_figures(definition, history, today=later, factors=used)
        assert _fast(definition, figures, later, used) == (found.expected_ppm, found.status, found.line)
        assert (found.stale, found.next_due_on, found.progress_raw_ppm) == (
            figures.stale,
            figures.next_due_on,
            figures.progress_raw_ppm,
        )


@given(st.integers(0, PPM), factors)
def test_the_integers_agree_right_at_the_bars(expected, used):
    for percent in (used.on_track_percent, used.at_risk_percent):
        least = -(-bar(percent, expected, factors=used) // 100)
        for raw in (least - 1, least, least + 1):
            facts: dict[str, Any] = {"has_reading": True, "after_due": False, "committed": True, "factors": used}
            general = first_line(raw, expected, attained=raw >= PPM, below_baseline=raw < 0, **facts)
            assert linear_status(raw, expected, before_start=False, **facts) == general


@settings(max_examples=500)
@given(
    st.integers(-3 * PPM, 3 * PPM) | near_the_bars,
    st.integers(0, PPM) | st.sampled_from([0, 99_999, 100_000, PPM]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    factors,
)
def test_the_steps_of_a_line_give_the_status_at_every_progress(raw, expected, before_start, after_due, committed, used):
    facts: dict[str, Any] = {
        "before_start": before_start, "after_due": after_due, "committed": committed, "factors": used
    }  # fmt: skip
    steps = linear_steps(expected, **facts)

    near = (steps.at_risk_from, steps.on_track_from, steps.reached_from)
    for progress in (raw, *near, *(max(LOWEST_PPM, one - 1) for one in near)):
        status, _ = linear_status(progress, expected, has_reading=True, **facts)
        assert steps.status(progress, has_reading=True) is status
    unread, _ = linear_status(0, expected, has_reading=False, **facts)
    assert steps.status(0, has_reading=False) is unread
