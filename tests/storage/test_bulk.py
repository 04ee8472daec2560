"""Rows written in bulk are the same as rows written one by one, defaults and types included, and fail in the same words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

from okr.domain.errors import OkrError
from okr.domain.vocabulary import GoalState
from storage.bulk import PORTION, insert_many
from storage.types import Exact, Id, Moment, Word, json_document, new_id
from storage.unit_of_work import Store, WriteWork

SAMPLE = Table(
    "bulk_sample",
    MetaData(),
    Column("id", Id(), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("text", Text),
    Column("value", Exact()),
    Column("day", Date),
    Column("moment", Moment()),
    Column("state", Word(GoalState)),
    Column("document", json_document()),
    Column("plain", JSON),
    Column("yes", Boolean),
    Column("items", json_document(), nullable=False, default=list),
    Column("word", String(8), nullable=False, default="default"),
    UniqueConstraint("number"),
)


def row(number: int, **given: object) -> dict[str, object]:
    filled = {
        "text": 'tab\t, line\nbreak, quote ", back\\slash, \\N, ☂ and \N{NO-BREAK SPACE}',
        "value": Decimal("12345678901.123456789"),
        "day": date(2026, 2, 28),
        "moment": datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC),
        "state": GoalState.ACTIVE,
        "document": {"a": [1, None, "\\"]},
        "plain": ["x"],
        "yes": True,
    }
    return {"id": new_id(), "number": number, **filled, **given}


@pytest.fixture
def sample(store: Store) -> Store:
    store.write(lambda work: SAMPLE.create(work.connection))
    return store


def test_rows_in_bulk_are_those_of_an_ordinary_insert(sample: Store) -> None:
    empty = dict.fromkeys(("text", "value", "day", "moment", "state", "document", "plain", "yes"))
    bulk = [row(1), row(2, **empty), row(3, text="", value=Decimal("-0.5"), yes=False)]
    plain = [{**one, "id": new_id(), "number": number} for number, one in enumerate(bulk, start=11)]

    def write(work: WriteWork) -> None:
        insert_many(work, SAMPLE, bulk)
        work.connection.execute(insert(SAMPLE), plain)

    sample.write(write)
    rows = sample.read(lambda work: work.connection.execute(select(SAMPLE).order_by(SAMPLE.c.number)).mappings().all())
    found = [{name: value for name, value in one.items() if name not in {"id", "number"}} for one in rows]
    assert found[:3] == found[3:]
    assert found[0]["items"] == []
    assert found[0]["word"] == "default"
    assert found[0]["value"] == Decimal("12345678901.123456789")
    assert [one["id"] for one in rows] == [one["id"] for one in (*bulk, *plain)]


def test_more_than_one_portion_is_written_whole(sample: Store) -> None:
    sample.write(lambda work: insert_many(work, SAMPLE, [row(number) for number in range(PORTION + 1)]))
    count = sample.read(lambda work: len(work.connection.execute(select(SAMPLE.c.id)).all()))
    assert count == PORTION + 1


def test_nothing_of_it_stays_where_a_row_is_refused(sample: Store) -> None:
    with pytest.raises(OkrError):
        sample.write(lambda work: insert_many(work, SAMPLE, [row(1), row(2), row(1)]))
    assert not sample.read(lambda work: work.connection.execute(select(SAMPLE.c.id)).all())
    sample.write(lambda work: insert_many(work, SAMPLE, [row(1)]))


def test_no_rows_are_no_statement(sample: Store) -> None:
    sample.write(lambda work: insert_many(work, SAMPLE, []))
