"""R16: how cycles stood on a day: their states, what was missing, what waited for a review, grades and what units had learned.

A cycle's life is not remembered by day; reviews and grades carry their times, and the audit says what was written over
(`storage.past_cycles`). What counts goals is answered in the company of the day (`past_company`).
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from okr.application.case import ReadCase
from okr.application.cycles import LESSONS_SHOWN, cycle_view
from okr.application.editing import Found
from okr.application.finding import current_cycle, find_cycle
from okr.application.past_company import (
    MOST_GOALS,
    Wanted,
    answered_in_whole,
    answered_on,
    company_on,
    cycle_on,
    evening_of,
    is_kept,
)
from okr.application.retrospectives import retrospectives_of
from okr.contract.base import AsOf
from okr.contract.cycles import CycleView
from okr.domain.vocabulary import CycleState
from storage import cycles as stored
from storage import past_cycles as statements
from storage.as_of import When

Asked = TypeVar("Asked", bound=AsOf)
Answer = TypeVar("Answer")

LIFE_ALONE = Wanted(frozenset(), frozenset(), life=True)
"""For what is asked about cycles and units, not about goals."""


def of_cycle_on(
    case: ReadCase, query: Asked, when: When, key: str | None, answer: Callable[[ReadCase, Asked], Answer]
) -> Answer:
    """What answers a question about the goals of a cycle every day answers it as of a day."""
    cycle = find_cycle(case, cycle_on(case, when, key))
    if is_kept(case, when) or statements.count_in_cycle(case.work, cycle.id, up_to=MOST_GOALS + 1) > MOST_GOALS:
        return answered_in_whole(case, query, when, answer=answer)
    goals = frozenset(statements.goals_in_cycle(case.work, cycle.id, when=when))
    wanted = Wanted(frozenset(), frozenset(), goals=goals, all_people=True, life=True)
    return answered_on(case, query, when, wanted=lambda _: wanted, answer=answer)


def of_units_on(case: ReadCase, query: Asked, when: When, answer: Callable[[ReadCase, Asked], Answer]) -> Answer:
    """The same of what units wrote about cycles."""
    return answered_on(case, query, when, wanted=lambda _: LIFE_ALONE, answer=answer)


def views_on(case: ReadCase, rows: Sequence[Found], when: When) -> tuple[CycleView, ...]:
    """Cycles in the states that they were in; current is the one that the day lay in."""
    goals = statements.counted_by_cycle(case.work, case.actor, [row.id for row in rows], when=when)
    states = {row["id"]: row for row in statements.cycles_then(case.work, evening_of(case, when).written_by)}
    current = current_cycle(case, when.day).id if rows else None
    return tuple(
        cycle_view(row, goals=goals.get(row.id, 0), is_current=row.id == current).model_copy(
            update={name: states[row.id][name] for name in statements.STEPS}
        )
        for row in rows
    )


def view_on(case: ReadCase, row: Found, cycle: Found, when: When) -> CycleView:
    """One cycle; while it was planned, with what the units had learned from the one before. `row` is the one with its parent."""
    (view,) = views_on(case, [row], when)
    earlier = stored.before(case.work, cycle) if view.state is CycleState.PLANNING else None
    if earlier is None:
        return view
    with company_on(case, when, LIFE_ALONE) as past:
        return view.model_copy(update={"lessons": retrospectives_of(past, earlier, limit=LESSONS_SHOWN)})
