"""Key results that wait for their first reading are found by an index: what a cycle lacks looked through all of them.

Only the first reading writes it, or a change of what counts. Written out in full; imports nothing of okr.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "results_without_reading",
        "key_result_progress",
        ["goal_id"],
        unique=False,
        sqlite_where=sa.text("counts = 1 AND has_reading = 0"),
        postgresql_where=sa.text("counts AND NOT has_reading"),
    )


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")
