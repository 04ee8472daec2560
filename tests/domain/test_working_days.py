"""Working days are counted from Monday to Friday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.working_days import after_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (16, 3, 19),  # Monday to Thursday
        (18, 3, 23),  # Wednesday over the weekend to Monday
        (20, 1, 23),  # Friday to Monday
        (21, 3, 25),  # Saturday counts from Friday
        (22, 0, 23),  # Sunday, without waiting, is Monday
        (18, 0, 18),
    ],
)
def test_three_working_days_leave_out_the_weekend(day: int, count: int, expected: int):
    assert after_working_days(date(2026, 11, day), count) == date(2026, 11, expected)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_as_many_working_days_lie_behind_as_were_counted(day: date, count: int):
    reached = after_working_days(day, count)
    passed = (day + timedelta(days=number) for number in range(1, (reached - day).days + 1))
    assert sum(map(is_working_day, passed)) == count
    assert is_working_day(reached)
