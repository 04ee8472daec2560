"""Trends: how the progress of goals went, at points in equal distances."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from okr.application.case import ReadCase
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.contract.goal_rows import GoalTrend, ShowTrends, Trends
from okr.domain.errors import InvalidInput
from storage import goal_trends as statements

MOST_GOALS = 200
"""Goals of one answer: some screens of them; each has at most a row a day."""


@reads(ShowTrends)
def show_trends(case: ReadCase, query: ShowTrends) -> Trends:
    """The trends of those goals that are there and may be seen, in the order in which they were named."""
    if len(query.keys) > MOST_GOALS:
        raise InvalidInput(f"keys: at most {MOST_GOALS} goals at a time, not {len(query.keys)}.", field="keys")
    when = when_of(case, query)
    today = case.today if when is None else when.day
    rows = {row.key: row for row in statements.by_keys(case.work, case.actor, [key.upper() for key in query.keys])}
    days = statements.days_of(case.work, [row.id for row in rows.values()], through=today)
    found = [rows[key.upper()] for key in dict.fromkeys(query.keys) if key.upper() in rows]
    return Trends(
        items=tuple(
            GoalTrend(
                key=row.key,
                progress=sampled(
                    days.get(row.id, ()), start=row.starts_on, end=min(today, row.due_on), points=query.points
                ),
            )
            for row in found
        )
    )


def sampled(days: Sequence[tuple[date, int | None]], *, start: date, end: date, points: int) -> tuple[int | None, ...]:
    """Where a goal stood at `points` days from the first to the last; None before it moved for the first time."""
    if end < start:
        return ()
    span = (end - start).days
    wanted = list(dict.fromkeys(start + timedelta(days=span * step // (points - 1)) for step in range(points)))
    known = [day for day, _ in days]
    places = (bisect_right(known, day) - 1 for day in wanted)
    return tuple(days[place][1] if place >= 0 else None for place in places)
