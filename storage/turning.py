"""Statements of the turn of the day: which derived rows move with the calendar, and the straight lines among them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, and_, bindparam, exists, or_, select, update

from storage.derived import AnyRow
from storage.schema import cycles, goals, key_result_progress, key_results, organisation
from storage.unit_of_work import ReadWork, WriteWork

_stored = key_result_progress.c


def mark_turned(work: WriteWork, day: date) -> None:
    """Note that every derived number stands at a day."""
    work.connection.execute(update(organisation).values(turned_to=day))


def _only_the_line_moves(today: date) -> ColumnElement[bool]:
    return and_(
        _stored.linear,
        _stored.computed_for < today,
        _stored.computed_for <= key_results.c.due_on,
        _stored.stable_until >= today,
        _stored.tally_until >= today,
    )


def _anything_may_move(today: date) -> ColumnElement[bool]:
    return or_(_stored.stable_until < today, _stored.tally_until < today, _stored.computed_for > today)


def lines_after(work: ReadWork, after: UUID | None, *, today: date, limit: int) -> Sequence[UUID]:
    """The next key results, by id, of which the day moves the straight line and nothing else."""
    return _ids_after(work, _only_the_line_moves(today), after, limit)


def movable_after(work: ReadWork, after: UUID | None, *, today: date, limit: int) -> Sequence[UUID]:
    """The next key results, by id, of which the day may move anything: a period ends, a reading takes effect, the day went back."""
    return _ids_after(work, _anything_may_move(today), after, limit)


def is_anything_behind(work: ReadWork, today: date) -> bool:
    """Whether the turn of the day has not reached some key result yet."""
    joined = _stored.key_result_id == key_results.c.id
    behind = or_(_anything_may_move(today), _only_the_line_moves(today))
    return bool(work.connection.execute(select(exists().where(joined, behind))).scalar_one())


def _ids_after(work: ReadWork, condition: ColumnElement[bool], after: UUID | None, limit: int) -> Sequence[UUID]:
    statement = (
        select(_stored.key_result_id)
        .join(key_results, key_results.c.id == _stored.key_result_id)
        .where(condition)
        .order_by(_stored.key_result_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(_stored.key_result_id > after)
    return work.connection.execute(statement).scalars().all()


def locked_lines(work: WriteWork, ids: Sequence[UUID], *, today: date) -> Sequence[AnyRow]:
    """What the straight lines of key results follow from, held until the transaction ends; those alone that still only move so."""
    return work.connection.execute(
        select(
            _stored.key_result_id,
            _stored.progress_raw_ppm,
            _stored.expected_ppm,
            _stored.status,
            _stored.has_reading,
            key_results.c.starts_on,
            key_results.c.due_on,
            goals.c.ambition,
            cycles.c.on_track_percent,
            cycles.c.at_risk_percent,
            cycles.c.allowance_percent,
        )
        .select_from(
            key_result_progress.join(key_results, key_results.c.id == _stored.key_result_id)
            .join(goals, goals.c.id == key_results.c.goal_id)
            .join(cycles, cycles.c.id == goals.c.cycle_id)
        )
        .where(_stored.key_result_id.in_(ids), _only_the_line_moves(today))
        .order_by(_stored.key_result_id)
        .with_for_update(of=key_result_progress)
    ).all()


def write_lines(work: WriteWork, rows: Sequence[dict[str, object]]) -> None:
    """Write expectation and status of straight lines: rows of `id`, `day`, `expected` and `status_now`."""
    if rows:
        statement: Executable = (
            update(key_result_progress)
            .where(_stored.key_result_id == bindparam("id"))
            .values(
                computed_for=bindparam("day"),
                expected_ppm=bindparam("expected"),
                status=bindparam("status_now"),
                shown=bindparam("status_now"),
            )
        )
        work.connection.execute(statement, list(rows))


def levels(work: ReadWork) -> Sequence[int]:
    """The levels that goals stand at, deepest first."""
    return work.connection.execute(select(goals.c.level).distinct().order_by(goals.c.level.desc())).scalars().all()


def goals_after(work: ReadWork, after: UUID | None, *, level: int, limit: int) -> Sequence[UUID]:
    """The next goals of a level, by id."""
    statement = select(goals.c.id).where(goals.c.level == level).order_by(goals.c.id).limit(limit)
    if after is not None:
        statement = statement.where(goals.c.id > after)
    return work.connection.execute(statement).scalars().all()
