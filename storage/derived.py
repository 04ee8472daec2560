"""Statements of the roll-up: what it reads of definitions, readings and links, and how derived rows are written."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Date, Select, Table, and_, bindparam, exists, func, or_, select, update

import storage.rows
from okr.domain.vocabulary import COUNTING_GOAL_STATES, LinkKind
from storage import compiled
from storage.schema import (
    check_ins,
    cycles,
    goal_links,
    goal_progress,
    goal_progress_days,
    goals,
    key_result_feeds,
    key_result_progress,
    key_results,
    overrides,
    people,
)
from storage.together import Rows, indexed, write
from storage.unit_of_work import ReadWork, WriteWork

CHUNK = 2_000
"""Ids in one statement: under the 32,766 values that SQLite takes, and enough that the round trip does not count."""

AnyRow = storage.rows.AnyRow
"""A row whose columns are reached by name; `storage.rows` has it for those who need nothing else of this module."""

Derived = dict[str, object]
"""A derived row, by the names of its columns."""

_owner = people.alias("owner")
_stored = key_result_progress.alias("stored")

PROGRESS_COLUMNS = tuple(column.name for column in key_result_progress.columns)
GOAL_PROGRESS_COLUMNS = tuple(column.name for column in goal_progress.columns)


def chunks(ids: Collection[UUID], size: int = CHUNK) -> Iterator[list[UUID]]:
    """Ids in ascending order (the lock order), at most `size` at a time."""
    rest = iter(sorted(ids))
    while part := list(islice(rest, size)):
        yield part


def lock_key_results(work: WriteWork, ids: Sequence[UUID]) -> None:
    """Lock the derived rows of key results, in the order of their ids; a SQLite writer is alone anyway."""
    if work.is_postgresql:
        compiled.fetch(work.connection, _locked(key_result_progress.c.key_result_id), {"ids": list(ids)})


@cache
def _locked(column: Column[UUID]) -> Select[*tuple[Any, ...]]:
    return select(column).where(column.in_(bindparam("ids", expanding=True))).order_by(column).with_for_update()


@cache
def key_result_facts() -> Select[tuple[object, ...]]:
    """Everything about key results that their numbers follow from, but the readings; with what is stored now (`stored_*`)."""
    table = key_results.c
    return (
        select(
            table.id,
            table.goal_id,
            table.key,
            table.title,
            table.metric,
            table.baseline,
            table.target,
            table.lower,
            table.upper,
            table.amber_lower,
            table.amber_upper,
            table.checkpoints,
            table.milestones,
            table.starts_on,
            table.due_on,
            table.cadence,
            table.grace_days,
            table.weight_units,
            table.state,
            table.guardrail,
            table.survey,
            table.minimum_answers,
            table.feed_method,
            table.imported,
            table.owed_from,
            table.effective_on,
            goals.c.state.label("goal_state"),
            goals.c.ambition.label("ambition"),
            goals.c.pauses.label("pauses"),
            goals.c.level.label("level"),
            goals.c.effective_on.label("goal_effective_on"),
            cycles.c.on_track_percent,
            cycles.c.at_risk_percent,
            cycles.c.allowance_percent,
            _owner.c.time_zone.label("owner_time_zone"),
            _owner.c.employed_from,
            _owner.c.employed_to,
            exists(select(key_result_feeds.c.id).where(key_result_feeds.c.child_id == table.id)).label("feeds_another"),
            *(column.label(f"stored_{column.name}") for column in _stored.columns),
        )
        .select_from(
            key_results.join(goals, goals.c.id == table.goal_id)
            .join(cycles, cycles.c.id == goals.c.cycle_id)
            .outerjoin(_owner, _owner.c.id == func.coalesce(table.owner_id, goals.c.owner_id))
            .outerjoin(_stored, _stored.c.key_result_id == table.id)
        )
        .order_by(table.id)
    )


@cache
def _key_result_facts_by_id() -> Select[*tuple[Any, ...]]:
    return key_result_facts().where(key_results.c.id.in_(bindparam("ids", expanding=True)))


def key_results_by_id(work: ReadWork, ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """The facts of key results by id."""
    return compiled.fetch(work.connection, _key_result_facts_by_id(), {"ids": list(ids)})


def check_ins_of(work: ReadWork, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    """All check-ins of key results, by key result, in the order of their numbers."""
    return by_key_result(compiled.fetch(work.connection, _check_ins_by_key_result(), {"ids": list(ids)}))


def by_key_result(check_ins: Iterable[AnyRow]) -> dict[UUID, list[AnyRow]]:
    """Check-ins by key result, in the order that they come in."""
    found: dict[UUID, list[AnyRow]] = {}
    for row in check_ins:
        found.setdefault(row.key_result_id, []).append(row)
    return found


@cache
def _check_ins_by_key_result() -> Select[*tuple[Any, ...]]:
    return readings().where(check_ins.c.key_result_id.in_(bindparam("ids", expanding=True)))


def readings() -> Select[*tuple[Any, ...]]:
    """What numbers follow from in check-ins, in the order of their numbers."""
    return select(
        check_ins.c.key_result_id,
        check_ins.c.number,
        check_ins.c.effective_on,
        check_ins.c.recorded_at,
        check_ins.c.value,
        check_ins.c.confidence_percent,
        check_ins.c.status,
        check_ins.c.answers,
        check_ins.c.corrects,
        check_ins.c.voids,
        check_ins.c.imported,
        check_ins.c.blocker,
    ).order_by(check_ins.c.key_result_id, check_ins.c.number)


def feeding(work: ReadWork, parent_ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    """The key results that feed others, by the parent, in the order of their keys' ids (R3)."""
    found: dict[UUID, list[AnyRow]] = {}
    for row in compiled.fetch(work.connection, _feeding(), {"ids": list(parent_ids)}):
        found.setdefault(row.parent_id, []).append(row)
    return found


@cache
def _feeding() -> Select[*tuple[Any, ...]]:
    return (
        select(
            key_result_feeds.c.parent_id,
            key_result_feeds.c.child_id,
            key_result_feeds.c.weight_units,
            key_results.c.baseline,
            key_result_progress.c.current,
            key_result_progress.c.has_reading,
            key_result_progress.c.last_reading_on,
        )
        .select_from(
            key_result_feeds.join(key_results, key_results.c.id == key_result_feeds.c.child_id).join(
                key_result_progress, key_result_progress.c.key_result_id == key_results.c.id
            )
        )
        .where(key_result_feeds.c.parent_id.in_(bindparam("ids", expanding=True)))
        .order_by(key_result_feeds.c.child_id)
    )


def fed_by(work: ReadWork, child_ids: Sequence[UUID]) -> set[UUID]:
    """The key results that are fed by any of these."""
    statement = select(key_result_feeds.c.parent_id).where(key_result_feeds.c.child_id.in_(child_ids))
    return set(work.connection.execute(statement).scalars())


@cache
def goal_facts() -> Select[*tuple[Any, ...]]:
    """What the figures of goals follow from beside their sums; with what is stored now (`stored_*`) and the override in force.

    The day is its parameter `today`.
    """
    today = bindparam("today", type_=Date)
    in_force = and_(
        overrides.c.goal_id == goals.c.id,
        overrides.c.key_result_id.is_(None),
        overrides.c.ended_at.is_(None),
        or_(overrides.c.until_on.is_(None), overrides.c.until_on >= today),
    )
    return (
        select(
            goals.c.id,
            goals.c.key,
            goals.c.title,
            goals.c.state,
            goals.c.ambition,
            goals.c.due_on,
            goals.c.level,
            cycles.c.on_track_percent,
            cycles.c.at_risk_percent,
            cycles.c.allowance_percent,
            overrides.c.status.label("override_status"),
            *(column.label(f"stored_{column.name}") for column in goal_progress.columns),
        )
        .select_from(
            goals.join(cycles, cycles.c.id == goals.c.cycle_id)
            .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
            .outerjoin(overrides, in_force)
        )
        .order_by(goals.c.id)
    )


def lock_goals(work: WriteWork, ids: Sequence[UUID]) -> None:
    """Lock the derived rows of goals of one level, in the order of their ids."""
    if work.is_postgresql:
        compiled.fetch(work.connection, _locked(goal_progress.c.goal_id), {"ids": list(ids)})


def goals_by_id(work: ReadWork, ids: Sequence[UUID], *, today: date) -> Sequence[AnyRow]:
    """The facts of goals by id."""
    return compiled.fetch(work.connection, _goal_facts_by_id(), {"ids": list(ids), "today": today})


@cache
def _goal_facts_by_id() -> Select[*tuple[Any, ...]]:
    return goal_facts().where(goals.c.id.in_(bindparam("ids", expanding=True)))


def levels_of(work: ReadWork, ids: Collection[UUID]) -> dict[UUID, int]:
    """The level of each goal."""
    found: dict[UUID, int] = {}
    for part in chunks(ids):
        found.update((row.id, row.level) for row in compiled.fetch(work.connection, _levels(), {"ids": part}))
    return found


@cache
def _levels() -> Select[*tuple[Any, ...]]:
    return select(goals.c.id, goals.c.level).where(goals.c.id.in_(bindparam("ids", expanding=True)))


def parents_of(work: ReadWork, child_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """The *contributes* links upwards from goals, with the level of each parent."""
    return compiled.fetch(work.connection, _parents(), {"ids": list(child_ids)})


@cache
def _parents() -> Select[*tuple[Any, ...]]:
    below = goal_links.c.child_id.in_(bindparam("ids", expanding=True))
    return (
        select(goal_links.c.child_id, goal_links.c.parent_id, goal_links.c.weight_units, goals.c.level)
        .join(goals, goals.c.id == goal_links.c.parent_id)
        .where(below, goal_links.c.kind == LinkKind.CONTRIBUTES)
    )


def counting_results_of(work: ReadWork, goal_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """The derived rows of the key results that count towards goals."""
    return compiled.fetch(work.connection, _counting_results(), {"ids": list(goal_ids)})


@cache
def _counting_results() -> Select[*tuple[Any, ...]]:
    table = key_result_progress.c
    return select(
        table.goal_id,
        table.counted_weight,
        table.progress_raw_ppm,
        table.expected_ppm,
        table.fresh,
        table.status,
        table.shown,
        table.has_reading,
        table.guardrail_broken,
    ).where(table.goal_id.in_(bindparam("ids", expanding=True)), table.counts)


def counting_children_of(work: ReadWork, goal_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """The derived rows of the child goals that count towards goals, with weight and ambition."""
    return compiled.fetch(work.connection, _counting_children(), {"ids": list(goal_ids)})


@cache
def _counting_children() -> Select[*tuple[Any, ...]]:
    table = goal_progress.c
    return (
        select(
            goal_links.c.parent_id,
            goal_links.c.weight_units,
            goals.c.ambition,
            table.progress_ppm,
            table.expected_ppm,
            table.coverage_ppm,
            table.status,
            table.shown,
            table.with_reading,
        )
        .select_from(
            goal_links.join(goals, goals.c.id == goal_links.c.child_id).join(
                goal_progress, goal_progress.c.goal_id == goals.c.id
            )
        )
        .where(
            goal_links.c.parent_id.in_(bindparam("ids", expanding=True)),
            goal_links.c.kind == LinkKind.CONTRIBUTES,
            goals.c.state.in_(COUNTING_GOAL_STATES),
        )
    )


def replaced_key_results(rows: Iterable[Derived], before: Mapping[UUID, Derived | None] | None = None) -> Rows:
    """Derived rows of key results, to be written whole, new or not; `before` are those that are stored, as far as they are known."""
    return _replaced(key_result_progress, "key_result_id", rows, before or {})


def replaced_goals(rows: Iterable[Derived], before: Mapping[UUID, Derived | None] | None = None) -> Rows:
    """Derived rows of goals, to be written whole, new or not; `before` are those that are stored, as far as they are known."""
    return _replaced(goal_progress, "goal_id", rows, before or {})


def _replaced(table: Table, key: str, rows: Iterable[Derived], before: Mapping[UUID, Derived | None]) -> Rows:
    names = indexed(table)
    whole: list[Derived] = []
    moved: list[Derived] = []
    for row in rows:
        stored = before.get(cast(UUID, row[key]))
        same = stored is not None and all(stored[name] == row[name] for name in names)
        (moved if same else whole).append(row)
    return Rows(table, whole, replace=True, moved=moved)


def replaced_days(rows: Sequence[Derived]) -> Rows:
    """Where goals stand at the end of the day, to be written over what was written earlier on it."""
    return Rows(goal_progress_days, rows, replace=True)


def write_key_results(work: WriteWork, rows: Sequence[Derived]) -> None:
    """Write derived rows of key results whole, new or not."""
    write(work, replaced_key_results(rows))


def write_goals(work: WriteWork, rows: Sequence[Derived]) -> None:
    """Write derived rows of goals whole, new or not."""
    write(work, replaced_goals(rows))


def write_days(work: WriteWork, rows: Sequence[Derived]) -> None:
    """Write where goals stand at the end of the day, over what was written earlier on it."""
    write(work, replaced_days(rows))


def end_overrides_until_next_check_in(work: WriteWork, goal_ids: Collection[UUID], *, at: datetime) -> list[AnyRow]:
    """End the overrides of goals that held until the next check-in; answers which (R7)."""
    ended: list[AnyRow] = []
    for part in chunks(goal_ids):
        condition = and_(overrides.c.goal_id.in_(part), overrides.c.ended_at.is_(None), overrides.c.until_on.is_(None))
        statement = select(overrides.c.goal_id, overrides.c.status).where(condition).order_by(overrides.c.goal_id)
        found = work.connection.execute(statement).all()
        if found:
            work.connection.execute(update(overrides).where(condition).values(ended_at=at))
        ended.extend(found)
    return ended


def end_overrides_before(work: WriteWork, day: date, *, at: datetime) -> set[UUID]:
    """End the overrides whose last day is over; answers the goals that they were on (R7)."""
    condition = and_(overrides.c.ended_at.is_(None), overrides.c.until_on < day)
    ended = set(work.connection.execute(select(overrides.c.goal_id).where(condition)).scalars())
    if ended:
        work.connection.execute(update(overrides).where(condition).values(ended_at=at))
    return ended
