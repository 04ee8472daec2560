"""What was seen: check-ins, written once, and their acknowledgement."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKeyConstraint, Integer, Table, Text

from okr.domain.vocabulary import Status
from storage.tables.base import metadata, one_of, reference, word
from storage.types import Exact, Id, Moment

check_ins = Table(
    "check_ins",
    metadata,
    reference("key_result_id", "key_results.id", primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("effective_on", Date, nullable=False),
    Column("value", Exact()),
    Column("answers", Integer),
    Column("confidence_percent", Integer),
    word("status", Status, nullable=True),
    Column("note", Text),
    Column("blocker", Text),
    Column("corrects", Integer),
    Column("voids", Integer),
    Column("by_id", Id(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("imported", Boolean, nullable=False),
    one_of("status", Status),
    ForeignKeyConstraint(["key_result_id", "corrects"], ["check_ins.key_result_id", "check_ins.number"]),
    ForeignKeyConstraint(["key_result_id", "voids"], ["check_ins.key_result_id", "check_ins.number"]),
    CheckConstraint("number >= 1", name="number_from_one"),
    CheckConstraint("answers >= 0", name="answers_not_negative"),
    CheckConstraint("confidence_percent BETWEEN 0 AND 100", name="confidence"),
    CheckConstraint("corrects < number", name="corrects_an_earlier_one"),
    CheckConstraint("voids < number", name="voids_an_earlier_one"),
    CheckConstraint("corrects IS NULL OR voids IS NULL", name="corrects_or_voids"),
    CheckConstraint("(value IS NULL) = (voids IS NOT NULL)", name="has_a_value_unless_it_voids"),
)
"""A trigger refuses UPDATE and DELETE; see `storage.triggers`. `answers` is n of a survey reading (R10). `by_id` is no
foreign key: on PostgreSQL it would lock the person's row in each check-in, and people are never deleted."""

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("key_result_id", Id(), primary_key=True),
    Column("number", Integer, primary_key=True),
    reference("by_id", "people.id"),
    Column("note", Text),
    Column("recorded_at", Moment(), nullable=False),
    ForeignKeyConstraint(["key_result_id", "number"], ["check_ins.key_result_id", "check_ins.number"]),
)
