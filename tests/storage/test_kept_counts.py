"""What was counted is counted again as soon as anything was written, by whomever; what nobody may keep is counted each time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from storage import kept_counts, schema
from storage.kept_counts import Rows, already_counted, counted
from storage.raw import tuples
from storage.unit_of_work import ReadWork, Store, open_store
from tests.storage.companies import add_cycle, add_goal, add_unit


class _Counting:
    """Counts goals, and how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, work: ReadWork) -> int:
        def count() -> Rows:
            self.times += 1
            return tuples(work, select(func.count()).select_from(schema.goals))

        [(many,)] = counted(work, "goals", count)
        return int(many)


@pytest.fixture
def on_file(sqlite_store_url: str) -> Iterator[Store]:
    with open_store(sqlite_store_url) as store:
        store.write(lambda work: add_unit(work, "top"))
        store.write(add_cycle)
        yield store


def _add(store: Store, number: int) -> None:
    store.write(
        lambda work: add_goal(
            work,
            number,
            unit_id=work.connection.execute(select(schema.units.c.id)).scalar_one(),
            cycle_id=work.connection.execute(select(schema.cycles.c.id)).scalar_one(),
        )
    )


def test_a_count_is_kept_until_something_is_written(on_file: Store, sqlite_store_url: str) -> None:
    counting = _Counting()
    assert [on_file.read(counting) for _ in range(3)] == [0, 0, 0]
    assert counting.times == 1
    _add(on_file, 1)
    assert [on_file.read(counting) for _ in range(2)] == [1, 1]
    with open_store(sqlite_store_url) as other:
        _add(other, 2)
    assert [on_file.read(counting) for _ in range(2)] == [2, 2]
    assert counting.times == 3


def test_each_connection_counts_for_itself(on_file: Store) -> None:
    counting, both = _Counting(), threading.Barrier(2)

    def beside(work: ReadWork) -> int:
        both.wait()  # both connections are in use
        return counting(work)

    found: list[int] = []
    for expected in (0, 1):
        several = [threading.Thread(target=lambda: found.append(on_file.read(beside))) for _ in range(2)]
        for one in several:
            one.start()
        for one in several:
            one.join()
        assert found == [expected, expected]
        found.clear()
        _add(on_file, expected + 1)


def test_whoever_writes_counts_what_it_wrote(on_file: Store) -> None:
    counting = _Counting()
    assert on_file.read(counting) == 0
    _add(on_file, 1)
    assert [on_file.write(counting) for _ in range(2)] == [1, 1]
    assert counting.times == 3


def test_nothing_is_kept_on_postgresql(postgresql_store_url: str) -> None:
    counting = _Counting()
    with open_store(postgresql_store_url) as store:
        assert [store.read(counting) for _ in range(2)] == [0, 0]
        assert store.read(lambda work: already_counted(work, "goals")) is None
    assert counting.times == 2


def test_the_oldest_lists_and_very_long_ones_are_let_go(on_file: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_counts, "MOST_KEPT", 2)
    monkeypatch.setattr(kept_counts, "LARGEST", 3)

    def fill(work: ReadWork) -> list[Rows | None]:
        for name in ("a", "b", "c"):
            counted(work, name, lambda: [(1,)] * 3)
        counted(work, "long", lambda: [(1,)] * 4)
        return [already_counted(work, name) for name in ("a", "b", "c", "long")]

    assert on_file.read(fill) == [None, [(1,)] * 3, [(1,)] * 3, None]


def test_connections_that_count_the_same_keep_it_once(on_file: Store) -> None:
    def rows(work: ReadWork) -> Rows:
        return counted(work, "all", lambda: tuples(work, select(schema.goals.c.title)))

    def in_two(work: ReadWork) -> tuple[Rows, Rows]:
        with ThreadPoolExecutor(1) as other:
            return rows(work), other.submit(on_file.read, rows).result()

    for number in (1, 2):
        _add(on_file, number)
        one, two = on_file.read(in_two)
        assert one is two
        assert len(one) == number


def test_of_several_connections_one_that_has_counted_is_lent_first(on_file: Store) -> None:
    counting, all_three, is_back = _Counting(), threading.Barrier(3), threading.Event()

    def beside(work: ReadWork) -> int:
        all_three.wait()  # so many connections are in use
        if threading.current_thread() is first:
            return counting(work)
        already_counted(work, "goals")  # who looks whether something is kept, keeps nothing by that
        return int(is_back.wait())

    first = threading.Thread(target=lambda: on_file.read(beside))
    others = [threading.Thread(target=lambda: on_file.read(beside)) for _ in range(2)]
    for thread in (first, *others):
        thread.start()
    first.join()
    is_back.set()  # only now the other connections are given back, so that they were used last
    for thread in others:
        thread.join()
    assert [on_file.read(counting) for _ in range(2)] == [0, 0]
    assert counting.times == 1
