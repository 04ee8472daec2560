"""What somebody with few goals and key results owns is found by the owner, also in a company where somebody owns nearly everything."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Connection

from okr.domain.policy import Actor
from storage import due, homes, reviews, schema
from storage.policy import load_actor
from storage.unit_of_work import Store, WriteWork
from tests.storage.companies import add_cycle, add_person
from tests.storage.planning import tell_planner

SKEWED = (
    ("goals", "ix_goals_owner_id", "300000 300000"),
    ("goals", "ix_goals_cycle_id_prefix_number", "300000 300000 60 1"),
    ("goals", "goals_of_company", "300000 300000 300000 60 60 60 1"),
    ("key_results", "ix_key_results_owner_id", "1000000 1000000"),
)
"""What SQLite knows of a company in which one person owns everything, in one cycle."""


@pytest.mark.parametrize("asked", ["my goals", "how much is mine", "what I owe", "what I review"])
def test_few_are_not_looked_for_in_the_whole_company(sqlite_store: Store, asked: str) -> None:
    cycle = sqlite_store.write(add_cycle)
    ben = sqlite_store.write(lambda work: add_person(work, "Ben"))
    sqlite_store.write(lambda work: tell_planner(work, SKEWED))

    def ask(work: WriteWork, actor: Actor) -> None:
        match asked:
            case "my goals":
                homes.owned_goals(work, ben, cycle_id=cycle, limit=50)
            case "how much is mine":
                due.owns_many(work, ben)
            case "what I owe":
                mine = due.of_owner_of_few(work, ben)
                work.connection.execute(select(schema.key_results.c.id).where(mine))
            case _:
                reviews.waiting_for(work, actor, limit=20)

    def plan(work: WriteWork) -> list[str]:
        actor = load_actor(work, ben)
        steps: list[str] = []

        def explain(connection: Connection, cursor: object, statement: str, values: object, *_: object) -> None:
            del connection, cursor
            raw = work.connection.connection.driver_connection
            assert raw is not None
            steps.extend(str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values))

        event.listen(work.connection, "before_cursor_execute", explain)
        ask(work, actor)
        return steps

    steps = sqlite_store.write(plan)
    assert any("goals" in step or "key_results" in step for step in steps), steps
    assert not [step for step in steps if step.startswith(("SCAN goals", "SCAN ours", "SCAN key_results"))], steps
