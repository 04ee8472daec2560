"""What a small team owes and aims at is found by its few people, also in a company where somebody owns nearly everything."""

from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from storage import homes, schema
from storage.due import of_team
from storage.policy import load_actor
from storage.unit_of_work import Store, WriteWork
from tests.storage.companies import add_person
from tests.storage.planning import tell_planner

SKEWED = (
    ("goals", "ix_goals_owner_id", "300000 150000"),
    ("key_results", "ix_key_results_owner_id", "1000000 500000"),
)
"""What SQLite knows of a company in which two people own everything; others own nothing."""


def test_a_small_team_is_not_looked_for_in_the_whole_company(sqlite_store: Store) -> None:
    ben = sqlite_store.write(lambda work: add_person(work, "Ben"))
    sqlite_store.write(lambda work: tell_planner(work, SKEWED))

    def plans(work: WriteWork) -> list[str]:
        actor = load_actor(work, ben)
        found: list[str] = []
        for statement in (
            select(schema.key_results.c.id).where(of_team(work, actor)),
            select(schema.goals.c.id).where(homes.team(work, actor)),
        ):
            compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
            rows = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").fetchall()
            found.extend(str(row[3]) for row in rows)
        return found

    steps = sqlite_store.write(plans)
    assert any("ix_key_results_owner_id" in step for step in steps), steps
    assert not [step for step in steps if step.startswith(("SCAN goals", "SCAN ours", "SCAN key_results"))], steps
