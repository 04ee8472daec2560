"""Rows of several tables written at once: the same values come back as from one statement each."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from okr.domain.errors import OkrError
from okr.domain.vocabulary import Status
from storage import derived, schema, together
from storage.check_ins import added
from storage.together import Rows, indexed
from storage.types import new_id
from storage.unit_of_work import CommitUnknown, ReadWork, Store, WriteWork, open_store
from tests.storage.companies import MOMENT, add_cycle, add_goal, add_key_result, add_person, add_unit

DAY = date(2026, 2, 16)
TEXTS = ["plain", "quotes \" and \\ and '", "two\nlines\tand a tab", "Zoë 漢字 🎯", "$id", "{}", "", "null"]
NUMBERS = ["0", "-12.345678901", "9999999999999999999.999999999", "0.0000000005", "1E+3"]


def _check_in(work: WriteWork, number: int = 1, **values: object) -> dict[str, object]:
    goal = add_goal(work, 1, unit_id=add_unit(work, "top"), cycle_id=add_cycle(work))
    return {
        "key_result_id": add_key_result(work, 1, goal_id=goal), "number": number, "effective_on": DAY, "value": None,
        "answers": None, "confidence_percent": None, "status": None, "note": None, "blocker": None, "corrects": None,
        "voids": None, "by_id": add_person(work, "ann"), "recorded_at": MOMENT, "imported": False, **values,
    }  # fmt: skip


def test_every_kind_of_value_comes_back_as_it_was_written(store: Store) -> None:
    def through(work: WriteWork) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        first = _check_in(work)
        given = [
            {
                **first,
                "number": place + 1,
                "value": Decimal(NUMBERS[place % len(NUMBERS)]),
                "note": text or None,
                "status": Status.AT_RISK if place else None,
                "confidence_percent": 70,
                "recorded_at": MOMENT + timedelta(microseconds=place),
                "effective_on": DAY + timedelta(days=place),
                "imported": bool(place % 2),
            }
            for place, text in enumerate(TEXTS)
        ]
        together.write(work, added(given))
        rows = work.connection.execute(select(schema.check_ins).order_by(schema.check_ins.c.number)).all()
        return given, [dict(row._mapping) for row in rows]

    given, found = store.write(through)
    rounded = {"5E-10": "0.000000001", "1E+3": "1000"}
    for before, after in zip(given, found, strict=True):
        value = before["value"]
        expected = {**before, "value": Decimal(rounded.get(str(value), str(value)))}
        assert {name: after[name] for name in expected} == expected


def test_a_row_that_is_there_is_replaced_where_that_is_asked_for(store: Store) -> None:
    def twice(work: WriteWork) -> list[tuple[int | None, Status]]:
        goal = add_goal(work, 1, unit_id=add_unit(work, "top"), cycle_id=add_cycle(work))
        day = {"goal_id": goal, "day": DAY, "progress_ppm": 1, "expected_ppm": None, "status": Status.PENDING}
        derived.write_days(work, [day])
        derived.write_days(work, [{**day, "progress_ppm": 10**6, "status": Status.REACHED}])
        table = schema.goal_progress_days.c
        return [
            (row.progress_ppm, row.status) for row in work.connection.execute(select(table.progress_ppm, table.status))
        ]

    assert store.write(twice) == [(10**6, Status.REACHED)]


def test_nothing_of_it_is_written_where_one_row_is_refused(store: Store) -> None:
    def half_wrong(work: WriteWork) -> None:
        check_in = _check_in(work)
        stray = {"goal_id": new_id(), "day": DAY, "progress_ppm": 1, "expected_ppm": 1, "status": Status.PENDING}
        together.write(work, added([check_in]), derived.replaced_days([stray]))

    with pytest.raises((OkrError, IntegrityError)):
        store.write(half_wrong)
    assert store.read(lambda work: work.connection.execute(select(schema.check_ins)).all()) == []


def test_no_rows_make_no_statement(store: Store) -> None:
    store.write(lambda work: together.write(work, Rows(schema.check_ins, []), Rows(schema.goals, [])))


def test_an_idle_connection_that_was_cut_is_replaced_unnoticed(
    postgresql_store: Store, postgresql_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def backend(work: ReadWork) -> int:
        return int(work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())

    monkeypatch.setattr("storage.postgresql.CHECK_AFTER_S", 0.0)
    monkeypatch.setattr(postgresql_store, "_sleep", lambda _: pytest.fail("the work had to be done again"))
    before = postgresql_store.read(backend)
    with open_store(postgresql_store_url) as other:
        other.read(lambda work: work.connection.exec_driver_sql(f"SELECT pg_terminate_backend({before}, 5000)").all())
    assert postgresql_store.read(backend) != before


def test_a_row_whose_indexed_columns_stay_is_moved_without_them(store: Store) -> None:
    table = schema.goal_progress
    assert indexed(table) == {"shown", "goal_id"}
    assert indexed(schema.key_result_progress) >= {"next_due_on", "blocked", "on_time"}

    def twice(work: WriteWork) -> list[dict[str, object]]:
        goal = add_goal(work, 1, unit_id=add_unit(work, "top"), cycle_id=add_cycle(work))
        number = dict.fromkeys((column.name for column in table.columns), 1)
        words = {"status": Status.ON_TRACK, "shown": Status.ON_TRACK, "weakest": None, "stale": False}
        first: dict[str, object] = {**number, **words, "goal_id": goal, "computed_for": DAY}
        together.write(work, derived.replaced_goals([first]))
        second: dict[str, object] = {**first, "weight": 2, "status": Status.AT_RISK}
        part = derived.replaced_goals([second], {goal: first})
        assert (list(part.rows), list(part.moved)) == ([], [second])
        third: dict[str, object] = {**second, "shown": Status.AT_RISK}
        other = derived.replaced_goals([third], {goal: second})
        assert (list(other.rows), list(other.moved)) == ([third], [])
        found = []
        for each in (part, other):
            together.write(work, each)
            found.append(dict(work.connection.execute(select(table)).one()._mapping))
        assert found == [second, third]
        return found

    assert len(store.write(twice)) == 2


def test_what_is_written_last_is_there_once_it_is_committed(store: Store) -> None:
    def through(work: WriteWork) -> None:
        together.write_last(work, added([_check_in(work, value=Decimal(1))]))

    store.write(through)
    assert len(store.read(lambda work: work.connection.execute(select(schema.check_ins)).all())) == 1


def test_what_is_refused_last_takes_everything_back_and_is_told_in_words(store: Store) -> None:
    def half_wrong(work: WriteWork) -> None:
        stray = {"goal_id": new_id(), "day": DAY, "progress_ppm": 1, "expected_ppm": 1, "status": Status.PENDING}
        together.write_last(work, added([_check_in(work, value=Decimal(1))]), derived.replaced_days([stray]))

    with pytest.raises(OkrError):
        store.write(half_wrong)
    assert store.read(lambda work: work.connection.execute(select(schema.goals)).all()) == []
    store.write(lambda work: together.write_last(work, added([_check_in(work, value=Decimal(1))])))
    assert len(store.read(lambda work: work.connection.execute(select(schema.check_ins)).all())) == 1


def test_a_connection_that_breaks_under_the_last_write_leaves_it_unknown(postgresql_store: Store) -> None:
    def cut(work: WriteWork) -> None:
        backend = work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        together.write_last(work, added([_check_in(work, value=Decimal(1))]))
        with postgresql_store.engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({backend}, 5000)").all()

    with pytest.raises(CommitUnknown):
        postgresql_store.write(cut)
    assert postgresql_store.read(lambda work: work.connection.execute(select(schema.goals)).all()) == []
