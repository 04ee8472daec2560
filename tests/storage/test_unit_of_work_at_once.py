"""Many that write at once: nobody finds the file locked, no update is lost, and who waits too long is told."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from okr.domain.errors import Conflict, OkrError
from storage import schema, sqlite, unit_of_work
from storage.engine import make_engine, parse_url
from storage.unit_of_work import Store, WriteWork, open_store
from tests.storage.companies import add_person, add_unit
from tests.storage.stores import names, patient


def test_sixteen_threads_write_without_anyone_finding_it_locked(sqlite_store_url: str) -> None:
    failures: list[BaseException] = []
    with open_store(sqlite_store_url) as store:
        unit = store.write(lambda work: add_unit(work, "top"))

        def work_on() -> None:
            for _ in range(25):
                try:
                    store.write(lambda work: _read_then_add(work, unit))
                except OkrError as error:
                    failures.append(error)

        threads = [threading.Thread(target=work_on) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert store.read(lambda work: work.connection.scalar(select(schema.units.c.next_goal_number))) == 1 + 16 * 25


def test_a_plain_begin_would_have_failed(sqlite_store_url: str) -> None:
    """The planted fault: without BEGIN IMMEDIATE the same histories end in "locked", at once."""
    engine = make_engine(parse_url(sqlite_store_url))
    with engine.connect() as first, engine.connect() as second:
        first.execute(select(schema.units)).all()
        second.execute(select(schema.units)).all()
        second.execute(update(schema.graph_locks).values(name=schema.graph_locks.c.name))
        second.commit()
        with pytest.raises(DBAPIError, match="locked"):
            first.execute(update(schema.graph_locks).values(name=schema.graph_locks.c.name))
    engine.dispose()


@pytest.mark.parametrize("how", ["the database adds", "the row is locked"])
def test_no_update_is_lost(store: Store, how: str) -> None:
    unit = store.write(lambda work: add_unit(work, "top"))
    add: Callable[[WriteWork, UUID], None] = _add_in_database if how == "the database adds" else _read_then_add

    def work_on() -> None:
        for _ in range(20):
            store.write(lambda work: add(work, unit))

    threads = [threading.Thread(target=work_on) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(lambda work: work.connection.scalar(select(schema.units.c.next_goal_number))) == 161


def test_reading_and_writing_back_without_a_lock_would_lose_updates(postgresql_store: Store) -> None:
    """The planted fault, on the database where it bites."""
    unit = postgresql_store.write(lambda work: add_unit(work, "top"))
    meet = threading.Barrier(2)

    def careless(work: WriteWork) -> None:
        number = work.connection.execute(select(schema.units.c.next_goal_number)).scalar_one()
        meet.wait(timeout=20)
        work.connection.execute(
            update(schema.units).where(schema.units.c.id == unit).values(next_goal_number=number + 1)
        )

    threads = [threading.Thread(target=lambda: postgresql_store.write(careless)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert postgresql_store.read(lambda work: work.connection.scalar(select(schema.units.c.next_goal_number))) == 2


def _add_in_database(work: WriteWork, unit: UUID) -> None:
    number = schema.units.c.next_goal_number
    work.connection.execute(update(schema.units).where(schema.units.c.id == unit).values(next_goal_number=number + 1))


def _read_then_add(work: WriteWork, unit: UUID) -> None:
    row = schema.units.c.id == unit
    number = work.connection.execute(select(schema.units.c.next_goal_number).where(row).with_for_update()).scalar_one()
    work.connection.execute(update(schema.units).where(row).values(next_goal_number=number + 1))


def test_another_program_that_holds_the_file_is_waited_for_and_then_told(
    sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PRAGMAS", ("PRAGMA busy_timeout = 20", *sqlite.PRAGMAS[1:]))
    slept: list[float] = []
    other = sqlite.driver().connect(sqlite_store_url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with patient(sqlite_store_url, slept) as store:
        assert store.read(names) == []
        with pytest.raises(Conflict, match="in use by another program"):
            store.write(lambda work: add_person(work, "Ann"))
        assert len(slept) == 3
        other.execute("ROLLBACK")
        store.write(lambda work: add_person(work, "Ann"))
    other.close()


def test_a_long_wait_for_another_program_is_not_multiplied(
    sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PRAGMAS", ("PRAGMA busy_timeout = 60", *sqlite.PRAGMAS[1:]))
    monkeypatch.setattr(unit_of_work, "BUSY_TIMEOUT_S", 0.06)
    slept: list[float] = []
    other = sqlite.driver().connect(sqlite_store_url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with patient(sqlite_store_url, slept) as store, pytest.raises(Conflict):
        store.write(lambda work: add_person(work, "Ann"))
    assert slept == []
    other.close()


def test_a_writer_that_waits_too_long_in_the_line_is_told(
    sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "BUSY_TIMEOUT_S", 0.05)
    held, done = threading.Event(), threading.Event()

    def hold(work: WriteWork) -> None:
        held.set()
        done.wait(20)

    with open_store(sqlite_store_url) as store, open_store(sqlite_store_url) as second:
        thread = threading.Thread(target=lambda: store.write(hold))
        thread.start()
        held.wait(20)
        with pytest.raises(Conflict, match="something else"):
            second.write(lambda work: add_person(work, "Ann"))
        done.set()
        thread.join()
        second.write(lambda work: add_person(work, "Ann"))
