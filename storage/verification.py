"""What `okr verify` reads: definitions, check-ins and links as they were written, beside the derived rows that it compares."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select

from okr.domain.vocabulary import LinkKind
from storage.derived import AnyRow
from storage.schema import (
    check_ins,
    cycles,
    goal_links,
    goal_progress,
    goals,
    key_result_feeds,
    key_result_progress,
    key_results,
    overrides,
)
from storage.unit_of_work import ReadWork, WriteWork

_FACTORS = (cycles.c.on_track_percent, cycles.c.at_risk_percent, cycles.c.allowance_percent)


def key_results_after(work: ReadWork, after: UUID | None, limit: int) -> Sequence[AnyRow]:
    """The next key results by id, with the state of their goals and their derived rows (`stored_*`, None without one)."""
    statement = (
        select(
            key_results,
            goals.c.state.label("goal_state"),
            goals.c.ambition.label("ambition"),
            *_FACTORS,
            *(column.label(f"stored_{column.name}") for column in key_result_progress.columns),
        )
        .select_from(
            key_results.join(goals, goals.c.id == key_results.c.goal_id)
            .join(cycles, cycles.c.id == goals.c.cycle_id)
            .outerjoin(key_result_progress, key_result_progress.c.key_result_id == key_results.c.id)
        )
        .order_by(key_results.c.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(key_results.c.id > after)
    return work.connection.execute(statement).all()


def check_ins_between(work: ReadWork, first: UUID, last: UUID) -> Sequence[AnyRow]:
    """Every check-in of the key results whose ids lie between two, these included."""
    return work.connection.execute(
        select(check_ins)
        .where(check_ins.c.key_result_id >= first, check_ins.c.key_result_id <= last)
        .order_by(check_ins.c.key_result_id, check_ins.c.number)
    ).all()


def feeds(work: ReadWork) -> Sequence[AnyRow]:
    """Every feed: child, parent, weight, in the order of the children's ids."""
    table = key_result_feeds.c
    return work.connection.execute(
        select(table.child_id, table.parent_id, table.weight_units).order_by(table.child_id)
    ).all()


def levels(work: ReadWork) -> Sequence[int]:
    """The levels that goals stand at, deepest first."""
    return work.connection.execute(select(goals.c.level).distinct().order_by(goals.c.level.desc())).scalars().all()


def goals_after(work: ReadWork, after: UUID | None, *, level: int, today: date, limit: int) -> Sequence[AnyRow]:
    """The next goals of a level by id, with the override in force on a day and their derived rows (`stored_*`)."""
    in_force = and_(
        overrides.c.goal_id == goals.c.id,
        overrides.c.key_result_id.is_(None),
        overrides.c.ended_at.is_(None),
        or_(overrides.c.until_on.is_(None), overrides.c.until_on >= today),
    )
    statement = (
        select(
            goals.c.id,
            goals.c.key,
            goals.c.state,
            goals.c.ambition,
            goals.c.due_on,
            goals.c.level,
            *_FACTORS,
            overrides.c.status.label("override_status"),
            *(column.label(f"stored_{column.name}") for column in goal_progress.columns),
        )
        .select_from(
            goals.join(cycles, cycles.c.id == goals.c.cycle_id)
            .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
            .outerjoin(overrides, in_force)
        )
        .where(goals.c.level == level)
        .order_by(goals.c.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(goals.c.id > after)
    return work.connection.execute(statement).all()


def links_up(work: ReadWork, child_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """The *contributes* links upwards from goals: child, parent, weight, and the level of the parent."""
    return work.connection.execute(
        select(goal_links.c.child_id, goal_links.c.parent_id, goal_links.c.weight_units, goals.c.level)
        .join(goals, goals.c.id == goal_links.c.parent_id)
        .where(goal_links.c.child_id.in_(child_ids), goal_links.c.kind == LinkKind.CONTRIBUTES)
    ).all()


def surplus_rows(work: ReadWork) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Derived rows of key results and of goals that do not exist."""
    results, rolled_up = key_result_progress.c.key_result_id, goal_progress.c.goal_id
    return (
        work.connection.execute(select(results).where(~exists().where(key_results.c.id == results))).scalars().all(),
        work.connection.execute(select(rolled_up).where(~exists().where(goals.c.id == rolled_up))).scalars().all(),
    )


def delete_surplus_rows(work: WriteWork) -> None:
    """Delete the derived rows of key results and of goals that do not exist."""
    results, rolled_up = key_result_progress.c.key_result_id, goal_progress.c.goal_id
    work.connection.execute(delete(key_result_progress).where(~exists().where(key_results.c.id == results)))
    work.connection.execute(delete(goal_progress).where(~exists().where(goals.c.id == rolled_up)))
