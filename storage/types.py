"""Column types whose values come back exactly as they went in, on SQLite and on PostgreSQL alike; and new ids."""

import os
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, LargeBinary, Numeric, String, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from okr.domain.errors import InvalidInput

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_MICROSECOND = timedelta(microseconds=1)
DECIMAL_PLACES = 9
LARGEST_DECIMAL = Decimal(10) ** 19
_STEP = Decimal(1).scaleb(-DECIMAL_PLACES)


_62_BITS = (1 << 62) - 1

_id_guard = threading.Lock()
_last_tick = 0


def new_id() -> uuid.UUID:
    """A fresh UUIDv7: unique, and growing with time, so that neighbours in time are neighbours on disk.

    RFC 9562, method 3: the 12 bits after the milliseconds count 4096ths of one, so that ids made by one process grow strictly
    without running ahead of the clock in a bulk import. Between processes ids are only as ordered as their clocks.
    """
    global _last_tick  # noqa: PLW0603 - the last id's time is a fact about the process
    with _id_guard:
        _last_tick = max(time.time_ns() * 4096 // 1_000_000, _last_tick + 1)
        tick = _last_tick
    milliseconds, fraction = tick >> 12, tick & 0xFFF
    by_chance = int.from_bytes(os.urandom(8)) & _62_BITS
    number = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 7 << 76 | fraction << 64 | 2 << 62 | by_chance
    return uuid.UUID(int=number)


def canonical(value: Decimal) -> str:
    """The one way a decimal is spelled in SQLite: plain digits, no exponent, no trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def storable(value: Decimal) -> Decimal:
    """A decimal as both databases hold it: rounded half up to 9 places; InvalidInput from 10^19 on, and for no number."""
    if not value.is_finite() or abs(value) >= LARGEST_DECIMAL:
        raise InvalidInput(f"{value} cannot be stored: a number has at most 19 digits before the point.")
    if value.as_tuple().exponent >= -DECIMAL_PLACES:  # type: ignore[operator]  # finite, so the exponent is a number
        return value
    return value.quantize(_STEP, rounding=ROUND_HALF_UP)


def _uuid_of(value: object) -> uuid.UUID:
    if not isinstance(value, bytes):
        raise TypeError(f"an id column holds {type(value).__name__}, not 16 bytes")
    return uuid.UUID(bytes=value)


class Id(TypeDecorator[uuid.UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[uuid.UUID]:
        """Choose the column type of the database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid())
        return dialect.type_descriptor(LargeBinary(16))  # type: ignore[arg-type]  # bytes on SQLite, UUID outside

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> object:
        """Turn a UUID into what the driver stores."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.bytes

    def process_result_value(self, value: object, dialect: Dialect) -> uuid.UUID | None:
        """Turn what the driver read into a UUID."""
        if value is None or isinstance(value, uuid.UUID):
            return value
        return _uuid_of(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], object] | None:
        """Hand the driver bytes on SQLite; psycopg takes UUIDs."""
        if dialect.name == "postgresql":
            return None
        return lambda value: None if value is None else value.bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], uuid.UUID | None] | None:
        """Hand the driver's values straight to a function: a page has hundreds of them."""
        if dialect.name == "postgresql":
            return None  # psycopg reads UUIDs
        return lambda value: None if value is None else _uuid_of(value)


class Exact(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC(28,9) on PostgreSQL, canonical text on SQLite, whose NUMERIC is a binary float.

    Equal numbers are equal on both; on SQLite order and arithmetic in SQL are those of texts: do them in Python.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal]:
        """Choose the column type of the database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric(28, 9))
        return dialect.type_descriptor(Text())  # type: ignore[arg-type]  # text on SQLite, Decimal outside

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> object:
        """Turn a Decimal into what the driver stores."""
        if value is None:
            return None
        exact = storable(value)
        return exact if dialect.name == "postgresql" else canonical(exact)

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:
        """Turn what the driver read into a Decimal without trailing zeros."""
        if value is None:
            return None
        if isinstance(value, Decimal):
            return Decimal(canonical(value))
        return Decimal(str(value))


class Moment(TypeDecorator[datetime]):
    """A point in time, always aware and in UTC; microseconds since 1970 on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware datetime into microseconds since 1970."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return (value - EPOCH) // ONE_MICROSECOND

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """Turn microseconds since 1970 into an aware datetime in UTC."""
        if value is None:
            return None
        if not isinstance(value, int):
            raise TypeError(f"a moment column holds {type(value).__name__}, not a whole number")
        return EPOCH + timedelta(microseconds=value)


class Word(TypeDecorator[StrEnum]):
    """A word of the vocabulary, stored as itself; the table's CHECK names the words that are allowed."""

    impl = String
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__(40)
        self.vocabulary = vocabulary

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Turn a word into text; a word outside the vocabulary is refused."""
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: object, dialect: Dialect) -> StrEnum | None:
        """Turn text into the word."""
        return None if value is None else self.vocabulary(str(value))

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """Look the word up, which is quicker than to make it; a strange one is refused as ever."""
        words: dict[str | None, str | None] = {word: word.value for word in self.vocabulary}
        words[None] = None

        def known(value: str | None) -> str | None:
            try:
                return words[value]
            except KeyError:
                return self.process_bind_param(value, dialect)

        return known

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:
        """Look the word up: a page has hundreds of them. A word outside the vocabulary is a KeyError that names it."""
        words: dict[str | None, StrEnum | None] = {word.value: word for word in self.vocabulary}
        words[None] = None
        return words.__getitem__


def json_document() -> JSON:
    """The type of a JSON document; None is the database's NULL, not JSON's null."""
    return JSON(none_as_null=True)


def path_text() -> TypeEngine[str]:
    """The type of a materialised path: compared byte by byte, so that a prefix is a range."""
    return Text().with_variant(Text(collation="C"), "postgresql")
