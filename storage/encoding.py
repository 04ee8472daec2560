"""Rows as JSON and back, without loss: what JSON has no word for is an object with one key that begins with a dollar sign."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias
from uuid import UUID

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_AS_IT_IS = frozenset({type(None), bool, int, float, str})
"""The kinds that JSON has, which most values of a row are; kinds made from them (words of the vocabulary) are not among them."""

_ID, _DECIMAL, _DATE, _MOMENT, _PLAIN = "$id", "$decimal", "$date", "$moment", "$plain"


def encode_row(row: Mapping[str, object]) -> dict[str, Json]:
    """A row as a JSON object; TypeError for a value that has no form here."""
    return {name: value if type(value) in _AS_IT_IS else encode(value) for name, value in row.items()}  # type: ignore[misc]  # those kinds are JSON's


def decode_row(data: Mapping[str, Json]) -> dict[str, object]:
    """The row that `encode_row` was given; words of the vocabulary come back as equal texts."""
    return {name: decode(value) for name, value in data.items()}


def encode(value: object) -> Json:
    """A value as JSON; moments must be aware and are kept in UTC."""
    match value:
        case Enum():
            return encode(value.value)
        case None | bool() | int() | float() | str():
            return value
        case UUID():
            return {_ID: value.hex}
        case Decimal():
            return {_DECIMAL: str(value)}
        case datetime():
            if value.tzinfo is None:
                raise ValueError("a moment needs a time zone")
            return {_MOMENT: value.astimezone(UTC).isoformat()}
        case date():
            return {_DATE: value.isoformat()}
        case list() | tuple():
            return [encode(item) for item in value]
        case Mapping():
            plain = {str(key): encode(item) for key, item in value.items()}
            return {_PLAIN: plain} if len(plain) == 1 and next(iter(plain)).startswith("$") else plain
    raise TypeError(f"a {type(value).__name__} cannot be kept as JSON")


def decode(value: Json) -> object:
    """The value that `encode` was given; lists for tuples, texts for words of the vocabulary."""
    match value:
        case list():
            return [decode(item) for item in value]
        case {"$id": str(text), **rest} if not rest:
            return UUID(text)
        case {"$decimal": str(text), **rest} if not rest:
            return Decimal(text)
        case {"$date": str(text), **rest} if not rest:
            return date.fromisoformat(text)
        case {"$moment": str(text), **rest} if not rest:
            return datetime.fromisoformat(text)
        case {"$plain": dict(inner), **rest} if not rest:
            return {name: decode(item) for name, item in inner.items()}
        case dict():
            return {name: decode(item) for name, item in value.items()}
    return value
