"""Due days of check-ins."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.cadence import (
    CADENCE_WORDS,
    MAX_DUE_DAYS,
    due_days,
    fresh_through,
    monthly_from,
    normalise_cadence,
    owed_next,
    period_index,
)
from okr.domain.errors import InvalidInput
from tests.domain.arithmetic import D0, day

RULES = (
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "FREQ=MONTHLY;BYMONTHDAY=15,31",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=2,11;BYMONTHDAY=30",
    "FREQ=YEARLY",
)
starts = st.dates(date(2000, 1, 1), date(2050, 12, 31))


@given(st.sampled_from(CADENCE_WORDS + RULES), starts, st.integers(1, 1500))
def test_due_days_rise_strictly_after_the_start_and_end_with_the_due_date(cadence, start, length):
    days = due_days(cadence, start, start + timedelta(days=length))
    assert days[0] > start
    assert days[-1] == start + timedelta(days=length)
    assert all(earlier < later for earlier, later in pairwise(days))


@pytest.mark.parametrize(
    ("cadence", "gaps"),
    [("daily", [1] * 30), ("weekly", [7, 7, 7, 7, 2]), ("biweekly", [14, 14, 2]), ("none", [30])],
)
def test_the_first_due_day_is_one_interval_after_the_start(cadence, gaps):
    days = (D0, *due_days(cadence, D0, day(30)))
    assert [(later - earlier).days for earlier, later in pairwise(days)] == gaps


@given(st.dates(date(2000, 1, 1), date(2080, 12, 31)))
def test_monthly_keeps_the_day_or_takes_the_last_one_of_a_shorter_month(start):
    for number, found in enumerate(islice(monthly_from(start), 30)):
        months = start.month - 1 + number
        first_of_next = date(start.year + (months + 1) // 12, (months + 1) % 12 + 1, 1)
        last = (first_of_next - timedelta(days=1)).day
        assert found == date(start.year + months // 12, months % 12 + 1, min(start.day, last))


def test_quarterly_and_yearly_keep_the_end_of_the_month():
    assert due_days("quarterly", date(2025, 11, 30), date(2026, 9, 1))[:3] == (
        date(2026, 2, 28),
        date(2026, 5, 30),
        date(2026, 8, 30),
    )
    assert due_days("yearly", date(2024, 2, 29), date(2028, 6, 1)) == (
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
        date(2028, 6, 1),
    )


def test_a_rule_says_on_which_days():
    assert due_days("FREQ=WEEKLY;BYDAY=FR", D0, date(2026, 1, 16)) == (
        date(2026, 1, 2),
        date(2026, 1, 9),
        date(2026, 1, 16),
    )
    assert due_days("FREQ=MONTHLY;BYMONTHDAY=15,31", date(2026, 2, 1), date(2026, 4, 1))[:-1] == (
        date(2026, 2, 15),
        date(2026, 2, 28),
        date(2026, 3, 15),
        date(2026, 3, 31),
    )
    assert due_days("FREQ=YEARLY;BYMONTHDAY=15", D0, date(2026, 3, 1)) == (
        date(2026, 1, 15),
        date(2026, 2, 15),
        date(2026, 3, 1),
    )


def test_a_rule_that_never_holds_leaves_the_due_date_alone():
    assert due_days("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=30", D0, day(60)) == (day(60),)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [(" Weekly ", "weekly"), ("rrule:freq=weekly; byday=fr", "FREQ=WEEKLY;BYDAY=FR"), ("NONE", "none")],
)
def test_a_cadence_is_kept_in_one_form(given_text, kept):
    assert normalise_cadence(given_text) == kept
    assert normalise_cadence(kept) == kept


@pytest.mark.parametrize(
    "cadence",
    [
        "",
        "hourly",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20260101",
        "FREQ=WEEKLY;BYDAY=1FR",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=WEEKLY;FREQ=DAILY",
        "=",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=DAILY;INTERVAL=1,2",
        "FREQ=WEEKLY;WKST=ZZ",
        "FREQ=MONTHLY;BYDAY=FR\nDTSTART:20260101",
        "FREQ=DAILY;INTERVAL=99999",
        "FREQ=MONTHLY;BYMONTHDAY=" + "1," * 300,
    ],
)
def test_a_cadence_that_okr_does_not_follow_is_refused(cadence):
    with pytest.raises(InvalidInput) as refused:
        due_days(cadence, D0, day(30))
    assert refused.value.field == "cadence"


def test_no_more_due_days_than_a_person_can_mean():
    assert len(due_days("daily", D0, day(MAX_DUE_DAYS))) == MAX_DUE_DAYS
    with pytest.raises(InvalidInput):
        due_days("daily", D0, day(MAX_DUE_DAYS + 1))


@pytest.mark.parametrize(
    ("on", "period"),
    [(-1, None), (0, 0), (7, 0), (8, 1), (28, 3), (30, 4), (31, None)],
)
def test_a_period_runs_up_to_its_due_day(on, period):
    assert period_index(due_days("weekly", D0, day(30)), D0, day(on)) == period


@pytest.mark.parametrize(
    ("last", "owed"), [(None, 7), (-1, 7), (0, 14), (5, 14), (7, 14), (8, 21), (28, 30), (29, None), (40, None)]
)
def test_the_next_check_in_is_owed_in_the_period_after_the_last_readings(last, owed):
    days = due_days("weekly", D0, day(30))
    found = owed_next(days, D0, None if last is None else day(last))
    assert found == (None if owed is None else day(owed))


@pytest.mark.parametrize(
    ("last", "through"), [(-1, 7 + 2), (0, 7 + 2), (6, 13 + 2), (7, 14 + 2), (28, 30 + 2), (29, None)]
)
def test_a_reading_is_fresh_for_its_cadence_and_the_grace_days(last, through):
    days = due_days("weekly", D0, day(30))
    found = fresh_through(days, D0, last_reading_on=day(last), grace_days=2)
    assert found == (None if through is None else day(through))


@given(st.integers(1, 6), st.integers(0, 3))
def test_who_checks_in_every_week_is_never_stale(weekday, grace):
    days = due_days("weekly", D0, day(91))
    for week in range(12):
        through = fresh_through(days, D0, last_reading_on=day(7 * week + weekday), grace_days=grace)
        assert through is None or through >= day(7 * (week + 1) + weekday)
