"""Statements of check-ins: what a new one needs to know, writing them, and listing them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, insert, or_, select

from storage import compiled
from storage.compiled import Question
from storage.derived import AnyRow, chunks, key_result_facts, readings
from storage.schema import (
    acknowledgements,
    check_ins,
    cycles,
    goals,
    key_result_progress,
    key_results,
    overrides,
    people,
    units,
)
from storage.together import Rows
from storage.unit_of_work import ReadWork, WriteWork

_goal_owner = people.alias("goal_owner")
_author = people.alias("author")
_reader = people.alias("reader")


class Asked(NamedTuple):
    """What is asked about the key results that are checked in to: one after the other, since what is locked is read after that."""

    locking: Question
    targets: Question
    readings: Question


def asked(keys: Collection[str]) -> Asked:
    """Lock the derived rows of key results, in the order of their ids; then what `targets` tells, and all their check-ins."""
    wanted = {"keys": sorted(set(keys))}
    return Asked(
        Question(_locked_targets(), wanted, locks=True), Question(_targets(), wanted), Question(_readings(), wanted)
    )


def targets(work: ReadWork, keys: Collection[str]) -> dict[str, AnyRow]:
    """What decides whether check-ins are taken (states, dates, rights) beside the facts of the roll-up, by the key result's key."""
    found = compiled.fetch(work.connection, _targets(), {"keys": sorted(set(keys))})
    return {row.key: row for row in found}


@cache
def _targets() -> Select[*tuple[Any, ...]]:
    ends = and_(overrides.c.goal_id == goals.c.id, overrides.c.ended_at.is_(None), overrides.c.until_on.is_(None))
    return (
        key_result_facts()
        .add_columns(
            key_results.c.unit_of_measure,
            key_results.c.owner_id,
            goals.c.key.label("goal_key"),
            goals.c.title.label("goal_title"),
            goals.c.visibility,
            goals.c.owner_id.label("goal_owner_id"),
            goals.c.sponsor_id,
            goals.c.delegate_id,
            cycles.c.key.label("cycle_key"),
            cycles.c.state.label("cycle_state"),
            units.c.path.label("unit_path"),
            _goal_owner.c.path.label("owner_path"),
            _goal_owner.c.name.label("owner_name"),
            exists(select(overrides.c.id).where(ends)).label("ends_override"),
        )
        .join(units, units.c.id == goals.c.unit_id)
        .outerjoin(_goal_owner, _goal_owner.c.id == goals.c.owner_id)
        .where(key_results.c.key.in_(bindparam("keys", expanding=True)))
    )


@cache
def _locked_targets() -> Select[*tuple[Any, ...]]:
    table = key_result_progress.c
    return (
        select(table.key_result_id)
        .join(key_results, key_results.c.id == table.key_result_id)
        .where(key_results.c.key.in_(bindparam("keys", expanding=True)))
        .order_by(table.key_result_id)
        .with_for_update(of=key_result_progress)
    )


@cache
def _readings() -> Select[*tuple[Any, ...]]:
    of_them = select(key_results.c.id).where(key_results.c.key.in_(bindparam("keys", expanding=True)))
    return readings().where(check_ins.c.key_result_id.in_(of_them))


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


def added(rows: Sequence[dict[str, Any]]) -> Rows:
    """New check-ins, to be written; they are never changed."""
    return Rows(check_ins, rows)


def pointed_at(work: ReadWork, key_result_id: UUID, number: int) -> tuple[AnyRow | None, AnyRow | None]:
    """A check-in, and the later one that corrects or voids it (None where there is none)."""
    table = check_ins.c
    same = table.key_result_id == key_result_id
    found = work.connection.execute(select(check_ins).where(same, table.number == number)).one_or_none()
    later = work.connection.execute(
        select(check_ins).where(same, or_(table.corrects == number, table.voids == number)).limit(1)
    ).one_or_none()
    return found, later


def by(day: date, known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions for check-ins that were effective by a day and written by a time (R16)."""
    effective = check_ins.c.effective_on <= day
    return (effective,) if known_at is None else (effective, check_ins.c.recorded_at <= known_at)


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
            acknowledgements.c.note.label("reader_note"),
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
