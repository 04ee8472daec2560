"""How a cycle ends and the next begins: reviews before activation, grades, retrospectives."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text

from okr.domain.vocabulary import ReviewVerdict
from storage.tables.base import metadata, one_of, reference, word
from storage.types import Id, Moment

reviews = Table(
    "reviews",
    metadata,
    reference("goal_id", "goals.id", primary_key=True),
    Column("number", Integer, primary_key=True),
    word("verdict", ReviewVerdict),
    Column("remark", Text),
    Column("goal_version", Integer, nullable=False),
    Column("by_id", Id(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    one_of("verdict", ReviewVerdict),
    CheckConstraint("number >= 1", name="number_from_one"),
)
"""What reviewers said of a goal; the newest verdict holds for the version that it names. Append only, by trigger."""

grades = Table(
    "grades",
    metadata,
    Column("id", Id(), primary_key=True),
    reference("goal_id", "goals.id"),
    reference("key_result_id", "key_results.id", nullable=True),
    Column("computed_ppm", Integer),
    Column("given_ppm", Integer),
    Column("original_ppm", Integer),
    Column("reason", Text),
    Column("post_mortem", Text),
    Column("too_easy", Boolean, nullable=False),
    Column("by_id", Id(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("computed_ppm BETWEEN 0 AND 1000000", name="computed_within"),
    CheckConstraint("given_ppm BETWEEN 0 AND 1000000", name="given_within"),
    CheckConstraint("original_ppm BETWEEN 0 AND 1000000", name="original_within"),
    CheckConstraint("given_ppm IS NULL OR reason IS NOT NULL", name="given_with_a_reason"),
    Index("one_grade_a_key_result", "key_result_id", unique=True),
)
"""Closing scores (R11): the computed one, the owner's with the reason, and the one against the original target where it moved."""

retrospectives = Table(
    "retrospectives",
    metadata,
    reference("cycle_id", "cycles.id", primary_key=True),
    reference("unit_id", "units.id", primary_key=True),
    Column("worked", Text),
    Column("to_change", Text),
    Column("next", Text),
    Column("by_id", Id(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("version", Integer, nullable=False),
)
"""What a unit learned from a cycle; shown while the next one is planned."""
