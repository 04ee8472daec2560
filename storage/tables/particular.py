"""What SQLAlchemy can only be told in the words of one database: partial indexes, and tables without row ids.

Declared when a schema is made or compared, not with the tables: each such word loads all of that database's dialect,
PostgreSQL's for a SQLite file too, which would be a tenth of the time that a command takes to start.
"""

from functools import cache

from sqlalchemy import Index, text

from storage.tables.check_ins import check_ins
from storage.tables.cycle_life import grades
from storage.tables.derived import goal_progress, goal_progress_days, key_result_progress
from storage.tables.goals import goals
from storage.tables.organisation import units

WITHOUT_ROW_IDS = (check_ins, goal_progress, goal_progress_days)
"""Kept in the order of their primary keys by SQLite."""

WITH_ROOM = (key_result_progress, goal_progress)
"""Half of each of their pages stays free on PostgreSQL, since the turn of the day rewrites every row: a row's new version that fits into
its page needs no new entry in any index (139 microseconds a row without that room)."""


@cache
def declare() -> None:
    """Give the tables what is theirs in one database alone; once, however often it is asked for."""
    for table in WITHOUT_ROW_IDS:
        table.dialect_options["sqlite"]["with_rowid"] = False
    for table in WITH_ROOM:
        table.dialect_options["postgresql"]["with"] = {"fillfactor": "50"}
    Index(None, key_result_progress.c.goal_id).ddl_if(dialect="postgresql")  # see `results_of_goals`
    only_root = text("depth = 0")
    Index("one_root_unit", units.c.depth, unique=True, sqlite_where=only_root, postgresql_where=only_root)
    delegated = text("delegate_id IS NOT NULL")
    Index("delegated_goals", goals.c.delegate_id, sqlite_where=delegated, postgresql_where=delegated)
    carried = text("carried_from_id IS NOT NULL")
    Index("carried_goals", goals.c.carried_from_id, sqlite_where=carried, postgresql_where=carried)
    restricted = text("visibility <> 'organisation'")  # few are: this makes counting the hidden ones cheap
    Index("restricted_goals", goals.c.unit_id, sqlite_where=restricted, postgresql_where=restricted)
    of_goals = text("key_result_id IS NULL")
    Index("one_grade_a_goal", grades.c.goal_id, unique=True, sqlite_where=of_goals, postgresql_where=of_goals)
    Index(
        "blocked_results",
        key_result_progress.c.goal_id,
        sqlite_where=text("blocked = 1"),
        postgresql_where=text("blocked"),
    )
    Index(
        "results_without_reading",
        key_result_progress.c.goal_id,
        sqlite_where=text("counts = 1 AND has_reading = 0"),
        postgresql_where=text("counts AND NOT has_reading"),
    )
