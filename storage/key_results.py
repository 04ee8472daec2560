"""Statements about key results that writing needs: rows by id and by goal, and what earlier ones of the same name showed."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from storage.goals import AnyRow
from storage.schema import check_ins, goals, key_results
from storage.unit_of_work import ReadWork


def key_result_row(work: ReadWork, key_result_id: UUID) -> AnyRow:
    """The whole row of a key result that exists."""
    return work.connection.execute(select(key_results).where(key_results.c.id == key_result_id)).one()


def rows_of_goal(work: ReadWork, goal_id: UUID) -> Sequence[AnyRow]:
    """The whole rows of a goal's key results, by number."""
    return work.connection.execute(
        select(key_results).where(key_results.c.goal_id == goal_id).order_by(key_results.c.number)
    ).all()


def predecessors(
    work: ReadWork, unit_id: UUID, *, title: str, unit_of_measure: str | None, excluding: UUID
) -> Sequence[UUID]:
    """Key results of a unit with the same title and unit of measure as another one: what was measured before under that name."""
    same_unit_of_measure = (
        key_results.c.unit_of_measure.is_(None)
        if unit_of_measure is None
        else key_results.c.unit_of_measure == unit_of_measure
    )
    return (
        work.connection.execute(
            select(key_results.c.id)
            .select_from(goals.join(key_results, key_results.c.goal_id == goals.c.id))
            .where(
                and_(
                    goals.c.unit_id == unit_id,
                    or_(key_results.c.title == title, func.lower(key_results.c.title) == title.lower()),
                    same_unit_of_measure,
                    key_results.c.id != excluding,
                )
            )
        )
        .scalars()
        .all()
    )


def check_ins_of(work: ReadWork, ids: Collection[UUID]) -> Sequence[AnyRow]:
    """The check-ins of key results as far as readings follow from them, by key result and number."""
    if not ids:
        return ()
    return work.connection.execute(
        select(
            check_ins.c.key_result_id,
            check_ins.c.number,
            check_ins.c.effective_on,
            check_ins.c.recorded_at,
            check_ins.c.value,
            check_ins.c.corrects,
            check_ins.c.voids,
        )
        .where(check_ins.c.key_result_id.in_(ids))
        .order_by(check_ins.c.key_result_id, check_ins.c.number)
    ).all()
