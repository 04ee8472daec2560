"""What happened: audit, target ledger, history of definitions, and answers kept for repeated requests."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String, Table, Text

from okr.domain.vocabulary import ObjectKind
from storage.tables.base import metadata, one_of, reference, word
from storage.types import Id, Moment, json_document

audit = Table(
    "audit",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("recorded_at", Moment(), nullable=False),
    Column("by_id", Id()),
    Column("on_behalf_of_id", Id()),
    Column("operation", String(80), nullable=False),
    word("object_kind", ObjectKind, nullable=True),
    Column("object_id", Id()),
    Column("object_key", Text),
    Column("before", json_document()),
    Column("after", json_document()),
    one_of("object_kind", ObjectKind),
    Index(None, "object_id", "id"),
    Index(None, "by_id", "id"),
)
"""Append only, by trigger. Its newest id is the change counter that screens poll."""

target_ledger = Table(
    "target_ledger",
    metadata,
    Column("id", Id(), primary_key=True),
    reference("goal_id", "goals.id"),
    reference("key_result_id", "key_results.id", nullable=True),
    Column("field", String(40), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("reason", Text, nullable=False),
    Column("by_id", Id(), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Index(None, "goal_id"),
)
"""Every change of baseline, target, weight, owner or due date after activation. Append only, by trigger."""

history = Table(
    "history",
    metadata,
    word("object_kind", ObjectKind),
    Column("object_id", Id(), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("data", json_document()),
    one_of("object_kind", ObjectKind),
    CheckConstraint("number >= 1", name="number_from_one"),
    Index(None, "object_kind", "effective_on"),
)
"""R16: what held from which day. Stored only where a value changed: the first change writes what held before it
as number 1. `data` is the object's row as JSON; empty means that it ended. Append only, by trigger."""

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("person_id", Id(), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("answer", json_document(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Index(None, "recorded_at"),
)
"""The answer to a request, stored in the transaction of its write and kept for 7 days."""
