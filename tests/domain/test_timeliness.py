"""How check-in periods were kept (R14)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.timeliness import Duty, Span, TimelinessTally, timeliness_periods, timeliness_tally
from okr.domain.vocabulary import Timeliness
from tests.domain.arithmetic import any_definition, check_in, check_ins, day, histories, increase, noon

ON_TIME, LATE, MISSED = Timeliness.ON_TIME, Timeliness.LATE, Timeliness.MISSED
PENDING, NOT_DUE = Timeliness.PENDING, Timeliness.NOT_DUE
FOUR_WEEKS = increase(due_on=day(28))


def _kept(check_in_facts, *, today, definition=FOUR_WEEKS, duty=None):
    periods = timeliness_periods(definition, check_in_facts, today=day(today), duty=duty or Duty())
    return [period.timeliness for period in periods]


@pytest.mark.parametrize(
    ("recorded", "kept"), [(5, ON_TIME), (7, ON_TIME), (9, ON_TIME), (10, LATE), (14, LATE), (15, MISSED)]
)
def test_the_recording_day_of_the_first_reading_decides_a_period(recorded, kept):
    history = [check_in(1, 5, 10, recorded_at=noon(day(recorded))), check_in(2, 6, 11, recorded_at=noon(day(40)))]
    assert _kept(history, today=50)[0] is kept


@pytest.mark.parametrize(("today", "kept"), [(6, NOT_DUE), (7, PENDING), (9, PENDING), (14, PENDING), (15, MISSED)])
def test_without_a_reading_a_period_is_pending_up_to_the_next_due_day(today, kept):
    assert _kept([], today=today)[0] is kept


def test_a_reading_before_the_due_day_is_on_time_at_once():
    assert _kept(check_ins((3, 10)), today=3) == [ON_TIME, NOT_DUE, NOT_DUE, NOT_DUE]


def test_each_period_is_kept_by_its_own_reading():
    periods = timeliness_periods(FOUR_WEEKS, check_ins((7, 1), (8, 2), (28, 3)), today=day(60))
    assert [period.timeliness for period in periods] == [ON_TIME, ON_TIME, MISSED, ON_TIME]
    assert [period.check_in_number for period in periods] == [1, 2, None, 3]
    assert [period.due_on for period in periods] == [day(7), day(14), day(21), day(28)]
    assert periods[0].opens_after == day(0)


@pytest.mark.parametrize(("recorded", "kept"), [(30, ON_TIME), (31, LATE), (35, LATE), (36, MISSED)])
def test_after_the_last_due_day_one_more_interval_is_late(recorded, kept):
    assert _kept([check_in(1, 28, 1, recorded_at=noon(day(recorded)))], today=99)[-1] is kept


def test_the_day_is_that_of_the_owners_time_zone():
    evening_in_new_york = datetime(2026, 1, 11, 3, tzinfo=UTC)
    history = [check_in(1, 7, 10, recorded_at=evening_in_new_york)]
    assert _kept(history, today=30)[0] is LATE
    assert _kept(history, today=30, duty=Duty(zone=ZoneInfo("America/New_York")))[0] is ON_TIME


def test_grace_longer_than_the_cadence_still_counts_as_on_time():
    daily = increase(due_on=day(5), cadence="daily", grace_days=2)
    assert _kept([check_in(1, 1, 10, recorded_at=noon(day(3)))], today=3, definition=daily)[0] is ON_TIME
    assert _kept([], today=3, definition=daily)[0] is PENDING
    assert _kept([], today=4, definition=daily)[0] is MISSED


@pytest.mark.parametrize(
    ("definition", "duty", "kept"),
    [
        (FOUR_WEEKS, Duty(employed=Span(day(8), day(21))), [NOT_DUE, MISSED, MISSED, NOT_DUE]),
        (FOUR_WEEKS, Duty(pauses=(Span(day(14), day(20)),)), [MISSED, NOT_DUE, MISSED, MISSED]),
        (FOUR_WEEKS, Duty(closed_on=day(21)), [MISSED, MISSED, NOT_DUE, NOT_DUE]),
        (increase(due_on=day(28), imported=True), Duty(), [NOT_DUE] * 4),
        (increase(due_on=day(28), imported=True, owed_from=day(15)), Duty(), [NOT_DUE, NOT_DUE, MISSED, MISSED]),
    ],
)
def test_what_was_not_owed_is_not_due(definition, duty, kept):
    assert _kept([], today=60, definition=definition, duty=duty) == kept


def test_a_paused_goal_owes_nothing_from_today_on():
    paused = increase(due_on=day(28), paused=True)
    assert _kept([], today=18, definition=paused) == [MISSED, PENDING, NOT_DUE, NOT_DUE]


def test_a_pause_begins_with_what_is_due_today():
    paused = increase(due_on=day(28), paused=True)
    assert _kept([], today=21, definition=paused)[2] is NOT_DUE


def test_an_imported_result_owes_the_period_due_on_the_day_it_is_owed_from():
    definition = increase(due_on=day(28), imported=True, owed_from=day(14))
    assert _kept([], today=60, definition=definition) == [NOT_DUE, MISSED, MISSED, MISSED]


def test_an_imported_reading_is_history():
    assert _kept([check_in(1, 7, 10, imported=True, recorded_at=noon(day(50)))], today=60)[0] is NOT_DUE


def test_a_voided_check_in_keeps_no_period():
    assert _kept([check_in(1, 7, 10), check_in(2, 8, None, voids=1)], today=60)[0] is MISSED


def test_the_rate_leaves_out_what_is_not_decided():
    tally = timeliness_tally(FOUR_WEEKS, check_ins((7, 1), (14, 2)), today=day(24))
    assert tally == TimelinessTally(on_time=2, pending=1, not_due=1)
    assert tally.on_time_rate_ppm == 1_000_000
    assert TimelinessTally(pending=3).on_time_rate_ppm is None


def test_tallies_add_up():
    both = TimelinessTally(1, 2, 3, 4, 5) + TimelinessTally(1, 0, 0, 2, 3)
    assert both == TimelinessTally(2, 2, 3, 6, 8)
    assert both.on_time_rate_ppm == 285_714


@given(any_definition(), histories(), st.integers(-5, 120))
def test_every_period_is_counted_once(definition, history, today):
    periods = timeliness_periods(definition, history, today=day(today))
    tally = timeliness_tally(definition, history, today=day(today))
    assert tally.on_time + tally.late + tally.missed + tally.pending + tally.not_due == len(periods)
    assert periods[-1].due_on == definition.due_on


@given(any_definition(), histories(), st.integers(-5, 100))
def test_what_was_missed_without_a_reading_stays_missed(definition, history, today):
    periods = timeliness_periods(definition, history, today=day(today))
    later = timeliness_periods(definition, history, today=day(today) + timedelta(days=1))
    for before, after in zip(periods, later, strict=True):
        if before.timeliness is MISSED and after.check_in_number is None and not definition.paused:
            assert after.timeliness is MISSED
