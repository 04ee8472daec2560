"""The home of an employee: their goals and where these are heading, what is due, what moved above, who read what."""

from collections.abc import Mapping
from uuid import UUID

from okr.application.acknowledging import lately_acknowledged
from okr.application.case import ReadCase
from okr.application.due import list_due
from okr.application.goal_rows import goal_rows
from okr.application.key_result_views import key_result_views_by_id
from okr.application.mean_figures import mean_figures
from okr.application.moving import moved_among
from okr.application.sight import line_of_sight, upwards
from okr.application.why_forecast import result_forecasts
from okr.contract.base import Figures
from okr.contract.check_ins import ListDue
from okr.contract.contributions import ContributionRow
from okr.contract.homes import EmployeeHome, Heading, MyGoal
from okr.contract.key_results import KeyResultView
from storage import goal_reading
from storage import homes as statements

MY_GOALS = 50
DUE_SHOWN = 50
SOON_DAYS = 7
MOVED_SHOWN = 5


def employee_home(
    case: ReadCase, cycle_id: UUID, *, asks: tuple[ContributionRow, ...]
) -> tuple[EmployeeHome, Figures | None]:
    """The home of an employee and the mean of their goals; `asks` wait for their answer."""
    ids = statements.owned_goals(case.work, case.actor.person_id, cycle_id=cycle_id, limit=MY_GOALS)
    rows = goal_rows(case, ids)
    of_goals = goal_reading.key_results_of(case.work, ids)
    views = key_result_views_by_id(case, [row.id for row in of_goals])
    results: dict[UUID, list[KeyResultView]] = {}
    for row in of_goals:
        results.setdefault(row.goal_id, []).append(views[row.id])
    links = upwards(case, ids)
    above = {link.id for found in links.values() for link in found} - set(ids)
    due = list_due(case, ListDue(scope="mine", within_days=SOON_DAYS, limit=DUE_SHOWN))
    headings = _headings(case, views)
    home = EmployeeHome(
        goals=tuple(
            MyGoal(
                goal=goal,
                results=tuple(results.get(one, ())),
                line_of_sight=line_of_sight(links, one),
                headings=headings.get(goal.key, ()),
            )
            for one, goal in rows.items()
        ),
        due=due.items,
        vision=statements.vision(case.work),
        asks=asks,
        moved_above=moved_among(case, above, limit=MOVED_SHOWN),
        acknowledged=lately_acknowledged(case, [row.id for row in of_goals]),
    )
    return home, mean_figures(list(rows.values()))


def _headings(case: ReadCase, views: Mapping[UUID, KeyResultView]) -> dict[str, tuple[Heading, ...]]:
    """Where key results are heading, by the keys of their goals; those without enough readings are left out."""
    forecasts = result_forecasts(case, list(views))
    found: dict[str, tuple[Heading, ...]] = {}
    for one, view in views.items():
        if one in forecasts:
            found[view.goal] = (*found.get(view.goal, ()), Heading(key=view.key, forecast=forecasts[one]))
    return found
