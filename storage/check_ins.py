"""Statements of check-ins: what a new one needs to know, writing them, and listing them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select

from storage.derived import AnyRow, chunks
from storage.schema import (
    acknowledgements,
    check_ins,
    cycles,
    goals,
    key_result_progress,
    key_results,
    people,
    units,
)
from storage.unit_of_work import ReadWork, WriteWork

_goal_owner = people.alias("goal_owner")
_author = people.alias("author")
_reader = people.alias("reader")


def targets(work: ReadWork, keys: Collection[str]) -> dict[str, AnyRow]:
    """What decides whether a check-in is taken, by the key of the key result: states, dates, rights."""
    found: dict[str, AnyRow] = {}
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), 2_000):
        statement = (
            select(
                key_results,
                goals.c.key.label("goal_key"),
                goals.c.title.label("goal_title"),
                goals.c.state.label("goal_state"),
                goals.c.ambition.label("ambition"),
                goals.c.visibility,
                goals.c.owner_id.label("goal_owner_id"),
                goals.c.sponsor_id,
                goals.c.delegate_id,
                cycles.c.key.label("cycle_key"),
                cycles.c.state.label("cycle_state"),
                units.c.path.label("unit_path"),
                _goal_owner.c.path.label("owner_path"),
                _goal_owner.c.name.label("owner_name"),
            )
            .select_from(
                key_results.join(goals, goals.c.id == key_results.c.goal_id)
                .join(cycles, cycles.c.id == goals.c.cycle_id)
                .join(units, units.c.id == goals.c.unit_id)
                .outerjoin(_goal_owner, _goal_owner.c.id == goals.c.owner_id)
            )
            .where(key_results.c.key.in_(wanted[start : start + 2_000]))
        )
        found.update((row.key, row) for row in work.connection.execute(statement))
    return found


def counts_locked(work: WriteWork, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many check-ins each key result has; their derived rows are locked, in the order of their ids."""
    found: dict[UUID, int] = {}
    table = key_result_progress.c
    for part in chunks(ids):
        statement = (
            select(table.key_result_id, table.check_in_count)
            .where(table.key_result_id.in_(part))
            .order_by(table.key_result_id)
            .with_for_update()
        )
        found.update((row.key_result_id, row.check_in_count) for row in work.connection.execute(statement))
    return found


def append(work: WriteWork, rows: Sequence[dict[str, Any]]) -> None:
    """Write check-ins; they are never changed."""
    if rows:
        work.connection.execute(insert(check_ins), list(rows))


def pointed_at(work: ReadWork, key_result_id: UUID, number: int) -> tuple[AnyRow | None, AnyRow | None]:
    """A check-in, and the later one that corrects or voids it (None where there is none)."""
    table = check_ins.c
    same = table.key_result_id == key_result_id
    found = work.connection.execute(select(check_ins).where(same, table.number == number)).one_or_none()
    later = work.connection.execute(
        select(check_ins).where(same, or_(table.corrects == number, table.voids == number)).limit(1)
    ).one_or_none()
    return found, later


def listed(
    work: ReadWork,
    *conditions: ColumnElement[bool],
    limit: int,
) -> Sequence[AnyRow]:
    """Check-ins with who wrote, corrected, voided and acknowledged them, the newest effective day first."""
    table = check_ins.c
    later = check_ins.alias("later")
    statement = (
        select(
            check_ins,
            key_results.c.key,
            _author.c.handle.label("author_handle"),
            _author.c.name.label("author_name"),
            _reader.c.handle.label("reader_handle"),
            _reader.c.name.label("reader_name"),
            select(later.c.number)
            .where(later.c.key_result_id == table.key_result_id, later.c.corrects == table.number)
            .limit(1)
            .scalar_subquery()
            .label("corrected_by"),
            select(later.c.number)
            .where(later.c.key_result_id == table.key_result_id, later.c.voids == table.number)
            .limit(1)
            .scalar_subquery()
            .label("voided_by"),
        )
        .select_from(
            check_ins.join(key_results, key_results.c.id == table.key_result_id)
            .outerjoin(_author, _author.c.id == table.by_id)
            .outerjoin(
                acknowledgements,
                and_(
                    acknowledgements.c.key_result_id == table.key_result_id,
                    acknowledgements.c.number == table.number,
                ),
            )
            .outerjoin(_reader, _reader.c.id == acknowledgements.c.by_id)
        )
        .where(*conditions)
        .order_by(table.effective_on.desc(), key_results.c.key.desc(), table.number.desc())
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def acknowledge(work: WriteWork, row: dict[str, Any]) -> None:
    """Write an acknowledgement."""
    work.connection.execute(insert(acknowledgements), [row])


def is_acknowledged(work: ReadWork, key_result_id: UUID, number: int) -> bool:
    """Whether a check-in has been acknowledged."""
    table = acknowledgements.c
    statement = select(table.number).where(table.key_result_id == key_result_id, table.number == number)
    return work.connection.execute(statement).first() is not None
