"""The two readings of the rights agree: the predicate for one goal and the condition for lists, on random companies."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from okr.domain.errors import NotFound
from okr.domain.policy import Action, may
from okr.domain.vocabulary import Relation, Visibility
from storage import schema
from storage.policy import goals_open_to, hidden_count, load_actor, load_goal_facts, visible_goals
from storage.types import new_id
from storage.unit_of_work import ReadWork, Store, WriteWork
from tests.storage.companies import add_cycle, add_goal, add_key_result, add_person, add_unit

EMPTIED = ("goal_contributors", "goal_readers", "key_results", "goals", "cycles", "people", "units")


@dataclass(frozen=True)
class GoalSketch:
    unit: int
    visibility: Visibility
    owner: int | None
    sponsor: int | None
    delegate: int | None
    contributors: frozenset[int]
    readers: frozenset[int]
    key_result_owner: int | None


@dataclass(frozen=True)
class Sketch:
    """A company by positions: whom each stands below (an earlier one), who leads which unit, and what the goals say."""

    unit_parents: tuple[int, ...]
    managers: tuple[int | None, ...]
    homes: tuple[int | None, ...]
    leads: tuple[int | None, ...]
    administrators: frozenset[int]
    goals: tuple[GoalSketch, ...]


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    unit_count, people_count = draw(st.integers(1, 8)), draw(st.integers(1, 9))
    person = st.integers(0, people_count - 1)
    nobody_or = st.none() | person
    goal = st.builds(
        GoalSketch,
        unit=st.integers(0, unit_count - 1),
        visibility=st.sampled_from([Visibility.UNIT, Visibility.NAMED, Visibility.ORGANISATION]),
        owner=nobody_or,
        sponsor=nobody_or,
        delegate=nobody_or,
        contributors=st.frozensets(person, max_size=2),
        readers=st.frozensets(person, max_size=2),
        key_result_owner=nobody_or,
    )
    return Sketch(
        unit_parents=tuple(draw(st.integers(0, position - 1)) for position in range(1, unit_count)),
        managers=tuple(
            draw(st.none() | st.integers(0, position - 1)) if position else None for position in range(people_count)
        ),
        homes=tuple(draw(st.none() | st.integers(0, unit_count - 1)) for _ in range(people_count)),
        leads=tuple(draw(nobody_or) for _ in range(unit_count)),
        administrators=draw(st.frozensets(person, max_size=1)),
        goals=tuple(draw(st.lists(goal, min_size=1, max_size=8))),
    )


FIXTURE_IS_EMPTIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=150, suppress_health_check=FIXTURE_IS_EMPTIED)
@given(sketches())
def test_the_two_readings_agree_on_sqlite(sqlite_store: Store, sketch: Sketch) -> None:
    _agree(sqlite_store, sketch)


@settings(max_examples=25, suppress_health_check=FIXTURE_IS_EMPTIED)
@given(sketches())
def test_the_two_readings_agree_on_postgresql(postgresql_store: Store, sketch: Sketch) -> None:
    _agree(postgresql_store, sketch)


def test_a_forgotten_relation_is_noticed(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: a relation that gives a right, and that the condition for lists lacks."""
    sketch = Sketch(
        unit_parents=(),
        managers=(None, None),
        homes=(None, None),
        leads=(None,),
        administrators=frozenset(),
        goals=(GoalSketch(0, Visibility.NAMED, 0, 1, None, frozenset(), frozenset(), None),),
    )
    _agree(sqlite_store, sketch)
    from storage import policy

    kept = {relation: make for relation, make in policy._CONDITIONS.items() if relation is not Relation.SPONSOR}
    monkeypatch.setattr(policy, "_CONDITIONS", kept)
    with pytest.raises(AssertionError):
        _agree(sqlite_store, sketch)


def test_an_administrator_pays_nothing_for_the_rights(store: Store) -> None:
    admin = store.write(lambda work: add_person(work, "Ada", is_administrator=True))
    actor = store.read(lambda work: load_actor(work, admin))
    assert "goals" not in str(select(schema.people.c.id).where(visible_goals(actor)))


def test_counting_the_hidden_goals_looks_at_restricted_ones_only(sqlite_store: Store) -> None:
    ben = sqlite_store.write(lambda work: add_person(work, "Ben"))
    seen: list[str] = []

    def explain(work: WriteWork) -> int:
        actor = load_actor(work, ben)
        driver = work.connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(seen.append)
        try:
            return hidden_count(work, actor)
        finally:
            driver.set_trace_callback(None)

    assert sqlite_store.write(explain) == 0
    plan = sqlite_store.read(lambda work: work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[-1]}").fetchall())
    assert any("restricted_goals" in str(row) for row in plan), plan


def test_somebody_unknown_does_not_act(store: Store) -> None:
    with pytest.raises(NotFound):
        store.read(lambda work: load_actor(work, new_id()))
    assert store.read(lambda work: load_goal_facts(work, [])) == {}
    assert store.read(lambda work: load_goal_facts(work, [new_id()])) == {}


def test_hidden_goals_are_counted_alike_whether_few_or_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ben = store.write(lambda work: add_person(work, "Ben"))
    ann = store.write(lambda work: add_person(work, "Ann"))

    def make(work: WriteWork) -> None:
        unit, cycle = add_unit(work, "CARE"), add_cycle(work)
        for number in range(1, 4):
            add_goal(work, number, unit_id=unit, cycle_id=cycle, owner_id=ann, visibility=Visibility.NAMED)

    store.write(make)

    def count(work: ReadWork) -> tuple[int, int]:
        actor, level = load_actor(work, ben), schema.goals.c.level
        return hidden_count(work, actor, level >= 0), hidden_count(work, actor, level > 0)

    for few in (0, 2, 3):
        monkeypatch.setattr("storage.policy.FEW_HIDDEN", few)
        assert store.read(count) == (3, 0)


def _agree(store: Store, sketch: Sketch) -> None:
    people = store.write(lambda work: _build(work, sketch))

    def compare(work: WriteWork) -> None:
        every = list(work.connection.scalars(select(schema.goals.c.id)))
        facts = load_goal_facts(work, every)
        assert set(facts) == set(every)
        for person in people:
            actor = load_actor(work, person)
            by_predicate = {goal for goal in every if may(actor, Action.SEE_GOAL, facts[goal])}
            by_condition = set(work.connection.scalars(select(schema.goals.c.id).where(visible_goals(actor))))
            assert by_condition == by_predicate
            for conditions in ((), (schema.goals.c.level >= 0,)):
                assert hidden_count(work, actor, *conditions) == len(every) - len(by_predicate)
            assert hidden_count(work, actor, schema.goals.c.level < 0) == 0
            for action in (Action.REVIEW_GOAL, Action.GRADE_GOAL):
                able = set(work.connection.scalars(select(schema.goals.c.id).where(goals_open_to(actor, action))))
                assert able == {goal for goal in every if may(actor, action, facts[goal])}, action

    store.write(compare)


def _build(work: WriteWork, sketch: Sketch) -> list[UUID]:
    work.connection.execute(update(schema.units).values(lead_id=None, parent_id=None))
    work.connection.execute(update(schema.people).values(manager_id=None))
    for table in EMPTIED:
        work.connection.execute(delete(schema.metadata.tables[table]))
    units = [add_unit(work, "u0")]
    for position, parent in enumerate(sketch.unit_parents, start=1):
        units.append(add_unit(work, f"u{position}", units[parent]))
    people: list[UUID] = []
    for position, (manager, home) in enumerate(zip(sketch.managers, sketch.homes, strict=True)):
        above = None if manager is None else people[manager]
        unit = None if home is None else units[home]
        is_administrator = position in sketch.administrators
        people.append(add_person(work, f"p{position}", above, unit_id=unit, is_administrator=is_administrator))
    for unit, lead in zip(units, sketch.leads, strict=True):
        if lead is not None:
            work.connection.execute(update(schema.units).where(schema.units.c.id == unit).values(lead_id=people[lead]))
    cycle = add_cycle(work)
    for number, goal in enumerate(sketch.goals, start=1):
        _add(work, number, goal, units=units, people=people, cycle=cycle)
    return people


def _add(work: WriteWork, number: int, goal: GoalSketch, *, units: list[UUID], people: list[UUID], cycle: UUID) -> None:
    def person(position: int | None) -> UUID | None:
        return None if position is None else people[position]

    goal_id = add_goal(
        work,
        number,
        unit_id=units[goal.unit],
        cycle_id=cycle,
        visibility=goal.visibility,
        owner_id=person(goal.owner),
        sponsor_id=person(goal.sponsor),
        delegate_id=person(goal.delegate),
    )
    for table, members in ((schema.goal_contributors, goal.contributors), (schema.goal_readers, goal.readers)):
        for member in members:
            work.connection.execute(insert(table), [{"goal_id": goal_id, "person_id": people[member]}])
    if goal.key_result_owner is not None:
        add_key_result(work, 1, goal_id=goal_id, owner_id=person(goal.key_result_owner))
