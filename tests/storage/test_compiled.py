"""Cached statements: the same rows as through SQLAlchemy, on both databases, however many values are asked for."""

from functools import cache
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, Select, bindparam, event, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from okr.domain.vocabulary import CycleKind, CycleState
from storage import compiled, schema
from storage.compiled import Question
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork, open_store
from tests.storage.companies import DAY, END, add_cycle, add_goal, add_key_result, add_unit


@cache
def _results() -> Select[*tuple[Any, ...]]:
    wanted = schema.key_results.c.id.in_(bindparam("ids", expanding=True))
    return (
        select(schema.key_results, schema.goals.c.key.label("goal_key"), schema.cycles)
        .join(schema.goals, schema.goals.c.id == schema.key_results.c.goal_id)
        .join(schema.cycles, schema.cycles.c.id == schema.goals.c.cycle_id)
        .where(wanted)
        .order_by(schema.key_results.c.key)
    )


@cache
def _units() -> Select[*tuple[Any, ...]]:
    return select(schema.units.c.id, schema.units.c.name).where(schema.units.c.name == bindparam("name"))


def _fill(work: WriteWork, count: int) -> list[UUID]:
    goal = add_goal(work, 1, unit_id=add_unit(work, "top"), cycle_id=add_cycle(work))
    return [add_key_result(work, number, goal_id=goal) for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 17])
def test_any_number_of_values_gives_the_rows_that_sqlalchemy_gives(store: Store, count: int) -> None:
    ids = store.write(lambda work: _fill(work, 20))[:count]

    def both(work: WriteWork) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        found = compiled.fetch(work.connection, _results(), {"ids": ids})
        expected = work.connection.execute(_results(), {"ids": ids}).all()
        return [dict(row._mapping) for row in found], [dict(row._mapping) for row in expected]

    found, expected = store.write(both)
    assert len(found) == count
    assert found == expected


def test_several_questions_are_answered_in_their_order(store: Store) -> None:
    store.write(lambda work: _fill(work, 1))
    questions = [Question(_units(), {"name": "nowhere"}), Question(_units(), {"name": "top"})]
    nothing, top = store.read(lambda work: compiled.ask(work.connection, questions))
    assert nothing == []
    assert [row.name for row in top] == ["top"]


def test_rows_that_are_written_one_for_one_are_all_there(store: Store) -> None:
    names = [{"name": f"lock {number}"} for number in range(5)]
    table = schema.graph_locks
    statement = insert(table)

    def through(work: WriteWork) -> int:
        compiled.run_for_each(work.connection, statement, names)
        compiled.run(work.connection, statement, {"name": "another"})
        return len(work.connection.execute(select(table).where(table.c.name.like("%o%"))).all())

    before = store.read(lambda work: len(work.connection.execute(select(table).where(table.c.name.like("%o%"))).all()))
    assert store.write(through) == before + 6


def test_what_the_database_refuses_is_told_as_sqlalchemy_tells_it(store: Store) -> None:
    statement = insert(schema.graph_locks)

    def twice(work: WriteWork) -> None:
        with pytest.raises(IntegrityError) as refused, work.connection.begin_nested():
            compiled.run_for_each(work.connection, statement, [{"name": "a"}, {"name": "a"}])
        assert isinstance(refused.value, DBAPIError)
        assert not refused.value.connection_invalidated

    store.write(twice)


def test_whoever_counts_statements_hears_of_these(store: Store) -> None:
    heard: list[str] = []

    def note(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        heard.append(text)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        store.read(lambda work: compiled.fetch(work.connection, _results(), {"ids": [new_id()]}))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sum("key_results" in text for text in heard) == 1


def test_a_statement_takes_the_columns_of_each_row_that_it_is_given(store: Store) -> None:
    statement = insert(schema.cycles)
    row: dict[str, object] = {
        "id": new_id(), "key": "2026", "kind": CycleKind.YEAR, "starts_on": DAY, "ends_on": END,
        "state": CycleState.ACTIVE, "on_track_percent": 90, "at_risk_percent": 70, "allowance_percent": 5, "version": 1,
    }  # fmt: skip
    rows = [row, {**row, "id": new_id(), "key": "2027", "needs_approval": True}]

    def through(work: WriteWork) -> list[Any]:
        for one in rows:
            assert compiled.run(work.connection, statement, one) == 1
        table = schema.cycles.c
        return list(work.connection.execute(select(table.needs_approval).order_by(table.key)).scalars())

    assert store.write(through) == [False, True]


def test_sqlite_does_not_plan_a_kept_statement_anew_for_each_value(sqlite_store_url: str) -> None:
    heard: list[str] = []
    with open_store(sqlite_store_url) as store:
        event.listen(store.engine, "before_cursor_execute", lambda *told: heard.append(told[2]))
        store.write(lambda work: compiled.fetch(work.connection, _units(), {"name": "top"}))
    [text] = [text for text in heard if "units" in text]
    assert text.count("+?") == text.count("?") == 1
