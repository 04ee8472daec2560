"""The unit of work: all or nothing, again where that helps, one writer at a time on SQLite, and stopped when asked."""

import threading
import time
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from okr.domain.errors import Conflict, OkrError, RuleViolation, Unreachable
from storage import idempotency, schema, sqlite, unit_of_work
from storage.engine import make_engine, parse_url
from storage.failures import Interrupted
from storage.types import new_id
from storage.unit_of_work import CommitUnknown, ReadWork, Store, WriteWork, open_store
from tests.storage.companies import MOMENT, add_person, add_unit

ENDLESS = {
    True: "SELECT pg_sleep(60)",
    False: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
}


def _names(work: ReadWork) -> list[str]:
    return list(work.connection.scalars(select(schema.people.c.name).order_by(schema.people.c.name)))


def _patient(url: str, slept: list[float]) -> Store:
    """A store that writes down how long it would have slept."""
    return open_store(url, sleep=slept.append, jitter=lambda: 0.5)


def test_what_a_write_did_is_there_afterwards_and_its_answer_comes_back(store: Store) -> None:
    assert isinstance(store.write(lambda work: add_person(work, "Ann")), UUID)
    assert store.read(_names) == ["Ann"]
    assert store.read_one(_names) == ["Ann"]


def test_an_error_undoes_all_of_it(store: Store) -> None:
    def fail(work: WriteWork) -> None:
        add_person(work, "Ann")
        raise RuleViolation("no")

    with pytest.raises(RuleViolation, match=r"^no$"):
        store.write(fail)
    assert store.read(_names) == []


def test_a_read_cannot_write(store: Store) -> None:
    def sneak(work: ReadWork) -> None:
        add_person(WriteWork(work.connection), "Ann")

    with pytest.raises(Unreachable, match="only be read"):
        store.read(sneak)
    store.write(lambda work: add_person(work, "Ben"))
    assert store.read(_names) == ["Ben"]


def test_the_statements_of_a_read_see_one_moment(store: Store) -> None:
    store.write(lambda work: add_person(work, "Ann"))

    def twice(work: ReadWork) -> tuple[list[str], list[str]]:
        before = _names(work)
        writer = threading.Thread(target=lambda: store.write(lambda other: add_person(other, "Ben")))
        writer.start()
        writer.join()
        return before, _names(work)

    assert store.read(twice) == (["Ann"], ["Ann"])
    assert store.read(_names) == ["Ann", "Ben"]


def test_a_mistake_of_ours_is_not_dressed_up(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        store.write(lambda work: 1 // 0)


@pytest.mark.parametrize("code", ["40001", "40P01", "57P01", "08006"])
def test_what_may_pass_is_tried_three_times_more_with_growing_pauses(postgresql_store_url: str, code: str) -> None:
    slept: list[float] = []
    runs = 0

    def stumble(work: WriteWork) -> str:
        nonlocal runs
        runs += 1
        add_person(work, f"run {runs}")
        if runs < 4:
            work.connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")
        return "done"

    with _patient(postgresql_store_url, slept) as store:
        assert store.write(stumble) == "done"
        assert store.read(_names) == ["run 4"]
    assert slept == pytest.approx([0.02, 0.08, 0.32])


@pytest.mark.parametrize(("code", "error"), [("40001", Conflict), ("08006", Unreachable)])
def test_after_the_fourth_time_it_is_told(postgresql_store_url: str, code: str, error: type[OkrError]) -> None:
    slept: list[float] = []

    def fail(work: WriteWork) -> None:
        work.connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")

    with _patient(postgresql_store_url, slept) as store, pytest.raises(error):
        store.write(fail)
    assert len(slept) == 3


def test_pauses_vary(postgresql_store_url: str) -> None:
    slept: list[float] = []
    jitters = iter([0.0, 0.99, 0.5])
    with (
        open_store(postgresql_store_url, sleep=slept.append, jitter=lambda: next(jitters)) as store,
        pytest.raises(Conflict),
    ):
        store.write(
            lambda work: work.connection.exec_driver_sql(
                "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$"
            )
        )
    assert slept == pytest.approx([0.01, 0.1192, 0.32])


def test_a_connection_that_was_cut_in_the_middle_is_replaced(postgresql_store_url: str) -> None:
    slept: list[float] = []
    runs = 0

    def cut(work: WriteWork) -> None:
        nonlocal runs
        runs += 1
        add_person(work, f"run {runs}")
        if runs == 1:
            work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with _patient(postgresql_store_url, slept) as store:
        store.write(cut)
        assert store.read(_names) == ["run 2"]


def test_a_deadlock_is_resolved_by_trying_again(postgresql_store: Store) -> None:
    ids = postgresql_store.write(lambda work: [add_person(work, name) for name in ("Ann", "Ben")])
    meet = threading.Barrier(2)
    failures: list[BaseException] = []

    def rename(first: UUID, second: UUID) -> None:
        runs = 0

        def both(work: WriteWork) -> None:
            nonlocal runs
            runs += 1
            work.connection.execute(update(schema.people).where(schema.people.c.id == first).values(title="a"))
            if runs == 1:
                meet.wait(timeout=20)
            work.connection.execute(update(schema.people).where(schema.people.c.id == second).values(title="b"))

        try:
            postgresql_store.write(both)
        except OkrError as error:
            failures.append(error)

    threads = [threading.Thread(target=rename, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def _cut_at_commit(work: WriteWork) -> None:
    """Have the server end the connection while it commits."""
    work.connection.exec_driver_sql(
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
    )
    work.connection.exec_driver_sql(
        "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        " WHEN (NEW.name = 'cut') EXECUTE FUNCTION cut()"
    )


def test_a_commit_whose_answer_was_lost_is_not_repeated_blindly(postgresql_store_url: str) -> None:
    slept: list[float] = []
    runs = 0

    def write(work: WriteWork) -> None:
        nonlocal runs
        runs += 1
        add_person(work, "cut" if runs == 1 else "whole")

    with _patient(postgresql_store_url, slept) as store:
        store.write(_cut_at_commit)
        with pytest.raises(CommitUnknown, match="look whether it was saved"):
            store.write(write)
        assert (runs, slept) == (1, [])

        runs = 0
        store.write(write, answer_kept=True)
        assert runs == 2
        assert store.read(_names) == ["whole"]


def test_two_requests_with_one_key_are_carried_out_once(store: Store) -> None:
    """The second waits for the first, or collides with it and finds its answer."""
    ann = new_id()
    meet = threading.Barrier(2)
    answers: list[object] = []

    def ask() -> None:
        def write(work: WriteWork) -> object:
            kept = idempotency.find(work, ann, "k", request_hash="h")
            if kept is not None:
                return kept["name"]
            name = f"made by {threading.get_ident()}"
            add_person(work, name)
            idempotency.remember(work, ann, "k", request_hash="h", answer={"name": name}, recorded_at=MOMENT)
            return name

        meet.wait()
        answers.append(store.write(write, answer_kept=True))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = store.read(_names)
    assert len(names) == 1
    assert answers == names * 2


def test_sixteen_threads_write_without_anyone_finding_it_locked(sqlite_store_url: str) -> None:
    waits: list[float] = []
    failures: list[BaseException] = []
    with open_store(sqlite_store_url) as store:
        unit = store.write(lambda work: add_unit(work, "top"))

        def work_on() -> None:
            for _ in range(25):
                started = time.perf_counter()
                try:
                    store.write(lambda work: _read_then_add(work, unit))
                except OkrError as error:
                    failures.append(error)
                waits.append(time.perf_counter() - started)

        threads = [threading.Thread(target=work_on) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert store.read(lambda work: work.connection.scalar(select(schema.units.c.next_goal_number))) == 1 + 16 * 25
    waits.sort()
    assert waits[int(len(waits) * 0.99)] < 8 * waits[len(waits) // 2]  # fair: nobody starves (the bench holds it to 4)


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


def test_a_write_inside_a_write_is_a_mistake(sqlite_store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside a write"):
        sqlite_store.write(lambda work: sqlite_store.write(lambda other: None))
    sqlite_store.write(lambda work: add_person(work, "Ann"))


def test_another_program_that_holds_the_file_is_waited_for_and_then_told(
    sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PRAGMAS", ("PRAGMA busy_timeout = 20", *sqlite.PRAGMAS[1:]))
    slept: list[float] = []
    other = sqlite.driver().connect(sqlite_store_url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with _patient(sqlite_store_url, slept) as store:
        assert store.read(_names) == []
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
    with _patient(sqlite_store_url, slept) as store, pytest.raises(Conflict):
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
        names = ("statement_timeout", "idle_in_transaction_session_timeout", "TimeZone", "transaction_isolation")
        return {name: str(work.connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names}

    both = {"statement_timeout": "10s", "idle_in_transaction_session_timeout": "1min", "TimeZone": "UTC"}
    assert postgresql_store.read(settings) == {**both, "transaction_isolation": "repeatable read"}
    assert postgresql_store.write(settings) == {**both, "transaction_isolation": "read committed"}


def test_connections_carry_the_pragmas(sqlite_store: Store) -> None:
    def pragmas(work: ReadWork) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout", "recursive_triggers")
        return {name: work.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

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
    assert store.read(_names) == ["Ann"]
