"""How check-in periods were kept (R14), key result by key result: what an on-time rate is counted from."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from okr.domain.policy import Actor
from storage.accountability import ACTIVE, answering
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals, key_results
from storage.unit_of_work import ReadWork

_kept = key_result_progress.c
_of_goals = key_result_progress.join(goals, goals.c.id == _kept.goal_id)
_of_results = _of_goals.join(key_results, key_results.c.id == _kept.key_result_id)


def reported_by(person_id: UUID) -> ColumnElement[bool]:
    """The condition for key results on which a person reports: their own, and those without an owner in their goals."""
    return or_(
        key_results.c.owner_id == person_id, and_(key_results.c.owner_id.is_(None), goals.c.owner_id == person_id)
    )


def sums(work: ReadWork, *conditions: ColumnElement[bool]) -> AnyRow:
    """The key results of active goals that meet the conditions, added up.

    How many there are, how many of their periods were kept how, and how many have a decided period.
    """
    decided = _kept.on_time + _kept.late + _kept.missed > 0
    statement = (
        select(
            func.count().label("key_results"),
            *(func.coalesce(func.sum(_kept[name]), 0).label(name) for name in ("on_time", "late", "missed")),
            func.count().filter(decided).label("decided"),
        )
        .select_from(_of_results)
        .where(ACTIVE, *conditions)
    )
    return work.connection.execute(statement).one()


def count_goals(work: ReadWork, *conditions: ColumnElement[bool]) -> int:
    """How many active goals meet the conditions."""
    return work.connection.execute(select(func.count()).select_from(goals).where(ACTIVE, *conditions)).scalar_one()


def kept_worst(work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """The visible key results with a decided period, those with the most missed and then late ones first."""
    who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
    statement = (
        select(
            key_results.c.key,
            key_results.c.title,
            answering.c.handle,
            answering.c.name,
            _kept.on_time,
            _kept.late,
            _kept.missed,
        )
        .select_from(_of_results.outerjoin(answering, answering.c.id == who))
        .where(ACTIVE, visible_goals(actor), _kept.on_time + _kept.late + _kept.missed > 0, *conditions)
        .order_by(_kept.missed.desc(), _kept.late.desc(), goals.c.prefix, goals.c.number, key_results.c.number)
        .limit(limit)
    )
    return work.connection.execute(statement).all()
