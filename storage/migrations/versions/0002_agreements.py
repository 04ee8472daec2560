"""Agreements, the life of cycles, and conversation: contributions, reviews, grades, retrospectives, blockers, comments.

Written out in full; imports nothing of okr.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
EXACT = sa.Text().with_variant(sa.Numeric(28, 9), "postgresql")

APPEND_ONLY = {
    "contribution_steps": "what was agreed is written once",
    "reviews": "reviews are written once",
}
KINDS = (
    "organisation", "unit", "person", "focus area", "cycle", "goal", "key result", "initiative", "link", "feed", "check-in",
    "override", "contribution", "review", "grade", "retrospective", "blocker", "dependency", "comment",
)  # fmt: skip


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        _postgresql_columns()
    else:
        _sqlite_columns()
    _initiatives()
    _retrospectives()
    _notices()
    _dependencies()
    _reviews()
    _contributions()
    _grades()
    _blockers()
    _comments()
    _contribution_steps()
    _mentions()
    for table in ("audit", "history"):
        if on_postgresql:
            _postgresql_kinds(table)
        else:
            _sqlite_kinds(table)
    op.create_index("ix_audit_by_id_id", "audit", ["by_id", "id"], unique=False)
    for table, words in APPEND_ONLY.items():
        if on_postgresql:
            _postgresql_triggers(table, words)
        else:
            _sqlite_triggers(table, words)


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")


def _words() -> str:
    return "object_kind IN (" + ", ".join(f"'{kind}'" for kind in KINDS) + ")"


def _postgresql_columns() -> None:
    op.add_column("cycles", sa.Column("needs_approval", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("organisation", sa.Column("reminder_days", sa.Integer(), server_default=sa.text("3"), nullable=False))
    op.create_check_constraint("ck_organisation_reminder_days_not_negative", "organisation", "reminder_days >= 0")
    for table in ("goals", "key_results"):
        op.add_column(table, sa.Column("carried_from_id", ID, nullable=True))
        op.create_foreign_key(f"fk_{table}_carried_from_id", table, table, ["carried_from_id"], ["id"])


def _sqlite_columns() -> None:
    op.execute("ALTER TABLE cycles ADD COLUMN needs_approval BOOLEAN DEFAULT false NOT NULL")
    op.execute(
        "ALTER TABLE organisation ADD COLUMN reminder_days INTEGER DEFAULT 3 NOT NULL"
        " CONSTRAINT ck_organisation_reminder_days_not_negative CHECK (reminder_days >= 0)"
    )
    for table in ("goals", "key_results"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN carried_from_id BLOB"
            f" CONSTRAINT fk_{table}_carried_from_id REFERENCES {table} (id)"
        )


def _postgresql_kinds(table: str) -> None:
    op.drop_constraint(f"ck_{table}_object_kind_is_a_word", table, type_="check")
    op.create_check_constraint(f"ck_{table}_object_kind_is_a_word", table, _words())


def _sqlite_kinds(table: str) -> None:
    """Rebuild the table with the longer list of words, as SQLite wants it, with its indexes and triggers."""
    found = op.get_bind().execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"), {"name": table}
    )
    parts = [(str(kind), str(sql)) for kind, sql in found]
    (made,) = [sql for kind, sql in parts if kind == "table"]
    widened = re.sub(r"object_kind IN \([^)]*\)", _words(), made)
    op.execute(re.sub(rf'CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_widened", widened, count=1))
    op.execute(f"INSERT INTO {table}_widened SELECT * FROM {table}")
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_widened RENAME TO {table}")
    for kind, sql in parts:
        if kind != "table":
            op.execute(sql)


def _initiatives() -> None:
    """Make the table anew, with numbers: nothing could be written into it before."""
    op.drop_table("initiatives")
    op.create_table(
        "initiatives",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
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
        sa.UniqueConstraint("goal_id", "number", name="uq_initiatives_goal_id_number"),
    )
    op.create_index("ix_initiatives_key_result_id", "initiatives", ["key_result_id"], unique=False)
    op.create_index("ix_initiatives_owner_id", "initiatives", ["owner_id"], unique=False)


def _sqlite_triggers(table: str, words: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'okr: {words}'); END"
        )


def _postgresql_triggers(table: str, words: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'okr: {words}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"
        )


def _retrospectives() -> None:
    op.create_table(
        "retrospectives",
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("worked", sa.Text(), nullable=True),
        sa.Column("to_change", sa.Text(), nullable=True),
        sa.Column("next", sa.Text(), nullable=True),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_retrospectives_cycle_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_retrospectives_unit_id"),
        sa.PrimaryKeyConstraint("cycle_id", "unit_id", name="pk_retrospectives"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("object_kind", sa.String(40), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "object_kind IN ('organisation', 'unit', 'person', 'focus area', 'cycle', 'goal', 'key result', 'initiative', 'link', 'feed', 'check-in', 'override', 'contribution', 'review', 'grade', 'retrospective', 'blocker', 'dependency', 'comment')",
            name="ck_notices_object_kind_is_a_word",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notices_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_person_id_read_at", "notices", ["person_id", "read_at"], unique=False)


def _dependencies() -> None:
    op.create_table(
        "dependencies",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("on_goal_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('needs', 'blocked by')", name="ck_dependencies_kind_is_a_word"),
        sa.CheckConstraint("goal_id <> on_goal_id", name="ck_dependencies_of_two_goals"),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_dependencies_goal_id"),
        sa.ForeignKeyConstraint(["on_goal_id"], ["goals.id"], name="fk_dependencies_on_goal_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dependencies"),
    )
    op.create_index("ix_dependencies_goal_id", "dependencies", ["goal_id"], unique=False)
    op.create_index("ix_dependencies_on_goal_id", "dependencies", ["on_goal_id"], unique=False)


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("goal_version", sa.Integer(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("verdict IN ('approved', 'returned')", name="ck_reviews_verdict_is_a_word"),
        sa.CheckConstraint("number >= 1", name="ck_reviews_number_from_one"),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_reviews_goal_id"),
        sa.PrimaryKeyConstraint("goal_id", "number", name="pk_reviews"),
    )


def _contributions() -> None:
    op.create_table(
        "contributions",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_goal_id", ID, nullable=False),
        sa.Column("parent_key_result_id", ID, nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("last_step", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("share", EXACT, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("child_goal_id", ID, nullable=True),
        sa.Column("child_key_result_id", ID, nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'accepted' OR child_goal_id IS NOT NULL", name="ck_contributions_accepted_has_a_goal"
        ),
        sa.CheckConstraint(
            "last_step IN ('asked', 'offered', 'countered', 'accepted', 'declined', 'withdrawn')",
            name="ck_contributions_last_step_is_a_word",
        ),
        sa.CheckConstraint(
            "state IN ('open', 'countered', 'accepted', 'declined', 'withdrawn')",
            name="ck_contributions_state_is_a_word",
        ),
        sa.CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name="ck_contributions_one_receiver"),
        sa.CheckConstraint("number >= 1", name="ck_contributions_number_from_one"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name="fk_contributions_asked_by_id"),
        sa.ForeignKeyConstraint(["child_goal_id"], ["goals.id"], name="fk_contributions_child_goal_id"),
        sa.ForeignKeyConstraint(
            ["child_key_result_id"], ["key_results.id"], name="fk_contributions_child_key_result_id"
        ),
        sa.ForeignKeyConstraint(["parent_goal_id"], ["goals.id"], name="fk_contributions_parent_goal_id"),
        sa.ForeignKeyConstraint(
            ["parent_key_result_id"], ["key_results.id"], name="fk_contributions_parent_key_result_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contributions_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_contributions_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contributions"),
    )
    op.create_index("ix_contributions_child_goal_id", "contributions", ["child_goal_id"], unique=False)
    op.create_index(
        "ix_contributions_parent_goal_id_number", "contributions", ["parent_goal_id", "number"], unique=True
    )
    op.create_index("ix_contributions_parent_key_result_id", "contributions", ["parent_key_result_id"], unique=False)
    op.create_index("ix_contributions_person_id_state", "contributions", ["person_id", "state"], unique=False)
    op.create_index("ix_contributions_state_answer_due_on", "contributions", ["state", "answer_due_on"], unique=False)
    op.create_index("ix_contributions_unit_id_state", "contributions", ["unit_id", "state"], unique=False)


def _grades() -> None:
    op.create_table(
        "grades",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("computed_ppm", sa.Integer(), nullable=True),
        sa.Column("given_ppm", sa.Integer(), nullable=True),
        sa.Column("original_ppm", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("post_mortem", sa.Text(), nullable=True),
        sa.Column("too_easy", sa.Boolean(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("computed_ppm BETWEEN 0 AND 1000000", name="ck_grades_computed_within"),
        sa.CheckConstraint("given_ppm BETWEEN 0 AND 1000000", name="ck_grades_given_within"),
        sa.CheckConstraint("given_ppm IS NULL OR reason IS NOT NULL", name="ck_grades_given_with_a_reason"),
        sa.CheckConstraint("original_ppm BETWEEN 0 AND 1000000", name="ck_grades_original_within"),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_grades_goal_id"),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_grades_key_result_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grades"),
    )
    op.create_index(
        "one_grade_a_goal",
        "grades",
        ["goal_id"],
        unique=True,
        sqlite_where=sa.text("key_result_id IS NULL"),
        postgresql_where=sa.text("key_result_id IS NULL"),
    )
    op.create_index("one_grade_a_key_result", "grades", ["key_result_id"], unique=True)


def _blockers() -> None:
    op.create_table(
        "blockers",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("climbed_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="ck_blockers_answered_when_not_open"),
        sa.CheckConstraint("state IN ('open', 'answered')", name="ck_blockers_state_is_a_word"),
        sa.ForeignKeyConstraint(
            ["key_result_id", "number"],
            ["check_ins.key_result_id", "check_ins.number"],
            name="fk_blockers_key_result_id_number",
        ),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_blockers_key_result_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_blockers_owner_id"),
        sa.PrimaryKeyConstraint("key_result_id", "number", name="pk_blockers"),
    )
    op.create_index("ix_blockers_owner_id_state", "blockers", ["owner_id", "state"], unique=False)
    op.create_index("ix_blockers_state_answer_due_on", "blockers", ["state", "answer_due_on"], unique=False)


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", ID, nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("check_in_number", sa.Integer(), nullable=True),
        sa.Column("contribution_id", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contributions.id"], name="fk_comments_contribution_id"),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name="fk_comments_goal_id"),
        sa.ForeignKeyConstraint(
            ["key_result_id", "check_in_number"],
            ["check_ins.key_result_id", "check_ins.number"],
            name="fk_comments_key_result_id_check_in_number",
        ),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_results.id"], name="fk_comments_key_result_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint("goal_id", "number", name="uq_comments_goal_id_number"),
    )
    op.create_index("ix_comments_contribution_id", "comments", ["contribution_id"], unique=False)
    op.create_index("ix_comments_key_result_id", "comments", ["key_result_id"], unique=False)


def _contribution_steps() -> None:
    op.create_table(
        "contribution_steps",
        sa.Column("contribution_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("share", EXACT, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "step IN ('asked', 'offered', 'countered', 'accepted', 'declined', 'withdrawn')",
            name="ck_contribution_steps_step_is_a_word",
        ),
        sa.CheckConstraint("number >= 1", name="ck_contribution_steps_number_from_one"),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name="fk_contribution_steps_contribution_id"
        ),
        sa.PrimaryKeyConstraint("contribution_id", "number", name="pk_contribution_steps"),
    )


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("comment_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_mentions_comment_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mentions_person_id"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name="pk_mentions"),
    )
    op.create_index("ix_mentions_person_id", "mentions", ["person_id"], unique=False)
