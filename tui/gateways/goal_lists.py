"""Lists of goals: those that a filter leaves, of one cycle or of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from okr.contract.goal_rows import ListGoals
from tui.reading.goals import goal_page
from tui.view_models.goals import EVERY_CYCLE

if TYPE_CHECKING:
    from okr.contract.goal_rows import GoalOrder
    from tui.gateways.looking import LookingBackend
    from tui.view_models.goals import GoalFilter, GoalPage


def goal_list(
    backend: LookingBackend, wanted: GoalFilter, *, cycle: str | None, is_back: bool, cursor: str | None, limit: int
) -> GoalPage:
    """A page of the goals that a filter leaves; of `cycle` where the filter names none. Lists of the past are by key."""
    named = wanted.cycle or cycle
    request = ListGoals(
        matching=wanted.words or None,
        status=wanted.status,
        state=wanted.state,
        owner=wanted.owner,
        unit=wanted.unit,
        cycle=None if named == EVERY_CYCLE else named,
        focus_area=wanted.focus_area,
        stale=True if wanted.stale else None,
        without_owner=wanted.without_owner,
        ambition=wanted.ambition,
        due_from=wanted.due_from,
        due_until=wanted.due_until,
        sort=cast("GoalOrder", "key" if is_back else wanted.order),
        cursor=cursor,
        limit=limit,
    )
    return goal_page(backend.ask_of_every_cycle(request) if named == EVERY_CYCLE else backend.call(request))
