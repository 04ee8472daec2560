"""Values as YAML text, always in the same way: plain where it is safe for every reader of YAML, quoted where it is not."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from okr.contract.base import Model, decimal_text

_PLAIN = re.compile(r"[A-Za-z\u00c0-\u024f][\w .()/+%'-]*")
"""On a line with others: letters, digits and what no reader of YAML takes for a sign of its own."""
_PLAIN_IN_BLOCK = re.compile(
    r"[A-Za-z\u00c0-\u024f](?:[^\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff:#]|:(?=\S)|(?<! )#)*"
)
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.\-]+")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_UNPRINTABLE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_TEXT = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
_LINES = re.compile(rf"(?=\S){_TEXT}(?:{_TEXT}|\n)*{_TEXT}")
"""Text of several lines that can stand as a block: it begins with no blank and ends with no line break."""


def scalar(value: object, plain: re.Pattern[str] = _PLAIN) -> str:
    """A single value on one line; `plain` is what needs no quotes there."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return decimal_text(value)
        case date():
            return value.isoformat()
        case Enum():
            return scalar(str(value.value), plain)
        case int():
            return str(value)
        case str():
            return value if _is_plain(value, plain) else quoted(value)
    raise TypeError(f"a {type(value).__name__} has no place in a plan")


def quoted(text: str) -> str:
    """Text in double quotes, with everything escaped that some reader might not take."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow(value: object) -> str:
    """A value on one line, whatever it holds."""
    match value:
        case Model():
            return flow({name: getattr(value, name) for name in shown_fields(value)})
        case Mapping():
            return "{" + ", ".join(f"{scalar(name)}: {flow(one)}" for name, one in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(flow(one) for one in value) + "]"
    return scalar(value)


def entry(name: str, value: object, indent: str) -> Iterator[str]:
    """The lines of a key with its value; text of several lines as a block."""
    key = name if _PLAIN_KEY.fullmatch(name) else quoted(name)
    if isinstance(value, str) and "\n" in value and _LINES.fullmatch(value):
        yield f"{indent}{key}: |-"
        for line in value.split("\n"):
            yield f"{indent}  {line}" if line else ""
        return
    shown = flow(value) if isinstance(value, Model | Mapping | list | tuple) else scalar(value, _PLAIN_IN_BLOCK)
    yield f"{indent}{key}: {shown}"


def shown_fields(value: Model, *, nulls: bool = False) -> Iterable[str]:
    """The fields of a model that were given and differ from their defaults, in the order in which it declares them.

    `nulls`: those that were given as None too, since that clears something.
    """
    given = value.model_fields_set
    for name, field in type(value).model_fields.items():
        if name in given and (field.is_required() or getattr(value, name) != field.default or (nulls and getattr(value, name) is None)):  # fmt: skip
            yield name


def _is_plain(text: str, plain: re.Pattern[str]) -> bool:
    return plain.fullmatch(text) is not None and text[-1] != " " and text.lower() not in _RESERVED
