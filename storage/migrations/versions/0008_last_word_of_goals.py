"""SQLite reads the last word on each goal in the index of its results: the row of every result was fetched for it, 9 s for a million.

A check-in writes that index anyway. Written out in full; imports nothing of okr.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.drop_index("results_of_goals", "key_result_progress")
    op.create_index(
        "results_of_goals",
        "key_result_progress",
        ["goal_id", "on_time", "late", "missed", "next_due_on", "blocked", "last_reading_on"],
    )


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")
