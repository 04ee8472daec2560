"""What a goal was carried over to is found by an index: its screen asks, and looked through all goals for it.

Written out in full; imports nothing of okr.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    carried = sa.text("carried_from_id IS NOT NULL")
    op.create_index(
        "carried_goals", "goals", ["carried_from_id"], unique=False, sqlite_where=carried, postgresql_where=carried
    )


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")
