"""The unit of work: all or nothing, one moment for what is read, and the pragmas and time-outs of its connections."""

import threading
import time
from uuid import UUID

import pytest
from sqlalchemy import insert

from okr.domain.errors import OkrError, RuleViolation, Unreachable
from storage import schema, sqlite
from storage.engine import parse_url
from storage.failures import Interrupted
from storage.types import new_id
from storage.unit_of_work import ReadWork, Store, WriteWork, open_store
from tests.storage.companies import MOMENT, add_person, add_unit
from tests.storage.stores import names

ENDLESS = {
    True: "SELECT pg_sleep(60)",
    False: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
}


def test_what_a_write_did_is_there_afterwards_and_its_answer_comes_back(store: Store) -> None:
    assert isinstance(store.write(lambda work: add_person(work, "Ann")), UUID)
    assert store.read(names) == ["Ann"]
    assert store.read_one(names) == ["Ann"]


def test_an_error_undoes_all_of_it(store: Store) -> None:
    def fail(work: WriteWork) -> None:
        add_person(work, "Ann")
        raise RuleViolation("no")

    with pytest.raises(RuleViolation, match=r"^no$"):
        store.write(fail)
    assert store.read(names) == []


def test_a_read_cannot_write(store: Store) -> None:
    def sneak(work: ReadWork) -> None:
        add_person(WriteWork(work.connection), "Ann")

    with pytest.raises(Unreachable, match="only be read"):
        store.read(sneak)
    store.write(lambda work: add_person(work, "Ben"))
    assert store.read(names) == ["Ben"]


def test_the_statements_of_a_read_see_one_moment(store: Store) -> None:
    store.write(lambda work: add_person(work, "Ann"))

    def twice(work: ReadWork) -> tuple[list[str], list[str]]:
        before = names(work)
        writer = threading.Thread(target=lambda: store.write(lambda other: add_person(other, "Ben")))
        writer.start()
        writer.join()
        return before, names(work)

    assert store.read(twice) == (["Ann"], ["Ann"])
    assert store.read(names) == ["Ann", "Ben"]


def test_a_mistake_of_ours_is_not_dressed_up(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        store.write(lambda work: 1 // 0)


def test_a_write_inside_a_write_is_a_mistake(sqlite_store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside a write"):
        sqlite_store.write(lambda work: sqlite_store.write(lambda other: None))
    sqlite_store.write(lambda work: add_person(work, "Ann"))


@pytest.mark.parametrize("kind", ["read", "read_one", "write"])
def test_a_running_question_is_stopped_when_asked(store: Store, kind: str) -> None:
    outcome: list[BaseException] = []
    running = threading.Event()

    def endless(work: ReadWork) -> None:
        running.set()
        work.connection.exec_driver_sql(ENDLESS[work.is_postgresql]).all()

    def ask() -> None:
        try:
            getattr(store, kind)(endless)
        except OkrError as error:
            outcome.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    running.wait(20)
    deadline = time.monotonic() + 20
    while thread.is_alive() and time.monotonic() < deadline:
        store.interrupt()
        thread.join(0.05)
    assert [type(error) for error in outcome] == [Interrupted]
    assert store.write(lambda work: add_person(work, "Ann")) is not None


def test_what_is_done_apart_is_stopped_while_the_others_go_on(store: Store) -> None:
    outcome: list[BaseException] = []
    running, others = threading.Event(), store.interruptions

    def endless(work: ReadWork) -> None:
        running.set()
        work.connection.exec_driver_sql(ENDLESS[work.is_postgresql]).all()

    def ask() -> None:
        try:
            with store.apart_from_others():
                store.read(endless)
        except OkrError as error:
            outcome.append(error)

    def meanwhile(work: ReadWork) -> int:
        deadline = time.monotonic() + 20
        while thread.is_alive() and time.monotonic() < deadline:
            store.interrupt_apart()
            thread.join(0.05)
        return int(work.connection.exec_driver_sql("SELECT 7").scalar_one())

    thread = threading.Thread(target=ask)
    thread.start()
    running.wait(20)
    assert store.read(meanwhile) == 7
    assert [type(error) for error in outcome] == [Interrupted]
    assert store.interruptions == others


def test_what_was_stopped_before_it_asked_anything_is_not_begun(store: Store) -> None:
    with store.apart_from_others():
        before = store.interruptions
        store.interrupt_apart()
        assert store.interruptions != before
        with pytest.raises(Interrupted):
            store.read(lambda work: None)
    assert store.read(lambda work: 7) == 7


def test_a_statement_that_takes_too_long_is_ended_unless_it_may(postgresql_store_url: str) -> None:
    with open_store(postgresql_store_url, statement_timeout_s=1) as store:
        with pytest.raises(Unreachable, match="took too long"):
            store.read_one(lambda work: work.connection.exec_driver_sql("SELECT pg_sleep(5)").all())
        store.write(lambda work: work.connection.exec_driver_sql("SELECT pg_sleep(1.2)").all(), timeout_s=0)
        store.read(lambda work: work.connection.exec_driver_sql("SELECT pg_sleep(1.2)").all(), timeout_s=5)
        with pytest.raises(Unreachable, match="took too long"):
            store.write(lambda work: work.connection.exec_driver_sql("SELECT pg_sleep(5)").all())


def test_connections_carry_the_time_outs(postgresql_store: Store) -> None:
    def settings(work: ReadWork) -> dict[str, str]:
        settings = ("statement_timeout", "idle_in_transaction_session_timeout", "TimeZone", "transaction_isolation")
        return {name: str(work.connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in settings}

    both = {"statement_timeout": "10s", "idle_in_transaction_session_timeout": "1min", "TimeZone": "UTC"}
    assert postgresql_store.read(settings) == {**both, "transaction_isolation": "repeatable read"}
    assert postgresql_store.write(settings) == {**both, "transaction_isolation": "read committed"}


def test_connections_carry_the_pragmas(sqlite_store: Store) -> None:
    def pragmas(work: ReadWork) -> dict[str, object]:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout", "recursive_triggers")
        return {name: work.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas}

    expected = {
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
        "recursive_triggers": 1,
    }
    mode = sqlite.journal_mode(sqlite.driver().sqlite_version_info)
    assert sqlite_store.read(pragmas) == {"journal_mode": mode, **expected}


def test_a_store_counts_its_rows_for_the_planner(store: Store) -> None:
    store.write(lambda work: [add_person(work, str(number)) for number in range(20)])
    store.analyse()


def test_erased_words_do_not_stay_in_the_file(sqlite_store_url: str) -> None:
    with open_store(sqlite_store_url) as store:
        name = "a name that must go " * 20
        person = store.write(lambda work: add_person(work, name))
        store.write(
            lambda work: work.connection.execute(schema.people.delete().where(schema.people.c.id == person)).rowcount
        )
    for path in parse_url(sqlite_store_url).path.parent.glob("store.sqlite*"):  # type: ignore[union-attr]  # it is a file
        assert b"a name that must go" not in path.read_bytes(), path


def test_rows_written_by_hand_keep_their_references(store: Store) -> None:
    """Deferred references may be written in any order, and are checked when the transaction ends."""
    ann = new_id()

    def ring(work: WriteWork, lead: UUID) -> None:
        unit = add_unit(work, "top", lead_id=lead)
        row = {"id": ann, "number": 1, "handle": "ann", "name": "Ann", "path": "1.", "depth": 0, "competencies": []}
        rest = {
            "is_administrator": False,
            "unit_id": unit,
            "effective_on": MOMENT.date(),
            "recorded_at": MOMENT,
            "version": 1,
        }
        work.connection.execute(insert(schema.people), [{**row, **rest}])

    with pytest.raises(RuleViolation):
        store.write(lambda work: ring(work, new_id()))
    store.write(lambda work: ring(work, ann))
    assert store.read(names) == ["Ann"]
