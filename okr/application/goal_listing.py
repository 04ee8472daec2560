"""A page of goals by key or in another order: what most calls of the program ask for, so that this module loads little beside it."""

from datetime import date
from typing import TYPE_CHECKING

from okr.application.case import ReadCase
from okr.application.goal_filters import (
    Wanted,
    asked_of_figures,
    conditions,
    figure_conditions,
    look_up,
    may_be_many,
    may_be_rare,
    narrowed,
)
from okr.application.goal_pages import PlainPage
from okr.application.goal_rows import rows_of
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page
from okr.contract.goal_rows import GoalRow, ListGoals
from okr.domain.errors import InvalidInput
from storage.goal_pages import page_by_key
from storage.policy import hidden_count, visible_goals
from storage.tables.goals import goals

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@reads(ListGoals)
def list_goals(case: ReadCase, query: ListGoals) -> Page[GoalRow]:
    """Goals by key; all filters must hold. `hidden` counts the goals that would be listed but may not be seen."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_goals import list_goals_as_of  # evaluates anew what the rest reads

        if query.sort != "key":
            raise InvalidInput("sort: lists of the past are by key.", hint="Leave the order out.", field="sort")
        return list_goals_as_of(case, query, when)
    filtered = look_up(case, query)
    if query.sort != "key":
        return _sorted(case, query, narrowed(case, filtered))
    wanted = _wanted(filtered)
    if may_be_rare(filtered):
        few = narrowed(case, filtered)
        wanted = wanted if few.left is None else _wanted(few)
    later = read_cursor(query.cursor, str, int)
    rows = page_by_key(case.work, case.actor, *wanted, later_than=later, limit=query.limit + 1)
    found = PlainPage(case, rows, limit=query.limit)
    return Page(
        items=found.goals(),
        next_cursor=write_cursor(*found.last) if found.has_more else None,
        hidden=hidden_count(case.work, case.actor, *wanted),
    )


_KINDS = {"title": str, "behind": int, "progress": int, "due": date, "last-word": date}
"""What the cursor of each order holds before the key."""


def _wanted(filtered: Wanted) -> "list[ColumnElement[bool]]":
    figures = figure_conditions(filtered.query) if filtered.left is None else ()
    return [*conditions(filtered), *figures]


def _sorted(case: ReadCase, query: ListGoals, filtered: Wanted) -> Page[GoalRow]:
    from storage.goal_sorting import is_wide, sort_value, sorted_page  # for the few lists that are not by key

    wanted = _wanted(filtered)
    order = sort_value(query.sort)
    cursor = read_cursor(query.cursor, _KINDS[query.sort], str, int)
    later = after((order, goals.c.prefix, goals.c.number), cursor)
    return page(
        sorted_page(
            case.work,
            query.sort,
            *(*wanted, *later, visible_goals(case.actor)),
            figures=asked_of_figures(query),
            start=None if cursor is None else cursor[0],
            is_wide=may_be_many(filtered)
            and is_wide(case.work, query.sort, *conditions(filtered), figures=asked_of_figures(query)),
            limit=query.limit + 1,
        ),
        query.limit,
        items=lambda rows: tuple(rows_of(case, rows).values()),
        cursor=lambda row: write_cursor(row.sort_value, row.prefix, row.number),
        hidden=hidden_count(case.work, case.actor, *wanted),
    )
