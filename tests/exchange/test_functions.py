"""Every function of the mapping does what its example in the reference says, and refuses what it cannot do."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from okr.domain.errors import InvalidInput
from okr.exchange.mapping.building import Build, Fiscal, Lookup, build_pipeline
from okr.exchange.mapping.functions import FUNCTIONS
from okr.exchange.mapping.periods import period_days
from okr.exchange.mapping.values import as_text

GOALS = Lookup("goals", values={"A1": {"status": "On Track", "blank": None}})


def run(written, cells, **surroundings):
    """What a pipeline, written as in a mapping, gives for a row."""
    spec = tomllib.loads(f"pipeline = {written}")["pipeline"]
    build = Build(lookups={"goals": GOALS}, **surroundings)
    return build_pipeline(spec, "test", build).run(cells)


def shown(value):
    return None if value is None else value if isinstance(value, tuple) else as_text(value)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_example_of_the_reference_is_true(function):
    assert shown(run(function.example.written, function.example.cells)) == function.example.gives


@pytest.mark.parametrize(
    "function", [function for function in FUNCTIONS.values() if not function.starts], ids=lambda function: function.name
)
def test_nothing_stays_nothing_unless_the_function_is_for_that(function):
    blank = dict.fromkeys(function.example.cells, "")
    made = run(function.example.written, blank)
    assert made in (
        (None, ())
        if function.name not in {"if_null", "then", "null_if"}
        else (None, "head office", "tracked", "nobody")
    )


@pytest.mark.parametrize(
    ("written", "cells", "gives"),
    [
        ('["a", { split = "," }]', {"a": " x ,, y,"}, ("x", "y")),
        ('["a", { split = "," }, "upper"]', {"a": "x,y"}, ("X", "Y")),
        ('["a", { split = "," }, { map = { x = "1" }, missing = "null" }]', {"a": "x,y"}, ("1",)),
        ('["a", { split = "," }, { item = 5 }]', {"a": "x,y"}, None),
        ('["a", { split = "," }, { items = [2, -1] }]', {"a": "x,y,z"}, ("y", "z")),
        ('["a", { split = "," }, { items = [3, 2] }]', {"a": "x,y,z"}, None),
        ('["a", { map = { "N/A" = "" } }]', {"a": "N/A"}, None),
        ('["a", { map = { x = "1" }, default = "2" }]', {"a": "other"}, "2"),
        ('["a", { map = { x = "1" }, missing = "keep" }]', {"a": "other"}, "other"),
        ('["a", { lookup_in = "goals", value = "status", missing = "null" }]', {"a": "B2"}, None),
        ('["a", { lookup_in = "goals", value = "blank", default = "d" }]', {"a": "A1"}, "d"),
        ('{ template = "{a}-{b}" }', {"a": "x", "b": ""}, None),
        ('{ template = "{{{a}}}" }', {"a": "x"}, "{x}"),
        ('{ quotient = ["a", "b"] }', {"a": "1", "b": "0"}, None),
        ('{ quotient = ["a", "b"] }', {"a": "1", "b": "3"}, Decimal("0.333333333")),
        ('["a", { number = true, percent = "fraction" }]', {"a": "85%"}, Decimal("0.85")),
        ('["a", "number"]', {"a": "(1,234.50)"}, Decimal("-1234.5")),
        ('["a", "number"]', {"a": "0.30000000000000004"}, Decimal("0.3")),
        ('["a", "number"]', {"a": "4294967296001"}, Decimal(4294967296001)),
        ('["a", { round = 0 }]', {"a": "-2.5"}, Decimal(-3)),
        ('["a", { multiply = "1000" }]', {"a": "1.0005"}, Decimal("1000.5")),
        ('["a", { date = ["%d/%m/%Y", "%d %b %Y"] }]', {"a": "31/12/2026"}, date(2026, 12, 31)),
        (
            '["a", { only_if = { column = "k", starts_with = ["x", "y"], ignore_case = true } }]',
            {"a": "1", "k": "Yes"},
            "1",
        ),
        ('["a", { only_if = { column = "k", is_not = "q", blank = false } }]', {"a": "1", "k": ""}, None),
        ('["a", { only_if = { column = "k", contains = "b", ends_with = "c" } }]', {"a": "1", "k": "abc"}, "1"),
        ('["a", { unless = { column = "a", differs_from = "b" } }]', {"a": "1", "b": "2"}, None),
        ('["a", "slug"]', {"a": "你好"}, None),
    ],
)
def test_what_functions_make(written, cells, gives):
    assert run(written, cells) == gives


@pytest.mark.parametrize(
    ("written", "cells", "said"),
    [
        ('["a", { map = { Live = "active" } }]', {"a": "Liv"}, "did you mean Live"),
        ('["a", { lookup_in = "goals", value = "status" }]', {"a": "A2"}, "it is one of A1"),
        ('["a", "number"]', {"a": "twelve"}, "not a number"),
        ('["a", "number"]', {"a": "NaN"}, "finite"),
        ('["a", "number"]', {"a": "1e30"}, "digits"),
        ('["a", "integer"]', {"a": "1.5"}, "whole"),
        ('["a", { multiply = "1000000000000" }]', {"a": "10000000000"}, "19 digits"),
        ('["a", { date = "%d/%m/%Y" }]', {"a": "31/02/2026"}, "not a day"),
        ('["a", { split = "," }, "number"]', {"a": "1,2"}, "list of 2"),
        ('["a", { period_end = "quarter" }]', {"a": "2022-Q5"}, "names no quarter"),
        ('["a", { replace = "x", with = "' + "y" * 100 + '" }]', {"a": "x" * 2_000}, "longer than"),
    ],
)
def test_what_functions_refuse_and_what_would_be_right(written, cells, said):
    with pytest.raises(InvalidInput) as refusal:
        run(written, cells)
    assert said in f"{refusal.value.message} {refusal.value.hint}"


def test_null_tokens_and_styles_of_the_source_hold_everywhere():
    cells = {"a": " #N/A ", "b": "5"}
    assert run('{ columns = ["a", "b"] }', cells, nulls=frozenset({"", "#N/A"})) == "5"
    assert run('["y", { period_end = "year" }]', {"y": "2022"}, fiscal=Fiscal(10, "end")) == date(2022, 9, 30)
    assert run('["y", { period_end = "year" }]', {"y": "2022"}, fiscal=Fiscal(10, "start")) == date(2023, 9, 30)


@pytest.mark.parametrize(
    ("text", "kind", "first_month", "first", "last"),
    [
        ("2022", "year", 1, date(2022, 1, 1), date(2022, 12, 31)),
        ("FY22", "year", 10, date(2021, 10, 1), date(2022, 9, 30)),
        ("FY 2022", "year", 10, date(2021, 10, 1), date(2022, 9, 30)),
        ("2023-2024", "year", 4, date(2023, 4, 1), date(2024, 3, 31)),
        ("2023/24", "year", 4, date(2023, 4, 1), date(2024, 3, 31)),
        ("2022-Q1", "quarter", 10, date(2021, 10, 1), date(2021, 12, 31)),
        ("2022-Q4", "quarter", 10, date(2022, 7, 1), date(2022, 9, 30)),
        ("Q2 2024", "quarter", 1, date(2024, 4, 1), date(2024, 6, 30)),
        ("FY22Q4", "quarter", 10, date(2022, 7, 1), date(2022, 9, 30)),
        ("2022-3", "quarter", 1, date(2022, 7, 1), date(2022, 9, 30)),
        ("2024-02", "month", 1, date(2024, 2, 1), date(2024, 2, 29)),
        ("2/2023", "month", 1, date(2023, 2, 1), date(2023, 2, 28)),
    ],
)
def test_periods_have_their_days(text, kind, first_month, first, last):
    assert period_days(text, kind, first_month=first_month) == (first, last)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("22", "year"),
        ("2023-2025", "year"),
        ("Q5 2022", "quarter"),
        ("2022-13", "month"),
        ("1776", "year"),
        ("", "quarter"),
    ],
)
def test_what_names_no_period_is_refused(text, kind):
    with pytest.raises(InvalidInput):
        period_days(text, kind)


def test_a_day_that_a_spreadsheet_counts_is_read_where_the_mapping_says_so():
    assert run('["Day", "date"]', {"Day": "46027"}, dates=("%d/%m/%Y", "serial")) == date(2026, 1, 5)
    assert run('["Day", "date"]', {"Day": "46027.75"}, dates=("serial",)) == date(2026, 1, 5)
    assert run('["Day", "date"]', {"Day": "2026-01-05"}, dates=("serial",)) == date(2026, 1, 5)
    with pytest.raises(InvalidInput) as refused:
        run('["Day", "date"]', {"Day": "46027"}, dates=("%d/%m/%Y",))
    assert 'add "serial" to dates' in (refused.value.hint or "")
