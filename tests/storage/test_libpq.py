"""Statements sent to PostgreSQL by libpq: what is prepared stays right however a transaction ends, and nothing waits for ever."""

from functools import cache
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Connection, Insert, Select, Text, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from okr.domain.errors import OkrError, RuleViolation
from storage import compiled, libpq
from storage.compiled import Order, Question
from storage.schema import graph_locks
from storage.unit_of_work import Store, WriteWork


@cache
def _echo() -> Select[*tuple[Any, ...]]:
    said: ColumnElement[str] = bindparam("said", type_=Text)
    return select(said.label("heard"))


@cache
def _add() -> Insert:
    return insert(graph_locks)


def _say(work: WriteWork, said: str) -> str:
    [[row]] = compiled.ask(work.connection, [Question(_echo(), {"said": said})])
    return str(row.heard)


def _prepared(connection: Connection) -> int:
    counted = text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'okr%' AND statement LIKE '%heard%'")
    return int(connection.execute(counted).scalar_one())


def _names(store: Store) -> set[str]:
    return store.read(lambda work: set(work.connection.execute(select(graph_locks.c.name)).scalars()))


def _refuse(work: WriteWork) -> None:
    _say(work, "before it is refused")
    raise RuleViolation("No.")


def _learn_of_psycopg(work: WriteWork) -> None:
    for _ in range(10):  # psycopg prepares what runs often, and forgets all that is prepared with the next ROLLBACK
        work.connection.execute(text("SELECT 1")).scalar_one()


def test_a_statement_is_prepared_once_a_connection(postgresql_store: Store) -> None:
    def twice(work: WriteWork) -> int:
        assert [_say(work, "one"), _say(work, "two")] == ["one", "two"]
        return _prepared(work.connection)

    def known(work: WriteWork) -> set[bytes]:
        return set(libpq.session(work.connection).names.values())

    assert [postgresql_store.write(twice) for _ in range(3)] == [1, 1, 1]
    before = postgresql_store.write(known)
    postgresql_store.write(twice)
    assert postgresql_store.write(known) == before != set()


@pytest.mark.parametrize("psycopg_has_some", [True, False])
def test_what_is_prepared_is_made_anew_after_a_refusal_and_not_left_behind(
    postgresql_store: Store, psycopg_has_some: bool
) -> None:
    for _ in range(3):
        if psycopg_has_some:
            postgresql_store.write(_learn_of_psycopg)
        with pytest.raises(OkrError):
            postgresql_store.write(_refuse)

    def again(work: WriteWork) -> int:
        assert _say(work, "again") == "again"
        return _prepared(work.connection)

    assert postgresql_store.write(again) == 1


def test_going_back_to_a_savepoint_does_not_disturb_what_follows(postgresql_store: Store) -> None:
    def with_savepoint(work: WriteWork) -> list[str]:
        _learn_of_psycopg(work)
        heard = [_say(work, "before")]
        work.connection.begin_nested().rollback()
        heard.append(_say(work, "between"))
        _learn_of_psycopg(work)
        return [*heard, _say(work, "after")]

    for _ in range(2):
        assert postgresql_store.write(with_savepoint) == ["before", "between", "after"]


def test_what_was_posted_is_there_before_anything_else_is_asked(postgresql_store: Store) -> None:
    def through(work: WriteWork) -> tuple[str, bool]:
        compiled.post(work.connection, [Order(_add(), {"name": "posted"})])
        heard = _say(work, "after it")
        compiled.post(work.connection, [Order(_add(), {"name": "posted too"})])
        seen = set(work.connection.execute(select(graph_locks.c.name)).scalars())  # by a cursor of psycopg's
        return heard, {"posted", "posted too"} <= seen

    assert postgresql_store.write(through) == ("after it", True)
    assert {"posted", "posted too"} <= _names(postgresql_store)


def test_what_was_posted_is_taken_back_with_the_rest(postgresql_store: Store) -> None:
    def refused(work: WriteWork) -> None:
        compiled.post(work.connection, [Order(_add(), {"name": "posted"})])
        raise RuleViolation("No.")

    with pytest.raises(RuleViolation):
        postgresql_store.write(refused)
    assert "posted" not in _names(postgresql_store)
    assert postgresql_store.write(lambda work: _say(work, "well")) == "well"


@pytest.mark.parametrize("by_cursor", [True, False])
def test_a_posted_statement_that_fails_is_told_with_what_follows(postgresql_store: Store, by_cursor: bool) -> None:
    def twice(work: WriteWork) -> None:
        compiled.post(work.connection, [Order(_add(), {"name": "same"}), Order(_add(), {"name": "same"})])
        with pytest.raises(IntegrityError):
            if by_cursor:
                work.connection.execute(select(graph_locks.c.name))
            else:
                _say(work, "never said")
        raise RuleViolation("No.")

    with pytest.raises(RuleViolation):
        postgresql_store.write(twice)
    assert "same" not in _names(postgresql_store)


def test_a_commit_that_was_posted_is_waited_for(postgresql_store: Store) -> None:
    def ending(work: WriteWork) -> str:
        compiled.post(work.connection, [Order(_add(), {"name": "ended"})], ends=True)
        work.ending.was_sent = True
        return "worked out meanwhile"

    assert postgresql_store.write(ending) == "worked out meanwhile"
    assert "ended" in _names(postgresql_store)


def test_a_connection_that_is_cut_while_something_is_asked_is_told_as_such(postgresql_store: Store) -> None:
    def cut(work: WriteWork) -> None:
        pid = work.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with postgresql_store.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": pid})
        with pytest.raises(OperationalError):
            _say(work, "into nothing")
        assert work.connection.invalidated
        raise RuleViolation("Enough.")

    with pytest.raises(RuleViolation):
        postgresql_store.write(cut)
    assert postgresql_store.write(lambda work: _say(work, "well")) == "well"


def test_a_name_that_the_server_does_not_know_is_not_used_again(postgresql_store: Store) -> None:
    tries: list[str] = []

    def through(work: WriteWork) -> str:
        tries.append("once")
        if len(tries) == 1:
            _say(work, "prepared")
            work.connection.execute(text("DEALLOCATE ALL"))
        return _say(work, "said")

    assert postgresql_store.write(through) == "said"
    assert len(tries) == 2


def test_a_connection_that_was_left_open_is_used_again(postgresql_store: Store) -> None:
    assert postgresql_store.write(lambda work: _say(work, "prepared")) == "prepared"
    raw = postgresql_store.engine.raw_connection()
    for _ in range(10):
        raw.cursor().execute("SELECT 1")
    raw.close()  # the pool rolls back
    heard: list[str] = []
    postgresql_store.write(lambda work: heard.append(_say(work, "again")))
    assert heard == ["again"]


def test_values_are_written_as_the_server_reads_them() -> None:
    assert [libpq.written(value) for value in (None, "ä", 7, True)] == [None, "ä".encode(), b"7", b"t"]
