"""Functions that read numbers and days, and what can be told from them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import cast

from okr.domain.errors import InvalidInput
from okr.domain.numbers import divide_half_up, round_value
from okr.domain.quantities import NumberStyle, accept_date_style, parse_date
from okr.exchange.files.rows import Cells, shown
from okr.exchange.mapping.building import Build
from okr.exchange.mapping.periods import PERIODS, NamedBy, PeriodKind, period_days
from okr.exchange.mapping.registry import Example, function
from okr.exchange.mapping.sections import Section
from okr.exchange.mapping.values import Step, Value, as_text, on_one
from okr.exchange.numbers import read_number

_STYLE_ARGUMENTS = {
    "decimal": 'the decimal sign ("." unless the mapping says otherwise)',
    "thousands": 'the sign between thousands ("," unless the mapping says otherwise)',
}


@function(
    "number",
    "number",
    "The number that is written; fields of numbers read it anyway, this is for another style of writing.",
    arguments={**_STYLE_ARGUMENTS, "percent": '"keep": 85% is 85 (unless given); "fraction": 85% is 0.85'},
    example=Example('["Amount", { number = true, decimal = ",", thousands = "." }]', {"Amount": "1.234,5"}, "1234.5"),
)
def _number(section: Section, build: Build, _depth: int) -> Step:
    _bare(section, "number")
    style = number_style(section, build.numbers)
    return on_one(lambda text: read_number(text, style)[0], name="number")


@function(
    "integer",
    "number",
    "A whole number; anything behind the point is refused.",
    arguments=_STYLE_ARGUMENTS,
    example=Example('["Days", "integer"]', {"Days": "1,200.0"}, "1200"),
)
def _integer(section: Section, build: Build, _depth: int) -> Step:
    _bare(section, "integer")
    style = number_style(section, build.numbers)

    def whole(text: str) -> Value:
        value = read_number(text, style)[0]
        if value != value.to_integral_value():
            raise InvalidInput(f'"{shown(text)}" is not a whole number', hint="round it first: { round = 0 }")
        return value

    return on_one(whole, name="integer")


@function(
    "percent",
    "number",
    "A share as percent: 0.85 becomes 85, and 85% is 85 already.",
    arguments=_STYLE_ARGUMENTS,
    example=Example('["Share", "percent"]', {"Share": "0.853"}, "85.3"),
)
def _percent(section: Section, build: Build, _depth: int) -> Step:
    _bare(section, "percent")
    style = replace(number_style(section, build.numbers, percent=False), percent="fraction")
    return on_one(lambda text: _stored(Fraction(read_number(text, style)[0]) * 100), name="percent")


@function(
    "multiply",
    "number",
    "Multiplied by a fixed number, exactly: for files that count in thousands.",
    arguments={"multiply": "the number, in quotes"},
    example=Example('["Millions", { multiply = "1000000" }]', {"Millions": "2.5"}, "2500000"),
)
def _multiply(section: Section, build: Build, _depth: int) -> Step:
    try:
        factor = Fraction(read_number(section.required_text("multiply"), NumberStyle())[0])
    except InvalidInput as error:
        raise InvalidInput(f"{section.place}: multiply: {error.message}", hint='write it like "1000"') from error
    style = build.numbers
    return _on_number(lambda value: _stored(Fraction(value) * factor), style)


@function(
    "round",
    "number",
    "Rounded half up to some decimals.",
    arguments={"round": "how many decimals (0 to 9)"},
    example=Example('["Share", { round = 2 }]', {"Share": "0.125"}, "0.13"),
)
def _round(section: Section, build: Build, _depth: int) -> Step:
    places = section.number("round", 0, least=0, most=9)

    def rounded(value: Decimal) -> Decimal:
        top, bottom = value.as_integer_ratio()
        return _stored(Fraction(divide_half_up(top * 10**places, bottom), 10**places))

    return _on_number(rounded, build.numbers)


@function(
    "date",
    "day",
    "The day that is written; fields of days read it anyway, this is for other styles of writing. 2026-03-31 is always understood.",
    arguments={"date": "one or several styles, such as %d/%m/%Y (those of the mapping unless given)"},
    example=Example('["Due", { date = "%d %b %Y" }]', {"Due": "31 Mar 2026"}, "2026-03-31"),
)
def _date(section: Section, build: Build, _depth: int) -> Step:
    if section.values.get("date") is True:
        section.raw("date")
        styles = build.dates
    else:
        styles = date_styles(section, "date")
    return on_one(lambda text: read_day(text, styles), name="date")


@function("year", "day", "The year of a day.", example=Example('["Due", "year"]', {"Due": "2026-03-31"}, "2026"))
def _year(section: Section, build: Build, _depth: int) -> Step:
    _bare(section, "year")
    return _on_day(lambda day: f"{day.year:04d}", build)


@function(
    "quarter",
    "day",
    "The calendar quarter of a day.",
    example=Example('["Due", "quarter"]', {"Due": "2026-03-31"}, "2026-Q1"),
)
def _quarter(section: Section, build: Build, _depth: int) -> Step:
    _bare(section, "quarter")
    return _on_day(lambda day: f"{day.year:04d}-Q{(day.month + 2) // 3}", build)


_PERIOD_ARGUMENTS = {
    "first_month": "the month in which the year begins (that of the mapping unless given)",
    "named_by": 'whether a year that touches two calendar years is called after its "end" or its "start"',
}


@function(
    "period_start",
    "day",
    "The first day of a year, quarter or month that is named like 2022, FY22, 2023-2024, 2022-Q3 or 2022-03.",
    arguments={"period_start": '"year", "quarter" or "month"', **_PERIOD_ARGUMENTS},
    example=Example('["FY", { period_start = "year", first_month = 10 }]', {"FY": "FY22"}, "2021-10-01"),
)
def _period_start(section: Section, build: Build, _depth: int) -> Step:
    return _period(section, build, "period_start", end=False)


@function(
    "period_end",
    "day",
    "The last day of a year, quarter or month that is named like 2022, FY22, 2023-2024, 2022-Q3 or 2022-03.",
    arguments={"period_end": '"year", "quarter" or "month"', **_PERIOD_ARGUMENTS},
    example=Example('["quarter", { period_end = "quarter", first_month = 10 }]', {"quarter": "2022-Q4"}, "2022-09-30"),
)
def _period_end(section: Section, build: Build, _depth: int) -> Step:
    return _period(section, build, "period_end", end=True)


def _period(section: Section, build: Build, key: str, *, end: bool) -> Step:
    section.required_text(key)
    kind = cast(PeriodKind, section.word(key, PERIODS, "year"))
    first_month = section.number("first_month", build.fiscal.first_month, least=1, most=12)
    named_by = cast(NamedBy, section.word("named_by", ("end", "start"), build.fiscal.named_by))
    return on_one(lambda text: period_days(text, kind, first_month=first_month, named_by=named_by)[end], name=key)


def number_style(section: Section, base: NumberStyle, *, percent: bool = True) -> NumberStyle:
    """The number style that a table describes, on top of another one; without `percent` that key means something else there."""
    decimal = section.text("decimal", base.decimal) or ""
    thousands = (
        section.text("thousands", base.thousands if decimal == base.decimal else ("." if decimal == "," else ",")) or ""
    )
    signs = section.word("percent", ("keep", "fraction"), base.percent) if percent else base.percent
    if decimal not in {".", ","}:
        raise InvalidInput(f'{section.place}: decimal = "{shown(decimal)}" is no decimal sign', hint='"." or ","')
    if len(thousands) > 1 or thousands == decimal or thousands.isalnum() or thousands in {"+", "-", "(", ")", "%"}:
        raise InvalidInput(
            f'{section.place}: thousands = "{shown(thousands)}" cannot stand between thousands',
            hint='one sign, another than the decimal sign, or ""',
        )
    return replace(base, decimal=decimal, thousands=thousands, percent="fraction" if signs == "fraction" else "keep")


def date_styles(section: Section, key: str) -> tuple[str, ...]:
    """The date styles of a table, each checked to tell a whole day."""
    return tuple(
        style if style == SERIAL else accept_date_style(style, field=f"{section.place}: {key}")
        for style in section.texts(key)
    )


SERIAL = "serial"
"""The date style of a spreadsheet that counts the days since 30 December 1899 and lost the format of the cell."""
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
_DAY_ZERO = date(1899, 12, 30)


@lru_cache(maxsize=20_000)
def read_day(text: str, styles: tuple[str, ...]) -> date:
    """The day that a cell holds; files repeat their days, so that they are remembered."""
    word = text.strip()
    is_count = _SERIAL.fullmatch(word) is not None
    if is_count and SERIAL in styles:
        return _DAY_ZERO + timedelta(days=int(word.partition(".")[0]))
    try:
        return parse_date(text, today=None, styles=tuple(style for style in styles if style != SERIAL))
    except InvalidInput as error:
        if not is_count:
            raise
        raise InvalidInput(
            error.message,
            hint=f'if a spreadsheet counts its days so, add "{SERIAL}" to dates; otherwise {error.hint}',
            field=error.field,
        ) from error


def _bare(section: Section, key: str) -> None:
    if section.raw(key) is not True:
        raise InvalidInput(
            f"{section.place}: {key} takes no argument of its own", hint=f'write "{key}" or {{ {key} = true, ... }}'
        )


def _stored(value: Fraction) -> Decimal:
    rounded = round_value(value)
    if abs(rounded) >= 10**19:
        raise InvalidInput(
            "the number has more than 19 digits before the point", hint="choose a larger unit of measure"
        )
    return Decimal(format(rounded.normalize(), "f")) if rounded else Decimal(0)


def _on_number(change: Callable[[Decimal], Decimal], style: NumberStyle) -> Step:
    def step(value: Value, _cells: Cells) -> Value:
        if value is None:
            return None
        if isinstance(value, tuple):
            raise InvalidInput(
                f"this is a list of {len(value)} texts, not a number", hint="take one item first: { item = 1 }"
            )
        return change(value if isinstance(value, Decimal) else read_number(as_text(value), style)[0])

    return step


def _on_day(change: Callable[[date], str], build: Build) -> Step:
    styles = build.dates

    def step(value: Value, _cells: Cells) -> Value:
        if value is None:
            return None
        if isinstance(value, tuple):
            raise InvalidInput(
                f"this is a list of {len(value)} texts, not a day", hint="take one item first: { item = 1 }"
            )
        return change(value if isinstance(value, date) else read_day(as_text(value), styles))

    return step
