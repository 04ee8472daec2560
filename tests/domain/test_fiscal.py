"""Fiscal years and quarters: every day lies in exactly one of each, and keys name them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.fiscal import fiscal_quarter, fiscal_year, read_period
from okr.domain.vocabulary import CycleKind

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("day", "month", "year", "quarter", "starts_on", "ends_on"),
    [
        (date(2026, 11, 18), 1, "2026", "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2024, 2, 29), 1, "2024", "2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        (date(2026, 11, 18), 10, "FY2027", "FY2027-Q1", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 9, 30), 10, "FY2026", "FY2026-Q4", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2027, 1, 1), 4, "FY2027", "FY2027-Q4", date(2027, 1, 1), date(2027, 3, 31)),
        (date(2024, 2, 29), 12, "FY2024", "FY2024-Q1", date(2023, 12, 1), date(2024, 2, 29)),
    ],
)
def test_a_day_lies_in_the_quarter_and_year_that_people_say(day, month, year, quarter, starts_on, ends_on):
    found = fiscal_quarter(day, starts_month=month)

    assert fiscal_year(day, starts_month=month).key == year
    assert (found.key, found.starts_on, found.ends_on) == (quarter, starts_on, ends_on)


@given(DAYS, MONTHS)
def test_a_day_lies_inside_its_quarter_and_that_inside_its_year(day, month):
    year = fiscal_year(day, starts_month=month)
    quarter = fiscal_quarter(day, starts_month=month)

    assert year.starts_on <= quarter.starts_on <= day <= quarter.ends_on <= year.ends_on
    assert year.starts_on.day == quarter.starts_on.day == 1
    assert year.starts_on.month == month


@given(DAYS, MONTHS)
def test_quarters_follow_each_other_without_gap(day, month):
    quarter = fiscal_quarter(day, starts_month=month)
    following = fiscal_quarter(quarter.ends_on + timedelta(days=1), starts_month=month)

    assert following.starts_on == quarter.ends_on + timedelta(days=1)
    assert following.key != quarter.key


@given(DAYS, MONTHS)
def test_the_key_of_a_quarter_and_of_a_year_says_when_they_are(day, month):
    for period in (fiscal_year(day, starts_month=month), fiscal_quarter(day, starts_month=month)):
        assert read_period(period.key, starts_month=month) == period


@pytest.mark.parametrize("text", ["Autumn", "2026-Q5", "Q4", "", "20266", "2026-Q", "0000"])
def test_other_keys_say_nothing_about_when(text):
    assert read_period(text, starts_month=1) is None


def test_keys_are_read_in_any_case():
    found = read_period(" fy2027 q2 ", starts_month=10)

    assert found is not None
    assert (found.kind, found.starts_on) == (CycleKind.QUARTER, date(2027, 1, 1))
