"""R16: whose blockers were whose on a day: the audit says who had to answer them before they were handed on or climbed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from okr.domain.vocabulary import ObjectKind
from storage.encoding import decode_row
from storage.goal_reading import chunks
from storage.tables.conversation import blockers
from storage.tables.goals import key_results
from storage.tables.journal import audit
from storage.unit_of_work import ReadWork


def goals_to_answer_for(work: ReadWork, people_ids: Collection[UUID], moment: datetime) -> set[UUID]:
    """The goals of all blockers that some people have to answer, or had to at a moment after which somebody else had to."""
    wanted = frozenset(people_ids)
    found: set[UUID] = set()
    for chunk in chunks(wanted):
        found.update(
            work.connection.execute(select(blockers.c.key_result_id).where(blockers.c.owner_id.in_(chunk))).scalars()
        )
    changed = work.connection.execute(select(blockers.c.key_result_id).where(blockers.c.version > 1)).scalars()
    for chunk in chunks(set(changed) - found):
        statement = select(audit.c.object_id, audit.c.before).where(
            audit.c.object_id.in_(chunk), audit.c.object_kind == ObjectKind.BLOCKER, audit.c.recorded_at > moment
        )
        for key_result_id, before in work.connection.execute(statement):
            if before and decode_row(before).get("owner_id") in wanted:
                found.add(key_result_id)
    goals: set[UUID] = set()
    for chunk in chunks(found):
        goals.update(
            work.connection.execute(select(key_results.c.goal_id).where(key_results.c.id.in_(chunk))).scalars()
        )
    return goals
