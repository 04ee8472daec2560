"""The roll-up of an objective from its children (R2, R8), and its incremental form."""

from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from okr.domain.figures import key_result_figures
from okr.domain.numbers import PPM
from okr.domain.rollup import (
    NOTHING,
    ChildFigures,
    GoalSums,
    contribution,
    goal_counts,
    goal_figures,
    key_result_counts,
    qualifies,
)
from okr.domain.vocabulary import (
    WORST_FIRST,
    Ambition,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Status,
)
from tests.domain.arithmetic import check_ins, day, increase

weights = st.integers(0, 10_000_000)


@st.composite
def children(draw) -> ChildFigures:
    has_progress = draw(st.booleans())
    status = draw(st.sampled_from(Status))
    return ChildFigures(
        progress_ppm=draw(st.integers(0, PPM)) if has_progress else None,
        expected_ppm=draw(st.integers(0, PPM)) if has_progress else None,
        coverage_ppm=draw(st.integers(0, PPM)),
        status=status,
        shown=draw(st.just(status) | st.sampled_from(Status)),
        has_reading=draw(st.booleans()),
        guardrail_broken=draw(st.booleans()),
    )


additions = st.tuples(weights, children(), st.booleans())


def _sums(entries):
    return reduce(add, (contribution(weight, child, speaks=speaks) for weight, child, speaks in entries), NOTHING)


def _child(progress=500_000, expected=500_000, status=Status.ON_TRACK, **changes):
    facts = {"coverage_ppm": PPM, "status": status, "shown": status, "has_reading": True}
    return ChildFigures(progress_ppm=progress, expected_ppm=expected, **(facts | changes))


def _goal(*entries, today=45, committed=True):
    return goal_figures(_sums(entries), due_on=day(90), today=day(today), committed=committed)


@given(st.lists(additions, max_size=12))
def test_a_roll_up_stays_within_its_children(entries):
    figures = _goal(*entries)
    counted = [child for weight, child, _ in entries if weight and child.progress_ppm is not None]
    if not counted:
        assert figures.progress_ppm is None
        assert figures.expected_ppm is None
        return
    assert min(c.progress_ppm for c in counted) <= figures.progress_ppm <= max(c.progress_ppm for c in counted)
    assert min(c.expected_ppm for c in counted) <= figures.expected_ppm <= max(c.expected_ppm for c in counted)


@given(st.lists(additions, min_size=1, max_size=12))
def test_a_roll_up_is_the_weighted_mean_rounded_once(entries):
    figures = _goal(*entries)
    used = [(weight, child) for weight, child, _ in entries if weight and child.progress_ppm is not None]
    if used:
        mean = Fraction(sum(w * c.progress_ppm for w, c in used), sum(w for w, _ in used))
        assert abs(figures.progress_ppm - mean) <= Fraction(1, 2)
    everything = [(weight, child) for weight, child, _ in entries if weight]
    if everything:
        cover = Fraction(sum(w * c.coverage_ppm for w, c in everything), sum(w for w, _ in everything))
        assert abs(figures.coverage_ppm - cover) <= Fraction(1, 2)


class IncrementalRollUp(RuleBasedStateMachine):
    """Adds, changes, reweighs and removes children in any order; the running sums must equal those worked out anew."""

    @initialize()
    def empty(self) -> None:
        self.entries: list[tuple[int, ChildFigures, bool]] = []
        self.running = NOTHING

    @rule(entry=additions)
    def add_child(self, entry: tuple[int, ChildFigures, bool]) -> None:
        self.entries.append(entry)
        self.running += _sums([entry])

    @rule(entry=additions, data=st.data())
    def change_child(self, entry: tuple[int, ChildFigures, bool], data: st.DataObject) -> None:
        if self.entries:
            index = data.draw(st.integers(0, len(self.entries) - 1))
            self.running += _sums([entry]) - _sums([self.entries[index]])
            self.entries[index] = entry

    @rule(data=st.data())
    def remove_child(self, data: st.DataObject) -> None:
        if self.entries:
            entry = self.entries.pop(data.draw(st.integers(0, len(self.entries) - 1)))
            self.running -= _sums([entry])

    @invariant()
    def running_sums_equal_recomputed_ones(self) -> None:
        assert self.running == _sums(self.entries)


TestIncrementalRollUp = IncrementalRollUp.TestCase
TestIncrementalRollUp.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_child_without_progress_counts_for_coverage_alone():
    figures = _goal((10_000, _child(800_000), True), (10_000, _child(None, None, coverage_ppm=0), True))
    assert (figures.progress_ppm, figures.coverage_ppm) == (800_000, 500_000)


def test_a_child_without_weight_counts_for_nothing_but_its_guardrail():
    light = contribution(0, _child(0, status=Status.OFF_TRACK), speaks=True)
    assert light == NOTHING
    broken = contribution(0, _child(0, status=Status.OFF_TRACK, guardrail_broken=True), speaks=True)
    assert broken == GoalSums(guardrails_broken=1)


def test_what_is_tracked_adds_nothing():
    tracked = _child(None, None, status=None)
    assert contribution(10_000, tracked, speaks=True) == NOTHING


def test_nothing_that_counts_is_no_progress_and_not_zero():
    figures = _goal()
    assert (figures.progress_ppm, figures.expected_ppm, figures.coverage_ppm) == (None, None, None)
    assert (figures.status, figures.weakest, figures.stale) == (Status.PENDING, None, False)


@pytest.mark.parametrize(
    ("state", "metric", "counts"),
    [
        (KeyResultState.ACTIVE, Metric.INCREASE, True),
        (KeyResultState.ACHIEVED, Metric.INCREASE, True),
        (KeyResultState.MISSED, Metric.YES_NO, True),
        (KeyResultState.CANCELLED, Metric.INCREASE, False),
        (KeyResultState.ACTIVE, Metric.TRACKED, False),
    ],
)
def test_which_key_results_count(state, metric, counts):
    assert key_result_counts(state, metric) is counts


def test_which_goals_count():
    counting = {state for state in GoalState if goal_counts(state, LinkKind.CONTRIBUTES)}
    assert counting == {GoalState.ACTIVE, GoalState.ACHIEVED, GoalState.MISSED}
    assert not any(goal_counts(state, LinkKind.SUPPORTS) for state in GoalState)


@pytest.mark.parametrize(
    ("ambition", "weight", "speaks"),
    [
        (Ambition.COMMITTED, 1, True),
        (Ambition.COMMITTED, 0, False),
        (Ambition.ASPIRATIONAL, 20, True),
        (Ambition.ASPIRATIONAL, 19, False),
    ],
)
def test_who_speaks_for_the_weakest_status(ambition, weight, speaks):
    assert qualifies(ambition, weight, weight_all=100) is speaks


@given(st.lists(additions, max_size=8))
def test_the_weakest_is_the_worst_shown_status_of_those_who_speak(entries):
    shown = [child.shown for weight, child, speaks in entries if weight and speaks]
    figures = _goal(*entries)
    assert figures.weakest == min(shown, key=WORST_FIRST.index, default=None)


def test_a_worse_child_is_marked():
    figures = _goal((90_000, _child(900_000), True), (10_000, _child(0, status=Status.OFF_TRACK), True))
    assert (figures.status, figures.weakest, figures.weakest_is_worse) == (Status.ON_TRACK, Status.OFF_TRACK, True)
    assert not _goal((10_000, _child(), True)).weakest_is_worse


def test_a_goal_is_reached_only_where_every_child_that_counts_is():
    reached = _child(PPM, PPM, status=Status.REACHED)
    kept = _child(PPM, PPM, status=Status.ON_TRACK)
    unknown = _child(None, None, status=Status.PENDING)
    assert _goal((1, reached, True), (1, reached, True)).status is Status.REACHED
    assert _goal((1, reached, True), (1, kept, True)).status is Status.ON_TRACK
    assert _goal((1, reached, True), (1, unknown, True)).status is Status.ON_TRACK
    assert _goal((1, reached, True), (0, kept, True)).status is Status.REACHED


@pytest.mark.parametrize(
    ("expected", "has_reading", "status"),
    [
        (99_999, False, Status.PENDING),
        (100_000, False, Status.OFF_TRACK),
        (99_999, True, Status.OFF_TRACK),
    ],
)
def test_a_goal_is_pending_while_little_is_expected_and_nothing_was_read(expected, has_reading, status):
    child = _child(0, expected, has_reading=has_reading)
    found = _goal((1, child, True)).status
    assert (found is Status.PENDING) is (status is Status.PENDING)


@pytest.mark.parametrize(
    ("committed", "progress", "status"),
    [
        (True, 899_999, Status.OFF_TRACK),
        (True, 900_000, Status.AT_RISK),
        (True, PPM, Status.AT_RISK),
        (False, 350_000, Status.AT_RISK),
        (False, 650_000, Status.ON_TRACK),
        (False, 349_999, Status.OFF_TRACK),
    ],
)
def test_after_its_due_day_a_goal_takes_the_colours_of_the_score(committed, progress, status):
    figures = _goal((1, _child(progress, PPM), True), today=91, committed=committed)
    assert (figures.status, figures.line) == (status, 6)


@pytest.mark.parametrize(
    ("progress", "status"), [(PPM, Status.AT_RISK), (500_000, Status.AT_RISK), (0, Status.OFF_TRACK)]
)
def test_a_broken_guardrail_lets_its_goal_be_at_best_at_risk(progress, status):
    main = _child(progress, status=Status.REACHED if progress == PPM else Status.ON_TRACK)
    guardrail = _child(0, PPM, status=Status.OFF_TRACK, guardrail_broken=True)
    figures = _goal((10_000, main, True), (0, guardrail, False))
    assert (figures.status, figures.guardrail_broken) == (status, True)
    assert ("guardrail" in figures.sentence) is (progress > 0)


def test_a_broken_guardrail_reaches_the_parents_through_the_status_alone():
    figures = _goal((10_000, _child(PPM), True), (0, _child(guardrail_broken=True), False))
    child = figures.as_child()
    assert (child.guardrail_broken, child.shown) == (False, Status.AT_RISK)
    assert figures.as_child(Status.ON_TRACK).shown is Status.ON_TRACK
    assert figures.as_child(Status.ON_TRACK).status is Status.AT_RISK


@pytest.mark.parametrize(("coverage", "has_reading", "stale"), [(0, True, True), (1, True, False), (0, False, False)])
def test_a_goal_is_stale_where_there_are_readings_below_and_none_is_fresh(coverage, has_reading, stale):
    figures = _goal((10_000, _child(coverage_ppm=coverage, has_reading=has_reading), True))
    assert figures.stale is stale


@given(st.lists(st.tuples(st.integers(1, 100), st.decimals(-50, 150, places=2)), min_size=1, max_size=5))
def test_what_counts_towards_a_goal_is_clipped_progress(pairs):
    entries = []
    for weight, value in pairs:
        figures = key_result_figures(increase(), check_ins((10, value)), today=day(20))
        taken = ChildFigures(figures.progress_ppm, figures.expected_ppm, PPM, figures.status, figures.status, True)
        entries.append((weight, taken, True))
    clipped = [(weight, max(Decimal(0), min(Decimal(100), value))) for weight, value in pairs]
    mean = Fraction(sum(w * Fraction(v) for w, v in clipped)) / sum(w for w, _ in clipped) * 10_000
    assert abs(_goal(*entries).progress_ppm - mean) <= 1


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([], "nothing below counts yet: pending"),
        ([(1, _child(None, None), True)], "nothing below has a progress yet: pending"),
        ([(1, _child(PPM, status=Status.REACHED), True)], "everything that counts is reached"),
        ([(1, _child(PPM), True)], "100 % done, but not everything that counts is reached: on track"),
        ([(1, _child(300_000), True)], "30 % done where 50 % is expected: off track"),
    ],
)
def test_the_sentence_of_a_goal_says_why(entries, sentence):
    assert _goal(*entries).sentence == sentence
