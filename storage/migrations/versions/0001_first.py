"""The first schema: organisation, people, goals, key results, check-ins, derived numbers and the journals.

Written out in full; imports nothing of okr.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
EXACT = sa.Text().with_variant(sa.Numeric(28, 9), "postgresql")
PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

APPEND_ONLY = {
    "audit": "the audit is written once",
    "check_ins": "check-ins are written once; correct or void one with a later one",
    "history": "history is written once",
    "target_ledger": "the target ledger is written once",
}


def upgrade() -> None:
    _audit()
    _cycles()
    _graph_locks()
    _history()
    _idempotency_keys()
    _units()
    _people()
    _focus_areas()
    _organisation()
    _goals()
    _goal_contributors()
    _goal_links()
    _goal_progress()
    _goal_progress_days()
    _goal_readers()
    _key_results()
    _check_ins()
    _initiatives()
    _key_result_feeds()
    _key_result_progress()
    _overrides()
    _target_ledger()
    _acknowledgements()
    if op.get_bind().dialect.name == "postgresql":
        # Units and people point at each other: SQLite has this one in the table, PostgreSQL wants people to exist first.
        op.create_foreign_key(
            "fk_units_lead_id", "units", "people", ["lead_id"], ["id"], deferrable=True, initially="DEFERRED"
        )
        _postgresql_triggers()
    else:
        _sqlite_triggers()
    for name in ("goals", "key results", "people", "units"):
        op.execute(f"INSERT INTO graph_locks (name) VALUES ('{name}')")


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")


def _sqlite_triggers() -> None:
    for table, words in APPEND_ONLY.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'okr: {words}'); END"
            )


def _postgresql_triggers() -> None:
    for table, words in APPEND_ONLY.items():
        op.execute(
            f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'okr: {words}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"
            )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("on_behalf_of_id", ID, nullable=True),
        sa.Column("operation", sa.String(length=80), nullable=False),
        sa.Column("object_kind", sa.String(40), nullable=True),
        sa.Column("object_id", ID, nullable=True),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "object_kind IN ('organisation', 'unit', 'person', 'focus area', 'cycle', 'goal', 'key result', 'initiative', 'link', 'feed', 'check-in', 'override')",
            name="ck_audit_object_kind_is_a_word",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_object_id_id", "audit", ["object_id", "id"], unique=False)


def _cycles() -> None:
    op.create_table(
        "cycles",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("on_track_percent", sa.Integer(), nullable=False),
        sa.Column("at_risk_percent", sa.Integer(), nullable=False),
        sa.Column("allowance_percent", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('year', 'quarter', 'month', 'other')", name="ck_cycles_kind_is_a_word"),
        sa.CheckConstraint("state IN ('planning', 'active', 'grading', 'closed')", name="ck_cycles_state_is_a_word"),
        sa.CheckConstraint("allowance_percent BETWEEN 0 AND 100", name="ck_cycles_allowance"),
        sa.CheckConstraint(
            "at_risk_percent >= 0 AND on_track_percent >= at_risk_percent AND on_track_percent <= 100",
            name="ck_cycles_pace_factors",
        ),
        sa.CheckConstraint("ends_on > starts_on", name="ck_cycles_in_order"),
        sa.CheckConstraint("parent_id <> id", name="ck_cycles_not_its_own_parent"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["cycles.id"], name="fk_cycles_parent_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cycles"),
        sa.UniqueConstraint("external_id", name="uq_cycles_external_id"),
        sa.UniqueConstraint("key", name="uq_cycles_key"),
    )


def _graph_locks() -> None:
    op.create_table(
        "graph_locks",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_graph_locks"),
    )


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("object_kind", sa.String(40), nullable=False),
        sa.Column("object_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "object_kind IN ('organisation', 'unit', 'person', 'focus area', 'cycle', 'goal', 'key result', 'initiative', 'link', 'feed', 'check-in', 'override')",
            name="ck_history_object_kind_is_a_word",
        ),
        sa.CheckConstraint("number >= 1", name="ck_history_number_from_one"),
        sa.PrimaryKeyConstraint("object_id", "number", name="pk_history"),
    )
    op.create_index("ix_history_object_kind_effective_on", "history", ["object_kind", "effective_on"], unique=False)


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_recorded_at", "idempotency_keys", ["recorded_at"], unique=False)


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("path", PATH, nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("next_goal_number", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('company', 'division', 'department', 'team')", name="ck_units_kind_is_a_word"),
        sa.CheckConstraint("depth >= 0 AND depth <= 20", name="ck_units_depth"),
        sa.CheckConstraint("parent_id <> id", name="ck_units_not_its_own_parent"),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["people.id"], name="fk_units_lead_id", initially="DEFERRED", deferrable=True, use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["units.id"], name="fk_units_parent_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("external_id", name="uq_units_external_id"),
        sa.UniqueConstraint("number", name="uq_units_number"),
        sa.UniqueConstraint("path", name="uq_units_path"),
        sa.UniqueConstraint("prefix", name="uq_units_prefix"),
    )
    op.create_index("ix_units_lead_id", "units", ["lead_id"], unique=False)
    op.create_index("ix_units_parent_id", "units", ["parent_id"], unique=False)
    op.create_index(
        "one_root_unit",
        "units",
        ["depth"],
        unique=True,
        sqlite_where=sa.text("depth = 0"),
        postgresql_where=sa.text("depth = 0"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("manager_id", ID, nullable=True),
        sa.Column("path", PATH, nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("employed_from", sa.Date(), nullable=True),
        sa.Column("employed_to", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("competencies", sa.JSON(), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("depth >= 0 AND depth <= 20", name="ck_people_depth"),
        sa.CheckConstraint("employed_to >= employed_from", name="ck_people_employed_in_order"),
        sa.CheckConstraint("manager_id <> id", name="ck_people_not_their_own_manager"),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["people.id"], name="fk_people_manager_id", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_people_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
        sa.UniqueConstraint("external_id", name="uq_people_external_id"),
        sa.UniqueConstraint("handle", name="uq_people_handle"),
        sa.UniqueConstraint("number", name="uq_people_number"),
        sa.UniqueConstraint("path", name="uq_people_path"),
    )
    op.create_index("ix_people_manager_id", "people", ["manager_id"], unique=False)
    op.create_index("ix_people_name_id", "people", ["name", "id"], unique=False)
    op.create_index("ix_people_unit_id", "people", ["unit_id"], unique=False)


def _focus_areas() -> None:
    op.create_table(
        "focus_areas",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customers", sa.Text(), nullable=True),
        sa.Column("meaning", sa.Text(), nullable=True),
        sa.Column("behaviour", sa.Text(), nullable=True),
        sa.Column("benefit", sa.Text(), nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_focus_areas_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_focus_areas"),
        sa.UniqueConstraint("external_id", name="uq_focus_areas_external_id"),
        sa.UniqueConstraint("key", name="uq_focus_areas_key"),
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", ID, nullable=False),
        sa.Column("singleton", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("vision", sa.Text(), nullable=True),
        sa.Column("service_values", sa.JSON(), nullable=False),
        sa.Column("fiscal_year_starts_month", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("cadence", sa.String(length=200), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("minimum_answers", sa.Integer(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("turned_to", sa.Date(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("fiscal_year_starts_month BETWEEN 1 AND 12", name="ck_organisation_month"),
        sa.CheckConstraint("grace_days >= 0", name="ck_organisation_grace_not_negative"),
        sa.CheckConstraint("minimum_answers >= 0", name="ck_organisation_answers_not_negative"),
        sa.CheckConstraint("singleton", name="ck_organisation_only_one"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name="fk_organisation_owner_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("singleton", name="uq_organisation_singleton"),
    )


def _goals() -> None:
    op.create_table(
        "goals",
        sa.Column("id", ID, nullable=False),
        sa.Column("prefix", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("sponsor_id", ID, nullable=True),
        sa.Column("delegate_id", ID, nullable=True),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("focus_area_id", ID, nullable=True),
        sa.Column("ambition", sa.String(40), nullable=False),
        sa.Column("visibility", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("next_key_result_number", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("activated_on", sa.Date(), nullable=True),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ambition IN ('committed', 'aspirational')", name="ck_goals_ambition_is_a_word"),
        sa.CheckConstraint(
            "state <> 'active' OR owner_id IS NOT NULL OR imported", name="ck_goals_active_has_an_owner"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'in review', 'active', 'paused', 'achieved', 'missed', 'cancelled')",
            name="ck_goals_state_is_a_word",
        ),
        sa.CheckConstraint("visibility IN ('organisation', 'unit', 'named')", name="ck_goals_visibility_is_a_word"),
        sa.CheckConstraint("due_on > starts_on", name="ck_goals_due_after_start"),
        sa.CheckConstraint("level >= 0", name="ck_goals_level_not_negative"),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_goals_cycle_id"),
        sa.ForeignKeyConstraint(["delegate_id"], ["people.id"], name="fk_goals_delegate_id"),
        sa.ForeignKeyConstraint(["focus_area_id"], ["focus_areas.id"], name="fk_goals_focus_area_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_goals_owner_id"),
        sa.ForeignKeyConstraint(["sponsor_id"], ["people.id"], name="fk_goals_sponsor_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_goals_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_goals"),
        sa.UniqueConstraint("external_id", name="uq_goals_external_id"),
        sa.UniqueConstraint("key", name="uq_goals_key"),
        sa.UniqueConstraint("prefix", "number", name="uq_goals_prefix_number"),
    )
    op.create_index(
        "delegated_goals",
        "goals",
        ["delegate_id"],
        unique=False,
        sqlite_where=sa.text("delegate_id IS NOT NULL"),
        postgresql_where=sa.text("delegate_id IS NOT NULL"),
    )
    op.create_index(
        "goals_of_company", "goals", ["cycle_id", "state", "unit_id", "focus_area_id", "owner_id", "id"], unique=False
    )
    op.create_index("ix_goals_cycle_id_prefix_number", "goals", ["cycle_id", "prefix", "number"], unique=False)
    op.create_index("ix_goals_focus_area_id", "goals", ["focus_area_id"], unique=False)
    op.create_index("ix_goals_level_id", "goals", ["level", "id"], unique=False)
    op.create_index("ix_goals_owner_id", "goals", ["owner_id"], unique=False)
    op.create_index("ix_goals_unit_id_number", "goals", ["unit_id", "number"], unique=False)
    op.create_index(
        "restricted_goals",
        "goals",
        ["unit_id"],
        unique=False,
        sqlite_where=sa.text("visibility <> 'organisation'"),
        postgresql_where=sa.text("visibility <> 'organisation'"),
    )


def _goal_contributors() -> None:
    op.create_table(
        "goal_contributors",
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_goal_contributors_goal_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_goal_contributors_person_id"),
        sa.PrimaryKeyConstraint("goal_id", "person_id", name="pk_goal_contributors"),
    )
    op.create_index("ix_goal_contributors_person_id", "goal_contributors", ["person_id"], unique=False)


def _goal_links() -> None:
    op.create_table(
        "goal_links",
        sa.Column("id", ID, nullable=False),
        sa.Column("child_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("weight_units", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('contributes', 'supports')", name="ck_goal_links_kind_is_a_word"),
        sa.CheckConstraint("child_id <> parent_id", name="ck_goal_links_not_to_itself"),
        sa.CheckConstraint("weight_units BETWEEN 0 AND 10000000", name="ck_goal_links_weight"),
        sa.ForeignKeyConstraint(["child_id"], ["goals.id"], name="fk_goal_links_child_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["goals.id"], name="fk_goal_links_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_goal_links"),
        sa.UniqueConstraint("child_id", "parent_id", name="uq_goal_links_child_id_parent_id"),
    )
    op.create_index("ix_goal_links_parent_id_child_id", "goal_links", ["parent_id", "child_id"], unique=False)


def _goal_progress() -> None:
    op.create_table(
        "goal_progress",
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("computed_for", sa.Date(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("weighted_progress", sa.BigInteger(), nullable=False),
        sa.Column("weighted_expected", sa.BigInteger(), nullable=False),
        sa.Column("weight_all", sa.BigInteger(), nullable=False),
        sa.Column("weighted_coverage", sa.BigInteger(), nullable=False),
        sa.Column("counting", sa.Integer(), nullable=False),
        sa.Column("not_reached", sa.Integer(), nullable=False),
        sa.Column("with_reading", sa.Integer(), nullable=False),
        sa.Column("off_track", sa.Integer(), nullable=False),
        sa.Column("at_risk", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("on_track", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("guardrails_broken", sa.Integer(), nullable=False),
        sa.Column("progress_ppm", sa.Integer(), nullable=True),
        sa.Column("expected_ppm", sa.Integer(), nullable=True),
        sa.Column("coverage_ppm", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("shown", sa.String(40), nullable=False),
        sa.Column("weakest", sa.String(40), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_goal_progress_goal_id"),
        sa.PrimaryKeyConstraint("goal_id", name="pk_goal_progress"),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": "50"},
    )
    op.create_index("ix_goal_progress_shown_goal_id", "goal_progress", ["shown", "goal_id"], unique=False)


def _goal_progress_days() -> None:
    op.create_table(
        "goal_progress_days",
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("progress_ppm", sa.Integer(), nullable=True),
        sa.Column("expected_ppm", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_goal_progress_days_goal_id"),
        sa.PrimaryKeyConstraint("goal_id", "day", name="pk_goal_progress_days"),
        sqlite_with_rowid=False,
    )


def _goal_readers() -> None:
    op.create_table(
        "goal_readers",
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_goal_readers_goal_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_goal_readers_person_id"),
        sa.PrimaryKeyConstraint("goal_id", "person_id", name="pk_goal_readers"),
    )
    op.create_index("ix_goal_readers_person_id", "goal_readers", ["person_id"], unique=False)


def _key_results() -> None:
    op.create_table(
        "key_results",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("unit_of_measure", sa.Text(), nullable=True),
        sa.Column("baseline", EXACT, nullable=True),
        sa.Column("target", EXACT, nullable=True),
        sa.Column("stretch", EXACT, nullable=True),
        sa.Column("lower", EXACT, nullable=True),
        sa.Column("upper", EXACT, nullable=True),
        sa.Column("amber_lower", EXACT, nullable=True),
        sa.Column("amber_upper", EXACT, nullable=True),
        sa.Column("checkpoints", sa.JSON(), nullable=False),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("cadence", sa.String(length=200), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("weight_units", sa.Integer(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("feed_method", sa.String(40), nullable=True),
        sa.Column("survey", sa.String(40), nullable=True),
        sa.Column("minimum_answers", sa.Integer(), nullable=True),
        sa.Column("guardrail", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("owed_from", sa.Date(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT guardrail OR metric IN ('at least', 'at most', 'between')", name="ck_key_results_guardrail_is_maintain"
        ),
        sa.CheckConstraint(
            "feed_method IN ('sum', 'mean', 'weighted mean', 'min', 'max', 'latest')",
            name="ck_key_results_feed_method_is_a_word",
        ),
        sa.CheckConstraint("metric <> 'at least' OR lower IS NOT NULL", name="ck_key_results_at_least_has_a_limit"),
        sa.CheckConstraint("metric <> 'at most' OR upper IS NOT NULL", name="ck_key_results_at_most_has_a_limit"),
        sa.CheckConstraint(
            "metric <> 'between' OR (lower IS NOT NULL AND upper IS NOT NULL)",
            name="ck_key_results_between_has_two_limits",
        ),
        sa.CheckConstraint(
            "metric IN ('increase', 'decrease', 'at least', 'at most', 'between', 'milestones', 'yes or no', 'baseline', 'tracked')",
            name="ck_key_results_metric_is_a_word",
        ),
        sa.CheckConstraint(
            "metric NOT IN ('increase', 'decrease') OR (baseline IS NOT NULL AND target IS NOT NULL AND baseline <> target)",
            name="ck_key_results_target_differs_from_baseline",
        ),
        sa.CheckConstraint(
            "source IN ('typed', 'fed', 'survey', 'data source')", name="ck_key_results_source_is_a_word"
        ),
        sa.CheckConstraint(
            "state IN ('active', 'achieved', 'missed', 'cancelled')", name="ck_key_results_state_is_a_word"
        ),
        sa.CheckConstraint("survey IN ('nps', 'csat', 'ces')", name="ck_key_results_survey_is_a_word"),
        sa.CheckConstraint("due_on > starts_on", name="ck_key_results_due_after_start"),
        sa.CheckConstraint("grace_days >= 0", name="ck_key_results_grace_not_negative"),
        sa.CheckConstraint("minimum_answers >= 0", name="ck_key_results_answers_not_negative"),
        sa.CheckConstraint("weight_units BETWEEN 0 AND 10000000", name="ck_key_results_weight"),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_key_results_goal_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_key_results_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_key_results"),
        sa.UniqueConstraint("external_id", name="uq_key_results_external_id"),
        sa.UniqueConstraint("goal_id", "number", name="uq_key_results_goal_id_number"),
        sa.UniqueConstraint("key", name="uq_key_results_key"),
    )
    op.create_index("ix_key_results_owner_id", "key_results", ["owner_id"], unique=False)


def _check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("value", EXACT, nullable=True),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("confidence_percent", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("blocker", sa.Text(), nullable=True),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("voids", sa.Integer(), nullable=True),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'on track', 'at risk', 'off track', 'reached')", name="ck_check_ins_status_is_a_word"
        ),
        sa.CheckConstraint("(value IS NULL) = (voids IS NOT NULL)", name="ck_check_ins_has_a_value_unless_it_voids"),
        sa.CheckConstraint("answers >= 0", name="ck_check_ins_answers_not_negative"),
        sa.CheckConstraint("confidence_percent BETWEEN 0 AND 100", name="ck_check_ins_confidence"),
        sa.CheckConstraint("corrects < number", name="ck_check_ins_corrects_an_earlier_one"),
        sa.CheckConstraint("corrects IS NULL OR voids IS NULL", name="ck_check_ins_corrects_or_voids"),
        sa.CheckConstraint("number >= 1", name="ck_check_ins_number_from_one"),
        sa.CheckConstraint("voids < number", name="ck_check_ins_voids_an_earlier_one"),
        sa.ForeignKeyConstraint(
            ["key_result_id", "corrects"],
            ["check_ins.key_result_id", "check_ins.number"],
            name="fk_check_ins_key_result_id_corrects",
        ),
        sa.ForeignKeyConstraint(
            ["key_result_id", "voids"],
            ["check_ins.key_result_id", "check_ins.number"],
            name="fk_check_ins_key_result_id_voids",
        ),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_check_ins_key_result_id"),
        sa.PrimaryKeyConstraint("key_result_id", "number", name="pk_check_ins"),
        sqlite_with_rowid=False,
    )


def _initiatives() -> None:
    op.create_table(
        "initiatives",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_initiatives_goal_id"),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_initiatives_key_result_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_initiatives_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_initiatives"),
        sa.UniqueConstraint("external_id", name="uq_initiatives_external_id"),
    )
    op.create_index("ix_initiatives_goal_id", "initiatives", ["goal_id"], unique=False)
    op.create_index("ix_initiatives_key_result_id", "initiatives", ["key_result_id"], unique=False)
    op.create_index("ix_initiatives_owner_id", "initiatives", ["owner_id"], unique=False)


def _key_result_feeds() -> None:
    op.create_table(
        "key_result_feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("child_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=False),
        sa.Column("weight_units", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("child_id <> parent_id", name="ck_key_result_feeds_not_to_itself"),
        sa.CheckConstraint("weight_units BETWEEN 0 AND 10000000", name="ck_key_result_feeds_weight"),
        sa.ForeignKeyConstraint(["child_id"], ["key_results.id"], name="fk_key_result_feeds_child_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["key_results.id"], name="fk_key_result_feeds_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_key_result_feeds"),
        sa.UniqueConstraint("child_id", "parent_id", name="uq_key_result_feeds_child_id_parent_id"),
    )
    op.create_index("ix_key_result_feeds_parent_id", "key_result_feeds", ["parent_id"], unique=False)


def _key_result_progress() -> None:
    op.create_table(
        "key_result_progress",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("computed_for", sa.Date(), nullable=False),
        sa.Column("check_in_count", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=True),
        sa.Column("current", EXACT, nullable=True),
        sa.Column("has_reading", sa.Boolean(), nullable=False),
        sa.Column("last_reading_on", sa.Date(), nullable=True),
        sa.Column("progress_raw_ppm", sa.BigInteger(), nullable=True),
        sa.Column("expected_ppm", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(40), nullable=True),
        sa.Column("shown", sa.String(40), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("guardrail_broken", sa.Boolean(), nullable=False),
        sa.Column("attained", sa.Boolean(), nullable=False),
        sa.Column("below_baseline", sa.Boolean(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("counted_weight", sa.Integer(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("tally_until", sa.Date(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("linear", sa.Boolean(), nullable=False),
        sa.Column("stable_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_key_result_progress_goal_id"),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_key_result_progress_key_result_id"),
        sa.PrimaryKeyConstraint("key_result_id", name="pk_key_result_progress"),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_index(
        "blocked_results",
        "key_result_progress",
        ["goal_id"],
        unique=False,
        sqlite_where=sa.text("blocked = 1"),
        postgresql_where=sa.text("blocked"),
    )
    op.create_index("ix_key_result_progress_next_due_on", "key_result_progress", ["next_due_on"], unique=False)
    op.create_index(
        "results_of_goals",
        "key_result_progress",
        ["goal_id", "on_time", "late", "missed", "next_due_on", "blocked"],
        unique=False,
    )


def _overrides() -> None:
    op.create_table(
        "overrides",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'on track', 'at risk', 'off track', 'reached')", name="ck_overrides_status_is_a_word"
        ),
        sa.CheckConstraint("until_on >= effective_on", name="ck_overrides_in_order"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_overrides_by_id"),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_overrides_goal_id"),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_overrides_key_result_id"),
        sa.PrimaryKeyConstraint("id", name="pk_overrides"),
    )
    op.create_index("ix_overrides_goal_id", "overrides", ["goal_id"], unique=False)
    op.create_index("ix_overrides_key_result_id", "overrides", ["key_result_id"], unique=False)


def _target_ledger() -> None:
    op.create_table(
        "target_ledger",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_target_ledger_goal_id"),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_target_ledger_key_result_id"),
        sa.PrimaryKeyConstraint("id", name="pk_target_ledger"),
    )
    op.create_index("ix_target_ledger_goal_id", "target_ledger", ["goal_id"], unique=False)


def _acknowledgements() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_acknowledgements_by_id"),
        sa.ForeignKeyConstraint(
            ["key_result_id", "number"],
            ["check_ins.key_result_id", "check_ins.number"],
            name="fk_acknowledgements_key_result_id_number",
        ),
        sa.PrimaryKeyConstraint("key_result_id", "number", name="pk_acknowledgements"),
    )
