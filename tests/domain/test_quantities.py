"""Numbers and dates as people and files write them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import InvalidInput
from okr.domain.quantities import (
    FILED,
    TYPED,
    NumberStyle,
    accept_date_style,
    nearest,
    parse_date,
    parse_number,
    parse_value,
    show_number,
)

TODAY = date(2026, 3, 18)  # a Wednesday
GERMAN = NumberStyle(decimal=",", thousands=".")
SWISS = NumberStyle(thousands="'")

storable = st.decimals(
    min_value=Decimal("-9999999999999999999.999999999"),
    max_value=Decimal("9999999999999999999.999999999"),
    allow_nan=False,
    allow_infinity=False,
    places=9,
)


# ------------------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "style", "value", "is_percent"),
    [
        ("85", FILED, "85", False),
        ("1,234.5", FILED, "1234.5", False),
        ("1234.5", FILED, "1234.5", False),
        ("1,234,567", FILED, "1234567", False),
        ("85%", FILED, "85", True),
        ("85 %", FILED, "85", True),
        ("85%", NumberStyle(percent="fraction"), "0.85", True),
        ("(12)", FILED, "-12", False),
        ("( 1,200.50 )", FILED, "-1200.5", False),
        ("(12%)", FILED, "-12", True),
        ("(12)%", FILED, "-12", True),
        ("\u22125", FILED, "-5", False),
        ("+5", FILED, "5", False),
        (".5", FILED, "0.5", False),
        ("1.", FILED, "1", False),
        ("-0", FILED, "0", False),
        ("007", FILED, "7", False),
        ("1 234.5", FILED, "1234.5", False),
        ("1\u2009234\u2009567", FILED, "1234567", False),
        ("1\u00a0234,5", GERMAN, "1234.5", False),
        ("1.234,5", GERMAN, "1234.5", False),
        ("1'234.5", SWISS, "1234.5", False),
        ("1.5E+03", FILED, "1500", False),
        ("1e-9", FILED, "0.000000001", False),
        ("1.10000000000000", FILED, "1.1", False),
        ("12k", TYPED, "12000", False),
        ("1.5M", TYPED, "1500000", False),
        ("9999999999999999999.999999999", FILED, "9999999999999999999.999999999", False),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly(text, style, value, is_percent):
    parsed = parse_number(text, style=style)
    assert (parsed.value, parsed.is_percent) == (Decimal(value), is_percent)
    assert "E+" not in str(parsed.value)


@pytest.mark.parametrize(
    ("text", "style", "reason"),
    [
        ("", FILED, "is empty"),
        ("  ", FILED, "is empty"),
        ("NaN", TYPED, "only finite numbers count"),
        ("-Infinity", TYPED, "only finite numbers count"),
        ("1" + "0" * 30, TYPED, "31 digits before the point, at most 19"),
        ("1e30", TYPED, "31 digits before the point, at most 19"),
        ("1e999", TYPED, "1000 digits before the point"),
        ("10^30", TYPED, "write it like 1,234.5"),
        ("10000000000000000000", TYPED, "20 digits before the point"),
        ("9999999999999999999k", TYPED, "22 digits before the point"),
        ("0.1234567891", TYPED, "10 decimals, at most 9"),
        ("1e-10", TYPED, "10 decimals"),
        ("(1.0000000000000000000000000000001)", TYPED, "31 decimals"),
        ("1,5", TYPED, "the decimal sign here is '.'"),
        ("1 234,5", TYPED, "the decimal sign here is '.'"),
        ("1.5", NumberStyle(decimal=",", thousands=""), "the decimal sign here is ','"),
        ("12,34,567", FILED, "write it like"),
        ("1,234 567", FILED, "write it like"),
        ("12 34", FILED, "write it like"),
        ("(12)", NumberStyle(negative_parentheses=False), "write it like"),
        ("(-12)", FILED, "write it like"),
        ("((12))", FILED, "write it like"),
        ("()", FILED, "write it like"),
        ("%", FILED, "write it like"),
        ("--1", FILED, "write it like"),
        ("1_000", FILED, "write it like"),
        ("0x10", FILED, "write it like"),
        ("\u0663", FILED, "write it like"),
        ("12k", FILED, "write it like"),
        ("12kk", TYPED, "write it like"),
        ("k", TYPED, "write it like"),
        ("85%%", FILED, "write it like"),
        ("twelve", FILED, "write it like"),
        ("=1+1", FILED, "write it like"),
        ("9" * 1000, FILED, "far too long"),
    ],
    ids=ascii,
)
def test_what_is_no_number_is_refused_with_what_would_be_right(text, style, reason):
    with pytest.raises(InvalidInput) as refused:
        parse_number(text, style=style, field="value")
    assert refused.value.field == "value"
    assert reason in refused.value.message + str(refused.value.hint)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("85", "%", "85"), ("85 %", "%", "85"), ("85%", "percent", "85"), ("12 days", "days", "12"), ("12Days", "days", "12"), ("$1,200", "$", "1200"), ("-$5", "$", "-5"), ("12m", "m", "12"), ("3k", "customers", "3000"), ("3", "", "3"), ("3 points", "points", "3")],
)  # fmt: skip
def test_a_reading_may_carry_its_own_unit(text, unit, value):
    assert parse_value(text, unit=unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [("85%", "days", "measured in days, not in percent"), ("85%", "", "no unit, not in percent"), ("12m", "minutes", "could mean minutes or 1,000,000"), ("5k", "km", "could mean km or 1,000"), ("days", "days", "write it like"), ("12 hours", "days", "write it like")],
)  # fmt: skip
def test_a_reading_in_another_unit_is_refused(text, unit, reason):
    with pytest.raises(InvalidInput, match=reason):
        parse_value(text, unit=unit)


@given(storable)
def test_every_number_that_fits_comes_back_from_how_it_is_shown(value):
    assert parse_number(show_number(value)).value == value
    assert parse_value(show_number(value, "days"), unit="days") == value
    assert parse_value(show_number(value, "$"), unit="$") == value
    assert parse_value(show_number(value, "%"), unit="%") == value


@given(
    st.text(max_size=30), st.sampled_from([FILED, TYPED, GERMAN, SWISS, NumberStyle(thousands="", percent="fraction")])
)
def test_any_text_is_either_a_number_that_fits_or_refused(text, style):
    try:
        parsed = parse_number(text, style=style)
    except InvalidInput:
        return
    whole, _, behind = format(abs(parsed.value), "f").partition(".")
    assert len(whole) <= 19
    assert len(behind) <= 9


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [("1234.50", "days", "1,234.5 days"), ("85.0", "%", "85 %"), ("-1200", "$", "-$1,200"), ("1E+3", "", "1,000"), ("0.000", "", "0"), ("-0", "x", "0 x"), ("0.000000001", "", "0.000000001"), ("9999999999999999999.999999999", "", "9,999,999,999,999,999,999.999999999")],
)  # fmt: skip
def test_numbers_are_shown_in_full_with_separators_and_without_trailing_zeros(value, unit, shown):
    assert show_number(Decimal(value), unit) == shown


def test_a_change_is_shown_with_its_sign():
    assert show_number(Decimal(40), "points", signed=True) == "+40 points"
    assert show_number(Decimal(-40), signed=True) == "-40"
    assert show_number(Decimal(0), signed=True) == "0"


# --------------------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026-3-1", date(2026, 3, 1)),
        ("2026-03-31T00:00:00", date(2026, 3, 31)),
        ("2026-03-31 00:00", date(2026, 3, 31)),
        (" today ", TODAY),
        ("Yesterday", date(2026, 3, 17)),
        ("tomorrow", date(2026, 3, 19)),
        ("-3d", date(2026, 3, 15)),
        ("\u22123d", date(2026, 3, 15)),
        ("+2w", date(2026, 4, 1)),
        ("wed", TODAY),
        ("mon", date(2026, 3, 16)),
        ("Thursday", date(2026, 3, 12)),
    ],
    ids=ascii,
)
def test_days_are_read_as_people_type_them(text, day):
    assert parse_date(text, today=TODAY) == day


def test_a_weekday_ahead_is_the_next_one():
    assert parse_date("mon", today=TODAY, weekdays="future") == date(2026, 3, 23)
    assert parse_date("wed", today=TODAY, weekdays="future") == TODAY


def test_a_file_says_how_it_writes_days_and_knows_no_today():
    assert parse_date("31/03/2026", today=None, styles=("%m/%d/%Y", "%d/%m/%Y")) == date(2026, 3, 31)
    assert parse_date("2026-03-31", today=None, styles=("%d.%m.%Y",)) == date(2026, 3, 31)
    with pytest.raises(InvalidInput) as refused:
        parse_date("today", today=None, styles=("%d.%m.%Y",))
    assert refused.value.hint == "write it like 2026-03-31, 31.03.2026"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30", "February 2026 has 28 days"),
        ("2026-13-01", "months run from 01 to 12"),
        ("0000-01-01", "years run"),
        ("0206-01-01", "the year 206"),
        ("9999-01-01", "the year 9999"),
        ("31/03/2026", "write it like 2026-03-31, today, yesterday, -3d, mon"),
        ("t", "write it like"),
        ("mo", "write it like"),
        ("monkey", "write it like"),
        ("-99999w", "write it like"),
        ("2026-03-31T12:30:00", "write it like"),
        ("", "nothing is not a day"),
        ("\u0662\u0660\u0662\u0666-01-01", "write it like"),
    ],
    ids=ascii,
)
def test_what_is_no_day_is_refused_with_what_would_be_right(text, reason):
    with pytest.raises(InvalidInput) as refused:
        parse_date(text, today=TODAY)
    assert reason in refused.value.message + str(refused.value.hint)


@pytest.mark.parametrize("style", ["%d/%m/%Y", "%m/%d/%y", "%d %b %Y", "%Y%m%d", "%B %d, %Y", "%Y-%m-%d %H:%M"])
def test_a_date_style_that_tells_a_day_is_let_pass(style):
    assert accept_date_style(style) == style


@pytest.mark.parametrize("style", ["", "%d/%m", "%Y", "%m/%Y", "%Q/%Y", "d/m/Y", "%", "%Y-%m-%d%"])
def test_a_date_style_that_tells_no_day_is_refused(style):
    with pytest.raises(InvalidInput, match="does not tell year, month and day"):
        accept_date_style(style)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_an_iso_day_is_itself_whatever_styles_there_are(day):
    assert parse_date(day.isoformat(), today=None, styles=("%Y-%d-%m",)) == day


@given(st.text(max_size=20), st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_any_text_is_either_a_day_or_refused(text, today):
    try:
        day = parse_date(text, today=today, styles=("%d %b %Y",))
    except InvalidInput:
        return
    assert 1900 <= day.year <= 2199


@given(st.integers(0, 9999), st.sampled_from("dw"), st.sampled_from("+-"))
def test_relative_days_count_days_and_weeks(count, unit, sign):
    expected = TODAY + timedelta(days=count * (7 if unit == "w" else 1) * (1 if sign == "+" else -1))
    if 1900 <= expected.year <= 2199:
        assert parse_date(f"{sign}{count}{unit}", today=TODAY) == expected
    else:
        with pytest.raises(InvalidInput, match="the year"):
            parse_date(f"{sign}{count}{unit}", today=TODAY)


# -------------------------------------------------------------------------------------------------------- did you mean


def test_the_nearest_candidates_come_best_first():
    assert nearest("carre-7", ["CARE-7", "CARE-77", "SALES-1"], n=1) == ("CARE-7",)
    assert nearest("On trak", ["off track", "on track"])[0] == "on track"
    assert nearest("zzz", ["CARE-7"]) == ()
    assert nearest("", []) == ()
