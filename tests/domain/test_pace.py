"""Expected progress (R5) and the lines of the pace status (R6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.definitions import Milestone
from okr.domain.figures import key_result_figures
from okr.domain.numbers import PPM
from okr.domain.pace import (
    DEFAULT_FACTORS,
    PaceFactors,
    at_best,
    bar,
    expected_ppm,
    first_line,
    too_few_answers,
    worst,
)
from okr.domain.vocabulary import WORST_FIRST, Metric, Status, SurveyKind
from tests.domain.arithmetic import (
    any_definition,
    at_least,
    check_in,
    check_ins,
    day,
    decrease,
    directed,
    histories,
    increase,
    known,
    plain,
)


def _figures(definition, *pairs, today, **more):
    return key_result_figures(definition, check_ins(*pairs), today=day(today), **more)


def _line(progress, expected, **changes):
    facts = {"attained": progress >= PPM, "below_baseline": progress < 0, "has_reading": True, "after_due": False}
    return first_line(progress, expected, **(facts | {"committed": True, "factors": DEFAULT_FACTORS} | changes))


@pytest.mark.parametrize(("today", "ppm"), [(-1, 0), (0, 0), (45, 500_000), (30, 333_333), (90, PPM), (91, PPM)])
def test_the_straight_line(today, ppm):
    assert expected_ppm(decrease(), day(today)) == ppm


@pytest.mark.parametrize(("today", "ppm"), [(0, 0), (30, 100_000), (60, 200_000), (75, 600_000), (90, PPM)])
def test_the_line_through_a_checkpoint(today, ppm):
    assert expected_ppm(increase(checkpoints=((day(60), Decimal(20)),)), day(today)) == ppm


def test_checkpoints_of_a_decrease_are_read_against_its_baseline():
    assert expected_ppm(decrease(checkpoints=((day(60), Decimal(90)),)), day(60)) == 250_000


@given(directed(checkpoints=True), st.integers(-5, 405))
def test_expected_progress_is_a_fraction_from_start_to_due_day(definition, today):
    found = known(expected_ppm(definition, day(today)))
    assert 0 <= found <= PPM
    if day(today) <= definition.starts_on:
        assert found == 0
    if day(today) >= definition.due_on:
        assert found == PPM


@pytest.mark.parametrize(("today", "ppm"), [(19, 0), (20, 250_000), (79, 250_000), (80, PPM)])
def test_milestones_are_expected_when_they_are_due(today, ppm):
    steps = (Milestone("Pilot", Decimal(1), day(20)), Milestone("Launch", Decimal(3), day(80)))
    assert expected_ppm(plain(Metric.MILESTONES, milestones=steps), day(today)) == ppm


@pytest.mark.parametrize(
    "definition",
    [
        plain(Metric.YES_NO),
        plain(Metric.BASELINE),
        plain(Metric.MILESTONES, target=Decimal(4)),
        plain(Metric.MILESTONES, milestones=(Milestone("All", Decimal(4)),)),
    ],
)
def test_what_is_due_at_once_is_expected_on_the_due_day(definition):
    assert [expected_ppm(definition, day(on)) for on in (0, 89, 90, 91)] == [0, 0, PPM, PPM]


def test_maintain_is_expected_in_full_from_the_first_decided_period_on():
    assert _figures(at_least(), today=9).expected_ppm is None
    assert _figures(at_least(), today=10).expected_ppm == PPM
    assert _figures(at_least(), (2, 95), today=2).expected_ppm == PPM


def test_line_1_nothing_is_judged_before_the_start():
    found = _figures(decrease(), (-3, 110), today=-1)
    assert (found.status, found.line) == (Status.PENDING, 1)
    assert _figures(decrease(), (-3, 110), today=0).line != 1


@pytest.mark.parametrize("metric", [Metric.YES_NO, Metric.BASELINE])
def test_line_2_before_the_due_day_the_owner_is_asked(metric):
    said = [check_in(1, 10, 0, status=Status.AT_RISK)]
    unsaid = [*said, check_in(2, 20, 0)]
    assert key_result_figures(plain(metric), said, today=day(89)).status is Status.AT_RISK
    found = key_result_figures(plain(metric), unsaid, today=day(89))
    assert (found.status, found.line) == (Status.PENDING, 2)


@pytest.mark.parametrize(
    ("value", "today", "status", "line"),
    [
        (1, 90, Status.REACHED, 5),
        (0, 90, Status.OFF_TRACK, 9),
        (0, 91, Status.OFF_TRACK, 6),
        (1, 91, Status.REACHED, 5),
    ],
)
def test_yes_or_no_is_judged_from_its_due_day_on(value, today, status, line):
    found = _figures(plain(Metric.YES_NO), (80, value), today=today)
    assert (found.status, found.line) == (status, line)


@pytest.mark.parametrize(("value", "status"), [(95, Status.ON_TRACK), (91, Status.AT_RISK), (89, Status.OFF_TRACK)])
def test_line_3_maintain_goes_by_its_last_period(value, status):
    found = _figures(at_least(amber_lower=Decimal(93)), (7, 95), (14, value), today=15)
    assert (found.status, found.line) == (status, 3)


def test_line_3_maintain_is_pending_while_nothing_is_decided():
    found = _figures(at_least(), today=8)
    assert (found.status, found.line) == (Status.PENDING, 3)


@pytest.mark.parametrize(("today", "line"), [(8, 4), (9, 9)])
def test_line_4_without_a_reading_nothing_is_asked_before_a_tenth_is_expected(today, line):
    found = _figures(decrease(), today=today)
    assert (found.line, found.status is Status.PENDING) == (line, line == 4)


def test_line_4_a_reading_ends_the_waiting():
    assert _figures(decrease(), (1, 100), today=2).line == 7


def test_line_5_what_is_attained_stays_reached_after_the_due_day():
    assert [_figures(decrease(), (5, 59), today=on).line for on in (5, 90, 200)] == [5, 5, 5]


@pytest.mark.parametrize(
    ("committed", "value", "status"),
    [
        (True, "90", Status.AT_RISK),
        (True, "89.9999", Status.OFF_TRACK),
        (True, "99.99999999", Status.AT_RISK),
        (False, "65", Status.ON_TRACK),
        (False, "64.9999", Status.AT_RISK),
        (False, "35", Status.AT_RISK),
        (False, "34.9999", Status.OFF_TRACK),
    ],
)
def test_line_6_after_the_due_day_the_colours_of_the_score_hold(committed, value, status):
    found = _figures(increase(committed=committed), (80, value), today=91)
    assert (found.status, found.line) == (status, 6)


def test_line_6_begins_the_day_after_the_due_day():
    assert _figures(increase(), (80, 95), today=90).line == 7
    assert _figures(increase(), (80, 95), today=91).line == 6


@given(st.integers(0, PPM), st.sampled_from([DEFAULT_FACTORS, PaceFactors(80, 50, 10), PaceFactors(100, 100, 0)]))
def test_lines_7_and_8_hold_at_their_exact_bar(expected, factors):
    for percent, better, worse in (
        (factors.on_track_percent, Status.ON_TRACK, {Status.AT_RISK, Status.OFF_TRACK}),
        (factors.at_risk_percent, Status.AT_RISK, {Status.OFF_TRACK}),
    ):
        least = -(-bar(percent, expected, factors=factors) // 100)
        if not 0 < least < PPM:
            continue
        at, _ = _line(least, expected, factors=factors)
        under, _ = _line(least - 1, expected, factors=factors)
        assert WORST_FIRST.index(at) >= WORST_FIRST.index(better)
        assert under in worse


def test_line_7_is_closed_to_what_lies_below_the_baseline():
    assert _line(0, 50_000) == (Status.ON_TRACK, 7)
    assert _line(0, 50_000, below_baseline=True) == (Status.AT_RISK, 8)
    slightly = _figures(increase(target=Decimal(10**12)), (4, -1), today=4)
    assert (slightly.progress_raw_ppm, slightly.status) == (0, Status.AT_RISK)


@given(directed(), histories(), st.integers(0, 410))
def test_more_progress_never_makes_a_worse_status(definition, history, today):
    before = key_result_figures(definition, history, today=day(today))
    if not before.has_reading:
        return
    reached = [*history, check_in(99, today, definition.target)]
    after = key_result_figures(definition, reached, today=day(today))
    assert WORST_FIRST.index(known(after.status)) >= WORST_FIRST.index(known(before.status))


@pytest.mark.parametrize(
    ("answers", "value", "status"),
    [
        (29, 40, Status.AT_RISK),
        (30, 40, Status.REACHED),
        (29, 20, Status.AT_RISK),
        (30, 20, Status.ON_TRACK),
        (29, 0, Status.OFF_TRACK),
        (None, 40, Status.REACHED),
    ],
)
def test_too_few_answers_cannot_turn_a_survey_green(answers, value, status):
    definition = increase(target=Decimal(40), survey=SurveyKind.NPS)
    found = key_result_figures(definition, [check_in(1, 45, value, answers=answers)], today=day(45))
    assert found.status is status
    assert ("answers" in found.sentence) is (answers == 29 and value > 0)


def test_answers_matter_for_surveys_alone():
    assert not too_few_answers(increase(), 1)
    assert too_few_answers(increase(survey=SurveyKind.NPS, minimum_answers=5), 4)


def test_tracked_results_have_no_status():
    found = _figures(plain(Metric.TRACKED), (3, 4), today=10)
    assert (found.status, found.line, found.expected_ppm, found.current) == (None, 0, None, 4)


def test_the_factors_of_a_cycle_move_the_bars():
    assert _figures(increase(), (45, 40), today=45).status is Status.AT_RISK
    lenient = PaceFactors(on_track_percent=80, at_risk_percent=60, tolerance_percent=0)
    assert _figures(increase(), (45, 40), today=45, factors=lenient).status is Status.ON_TRACK


@given(any_definition(), histories(), st.integers(-3, 75))
def test_every_status_comes_with_its_line_and_a_sentence(definition, history, today):
    found = key_result_figures(definition, history, today=day(today))
    assert found.line in range(10)
    assert found.sentence
    assert (found.status is None) is (definition.metric is Metric.TRACKED)
    assert (found.progress_ppm is None) is (found.expected_ppm is None)


def test_the_worst_status_by_the_order_of_the_rules():
    assert worst([]) is None
    assert worst([Status.REACHED, Status.PENDING, Status.AT_RISK]) is Status.AT_RISK
    assert at_best(Status.REACHED, Status.AT_RISK) is Status.AT_RISK
    assert at_best(Status.OFF_TRACK, Status.AT_RISK) is Status.OFF_TRACK


@pytest.mark.parametrize(
    ("pairs", "today", "sentence"),
    [
        ((), 3, "no reading yet, and little is expected so far: pending"),
        (((10, 60),), 20, "the target is reached"),
        (((80, 62),), 91, "the due date is over with 95 % done: at risk"),
        (((45, 80),), 45, "50 % done where 50 % is expected: on track"),
        (((45, 87),), 45, "33 % done where 50 % is expected: at risk"),
        (((45, 120),), 45, "0 % done where 50 % is expected: off track"),
        (((-2, 90),), -1, "it starts on 2026-01-01"),
    ],
)
def test_the_sentence_says_which_line_held(pairs, today, sentence):
    assert _figures(decrease(), *pairs, today=today).sentence == sentence
