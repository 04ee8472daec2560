"""What follows from the rest: the numbers that the roll-up keeps, and their history by day.

Only `okr.application.propagation` writes here; everything can be computed again from the other tables.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table

from okr.domain.vocabulary import Status
from storage.tables.base import metadata, reference, word
from storage.types import Exact

key_result_progress = Table(
    "key_result_progress",
    metadata,
    reference("key_result_id", "key_results.id", primary_key=True),
    reference("goal_id", "goals.id"),
    Column("computed_for", Date, nullable=False),
    Column("check_in_count", Integer, nullable=False),
    Column("last_number", Integer),
    Column("current", Exact()),
    Column("has_reading", Boolean, nullable=False),
    Column("last_reading_on", Date),
    Column("progress_raw_ppm", BigInteger),
    Column("expected_ppm", Integer),
    word("status", Status, nullable=True),
    word("shown", Status, nullable=True),
    Column("stale", Boolean, nullable=False),
    Column("fresh", Boolean, nullable=False),
    Column("guardrail_broken", Boolean, nullable=False),
    Column("attained", Boolean, nullable=False),
    Column("below_baseline", Boolean, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("counted_weight", Integer, nullable=False),
    Column("next_due_on", Date),
    Column("tally_until", Date, nullable=False),
    Column("on_time", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("linear", Boolean, nullable=False),
    Column("stable_until", Date, nullable=False),
    Index(
        "results_of_goals", "goal_id", "on_time", "late", "missed", "next_due_on", "blocked", "last_reading_on"
    ).ddl_if(dialect="sqlite"),
    Index(None, "next_due_on"),
)
"""One row a key result, locked first by every check-in. `counts` and `counted_weight` are what it is in its goal's
sums at present; `shown` is the status with an override (R7), `last_number` the check-in of the current
reading. Through `stable_until` only the straight line moves, through `tally_until` no period is decided (`turn_day`).
`results_of_goals` holds all that is counted for a unit and when each goal last heard a word, so that SQLite reads a million rows in the index alone; PostgreSQL, which would
have to write it anew with each row that it counts, finds the rows by their goal (`storage.tables.particular`)."""

goal_progress = Table(
    "goal_progress",
    metadata,
    reference("goal_id", "goals.id", primary_key=True),
    Column("computed_for", Date, nullable=False),
    Column("weight", BigInteger, nullable=False),
    Column("weighted_progress", BigInteger, nullable=False),
    Column("weighted_expected", BigInteger, nullable=False),
    Column("weight_all", BigInteger, nullable=False),
    Column("weighted_coverage", BigInteger, nullable=False),
    Column("counting", Integer, nullable=False),
    Column("not_reached", Integer, nullable=False),
    Column("with_reading", Integer, nullable=False),
    Column("off_track", Integer, nullable=False),
    Column("at_risk", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("on_track", Integer, nullable=False),
    Column("reached", Integer, nullable=False),
    Column("guardrails_broken", Integer, nullable=False),
    Column("progress_ppm", Integer),
    Column("expected_ppm", Integer),
    Column("coverage_ppm", Integer),
    word("status", Status),
    word("shown", Status),
    word("weakest", Status, nullable=True),
    Column("stale", Boolean, nullable=False),
    Index(None, "shown", "goal_id"),
)
"""The integer sums over the children that count (R2, R5, R8) and what follows from them."""

goal_progress_days = Table(
    "goal_progress_days",
    metadata,
    reference("goal_id", "goals.id", primary_key=True),
    Column("day", Date, primary_key=True),
    Column("progress_ppm", Integer),
    Column("expected_ppm", Integer),
    word("status", Status),
)
"""Where a goal stood at the end of a day on which its progress changed."""

organisation_days = Table(
    "organisation_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("goals", Integer, nullable=False),
    Column("orphans", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("people_in_sight", Integer, nullable=False),
    Column("on_time", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
)
"""How the whole organisation stood (R13, R14) when it was brought to a day: kept for trends, and for homes where there is too
much to count at a glance."""
