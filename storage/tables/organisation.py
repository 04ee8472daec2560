"""Who there is: the organisation, its units and people, its focus areas and cycles."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, String, Table, Text, text

from okr.domain.vocabulary import CycleKind, CycleState, UnitKind
from storage.tables.base import late_reference, metadata, one_of, reference, word
from storage.types import Id, Moment, json_document, path_text

organisation = Table(
    "organisation",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("singleton", Boolean, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("vision", Text),
    Column("service_values", json_document(), nullable=False),
    Column("fiscal_year_starts_month", Integer, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("cadence", String(200), nullable=False),
    Column("grace_days", Integer, nullable=False),
    Column("minimum_answers", Integer, nullable=False),
    late_reference("owner_id", "people.id"),
    Column("turned_to", Date),
    Column("is_demo", Boolean, nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reminder_days", Integer, nullable=False, default=3, server_default=text("3")),
    CheckConstraint("singleton", name="only_one"),
    CheckConstraint("fiscal_year_starts_month BETWEEN 1 AND 12", name="month"),
    CheckConstraint("grace_days >= 0", name="grace_not_negative"),
    CheckConstraint("minimum_answers >= 0", name="answers_not_negative"),
    CheckConstraint("reminder_days >= 0", name="reminder_days_not_negative"),
)
"""One row. `reminder_days` are the working days after which a missing answer is reminded of. `turned_to` is the day that every derived number was last brought to (design section 4)."""

units = Table(
    "units",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("prefix", String(10), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    word("kind", UnitKind),
    late_reference("parent_id", "units.id"),
    late_reference("lead_id", "people.id", closes_ring=True),
    Column("path", path_text(), nullable=False, unique=True),
    Column("depth", Integer, nullable=False),
    Column("next_goal_number", Integer, nullable=False),
    Column("external_id", Text, unique=True),
    Column("archived_on", Date),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("version", Integer, nullable=False),
    one_of("kind", UnitKind),
    CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    CheckConstraint("depth >= 0 AND depth <= 20", name="depth"),
    Index(None, "parent_id"),
    Index(None, "lead_id"),
)
"""`path` is the chain of `number`s in base 36 from the root, each ended by a full stop: a subtree is a range."""

people = Table(
    "people",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("handle", String(64), nullable=False, unique=True),
    Column("email", String(254), unique=True),
    Column("name", Text, nullable=False),
    Column("title", Text),
    reference("unit_id", "units.id", nullable=True),
    late_reference("manager_id", "people.id"),
    Column("path", path_text(), nullable=False, unique=True),
    Column("depth", Integer, nullable=False),
    Column("employed_from", Date),
    Column("employed_to", Date),
    Column("time_zone", String(64)),
    Column("competencies", json_document(), nullable=False),
    Column("is_administrator", Boolean, nullable=False),
    Column("external_id", Text, unique=True),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("manager_id <> id", name="not_their_own_manager"),
    CheckConstraint("depth >= 0 AND depth <= 20", name="depth"),
    CheckConstraint("employed_to >= employed_from", name="employed_in_order"),
    Index(None, "unit_id"),
    Index(None, "manager_id"),
    Index(None, "name", "id"),
)
"""`path` is the chain of managers, as `units.path` is of units. `email` is kept in lower case."""

focus_areas = Table(
    "focus_areas",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("key", String(40), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("customers", Text),
    Column("meaning", Text),
    Column("behaviour", Text),
    Column("benefit", Text),
    reference("owner_id", "people.id", nullable=True),
    Column("external_id", Text, unique=True),
    Column("archived_on", Date),
    Column("version", Integer, nullable=False),
)

graph_locks = Table("graph_locks", metadata, Column("name", String(20), primary_key=True))
"""One row for each graph that must stay free of cycles; whoever changes a graph locks its row (`storage.locks`)."""

cycles = Table(
    "cycles",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("key", String(40), nullable=False, unique=True),
    word("kind", CycleKind),
    late_reference("parent_id", "cycles.id"),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    word("state", CycleState),
    Column("on_track_percent", Integer, nullable=False),
    Column("at_risk_percent", Integer, nullable=False),
    Column("allowance_percent", Integer, nullable=False),
    Column("external_id", Text, unique=True),
    Column("version", Integer, nullable=False),
    Column("needs_approval", Boolean, nullable=False, default=False, server_default=text("false")),
    one_of("kind", CycleKind),
    one_of("state", CycleState),
    CheckConstraint("ends_on > starts_on", name="in_order"),
    CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    CheckConstraint(
        "at_risk_percent >= 0 AND on_track_percent >= at_risk_percent AND on_track_percent <= 100", name="pace_factors"
    ),
    CheckConstraint("allowance_percent BETWEEN 0 AND 100", name="allowance"),
)
"""The three percentages are the pace factors of R6: 90, 70 and 5 unless set. `needs_approval`: no goal of the cycle becomes active
without the approval of a reviewer."""
