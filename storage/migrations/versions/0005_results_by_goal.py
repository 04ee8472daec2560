"""PostgreSQL finds key results by their goal alone: an index over what is counted is written anew with every row that is counted.

Written out in full; imports nothing of okr.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.create_index("ix_key_result_progress_goal_id", "key_result_progress", ["goal_id"])
    op.drop_index("results_of_goals", "key_result_progress")


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")
