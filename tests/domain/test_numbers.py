"""Ratios, weights and values are exact, and rounded half up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import InvalidInput
from okr.domain.numbers import (
    PPM,
    clip_ppm,
    decimal_text,
    difference,
    divide_half_up,
    percent_text,
    ppm_to_decimal_string,
    ratio_ppm,
    require_storable,
    round_value,
    to_ppm,
    weight_of,
    weight_units,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "ppm"),
    [(1, 3, 333_333), (2, 3, 666_667), (1, 2_000_000, 1), (-1, 2_000_000, -1), (-1, 3, -333_333), (1, -4, -250_000)],
)
def test_ratios_are_rounded_half_up_and_away_from_zero(numerator, denominator, ppm):
    assert ratio_ppm(numerator, denominator) == ppm
    assert ratio_ppm(Decimal(numerator), Fraction(denominator)) == ppm


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**30))
def test_a_ratio_is_never_off_by_more_than_half_a_millionth(numerator, denominator):
    exact = Fraction(numerator * PPM, denominator)
    found = ratio_ppm(numerator, denominator)
    assert abs(found - exact) <= Fraction(1, 2)
    assert ratio_ppm(-numerator, denominator) == -found


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6).filter(bool))
def test_division_agrees_with_the_decimal_module(numerator, denominator):
    quotient = Fraction(numerator, denominator)
    expected = int(abs(quotient) + Fraction(1, 2))
    assert divide_half_up(numerator, denominator) == (expected if quotient >= 0 else -expected)


def test_fractions_become_millionths():
    assert to_ppm(Fraction(5, 12)) == 416_667
    assert to_ppm(Decimal("0.0000005")) == 1


@given(st.integers())
def test_what_counts_lies_between_nothing_and_one(ppm):
    assert 0 <= clip_ppm(ppm) <= PPM
    assert clip_ppm(ppm) == ppm or not 0 <= ppm <= PPM


@pytest.mark.parametrize(
    ("ppm", "text"),
    [
        (None, None),
        (0, "0"),
        (500_000, "0.5"),
        (666_667, "0.666667"),
        (PPM, "1"),
        (1_250_000, "1.25"),
        (-250_000, "-0.25"),
        (-1, "-0.000001"),
        (20_000_000, "20"),
    ],
)
def test_millionths_read_as_short_decimals(ppm, text):
    assert ppm_to_decimal_string(ppm) == text


@pytest.mark.parametrize(
    ("ppm", "decimals", "text"),
    [
        (None, 0, "none"),
        (666_667, 0, "67 %"),
        (1_250_000, 0, "125 %"),
        (-250_000, 0, "-25 %"),
        (5_000, 0, "1 %"),
        (-1, 0, "0 %"),
        (666_667, 1, "66.7 %"),
        (-666_667, 1, "-66.7 %"),
        (PPM, 1, "100.0 %"),
    ],
)
def test_millionths_read_as_percentages(ppm, decimals, text):
    assert percent_text(ppm, decimals) == text


@pytest.mark.parametrize(("weight", "units"), [("0", 0), ("1", 10_000), ("0.0001", 1), ("1000", 10_000_000)])
def test_weights_are_kept_in_ten_thousandths(weight, units):
    assert weight_units(Decimal(weight)) == units
    assert weight_of(units) == Decimal(weight)


@pytest.mark.parametrize("weight", ["-0.0001", "1000.0001", "0.00001", "NaN", "Infinity", "1E+30"])
def test_other_weights_are_refused(weight):
    with pytest.raises(InvalidInput) as refused:
        weight_units(Decimal(weight))
    assert refused.value.field == "weight"


@pytest.mark.parametrize("value", ["0", "-0", "9999999999999999999.999999999", "1E+18", "0.000000001", "1.5000000000"])
def test_values_that_the_databases_hold_are_let_in(value):
    assert require_storable(Decimal(value), field="value") == Decimal(value)


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+19", "1E+30", "0.0000000001", "1E-999999", "1E+999999"]
)
def test_values_that_no_column_holds_are_refused(value):
    with pytest.raises(InvalidInput) as refused:
        require_storable(Decimal(value), field="target")
    assert refused.value.field == "target"
    assert len(refused.value.message) < 200


def test_differences_of_the_widest_values_are_exact():
    widest = Decimal("9999999999999999999.999999999")
    assert difference(widest, -widest) == Decimal("19999999999999999999.999999998")


def test_computed_values_are_rounded_to_nine_decimals():
    assert round_value(Fraction(2, 3)) == Decimal("0.666666667")
    assert round_value(Decimal("-0.0000000005")) == Decimal("-0.000000001")


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("0.500", "0.5"), ("-0", "0"), ("10", "10")])
def test_values_read_in_plain_digits(value, text):
    assert decimal_text(Decimal(value)) == text
