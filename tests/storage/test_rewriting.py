"""What somebody else changed after it was read is told apart from what is written, row by row."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, update

from okr.domain.rollup import SUM_NAMES
from okr.domain.vocabulary import Status
from storage import derived
from storage.rewriting import rewrite_apart
from storage.schema import goal_progress
from storage.streaming import notation_of
from storage.unit_of_work import Store, WriteWork
from tests.storage.companies import add_cycle, add_goal, add_unit

DAY = date(2026, 2, 16)


def test_rows_that_are_not_any_more_what_they_were_are_told_and_the_others_written(store: Store):
    goals = store.write(_goals)
    store.write(lambda work: work.connection.execute(_set(goals[1], 7)) and None)

    assert store.write(lambda work: _rewritten(work, goals)) == [goals[1]]
    assert store.read(lambda work: dict(map(tuple, work.connection.execute(_COUNTING)))) == {
        goals[0]: 5,
        goals[1]: 7,
        goals[2]: 5,
    }


def test_where_every_row_is_what_it_was_none_is_told(store: Store):
    goals = store.write(_goals)

    assert store.write(lambda work: _rewritten(work, goals)) == []
    assert store.write(lambda work: _rewritten(work, [])) == []
    assert set(store.read(lambda work: dict(map(tuple, work.connection.execute(_COUNTING)))).values()) == {5}


_COUNTING = select(goal_progress.c.goal_id, goal_progress.c.counting)


def _set(goal_id: UUID, counting: int):
    return update(goal_progress).where(goal_progress.c.goal_id == goal_id).values(counting=counting)


def _goals(work: WriteWork) -> list[UUID]:
    """Three goals of which one child counts."""
    unit, cycle = add_unit(work, "top"), add_cycle(work)
    goals = sorted(add_goal(work, number, unit_id=unit, cycle_id=cycle) for number in (1, 2, 3))
    words = {"status": Status.PENDING, "shown": Status.PENDING, "weakest": None, "stale": False}
    numbers = {**dict.fromkeys(SUM_NAMES, 0), "counting": 1, "progress_ppm": 0, "expected_ppm": 0, "coverage_ppm": 0}
    derived.write_goals(work, [{"goal_id": goal, "computed_for": DAY, **numbers, **words} for goal in goals])
    return goals


def _rewritten(work: WriteWork, goals: list[UUID]) -> list[UUID]:
    """Five children count from the next day on, of each goal of which one did; answers the others."""
    notation = notation_of(work)
    values = [notation.plain(value) for value in (DAY + timedelta(days=1), 5, 1)]
    rows = [(notation.token(goal), values) for goal in goals]
    left = rewrite_apart(work, goal_progress, rows, changed=("computed_for", "counting"), guards=("counting",))
    return [notation.identity(token) for token in left]
