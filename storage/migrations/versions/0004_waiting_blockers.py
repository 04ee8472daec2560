"""Blockers that check-ins named before blockers waited for an answer: of each key result under way the newest one, from today on.

A later check-in without a blocker meant that it was gone. Written out in full; imports nothing of okr.
"""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SATURDAY = 5

WAITING = """
INSERT INTO blockers (key_result_id, number, state, owner_id, answer_due_on, version)
SELECT c.key_result_id, c.number, 'open',
       coalesce(CASE WHEN m.id <> c.by_id THEN m.id END, g.owner_id, u.lead_id), :due, 1
FROM check_ins c
JOIN key_results k ON k.id = c.key_result_id
JOIN goals g ON g.id = k.goal_id
JOIN cycles y ON y.id = g.cycle_id
JOIN units u ON u.id = g.unit_id
LEFT JOIN people o ON o.id = g.owner_id
LEFT JOIN people m ON m.id = o.manager_id AND (m.employed_to IS NULL OR m.employed_to >= :today)
WHERE c.blocker IS NOT NULL AND k.state = 'active' AND g.state IN ('active', 'paused') AND y.state <> 'closed'
  AND c.voids IS NULL
  AND NOT EXISTS (SELECT 1 FROM check_ins n WHERE n.key_result_id = c.key_result_id AND n.number > c.number)
  AND NOT EXISTS (SELECT 1 FROM blockers b WHERE b.key_result_id = c.key_result_id)
"""


def upgrade() -> None:
    connection = op.get_bind()
    days = connection.execute(sa.text("SELECT reminder_days FROM organisation")).scalar()
    if days is None:  # nobody founded a company yet
        return
    today = datetime.now(UTC).date()
    statement = sa.text(WAITING).bindparams(
        sa.bindparam("due", type_=sa.Date()), sa.bindparam("today", type_=sa.Date())
    )
    connection.execute(statement, {"due": _after_working_days(today, days), "today": today})


def _after_working_days(day: date, days: int) -> date:
    """The day so many working days later: Saturdays and Sundays do not count."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def downgrade() -> None:
    raise NotImplementedError("okr goes back by restoring the copy that was made before the upgrade")
