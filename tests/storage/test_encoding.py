"""Rows survive the way through JSON without loss."""

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.vocabulary import GoalState
from storage.encoding import decode, decode_row, encode, encode_row

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
OURS = (
    st.uuids() | st.decimals(allow_nan=False, allow_infinity=False) | st.dates() | st.datetimes(timezones=st.just(UTC))
)
VALUES = st.recursive(
    PLAIN | OURS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text() | st.sampled_from(["$id", "$date", "$plain"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_comes_back_as_it_went(value: object) -> None:
    back = decode(json.loads(json.dumps(encode(value))))
    assert back == value
    assert type(back) is type(value)


def test_a_row_of_every_kind_comes_back() -> None:
    row = {
        "id": UUID(int=7),
        "value": Decimal("1.50"),
        "due_on": date(2026, 2, 28),
        "recorded_at": datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC),
        "checkpoints": [["2026-01-01", "5"]],
        "none": None,
        "yes": True,
    }
    back = decode_row(encode_row(row))
    assert back == row
    assert str(back["value"]) == "1.50"


def test_a_word_comes_back_as_an_equal_text() -> None:
    assert decode(encode(GoalState.IN_REVIEW)) == GoalState.IN_REVIEW


def test_a_moment_elsewhere_is_the_same_moment_in_utc() -> None:
    there = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=5)))
    assert decode(encode(there)) == there


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), object(), {1, 2}, b"bytes"])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode(value)


def test_an_infinite_float_is_not_lost() -> None:
    assert decode(encode(math.inf)) == math.inf
