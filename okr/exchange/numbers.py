"""Numbers of files: the common forms fast, all forms by the domain's reader, and long decimals rounded with a note."""

import re
from decimal import Decimal

from okr.domain.errors import InvalidInput
from okr.domain.numbers import VALUE_DECIMALS, VALUE_INTEGER_DIGITS, round_value
from okr.domain.quantities import NumberStyle, parse_number

ROUNDED = f"rounded to {VALUE_DECIMALS} decimals, which is what is kept"

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_LONG = re.compile(r"[+-]?[0-9]{0,19}\.?[0-9]{0,60}(?:[eE][+-]?[0-9]{1,2})?")


def read_number(text: str, style: NumberStyle) -> tuple[Decimal, str | None]:
    """The number that a cell holds and a note where it had to be rounded; InvalidInput says what would be right.

    A spreadsheet writes 0.1 + 0.2 as 0.30000000000000004: what stands beyond nine decimals is such noise.
    """
    if style.decimal == "." and _PLAIN.fullmatch(text):
        return _plain(text), None
    try:
        return parse_number(text, style=style).value, None
    except InvalidInput:
        rounded = _rounded(text.strip(), style)
        if rounded is None:
            raise
        return rounded, ROUNDED


def _plain(text: str) -> Decimal:
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    value = Decimal(text)
    return value or Decimal(0)


def _rounded(text: str, style: NumberStyle) -> Decimal | None:
    body = text.replace(style.decimal, ".")
    if (
        len(text) > 100
        or (style.decimal != "." and "." in text)
        or not _LONG.fullmatch(body)
        or not re.search("[0-9]", body.split("e")[0].split("E")[0])
    ):
        return None
    value = Decimal(body)
    if value and value.adjusted() >= VALUE_INTEGER_DIGITS:
        return None
    rounded = round_value(value)
    return Decimal(format(rounded.normalize(), "f")) if rounded else Decimal(0)
