"""How the whole organisation stood on each day that it was brought to: alignment and timeliness, for trends.

Written out in full; imports nothing of okr.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("goals", sa.Integer(), nullable=False),
        sa.Column("orphans", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("people_in_sight", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_organisation_days"),
    )


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")
