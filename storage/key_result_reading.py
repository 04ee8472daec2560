"""What is read of key results: rows with their numbers, their last check-ins, and what feeds them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
    union_all,
)

from okr.domain.policy import Actor
from storage.derived import AnyRow
from storage.goal_reading import chunks, owner
from storage.policy import restricted, visible_goals
from storage.tables.check_ins import check_ins
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals, key_result_feeds, key_results
from storage.tables.organisation import people, units
from storage.unit_of_work import ReadWork

RECENT = 12
"""Readings behind a sparkline."""

result_owner = people.alias("result_owner")

_ROWS = select(
    key_results,
    goals.c.key.label("goal_key"),
    goals.c.title.label("goal_title"),
    goals.c.prefix.label("prefix"),
    goals.c.number.label("goal_number"),
    goals.c.state.label("goal_state"),
    units.c.prefix.label("unit_key"),
    units.c.name.label("unit_name"),
    result_owner.c.handle.label("own_handle"),
    result_owner.c.name.label("own_name"),
    owner.c.handle.label("goal_owner_handle"),
    owner.c.name.label("goal_owner_name"),
    key_result_progress.c.current,
    key_result_progress.c.has_reading,
    key_result_progress.c.check_in_count,
    key_result_progress.c.last_number,
    key_result_progress.c.last_reading_on,
    key_result_progress.c.progress_raw_ppm,
    key_result_progress.c.expected_ppm,
    key_result_progress.c.status,
    key_result_progress.c.shown,
    key_result_progress.c.stale,
    key_result_progress.c.fresh,
    key_result_progress.c.guardrail_broken,
    key_result_progress.c.next_due_on,
).select_from(
    key_results.join(goals, goals.c.id == key_results.c.goal_id)
    .join(units, units.c.id == goals.c.unit_id)
    .outerjoin(result_owner, result_owner.c.id == key_results.c.owner_id)
    .outerjoin(owner, owner.c.id == goals.c.owner_id)
    .outerjoin(key_result_progress, key_result_progress.c.key_result_id == key_results.c.id)
)


def rows(work: ReadWork, ids: Collection[UUID]) -> list[AnyRow]:
    """Key results as lists show them, in the order of their keys."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(_ROWS.where(key_results.c.id.in_(chunk))))
    found.sort(key=lambda row: (row.prefix, row.goal_number, row.number))
    return found


def page(
    work: ReadWork,
    of_goals: Sequence[ColumnElement[bool]],
    of_results: Sequence[ColumnElement[bool]],
    *,
    after: tuple[object, ...] | None,
    limit: int,
) -> Sequence[AnyRow]:
    """The ids of the key results that meet the conditions, by key, from after a key (prefix, goal's number, number) on.

    The goals are chosen first, by their index: one more than asked for is enough, since each has a result that meets the
    conditions, and only the first of them may lie before the cursor with all of its results.
    """
    meets = and_(key_results.c.goal_id == goals.c.id, *of_results)
    chosen = (
        select(goals.c.id)
        .where(*of_goals, exists().where(meets))
        .order_by(goals.c.prefix, goals.c.number)
        .limit(limit + 1)
    )
    if after is not None:
        chosen = chosen.where(tuple_(goals.c.prefix, goals.c.number) >= tuple_(*after[:2]))
    shown = chosen.subquery("shown")
    statement = (
        select(
            key_results.c.id,
            key_results.c.goal_id,
            goals.c.prefix,
            goals.c.number.label("goal_number"),
            key_results.c.number,
        )
        .select_from(shown.join(goals, goals.c.id == shown.c.id).join(key_results, meets))
        .order_by(goals.c.prefix, goals.c.number, key_results.c.number)
        .limit(limit)
    )
    if after is not None:
        prefix, goal_number, number = after
        statement = statement.where(
            or_(goals.c.prefix != prefix, goals.c.number != goal_number, key_results.c.number > number)
        )
    return work.connection.execute(statement).all()


def hidden_count(
    work: ReadWork, actor: Actor, of_goals: Sequence[ColumnElement[bool]], of_results: Sequence[ColumnElement[bool]]
) -> int:
    """How many key results meet the conditions but belong to goals that the acting person may not see."""
    if actor.is_administrator:
        return 0
    statement = (
        select(func.count())
        .select_from(goals.join(key_results, key_results.c.goal_id == goals.c.id))
        .where(restricted(), ~visible_goals(actor), *of_goals, *of_results)
    )
    return work.connection.execute(statement).scalar_one()


def owned_by(person_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions on goals and on key results for what a person answers for: by name, or as owner of the goal."""
    own = select(key_results.c.goal_id).where(key_results.c.owner_id == person_id)
    led = select(goals.c.id).where(goals.c.owner_id == person_id)
    return goals.c.id.in_(union(own, led)), or_(
        key_results.c.owner_id == person_id,
        and_(key_results.c.owner_id.is_(None), goals.c.owner_id == person_id),
    )


def last_check_ins(work: ReadWork, ids: Collection[UUID], *, among: int = RECENT) -> list[AnyRow]:
    """The check-ins of key results among their last numbers, and of each the one that its current reading is."""
    found: list[AnyRow] = []
    columns = (
        check_ins.c.key_result_id,
        check_ins.c.number,
        check_ins.c.effective_on,
        check_ins.c.value,
        check_ins.c.confidence_percent,
        check_ins.c.note,
        check_ins.c.blocker,
        check_ins.c.corrects,
        check_ins.c.voids,
    )
    same = check_ins.c.key_result_id == key_result_progress.c.key_result_id
    for chunk in chunks(ids):
        wanted = key_result_progress.c.key_result_id.in_(chunk)
        newest = (
            select(*columns)
            .join_from(key_result_progress, check_ins, same)
            .where(wanted, check_ins.c.number > key_result_progress.c.check_in_count - among)
        )
        current = (
            select(*columns)
            .join_from(
                key_result_progress, check_ins, and_(same, check_ins.c.number == key_result_progress.c.last_number)
            )
            .where(wanted, key_result_progress.c.last_number <= key_result_progress.c.check_in_count - among)
        )
        found.extend(work.connection.execute(union_all(newest, current)))
    return found


def feeds(work: ReadWork, actor: Actor, ids: Collection[UUID]) -> list[AnyRow]:
    """R3: what feeds key results (`upwards` 0) and what they feed (`upwards` 1), as far as it may be seen."""
    table = key_result_feeds
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        halves = [
            select(
                this.label("id"),
                literal_column(upwards).label("upwards"),
                key_results.c.id.label("other_id"),
                key_results.c.key,
                key_results.c.title,
                table.c.weight_units,
            )
            .select_from(
                table.join(key_results, key_results.c.id == other).join(goals, goals.c.id == key_results.c.goal_id)
            )
            .where(this.in_(chunk), visible_goals(actor))
            for this, other, upwards in (
                (table.c.parent_id, table.c.child_id, "0"),
                (table.c.child_id, table.c.parent_id, "1"),
            )
        ]
        found.extend(work.connection.execute(union_all(*halves)))
    found.sort(key=lambda row: row.key)
    return found
