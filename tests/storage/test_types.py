"""Column types: what is stored comes back exactly, and what cannot be stored is refused, on both databases."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from okr.domain.errors import InvalidInput, OkrError
from okr.domain.vocabulary import Metric
from storage import schema
from storage.types import canonical, new_id, storable
from storage.unit_of_work import Store, WriteWork
from tests.storage.companies import MOMENT, add_cycle, add_goal, add_key_result, add_unit

NUMBERS = [
    "0",
    "-0",
    "0.1",
    "-12.345678901",
    "1E+3",
    "9999999999999999999.999999999",
    "0.0000000005",
    "-0.0000000005",
    "2.0000000004",
    "1.10",
]


def test_numbers_come_back_exactly_or_rounded_half_up_to_nine_places(store: Store) -> None:
    rounded = {"0.0000000005": "0.000000001", "-0.0000000005": "-0.000000001", "2.0000000004": "2", "1E+3": "1000"}

    def through(work: WriteWork) -> list[Decimal | None]:
        goal = add_goal(work, 1, unit_id=add_unit(work, "top"), cycle_id=add_cycle(work))
        for number, text in enumerate(NUMBERS, start=1):
            add_key_result(work, number, goal_id=goal, baseline=Decimal(text))
        found = select(schema.key_results.c.baseline).order_by(schema.key_results.c.number)
        return list(work.connection.scalars(found))

    assert store.write(through) == [Decimal(rounded.get(text, text)) for text in NUMBERS]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1E+19", "1E+30", "-10000000000000000000"])
def test_a_number_that_is_none_or_too_large_is_refused(store: Store, text: str) -> None:
    def write(work: WriteWork) -> None:
        goal = add_goal(work, 1, unit_id=add_unit(work, "top"), cycle_id=add_cycle(work))
        add_key_result(work, 1, goal_id=goal, metric=Metric.TRACKED, baseline=Decimal(text))

    with pytest.raises(InvalidInput, match="at most 19 digits"):
        store.write(write)


def test_a_whole_number_beyond_the_column_is_refused_in_words(store: Store) -> None:
    def write(work: WriteWork) -> None:
        goal = add_goal(work, 1, unit_id=add_unit(work, "top"), cycle_id=add_cycle(work))
        add_key_result(work, 2**70, goal_id=goal)

    with pytest.raises(OkrError, match="too large"):
        store.write(write)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18))
def test_one_number_has_one_spelling(value: Decimal) -> None:
    exact = storable(value)
    assert Decimal(canonical(exact)) == exact
    assert canonical(exact) == canonical(exact + Decimal("0.000000000"))
    assert abs(exact - value) <= Decimal("5E-10")


def test_moments_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    there = datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=timezone(timedelta(hours=-11, minutes=-30)))

    def through(work: WriteWork) -> object:
        row = {"person_id": new_id(), "key": "k", "request_hash": "h", "answer": {}, "recorded_at": there}
        work.connection.execute(insert(schema.idempotency_keys), [row])
        return work.connection.execute(select(schema.idempotency_keys.c.recorded_at)).scalar_one()

    found = store.write(through)
    assert isinstance(found, datetime)
    assert found == there
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_and_a_strange_word_are_mistakes(store: Store) -> None:
    def naive(work: WriteWork) -> None:
        add_goal(work, 1, unit_id=new_id(), cycle_id=new_id(), recorded_at=MOMENT.replace(tzinfo=None))

    def strange(work: WriteWork) -> None:
        add_goal(work, 1, unit_id=new_id(), cycle_id=new_id(), state="done")

    for write in (naive, strange):
        with pytest.raises(StatementError):
            store.write(write)


def test_no_document_is_null_and_not_a_json_null(store: Store) -> None:
    def through(work: WriteWork) -> int:
        row = {"id": new_id(), "recorded_at": MOMENT, "operation": "x", "before": None, "after": {"a": 1}}
        work.connection.execute(insert(schema.audit), [row])
        empty = select(schema.audit.c.id).where(schema.audit.c.before.is_(None))
        return len(work.connection.execute(empty).all())

    assert store.write(through) == 1


def test_ids_grow_strictly_without_running_ahead_of_the_clock() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(set(ids))
    assert (ids[-1].int >> 80) / 1000 <= time.time() + 0.05
    assert {id_.version for id_ in ids} == {7}


def test_ids_of_several_threads_are_all_different() -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.extend([new_id() for _ in range(2_000)])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 16_000
