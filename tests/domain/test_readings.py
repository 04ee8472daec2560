"""Which check-ins hold: corrections, voids, days, and what was known when."""

from decimal import Decimal

import pytest

from okr.domain.definitions import Milestone
from okr.domain.errors import OkrError
from okr.domain.readings import as_of, readings_in_force, require_value
from okr.domain.vocabulary import Metric, SurveyKind
from tests.domain.arithmetic import check_in, check_ins, day, increase, noon, plain


def _numbers(readings):
    return [reading.number for reading in readings]


def test_the_newest_effective_day_is_current_however_late_it_was_recorded():
    history = [check_in(1, 20, 5), check_in(2, 10, 7)]
    assert readings_in_force(history)[-1].value == 5


def test_on_the_same_day_the_one_recorded_last_is_current():
    assert readings_in_force(reversed(check_ins((10, 5), (10, 7))))[-1].value == 7


def test_without_a_check_in_there_is_no_reading():
    assert readings_in_force([]) == ()


def test_a_corrected_check_in_gives_way_to_its_correction():
    history = [check_in(1, 10, 5), check_in(2, 8, 6, corrects=1)]
    assert [(reading.number, reading.value) for reading in readings_in_force(history)] == [(2, Decimal(6))]


def test_a_voided_check_in_is_gone_and_the_voiding_one_is_no_reading():
    history = [check_in(1, 10, 5), check_in(2, 17, 6), check_in(3, 18, None, voids=2)]
    assert _numbers(readings_in_force(history)) == [1]


def test_voiding_a_correction_does_not_bring_the_first_value_back():
    history = [check_in(1, 10, 5), check_in(2, 10, 6, corrects=1), check_in(3, 10, None, voids=2)]
    assert readings_in_force(history) == ()


def test_only_a_later_check_in_overrules():
    history = [check_in(1, 10, 5, corrects=2), check_in(2, 11, 6)]
    assert _numbers(readings_in_force(history)) == [1, 2]


def test_as_of_a_day_leaves_out_what_was_effective_later():
    assert _numbers(as_of(check_ins((10, 5), (20, 6)), day(15))) == [1]


def test_a_later_correction_counts_as_of_an_earlier_day_unless_it_was_not_known():
    history = [check_in(1, 10, 5), check_in(2, 10, 6, corrects=1, recorded_at=noon(day(30)))]
    assert _numbers(as_of(history, day(15))) == [2]
    assert _numbers(as_of(history, day(15), known_at=noon(day(29)))) == [1]
    assert _numbers(as_of(history, day(15), known_at=noon(day(30)))) == [2]


def test_an_unknown_void_does_not_take_a_reading_away():
    history = [check_in(1, 10, 5), check_in(2, 10, None, voids=1, recorded_at=noon(day(30)))]
    assert _numbers(as_of(history, day(40), known_at=noon(day(20)))) == [1]
    assert as_of(history, day(40)) == ()


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        (increase(), "150"),
        (plain(Metric.YES_NO), "1"),
        (plain(Metric.MILESTONES, target=Decimal(4)), "5"),
        (increase(survey=SurveyKind.NPS), "-100"),
        (plain(Metric.MILESTONES, milestones=(Milestone("One", Decimal(2)),)), "2"),
    ],
)
def test_a_value_that_can_be_is_taken(definition, value):
    assert require_value(definition, Decimal(value)) == Decimal(value)


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        (increase(), "NaN"),
        (increase(), "1E+30"),
        (plain(Metric.YES_NO), "0.5"),
        (plain(Metric.MILESTONES, target=Decimal(4)), "-1"),
        (plain(Metric.MILESTONES, milestones=(Milestone("One", Decimal(2)),)), "3"),
        (increase(survey=SurveyKind.NPS), "101"),
        (increase(survey=SurveyKind.CSAT), "-1"),
    ],
)
def test_a_value_that_cannot_be_is_refused(definition, value):
    with pytest.raises(OkrError) as refused:
        require_value(definition, Decimal(value))
    assert refused.value.field == "value"
