"""R16: the history of what changes, read as of a day and as known at a time."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from okr.domain.vocabulary import ObjectKind
from storage import history, schema
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork

START = datetime(2026, 1, 1, 9, tzinfo=UTC)


def _change(
    store: Store,
    object_id: UUID,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    *,
    on: date,
    kind: ObjectKind = ObjectKind.GOAL,
) -> bool:
    return store.write(
        lambda work: history.remember(
            work,
            kind,
            object_id,
            before,
            after,
            before_effective_on=START.date(),
            before_recorded_at=START,
            effective_on=on,
            recorded_at=datetime(2026, 6, 1, tzinfo=UTC) + timedelta(seconds=_count(store)),
        )
    )


def _count(store: Store) -> int:
    return store.read_one(
        lambda work: work.connection.execute(select(func.count()).select_from(schema.history)).scalar_one()
    )


def test_the_first_change_keeps_what_held_before_it(store: Store) -> None:
    goal = new_id()
    assert _change(store, goal, {"title": "a", "unit_id": goal}, {"title": "b", "unit_id": goal}, on=date(2026, 3, 1))
    assert _change(store, goal, {"title": "b", "unit_id": goal}, {"title": "c", "unit_id": goal}, on=date(2026, 4, 1))

    found = store.read(lambda work: history.versions(work, ObjectKind.GOAL, [goal]))[goal]

    assert [(one.number, one.effective_on, one.data and one.data["title"]) for one in found] == [
        (1, date(2026, 1, 1), "a"),
        (2, date(2026, 3, 1), "b"),
        (3, date(2026, 4, 1), "c"),
    ]
    assert found[0].recorded_at == START
    assert found[0].data == {"title": "a", "unit_id": goal}


def test_nothing_is_stored_where_no_value_changes(store: Store) -> None:
    goal = new_id()
    assert not _change(store, goal, {"title": "a", "version": 1}, {"title": "a", "version": 2}, on=date(2026, 3, 1))
    assert not _change(store, goal, {"path": "1.", "depth": 0}, {"path": "2.1.", "depth": 1}, on=date(2026, 3, 1))
    assert not _change(store, goal, None, {"title": "a"}, on=date(2026, 3, 1))
    assert _count(store) == 0


def test_an_end_and_a_new_beginning_are_versions(store: Store) -> None:
    link = new_id()
    assert _change(store, link, {"weight_units": 1}, None, on=date(2026, 3, 1), kind=ObjectKind.LINK)
    assert _change(store, link, None, {"weight_units": 2}, on=date(2026, 5, 1), kind=ObjectKind.LINK)

    found = store.read(lambda work: history.versions(work, ObjectKind.LINK))[link]
    by_day = {day: history.as_of(found, date(2026, day, 15)) for day in (2, 3, 5)}
    assert [version and version.data for version in by_day.values()] == [{"weight_units": 1}, None, {"weight_units": 2}]


@pytest.mark.parametrize(
    ("day", "known_at", "title"),
    [
        (date(2025, 12, 31), None, None),
        (date(2026, 1, 1), None, "first"),
        (date(2026, 2, 28), None, "late news"),
        (date(2026, 2, 28), datetime(2026, 4, 1, tzinfo=UTC), "first"),
        (date(2026, 12, 31), None, "march"),
        (date(2026, 12, 31), datetime(2026, 1, 2, tzinfo=UTC), "first"),
    ],
)
def test_as_of_and_known_at(day: date, known_at: datetime | None, title: str | None) -> None:
    known = [
        history.Version(1, date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), {"title": "first"}),
        history.Version(2, date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC), {"title": "march"}),
        history.Version(3, date(2026, 2, 1), datetime(2026, 5, 1, tzinfo=UTC), {"title": "late news"}),
    ]
    found = history.as_of(known, day, known_at=known_at)
    assert (found.data["title"] if found and found.data else None) == title


def test_of_two_changes_on_a_day_the_later_recorded_holds() -> None:
    day = date(2026, 3, 1)
    same = datetime(2026, 3, 1, tzinfo=UTC)  # the clock stood still
    known = [history.Version(number, day, same, {"title": str(number)}) for number in (2, 3, 1)]
    found = history.as_of(known, day)
    assert found is not None
    assert found.number == 3


def test_many_objects_are_read_at_once_and_other_kinds_left_out(store: Store) -> None:
    ids = [new_id() for _ in range(50)]

    def write(work: WriteWork) -> None:
        for number, object_id in enumerate(ids):
            history.remember(
                work,
                ObjectKind.UNIT if number % 2 else ObjectKind.PERSON,
                object_id,
                {"name": "a"},
                {"name": "b"},
                before_effective_on=START.date(),
                before_recorded_at=START,
                effective_on=START.date(),
                recorded_at=START,
            )

    store.write(write)
    assert set(store.read(lambda work: history.versions(work, ObjectKind.UNIT))) == set(ids[1::2])
    many = [*ids, *(new_id() for _ in range(12_000))]
    assert set(store.read(lambda work: history.versions(work, ObjectKind.PERSON, many))) == set(ids[0::2])
    assert store.read(lambda work: history.versions(work, ObjectKind.PERSON, [])) == {}
