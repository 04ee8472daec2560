"""A page of goals: what most calls of the program ask for, so that this module loads little beside it."""

from okr.application.case import ReadCase
from okr.application.goal_filters import conditions, figure_conditions, look_up
from okr.application.goal_rows import rows_of
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page
from okr.contract.goal_rows import GoalRow, ListGoals
from storage import goal_reading as statements
from storage.policy import hidden_count, visible_goals
from storage.tables.goals import goals


@reads(ListGoals)
def list_goals(case: ReadCase, query: ListGoals) -> Page[GoalRow]:
    """Goals by key; all filters must hold. `hidden` counts the goals that would be listed but may not be seen."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_goals import list_goals_as_of  # evaluates anew what the rest reads

        return list_goals_as_of(case, query, when)
    wanted = [*conditions(look_up(case, query)), *figure_conditions(query)]
    later = after((goals.c.prefix, goals.c.number), read_cursor(query.cursor, str, int))
    return page(
        statements.page(case.work, *wanted, *later, visible_goals(case.actor), limit=query.limit + 1),
        query.limit,
        items=lambda rows: tuple(rows_of(case, rows).values()),
        cursor=lambda row: write_cursor(row.prefix, row.number),
        hidden=hidden_count(case.work, case.actor, *wanted),
    )
