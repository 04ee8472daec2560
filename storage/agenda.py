"""Statements for the agenda of two people: what the goals of one did since a day, and what was moved."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState
from storage.policy import hidden_count, visible_goals
from storage.rows import AnyRow
from storage.tables.check_ins import check_ins
from storage.tables.derived import goal_progress, goal_progress_days
from storage.tables.goals import goals, key_results
from storage.tables.journal import target_ledger
from storage.tables.organisation import cycles
from storage.unit_of_work import ReadWork


def goals_of(work: ReadWork, actor: Actor, owner_id: UUID, *, since: date, today: date) -> Sequence[AnyRow]:
    """The goals of a person that are under way or were lately, with where they stood at the end of a day and stand now, by key."""
    before = goal_progress_days.alias("before")
    last_day = (
        select(func.max(goal_progress_days.c.day))
        .where(goal_progress_days.c.goal_id == goals.c.id, goal_progress_days.c.day <= since)
        .correlate(goals)
        .scalar_subquery()
    )
    statement = (
        select(
            goals.c.id,
            goals.c.key,
            goals.c.title,
            goals.c.state,
            goals.c.activated_on,
            goal_progress.c.progress_ppm,
            goal_progress.c.shown,
            before.c.progress_ppm.label("progress_before_ppm"),
            before.c.status.label("shown_before"),
        )
        .select_from(
            goals.join(cycles, cycles.c.id == goals.c.cycle_id)
            .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
            .outerjoin(before, and_(before.c.goal_id == goals.c.id, before.c.day == last_day))
        )
        .where(*_under_way(owner_id, since, today), visible_goals(actor))
        .order_by(goals.c.prefix, goals.c.number)
    )
    return work.connection.execute(statement).all()


def hidden_goals_of(work: ReadWork, actor: Actor, owner_id: UUID, *, since: date, today: date) -> int:
    """How many such goals are not shown."""
    around = select(cycles.c.id).where(cycles.c.ends_on >= since, cycles.c.starts_on <= today)
    return hidden_count(work, actor, goals.c.owner_id == owner_id, _GOES_ON, goals.c.cycle_id.in_(around))


def notes(work: ReadWork, goal_ids: Collection[UUID], *, since: date) -> dict[UUID, str]:
    """The newest note that a check-in since a day left in each of some goals."""
    found: dict[UUID, str] = {}
    if goal_ids:
        statement = (
            select(key_results.c.goal_id, check_ins.c.note)
            .join(key_results, key_results.c.id == check_ins.c.key_result_id)
            .where(
                key_results.c.goal_id.in_(goal_ids), check_ins.c.effective_on >= since, check_ins.c.note.is_not(None)
            )
            .order_by(check_ins.c.effective_on, check_ins.c.recorded_at)
        )
        found.update((row.goal_id, row.note) for row in work.connection.execute(statement))
    return found


def moved_targets(work: ReadWork, goal_ids: Collection[UUID], *, since: datetime) -> Sequence[AnyRow]:
    """What the ledger holds of some goals since a moment, the oldest first."""
    if not goal_ids:
        return ()
    statement = (
        select(
            func.coalesce(key_results.c.key, goals.c.key).label("key"),
            target_ledger.c.field,
            target_ledger.c.before,
            target_ledger.c.after,
            target_ledger.c.reason,
            target_ledger.c.recorded_at,
        )
        .select_from(
            target_ledger.join(goals, goals.c.id == target_ledger.c.goal_id).outerjoin(
                key_results, key_results.c.id == target_ledger.c.key_result_id
            )
        )
        .where(target_ledger.c.goal_id.in_(goal_ids), target_ledger.c.recorded_at >= since)
        .order_by(target_ledger.c.id)
    )
    return work.connection.execute(statement).all()


_GOES_ON = or_(*(goals.c.state == state for state in GoalState if state not in {GoalState.DRAFT, GoalState.CANCELLED}))


def _under_way(owner_id: UUID, since: date, today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        goals.c.owner_id == owner_id,
        cycles.c.ends_on >= since,
        cycles.c.starts_on <= today,
        _GOES_ON,
    )
