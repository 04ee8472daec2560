"""Numbers and dates as people and files write them, and numbers as okr shows them.

Reading is strict where a guess could be wrong: a refusal names what would be right.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from typing import Literal

from okr.domain.cells import truncate
from okr.domain.errors import InvalidInput
from okr.domain.text import clean_for_display

INTEGER_DIGITS = 19
DECIMAL_PLACES = 9
"""What the databases hold exactly: NUMERIC(28,9)."""
LONGEST_NUMBER = 100
"""Characters in a number; more cannot be within the digits and costs time to read."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years outside are slips of the finger."""

_WIDE = Context(prec=150)
_BLANKS = " \u00a0\u2007\u2009\u202f"
_MINUS = str.maketrans({"\u2212": "-", "\ufe63": "-", "\uff0d": "-"})
_SCALES = {"k": 3, "m": 6}
_CURRENCIES = frozenset({"$", "\u20ac", "\u00a3", "\u00a5"})
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_AGO = re.compile(r"([+-])([0-9]{1,4})([dw])")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers are written in one place; `thousands` may be empty, blanks between groups of three always pass."""

    decimal: str = "."
    thousands: str = ","
    percent: Literal["keep", "fraction"] = "keep"
    negative_parentheses: bool = True
    scale_letters: bool = False


FILED = NumberStyle()
"""The style of files unless their mapping says otherwise."""
TYPED = NumberStyle(scale_letters=True)
"""The style of what people type: as FILED, and 12k is 12000, 3m is 3000000."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number and whether a percent sign stood behind it; 85% is 85 (or 0.85 where the style says fraction)."""

    value: Decimal
    is_percent: bool = False


def parse_number(text: str, *, style: NumberStyle = FILED, field: str = "value") -> ParsedNumber:
    """The number that is written, exactly; refuses NaN, infinity, over 19 digits before or 9 behind the point."""
    if len(text) > LONGEST_NUMBER:
        raise _no_number(text, field, "it is far too long")
    body = text.strip(_BLANKS + "\t\r\n").translate(_MINUS)
    if not body:
        raise InvalidInput(f"{field}: is empty, a number is asked for", hint=_example(style), field=field)
    body, negative = _without_parentheses(body, style)
    is_percent = body.endswith("%")
    body = body.removesuffix("%").rstrip(_BLANKS)
    if not negative:
        body, negative = _without_parentheses(body, style)
    scale = _SCALES.get(body[-1:].lower(), 0) if style.scale_letters and not is_percent else 0
    if scale:
        body = body[:-1].rstrip(_BLANKS)
    value = _WIDE.scaleb(_digits(body, text, style=style, field=field, signed=not negative), scale)
    if is_percent and style.percent == "fraction":
        value = _WIDE.scaleb(value, -2)
    return ParsedNumber(_within_digits(value.copy_negate() if negative else value, text, field=field), is_percent)


def parse_value(text: str, *, unit: str, style: NumberStyle = TYPED, field: str = "value") -> Decimal:
    """A reading as typed for a result measured in `unit`: "85", "85 %" where the unit is %, "12 days" where it is days.

    A percent sign for another unit is refused, and so is 12m where the unit itself starts with m: it could be either.
    """
    body = text.strip(_BLANKS + "\t\r\n")
    word = unit.strip()
    if word and word != "%":
        body = _without_unit(body, word)
        letter = body[-1:].lower()
        if style.scale_letters and letter in _SCALES and word[:1].lower() == letter:
            raise _no_number(
                text, field, f"the {letter} could mean {word} or {10 ** _SCALES[letter]:,}; write it in full"
            )
    parsed = parse_number(body, style=style, field=field)
    if parsed.is_percent and word not in {"%", "percent", "per cent", "pct"}:
        measure = f"this is measured in {word}" if word else "this has no unit"
        raise _no_number(text, field, f"{measure}, not in percent")
    return parsed.value


def _without_unit(body: str, word: str) -> str:
    folded = body.casefold()
    if folded.endswith(word.casefold()) and len(body) > len(word):
        return body[: -len(word)].rstrip(_BLANKS)
    if word in _CURRENCIES:
        return re.sub(rf"^([-\u2212]?){re.escape(word)}", r"\1", body)
    return body


def _without_parentheses(body: str, style: NumberStyle) -> tuple[str, bool]:
    if style.negative_parentheses and body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(_BLANKS), True
    return body, False


def _digits(body: str, text: str, *, style: NumberStyle, field: str, signed: bool) -> Decimal:
    sign = "[+-]?" if signed else ""
    separators = (re.escape(style.thousands) if style.thousands else "") + _BLANKS
    grouped = rf"[0-9]{{1,3}}(?P<separator>[{separators}])[0-9]{{3}}(?:(?P=separator)[0-9]{{3}})*"
    found = re.fullmatch(
        rf"(?P<sign>{sign})(?P<whole>{grouped}|[0-9]*)(?:{re.escape(style.decimal)}(?P<behind>[0-9]*))?"
        r"(?:[eE](?P<exponent>[+-]?[0-9]{1,3}))?",
        body,
    )
    whole, behind = (found["whole"], found["behind"] or "") if found else ("", "")
    if found is None or not (whole or behind):
        raise _no_number(text, field, _why_no_number(body, style))
    digits = re.sub("[^0-9]", "", whole)
    return Decimal(f"{found['sign']}{digits or '0'}.{behind or '0'}E{int(found['exponent'] or '0')}")


def _why_no_number(body: str, style: NumberStyle) -> str:
    if body.casefold().lstrip("+-") in {"nan", "inf", "infinity", "\u221e"}:
        return "only finite numbers count"
    other = "," if style.decimal == "." else "."
    if re.fullmatch(rf"[+-]?[0-9{_BLANKS}]+\{other}[0-9]+", body):
        return f"the decimal sign here is {style.decimal!r}"
    return _example(style)


def _example(style: NumberStyle) -> str:
    return f"write it like 1{style.thousands}234{style.decimal}5"


def _no_number(text: str, field: str, reason: str) -> InvalidInput:
    return InvalidInput(f"{field}: {_shown(text)} is not a number that okr can take: {reason}", hint=None, field=field)


def _within_digits(value: Decimal, text: str, *, field: str) -> Decimal:
    plain = value.normalize(_WIDE)
    if plain == 0:
        return Decimal(0)
    if plain.adjusted() + 1 > INTEGER_DIGITS:
        raise InvalidInput(
            f"{field}: {_shown(text)} has {plain.adjusted() + 1} digits before the point, at most {INTEGER_DIGITS} are kept",
            hint="choose a larger unit of measure, such as thousands",
            field=field,
        )
    exponent = plain.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if places > DECIMAL_PLACES:
        raise InvalidInput(
            f"{field}: {_shown(text)} has {places} decimals, at most {DECIMAL_PLACES} are kept",
            hint="round it, or choose a smaller unit of measure",
            field=field,
        )
    return Decimal(format(plain, "f"))


def parse_date(
    text: str,
    *,
    today: date | None,
    styles: Sequence[str] = (),
    weekdays: Literal["past", "future"] = "past",
    field: str = "date",
) -> date:
    """The day that is meant: 2026-03-31 first, then `styles` (strptime), then today, yesterday, tomorrow, -3d, +2w, mon.

    `today=None` leaves the relative words out (files must say which day they mean). A weekday is the last one up to
    today, or with `weekdays="future"` the next one from today on. `styles` are such as `accept_date_style` lets pass.
    """
    word = text.strip(_BLANKS + "\t\r\n").translate(_MINUS)
    day = _iso_day(word, field=field) or _styled_day(word, styles)
    if day is None and today is not None:
        day = _relative_day(word.casefold(), today, weekdays)
    if day is None:
        shown = _shown(text) if word else "nothing"
        raise InvalidInput(f"{field}: {shown} is not a day", hint=_right_dates(today, styles), field=field)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput(
            f"{field}: the year {day.year} in {_shown(text)} is not between {FIRST_YEAR} and {LAST_YEAR}",
            hint=_right_dates(today, styles),
            field=field,
        )
    return day


def accept_date_style(style: str, *, field: str = "date style") -> str:
    """A strptime style by which a file writes whole days, such as %d/%m/%Y; InvalidInput where it cannot tell a day."""
    example = date(2026, 3, 31)
    has_year = "%Y" in style or "%y" in style
    try:
        # Without a year strptime would silently answer 1900.
        tells_a_day = has_year and datetime.strptime(example.strftime(style), style).date() == example  # noqa: DTZ007
    except (ValueError, re.error):
        # A directive given twice, such as %Y-%Y, comes out as an error of the pattern that strptime makes of it.
        tells_a_day = False
    if not tells_a_day:
        raise InvalidInput(
            f"{field}: {_shown(style)} does not tell year, month and day",
            hint="write it like %d/%m/%Y, %m/%d/%y or %d %b %Y",
            field=field,
        )
    return style


def _iso_day(word: str, *, field: str) -> date | None:
    found = _ISO_DAY.fullmatch(word)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if year < 1:
        raise InvalidInput(f"{field}: {word} is not a day: years run from 0001", field=field)
    if not 1 <= month <= 12:
        raise InvalidInput(f"{field}: {word} is not a day: months run from 01 to 12", field=field)
    try:
        return date(year, month, day)
    except ValueError:
        import calendar  # only for words: every start of the interface reads this module before it paints

        name, last = calendar.month_name[month], calendar.monthrange(year, month)[1]
        raise InvalidInput(f"{field}: {word} is not a day: {name} {year} has {last} days", field=field) from None


def _styled_day(word: str, styles: Sequence[str]) -> date | None:
    for style in styles:
        try:
            return datetime.strptime(word, style).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def _relative_day(word: str, today: date, weekdays: Literal["past", "future"]) -> date | None:
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in near:
        return today + timedelta(days=near[word])
    ago = _AGO.fullmatch(word)
    if ago is not None:
        days = int(ago[2]) * (7 if ago[3] == "w" else 1)
        return today + timedelta(days=-days if ago[1] == "-" else days)
    matches = [number for number, name in enumerate(_WEEKDAYS) if len(word) >= 3 and name.startswith(word)]
    if len(matches) != 1:
        return None
    if weekdays == "past":
        return today - timedelta(days=(today.weekday() - matches[0]) % 7)
    return today + timedelta(days=(matches[0] - today.weekday()) % 7)


def _right_dates(today: date | None, styles: Sequence[str]) -> str:
    example = date(2026, 3, 31)
    written = ["2026-03-31", *(example.strftime(style) for style in styles)]
    if today is not None:
        written += ["today", "yesterday", "-3d", "mon"]
    return "write it like " + ", ".join(dict.fromkeys(written))


def show_number(value: Decimal, unit: str = "", *, signed: bool = False) -> str:
    """A number for people: "1,234.5 days", "85 %", "-$1,200"; thousands separated, no trailing zeros, never rounded."""
    plain = value.normalize(_WIDE)
    digits = format(plain.copy_abs(), ",f")
    sign = "-" if plain < 0 else "+" if signed and plain > 0 else ""
    word = unit.strip()
    if word in _CURRENCIES:
        return f"{sign}{word}{digits}"
    return f"{sign}{digits} {word}".rstrip()


def nearest(word: str, candidates: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """Up to `n` candidates that look most like the word, best first, for "did you mean"; none where none is near."""
    import difflib  # only where something was not found

    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    found = difflib.get_close_matches(word.strip().casefold()[:LONGEST_NUMBER], by_folded, n=n, cutoff=0.6)
    return tuple(by_folded[folded] for folded in found)


def _shown(text: str) -> str:
    return f'"{truncate(clean_for_display(text), 40)}"'
