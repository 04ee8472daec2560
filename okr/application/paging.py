"""Pages by keyset: the cursor holds the sort values of the last item, so that a page costs the same wherever it lies."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Tuple, literal, tuple_

from okr.contract.base import Page
from okr.domain.errors import InvalidInput
from storage.encoding import decode, encode

Row = TypeVar("Row")
Item = TypeVar("Item")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST_CURSOR = 4_000
"""Characters; a name of 200 characters of four bytes each fits several times."""


def write_cursor(*values: object) -> str:
    """An opaque text for the sort values of the last item of a page."""
    text = json.dumps([encode(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, *kinds: type) -> tuple[object, ...] | None:
    """The sort values that a cursor holds, of the kinds given; None for the first page; InvalidInput for anything else."""
    if cursor is None:
        return None
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError("too long")
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        values = tuple(decode(value) for value in found) if isinstance(found, list) else ()
    except (ValueError, binascii.Error, RecursionError, TypeError, AttributeError):
        values = ()
    if len(values) != len(kinds) or not all(map(_fits, values, kinds)):
        raise InvalidInput("This is no cursor of this list; take the next_cursor of the page before.", field="cursor")
    return values


def after(columns: Sequence[ColumnElement[object]], values: tuple[object, ...] | None) -> list[ColumnElement[bool]]:
    """The condition for the rows after those sort values, in ascending order of the columns; none for the first page."""
    return [] if values is None else [tuple_(*columns) > _typed(columns, values)]


def before(columns: Sequence[ColumnElement[object]], values: tuple[object, ...] | None) -> list[ColumnElement[bool]]:
    """As `after`, where all columns descend."""
    return [] if values is None else [tuple_(*columns) < _typed(columns, values)]


def page(
    rows: Sequence[Row],
    limit: int,
    *,
    items: Callable[[Sequence[Row]], Sequence[Item]],
    cursor: Callable[[Row], str],
    hidden: int | None = None,
) -> Page[Item]:
    """The page made of up to `limit + 1` rows: one more than asked for says that there is a next page."""
    kept = rows[:limit]
    following = cursor(kept[-1]) if len(rows) > limit else None
    return Page(items=tuple(items(kept)), next_cursor=following, hidden=hidden)


def _fits(value: object, kind: type) -> bool:
    """Whether a value is of a kind; a text must be one that both databases take."""
    return type(value) is kind and (not isinstance(value, str) or not _UNSTORABLE.search(value))


def _typed(columns: Sequence[ColumnElement[object]], values: tuple[object, ...]) -> Tuple:
    return tuple_(*(literal(value, column.type) for column, value in zip(columns, values, strict=True)))
