"""Statements of closing scores (R11): one grade a goal, and one for each key result that counted in it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select

from storage.derived import chunks
from storage.rows import AnyRow, insert_row, update_row
from storage.tables.check_ins import check_ins
from storage.tables.cycle_life import grades
from storage.tables.derived import goal_progress
from storage.tables.goals import goal_links, goals, key_results
from storage.tables.journal import target_ledger
from storage.tables.organisation import cycles, people
from storage.types import new_id
from storage.unit_of_work import ReadWork, WriteWork


def of_goal(work: ReadWork, goal_id: UUID) -> AnyRow | None:
    """The grade of a goal with who gave it; None where it has none."""
    return work.connection.execute(_of_goal(), {"goal": goal_id}).one_or_none()


@cache
def _of_goal() -> Select[*tuple[Any, ...]]:
    return (
        select(*grades.c, people.c.handle, people.c.name)
        .join(people, people.c.id == grades.c.by_id)
        .where(grades.c.goal_id == bindparam("goal"), grades.c.key_result_id.is_(None))
    )


def of_goals(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """The grades of goals with who gave them, by goal; those without one are left out."""
    found: dict[UUID, AnyRow] = {}
    for part in chunks(goal_ids):
        statement = (
            select(*grades.c, people.c.handle, people.c.name)
            .join(people, people.c.id == grades.c.by_id)
            .where(grades.c.goal_id.in_(part), grades.c.key_result_id.is_(None))
        )
        found.update((row.goal_id, row) for row in work.connection.execute(statement))
    return found


def of_results(work: ReadWork, goal_id: UUID) -> dict[UUID, AnyRow]:
    """The grades of a goal's key results, by key result."""
    rows = work.connection.execute(
        select(grades).where(grades.c.goal_id == goal_id, grades.c.key_result_id.is_not(None))
    )
    return {row.key_result_id: row for row in rows}


def is_graded() -> ColumnElement[bool]:
    """The condition on `goals` that holds where a goal has its grade."""
    return exists().where(grades.c.goal_id == goals.c.id, grades.c.key_result_id.is_(None))


def page(work: ReadWork, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """The first goals that meet the conditions, by key, with all their columns."""
    statement = select(goals).where(*conditions).order_by(goals.c.prefix, goals.c.number).limit(limit)
    return work.connection.execute(statement).all()


def put(work: WriteWork, known: AnyRow | None, values: Mapping[str, object]) -> bool:
    """Write a grade, or write it anew; answers False where somebody else did so in between."""
    if known is None:
        insert_row(work, grades, {"id": new_id(), "version": 1, **values})
        return True
    return update_row(work, grades, known.id, known.version, values)


def results(work: ReadWork, goal_ids: Collection[UUID]) -> list[AnyRow]:
    """All key results of goals, given up ones too: id, goal_id, and whether they have their grade (`graded`)."""
    own = and_(grades.c.key_result_id == key_results.c.id, grades.c.goal_id == key_results.c.goal_id)
    found: list[AnyRow] = []
    for part in chunks(goal_ids):
        statement = (
            select(key_results.c.id, key_results.c.goal_id, grades.c.id.is_not(None).label("graded"))
            .outerjoin_from(key_results, grades, own)
            .where(key_results.c.goal_id.in_(part))
        )
        found.extend(work.connection.execute(statement))
    return found


def moved_goalposts(work: ReadWork, goal_ids: Collection[UUID], fields: Collection[str]) -> list[AnyRow]:
    """The ledger lines of goals' key results in these fields, the oldest first: the first of each says what it was once."""
    found: list[AnyRow] = []
    for part in chunks(goal_ids):
        statement = (
            select(target_ledger.c.key_result_id, target_ledger.c.field, target_ledger.c.before)
            .where(
                target_ledger.c.goal_id.in_(part),
                target_ledger.c.key_result_id.is_not(None),
                target_ledger.c.field.in_(fields),
            )
            .order_by(target_ledger.c.id)
        )
        found.extend(work.connection.execute(statement))
    return found


def child_scores(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, tuple[int | None, int | None]]:
    """Of each goal its computed closing score, and that against the original targets; None where it was not graded."""
    found: dict[UUID, tuple[int | None, int | None]] = {}
    for part in chunks(goal_ids):
        rows = work.connection.execute(
            select(grades.c.goal_id, grades.c.computed_ppm, grades.c.original_ppm).where(
                grades.c.goal_id.in_(part), grades.c.key_result_id.is_(None)
            )
        )
        found.update((row.goal_id, (row.computed_ppm, row.original_ppm)) for row in rows)
    return found


def earlier_scores(work: ReadWork, goal: AnyRow) -> list[int]:
    """The scores of what a goal continues, the oldest first: what it was carried from, or the same title in its unit."""
    older = cycles.alias("older")
    own = select(cycles.c.starts_on).where(cycles.c.id == goal.cycle_id).scalar_subquery()
    rows = work.connection.execute(
        select(func.coalesce(grades.c.given_ppm, grades.c.computed_ppm))
        .join_from(grades, goals, goals.c.id == grades.c.goal_id)
        .join(older, older.c.id == goals.c.cycle_id)
        .where(
            grades.c.key_result_id.is_(None),
            goals.c.id != goal.id,
            older.c.starts_on < own,
            or_(
                goals.c.id == goal.carried_from_id,
                and_(goals.c.unit_id == goal.unit_id, goals.c.title == goal.title),
            ),
        )
        .order_by(older.c.starts_on, goals.c.id)
    )
    return [score for (score,) in rows if score is not None]


def predictions(work: ReadWork, person_id: UUID, cycle_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """The confidences that a person gave for graded key results of cycles, with what came of them and the goal's ambition.

    What was corrected or voided later is left out: it is no reading.
    """
    if not cycle_ids:  # SQLite would walk through all key results to find that none is of no cycle
        return ()
    later = check_ins.alias("later")
    overruled = (
        select(later.c.number)
        .where(
            later.c.key_result_id == check_ins.c.key_result_id,
            or_(later.c.corrects == check_ins.c.number, later.c.voids == check_ins.c.number),
        )
        .exists()
    )
    return work.connection.execute(
        select(
            check_ins.c.confidence_percent,
            grades.c.computed_ppm,
            goals.c.ambition,
            cycles.c.key.label("cycle_key"),
            cycles.c.starts_on,
        )
        .join_from(check_ins, grades, grades.c.key_result_id == check_ins.c.key_result_id)
        .join(key_results, key_results.c.id == check_ins.c.key_result_id)
        .join(goals, goals.c.id == key_results.c.goal_id)
        .join(cycles, cycles.c.id == goals.c.cycle_id)
        .where(
            check_ins.c.by_id == person_id,
            check_ins.c.confidence_percent.is_not(None),
            grades.c.computed_ppm.is_not(None),
            goals.c.cycle_id.in_(cycle_ids),
            ~overruled,
        )
        .order_by(cycles.c.starts_on, cycles.c.key)
    ).all()


def children(work: ReadWork, goal_ids: Collection[UUID]) -> list[AnyRow]:
    """The goals linked to goals (`parent_id`) with their progress, to be scored, by key: id, state, link kind, weight, progress."""
    found: list[AnyRow] = []
    for part in chunks(goal_ids):
        found.extend(work.connection.execute(_children().where(goal_links.c.parent_id.in_(part))))
    return found


def _children() -> Select[*tuple[Any, ...]]:
    return (
        select(
            goal_links.c.parent_id,
            goals.c.id,
            goals.c.key,
            goals.c.title,
            goals.c.state,
            goal_links.c.kind,
            goal_links.c.weight_units,
            goal_progress.c.progress_ppm,
            goal_progress.c.not_reached,
        )
        .join_from(goal_links, goals, goals.c.id == goal_links.c.child_id)
        .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
        .order_by(goals.c.key)
    )
