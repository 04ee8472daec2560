"""Audit and idempotency keys: what is added stays, and a repeated request is answered, not carried out again."""

from datetime import UTC, datetime, timedelta

import pytest

from okr.domain.errors import Conflict
from okr.domain.vocabulary import ObjectKind
from storage import audit, idempotency
from storage.audit import Entry
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


def test_the_audit_tells_who_did_what_with_which_values(store: Store) -> None:
    goal, ann, ben = new_id(), new_id(), new_id()
    first = Entry(
        operation="goals.new",
        recorded_at=NOW,
        by_id=ann,
        object_kind=ObjectKind.GOAL,
        object_id=goal,
        after={"owner_id": ann},
    )
    second = Entry(
        operation="goals.edit",
        recorded_at=NOW,
        by_id=ben,
        on_behalf_of_id=ann,
        object_kind=ObjectKind.GOAL,
        object_id=goal,
        object_key="CARE-7",
        before={"due_on": NOW.date()},
        after={"due_on": None},
    )
    store.write(lambda work: audit.append(work, first, second))

    assert store.read(lambda work: audit.of_object(work, goal)) == [second, first]
    assert store.read(lambda work: audit.of_object(work, goal, limit=1)) == [second]
    assert store.read(audit.count) == 2


def test_the_newest_id_changes_with_every_entry(store: Store) -> None:
    seen = [store.read_one(audit.newest_id)]
    for _ in range(5):
        store.write(lambda work: audit.append(work, Entry(operation="x", recorded_at=NOW, by_id=None)))
        seen.append(store.read_one(audit.newest_id))
    assert seen[0] is None
    assert len(set(seen)) == 6


def test_the_same_request_with_the_same_key_gets_the_same_answer(store: Store) -> None:
    ann, ben = new_id(), new_id()
    asked = idempotency.hash_request("check-ins.record", '{"key": "CARE-7.1", "value": "5"}')

    def write(work: WriteWork) -> None:
        assert idempotency.find(work, ann, "k1", request_hash=asked) is None
        idempotency.remember(work, ann, "k1", request_hash=asked, answer={"number": 3}, recorded_at=NOW)

    store.write(write)
    assert store.read(lambda work: idempotency.find(work, ann, "k1", request_hash=asked)) == {"number": 3}
    assert store.read(lambda work: idempotency.find(work, ben, "k1", request_hash=asked)) is None
    other = idempotency.hash_request("check-ins.record", '{"key": "CARE-7.1", "value": "6"}')
    with pytest.raises(Conflict, match="used for another request"):
        store.read(lambda work: idempotency.find(work, ann, "k1", request_hash=other))


def test_keys_are_let_go_after_their_time(store: Store) -> None:
    ann = new_id()

    def write(work: WriteWork) -> None:
        for day in range(10):
            idempotency.remember(
                work, ann, str(day), request_hash="h", answer={}, recorded_at=NOW - timedelta(days=day)
            )

    store.write(write)
    assert store.write(lambda work: idempotency.forget_older_than(work, NOW - idempotency.KEPT)) == 2
    assert store.read(lambda work: idempotency.find(work, ann, "7", request_hash="h")) == {}
    assert store.read(lambda work: idempotency.find(work, ann, "8", request_hash="h")) is None
