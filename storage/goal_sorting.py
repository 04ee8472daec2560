"""Pages of goals in other orders than by key: what a goal is sorted by, and the first goals by it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, func, literal, select

from storage.goal_foremost import Figures, foremost
from storage.goal_narrowing import more_than
from storage.goal_reading import ROWS
from storage.rows import AnyRow
from storage.tables.derived import goal_progress, key_result_progress
from storage.tables.goals import goals
from storage.unit_of_work import ReadWork

NEVER = date(1900, 1, 1)
"""Stands for the last word of a goal that has none: it is silent for the longest."""
NOT_BEHIND = 10_000_000
"""Stands behind every difference of two shares in millionths, for goals without progress or pace."""
CROWD = 60_000
"""Goals up to which all that meet the conditions are sorted: of fewer, too few are among those with the least figures of the company."""


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
    work: ReadWork,
    sort: str,
    *conditions: ColumnElement[bool],
    figures: Sequence[ColumnElement[bool]] = (),
    start: Any,
    is_wide: bool,
    limit: int,
) -> Sequence[AnyRow]:
    """The first goals that meet the conditions, by what they are sorted by, then by key; with `sort_value`.

    None of them comes before `start`. `figures` are those among the conditions that are about `goal_progress`, put on its columns.
    `is_wide`: see there.
    """
    order = sort_value(sort)
    table = _figures_of(sort, order, figures) if is_wide else None
    first = None if table is None else foremost(work, table, *conditions, start=start, limit=limit)
    where = conditions if first is None else (goals.c.id.in_(first),)
    # Sorted by its name: SQLite works it out twice where it stands there twice, with values in it.
    named = order.label("sort_value")
    chosen = select(goals.c.id, named).where(*where).order_by(named, goals.c.prefix, goals.c.number).limit(limit)
    shown = chosen.subquery("shown")
    statement = (
        ROWS.add_columns(shown.c.sort_value)
        .join(shown, shown.c.id == goals.c.id)
        .order_by(shown.c.sort_value, goals.c.prefix, goals.c.number)
    )
    return work.connection.execute(statement).all()


def is_wide(
    work: ReadWork, sort: str, *conditions: ColumnElement[bool], figures: Sequence[ColumnElement[bool]] = ()
) -> bool:
    """Whether the goals with the least figures are looked at before all are sorted: for the last word, where many meet the conditions.

    `figures` are on the columns of `goal_progress`, the conditions are all others.
    """
    if sort != "last-word":
        return sort in {"progress", "behind"}
    return _are_many(work, figures) and more_than(work, CROWD, *conditions)


def _are_many(work: ReadWork, figures: Sequence[ColumnElement[bool]]) -> bool:
    if not figures:
        return True
    some = select(goal_progress.c.goal_id).where(*figures).limit(CROWD + 1).subquery()
    return bool(work.connection.execute(select(func.count()).select_from(some)).scalar_one() > CROWD)


def _figures_of(sort: str, whole: ColumnElement[Any], conditions: Sequence[ColumnElement[bool]]) -> Figures | None:
    """Where what goals are sorted by lies; None for what is no figure."""
    own, results = goal_progress.c, key_result_progress.c
    not_behind = literal(NOT_BEHIND, Integer())
    match sort:
        case "progress":
            value = func.coalesce(own.progress_ppm, not_behind, type_=Integer())
            return Figures(own.goal_id, value, whole, tuple(conditions))
        case "behind":
            value = func.coalesce(own.progress_ppm - own.expected_ppm, not_behind, type_=Integer())
            return Figures(own.goal_id, value, whole, tuple(conditions))
        case "last-word":
            last = func.coalesce(func.max(results.last_reading_on), literal(NEVER, Date()), type_=Date())
            said = select(results.goal_id, last.label("said")).group_by(results.goal_id).subquery()
            return Figures(
                said.c.goal_id, said.c.said, whole, of_none=NEVER, with_rows=results.goal_id, nearest=(1_000,)
            )
    return None


def _figure(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(column).where(goal_progress.c.goal_id == goals.c.id).correlate(goals).scalar_subquery()
