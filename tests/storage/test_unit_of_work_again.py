"""The unit of work tries again where that helps, and does nothing twice: conflicts, cut connections, lost answers."""

import threading
from uuid import UUID

import pytest
from sqlalchemy import update

from okr.domain.errors import Conflict, OkrError, Unreachable
from storage import idempotency, schema
from storage.types import new_id
from storage.unit_of_work import CommitUnknown, Store, WriteWork, open_store
from tests.storage.companies import MOMENT, add_person
from tests.storage.stores import names, patient


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

    with patient(postgresql_store_url, slept) as store:
        assert store.write(stumble) == "done"
        assert store.read(names) == ["run 4"]
    assert slept == pytest.approx([0.02, 0.08, 0.32])


@pytest.mark.parametrize(("code", "error"), [("40001", Conflict), ("08006", Unreachable)])
def test_after_the_fourth_time_it_is_told(postgresql_store_url: str, code: str, error: type[OkrError]) -> None:
    slept: list[float] = []

    def fail(work: WriteWork) -> None:
        work.connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")

    with patient(postgresql_store_url, slept) as store, pytest.raises(error):
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

    with patient(postgresql_store_url, slept) as store:
        store.write(cut)
        assert store.read(names) == ["run 2"]


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

    with patient(postgresql_store_url, slept) as store:
        store.write(_cut_at_commit)
        with pytest.raises(CommitUnknown, match="look whether it was saved"):
            store.write(write)
        assert (runs, slept) == (1, [])

        runs = 0
        store.write(write, answer_kept=True)
        assert runs == 2
        assert store.read(names) == ["whole"]


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
    (name,) = store.read(names)
    assert answers == [name, name]
