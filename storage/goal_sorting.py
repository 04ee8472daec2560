"""Pages of goals in other orders than by key: what a goal is sorted by, and the first goals by it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, func, literal, select

from storage.goal_reading import ROWS
from storage.rows import AnyRow
from storage.tables.derived import goal_progress, key_result_progress
from storage.tables.goals import goals
from storage.unit_of_work import ReadWork

NEVER = date(1900, 1, 1)
"""Stands for the last word of a goal that has none: it is silent for the longest."""
NOT_BEHIND = 10_000_000
"""Stands behind every difference of two shares in millionths, for goals without progress or pace."""


def sort_value(order: str) -> ColumnElement[Any]:
    """What goals are sorted by, ascending: `title`, `behind`, `progress`, `due` or `last-word`."""
    progress = _figure(goal_progress.c.progress_ppm)
    match order:
        case "title":
            return func.lower(goals.c.title)
        case "behind":
            ahead = _figure(goal_progress.c.progress_ppm - goal_progress.c.expected_ppm)
            return func.coalesce(ahead, literal(NOT_BEHIND, Integer()), type_=Integer())
        case "progress":
            return func.coalesce(progress, literal(NOT_BEHIND, Integer()), type_=Integer())
        case "due":
            return goals.c.due_on
        case "last-word":
            last = (
                select(func.max(key_result_progress.c.last_reading_on))
                .where(key_result_progress.c.goal_id == goals.c.id)
                .correlate(goals)
                .scalar_subquery()
            )
            return func.coalesce(last, literal(NEVER, Date()), type_=Date())
    raise ValueError(order)


def sorted_page(
    work: ReadWork, order: ColumnElement[Any], *conditions: ColumnElement[bool], limit: int
) -> Sequence[AnyRow]:
    """The first goals that meet the conditions, by `order`, then by key; with `sort_value`."""
    chosen = (
        select(goals.c.id, order.label("sort_value"))
        .where(*conditions)
        .order_by(order, goals.c.prefix, goals.c.number)
        .limit(limit)
    )
    shown = chosen.subquery("shown")
    statement = (
        ROWS.add_columns(shown.c.sort_value)
        .join(shown, shown.c.id == goals.c.id)
        .order_by(shown.c.sort_value, goals.c.prefix, goals.c.number)
    )
    return work.connection.execute(statement).all()


def _figure(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(column).where(goal_progress.c.goal_id == goals.c.id).correlate(goals).scalar_subquery()
