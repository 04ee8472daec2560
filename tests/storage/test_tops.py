"""A top that PostgreSQL moves by itself gets what the roll-up would have written; and nothing where something is not as it was read."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from okr.domain.goal_numbers import GoalNumbers, goal_numbers
from okr.domain.goal_steps import goal_steps
from okr.domain.numbers import PPM
from okr.domain.pace import PaceFactors
from okr.domain.rollup import SUM_NAMES
from okr.domain.vocabulary import Ambition, GoalState, Status
from storage import compiled, derived, schema
from storage.failures import NOT_AS_READ, sql_state
from storage.tops import ADDED, COMPARED, Move, moving
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork
from tests.storage.companies import add_cycle, add_goal, add_link, add_person, add_unit

DAY = date(2026, 2, 16)
WEIGHT = 30_000


@dataclass(frozen=True)
class _Top:
    """A top with one child, and what is stored of it."""

    goal_id: UUID
    child_id: UUID
    facts: Mapping[str, Any]


def _top(work: WriteWork) -> _Top:
    unit, cycle = add_unit(work, "top"), add_cycle(work)
    top = add_goal(work, 1, unit_id=unit, cycle_id=cycle, owner_id=add_person(work, "ann"))
    child = add_goal(work, 2, unit_id=unit, cycle_id=cycle, level=1)
    add_link(work, child, top, weight_units=WEIGHT)
    _store(work, top, _sums(random.Random(1)))
    return _Top(top, child, _facts(work, top))


def _facts(work: WriteWork, goal_id: UUID) -> Mapping[str, Any]:
    [row] = derived.goals_by_id(work, [goal_id], today=DAY)
    stored = {name.removeprefix("stored_"): value for name, value in row._mapping.items() if name in _STORED}
    return {**row._mapping, **stored}


_STORED = {f"stored_{name}" for name in SUM_NAMES}


def _sums(chance: random.Random) -> dict[str, int]:
    """Sums of some children, with every kind of child and often none of a kind."""
    weight = chance.choice([1, 3, 7, WEIGHT, 9_000_000_000_000])
    few = lambda: chance.choice([0, 0, 1, 2])  # noqa: E731
    return {
        "weight": weight,
        "weighted_progress": weight * chance.choice([0, 349_999, 500_000, 899_999, PPM]) + few(),
        "weighted_expected": weight * chance.choice([0, 99_999, 100_000, 700_001, PPM]),
        "weight_all": weight + few(),
        "weighted_coverage": chance.choice([0, weight * 333_333]),
        "counting": 4,
        **{name: few() for name in ("not_reached", "off_track", "at_risk", "pending", "on_track", "reached")},
        "with_reading": 2,
        "guardrails_broken": few(),
    }


def _store(work: WriteWork, goal_id: UUID, sums: Mapping[str, int]) -> None:
    words: dict[str, object] = {"status": Status.PENDING, "shown": Status.PENDING, "weakest": None, "stale": False}
    numbers = dict.fromkeys(("progress_ppm", "expected_ppm", "coverage_ppm"), 0)
    row = {**{name: sums[name] for name in SUM_NAMES}, **words, **numbers, "goal_id": goal_id, "computed_for": DAY}
    derived.write_goals(work, [row])


def _move(top: _Top, added: Mapping[str, int]) -> Move:
    facts = top.facts
    expected = (2 * facts["weighted_expected"] + facts["weight"]) // (2 * facts["weight"])
    steps = goal_steps(expected, _factors(facts), after_due=facts["due_on"] < DAY, committed=_committed(facts))
    return Move(
        goal_id=top.goal_id,
        child_id=top.child_id,
        child_weight=WEIGHT,
        added=[added.get(name, 0) for name in ADDED],
        as_read=[facts[name] for name in COMPARED],
        today=DAY,
        is_active=facts["state"] is GoalState.ACTIVE,
        expected_ppm=expected,
        at_risk_from=steps.at_risk_from,
        on_track_from=steps.on_track_from,
    )


def _factors(facts: Mapping[str, Any]) -> PaceFactors:
    return PaceFactors(facts["on_track_percent"], facts["at_risk_percent"], facts["allowance_percent"])


def _committed(facts: Mapping[str, Any]) -> bool:
    return facts["ambition"] is Ambition.COMMITTED


def _asked(work: WriteWork, move: Move) -> Any:
    _, [told] = compiled.ask(work.connection, moving(move))
    return told


def test_a_top_gets_what_the_roll_up_would_have_written(postgresql_store: Store) -> None:
    chance = random.Random(2)

    def through(work: WriteWork) -> None:
        top = _top(work)
        for _ in range(150):
            due = {"due_on": DAY - timedelta(days=chance.choice([-1, 0, 1])), "ambition": chance.choice(list(Ambition))}
            state = {"state": chance.choice([GoalState.ACTIVE, GoalState.PAUSED])}
            work.connection.execute(update(schema.goals).where(schema.goals.c.id == top.goal_id).values(**due, **state))
            before = _sums(chance)
            _store(work, top.goal_id, before)
            after = _sums(chance)
            added = {name: after[name] - before[name] for name in ADDED}
            added["weighted_coverage"] = chance.choice([0, -before["weighted_coverage"]])
            added["weighted_progress"] = chance.choice([0, 1, before["weight"] * PPM - before["weighted_progress"]])
            top = replace(top, facts=_facts(work, top.goal_id))
            told = _asked(work, _move(top, added))
            now = {**before, **{name: before[name] + added[name] for name in ADDED}}
            facts, sums = top.facts, [now[name] for name in SUM_NAMES]
            numbers = goal_numbers(sums, _factors(facts), after_due=facts["due_on"] < DAY, committed=_committed(facts))
            _compare(work, top, numbers, now)
            assert (told.progress_before, told.progress_ppm) == (0, numbers.progress_ppm)
            assert (told.shown_before, told.shown) == (Status.PENDING, numbers.status)

    postgresql_store.write(through)


def _compare(work: WriteWork, top: _Top, numbers: GoalNumbers, sums: Mapping[str, int]) -> None:
    table, days = schema.goal_progress, schema.goal_progress_days
    row = work.connection.execute(select(table).where(table.c.goal_id == top.goal_id)).one()._mapping
    given = {**numbers._asdict(), "stale": numbers.stale and top.facts["state"] is GoalState.ACTIVE}
    assert {name: row[name] for name in (*SUM_NAMES, *given)} == {**sums, **given}
    assert (row["shown"], row["computed_for"]) == (numbers.status, DAY)
    if (numbers.progress_ppm, numbers.status) == (0, Status.PENDING):
        return  # as it was: no day is written
    day = work.connection.execute(select(days).where(days.c.goal_id == top.goal_id)).one()
    assert tuple(day) == (top.goal_id, DAY, numbers.progress_ppm, numbers.expected_ppm, numbers.status)


ANOTHER: Mapping[str, object] = {
    "weight": 1,
    "weighted_expected": 1,
    "weight_all": 1,
    "state": GoalState.PAUSED,
    "ambition": Ambition.ASPIRATIONAL,
    "due_on": DAY,
    "on_track_percent": 1,
    "at_risk_percent": 1,
    "allowance_percent": 1,
    "override_status": Status.AT_RISK,
}


@pytest.mark.parametrize("changed", [*COMPARED, "child_weight", "child_id", "the top is below another"])
def test_a_top_that_is_not_as_it_was_read_ends_the_transaction(postgresql_store: Store, changed: str) -> None:
    top = postgresql_store.write(_top)
    move = _move(top, {"weighted_progress": 1})
    if changed in COMPARED:
        assert top.facts[changed] != ANOTHER[changed]
        values = {**dict(zip(COMPARED, move.as_read, strict=True)), changed: ANOTHER[changed]}
        move = move._replace(as_read=[values[name] for name in COMPARED])
    elif changed == "child_weight":
        move = move._replace(child_weight=1)
    elif changed == "child_id":
        move = move._replace(child_id=new_id())
    tried: list[bool] = []

    def through(work: WriteWork) -> None:
        tried.append(work.is_repeated)
        if work.is_repeated:
            return
        if changed == "the top is below another":
            add_link(work, top.goal_id, top.child_id)
        with pytest.raises(DBAPIError) as failed:
            _asked(work, move)
        assert sql_state(failed.value) == NOT_AS_READ
        raise failed.value

    postgresql_store.write(through)
    assert tried == [False, True]
    assert postgresql_store.read(lambda work: work.connection.execute(select(schema.goal_progress_days)).all()) == []


def test_a_top_moved_by_a_key_result_of_its_own_asks_for_no_link(postgresql_store: Store) -> None:
    def through(work: WriteWork) -> None:
        told = _asked(work, _move(_top(work), {"weighted_progress": 1})._replace(child_id=None, child_weight=0))
        assert told.moved == 1

    postgresql_store.write(through)
