"""The homes: what an employee, a lead and an executive see first. The executive's lives in `executive_home`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from okr.application.accountability import blockers
from okr.application.acknowledging import acknowledged
from okr.application.case import ReadCase
from okr.application.contributions_reading import list_contributions
from okr.application.due import list_due, only_looked_at
from okr.application.executive_home import executive_home
from okr.application.finding import find_cycle
from okr.application.goal_rows import goal_rows
from okr.application.handlers import reads
from okr.application.home_waiting import waiting_for
from okr.application.key_result_views import key_result_views_by_id
from okr.application.looking_back import when_of
from okr.application.mean_figures import Sums, mean_figures, means_of
from okr.application.moving import moved_among
from okr.application.orphans import aligned_among
from okr.application.sight import line_of_sight, upwards
from okr.application.watermelons import watermelons
from okr.contract.base import Figures, PersonRef, UnitRef
from okr.contract.check_ins import ListDue
from okr.contract.contributions import ContributionRow, ListContributions
from okr.contract.goals import GoalRow
from okr.contract.homes import Acknowledged, EmployeeHome, Heading, Home, LeadHome, MyGoal, ShowHome, TeamMember
from okr.contract.key_results import KeyResultView
from okr.domain.pace import worst
from okr.domain.vocabulary import WORST_FIRST, Status
from storage import goal_reading
from storage import homes as statements
from storage.derived import AnyRow
from storage.due import leads_many
from storage.schema import goals

if TYPE_CHECKING:
    from storage.as_of import When

MY_GOALS = 50
DUE_SHOWN = 50
TEAM_GOALS = 50
MEMBERS_SHOWN = 200
BLOCKERS_SHOWN = 50
SOON_DAYS = 7
ASKS_SHOWN = 20
MOVED_SHOWN = 5
READ_SHOWN = 5
READ_WITHIN_DAYS = 14


@reads(ShowHome)
def show_home(case: ReadCase, query: ShowHome) -> Home:
    """The home of the acting person in a role: the highest that follows from the facts, unless one is asked for.

    Who leads the root unit is an executive; who leads a unit directly below it, or is an administrator, may look as one. Who
    leads a unit or has reports is a lead. Everybody is an employee.
    """
    when = when_of(case, query)
    if when is not None:
        return _home_on(case, query, when)
    cycle = find_cycle(case, query.cycle)
    led = statements.led_units(case.work, case.actor.person_id)
    roles = _roles(case, led)
    role = query.role or _own_role(led, roles)
    me = statements.me(case.work, case.actor.person_id)
    employee = lead = executive = summary = None
    if role == "employee":
        employee, summary = _employee_home(case, cycle.id)
    elif role == "lead":
        lead, summary = _lead_home(case, cycle.id, led, at_a_glance=query.at_a_glance)
    else:
        executive, summary = executive_home(case, cycle, asks=_asks(case), at_a_glance=query.at_a_glance)
    return Home.model_validate(
        {
            "role": role,
            "roles": roles,
            "me": PersonRef(handle=me.handle, name=me.name),
            "organisation": case.settings.name,
            "cycle": cycle.key,
            "cycle_starts_on": cycle.starts_on,
            "cycle_ends_on": cycle.ends_on,
            "today": case.today,
            "loaded_at": case.now,
            "summary": summary,
            "employee": employee,
            "lead": lead,
            "executive": executive,
            **waiting_for(case),
        }
    )


def _home_on(case: ReadCase, query: ShowHome, when: "When") -> Home:
    """The home as it was on a day (R16), in the roles that today allows."""
    from okr.application.past_company import EVERYBODY, PastOrganisation, Wanted, cycle_on, on_day

    led = statements.led_units(case.work, case.actor.person_id)
    roles = _roles(case, led)
    role = query.role or _own_role(led, roles)

    def whose(place: PastOrganisation) -> Wanted:
        if role == "executive":
            return EVERYBODY
        return (place.team_of if role == "lead" else place.mine)(case.actor.person_id)

    with on_day(case, when, whose) as past:
        found = show_home(past, ShowHome.model_validate({"role": role, "cycle": cycle_on(case, when, query.cycle)}))
    return found.model_copy(update={"roles": roles, "loaded_at": case.now, "reviews": ()} | _without_check_ins(found))


def _without_check_ins(home: Home) -> dict[str, object]:
    """The parts of a home that list what is due, without the right to check in: nobody checks in to the past."""
    parts = {"employee": home.employee, "lead": home.lead}
    return {
        name: part.model_copy(update={"due": only_looked_at(part.due)})
        for name, part in parts.items()
        if part is not None
    }


def _own_role(led: Sequence[AnyRow], roles: Sequence[str]) -> str:
    """The highest role that follows from the facts, in which the home opens."""
    if any(unit.depth == 0 for unit in led):
        return "executive"
    return "lead" if "lead" in roles else "employee"


def _roles(case: ReadCase, led: Sequence[AnyRow]) -> tuple[str, ...]:
    roles = ["employee"]
    if led or statements.has_reports(case.work, case.actor.person_id, on=case.today):
        roles.append("lead")
    if case.actor.is_administrator or any(unit.depth <= 1 for unit in led):
        roles.append("executive")
    return tuple(roles)


def _employee_home(case: ReadCase, cycle_id: UUID) -> tuple[EmployeeHome, Figures | None]:
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
        asks=_asks(case),
        moved_above=moved_among(case, above, limit=MOVED_SHOWN),
        acknowledged=_acknowledged(case, [row.id for row in of_goals]),
    )
    return home, mean_figures(list(rows.values()))


def _headings(case: ReadCase, views: Mapping[UUID, KeyResultView]) -> dict[str, tuple[Heading, ...]]:
    """Where key results are heading, by the keys of their goals; those without enough readings are left out."""
    from okr.application.why_forecast import (
        result_forecasts,  # only this home has forecasts, and each waits for what it loads
    )

    forecasts = result_forecasts(case, list(views))
    found: dict[str, tuple[Heading, ...]] = {}
    for one, view in views.items():
        if one in forecasts:
            found[view.goal] = (*found.get(view.goal, ()), Heading(key=view.key, forecast=forecasts[one]))
    return found


def _asks(case: ReadCase) -> tuple[ContributionRow, ...]:
    """The contributions that wait for an answer of the acting person, the longest due first."""
    return list_contributions(case, ListContributions(waiting=True, limit=ASKS_SHOWN)).items


def _acknowledged(case: ReadCase, key_result_ids: Sequence[UUID]) -> tuple[Acknowledged, ...]:
    """Which check-ins of the acting person to some key results were read in the last days, the newest first."""
    since = case.now - timedelta(days=READ_WITHIN_DAYS)
    return acknowledged(case, case.actor.person_id, key_result_ids, since=since, limit=READ_SHOWN)


def _lead_home(
    case: ReadCase, cycle_id: UUID, led: Sequence[AnyRow], *, at_a_glance: bool
) -> tuple[LeadHome, Figures | None]:
    """The home of a lead and what all goals of the team come to; at a glance those of a large team are not added up, unless they are known."""
    team, of_many = statements.team(case.work, case.actor), leads_many(case.work, case.actor)
    ids = statements.worst_goals(case.work, case.actor, team, cycle_id=cycle_id, limit=TEAM_GOALS, of_many=of_many)
    rows = goal_rows(case, ids)
    due = list_due(case, ListDue(scope="team", within_days=0, limit=DUE_SHOWN))
    shown: list[GoalRow] = [rows[one] for one in ids]
    lists_all = len(ids) < TEAM_GOALS
    is_known = of_many and statements.knows_sums_of_team(case.work, case.actor, cycle_id=cycle_id)
    is_counted = lists_all or is_known or not (at_a_glance and of_many)
    home = LeadHome(
        teams=tuple(UnitRef(key=unit.prefix, name=unit.name) for unit in led),
        due=due.items,
        blockers=blockers(case, [team, goals.c.cycle_id == cycle_id], limit=BLOCKERS_SHOWN),
        goals=tuple(shown),
        members=_members(case, cycle_id, [unit.id for unit in led]),
        asks=_asks(case),
        watermelons=watermelons(case, [row.id for row in goal_reading.key_results_of(case.work, ids)]),
        counted=is_counted,
    )
    if lists_all:
        return home, mean_figures(shown)
    if not is_counted:
        return home, None
    return home, _means(statements.sums_of_team(case.work, case.actor, cycle_id=cycle_id))


def _means(sums: AnyRow) -> Figures | None:
    """The means of all goals of a team of which the worst are listed."""
    figures = sums._asdict()
    place = figures.pop("worst")
    weakest = WORST_FIRST[place] if place is not None and place < len(WORST_FIRST) else None
    return means_of(Sums(**figures, weakest=weakest))


def _members(case: ReadCase, cycle_id: UUID, unit_ids: Collection[UUID]) -> tuple[TeamMember, ...]:
    """Who reports to the lead or works in the units led, with how their goals stand; hidden goals count, unnamed."""
    people = statements.members(case.work, case.actor.person_id, unit_ids, on=case.today, limit=MEMBERS_SHOWN)
    ids = [person.id for person in people]
    owned: dict[UUID, list[AnyRow]] = {}
    for row in statements.goals_of_people(case.work, ids, cycle_id=cycle_id):
        owned.setdefault(row.owner_id, []).append(row)
    aligned = aligned_among(case, {row.id for rows in owned.values() for row in rows})
    overdue = statements.overdue_by_owner(case.work, ids, today=case.today)
    return tuple(
        TeamMember(
            person=PersonRef(handle=person.handle, name=person.name),
            goals=len(owned.get(person.id, ())),
            worst=_worst(owned.get(person.id, ())),
            overdue=overdue.get(person.id, 0),
            aligned=any(row.id in aligned for row in owned.get(person.id, ())),
        )
        for person in people
    )


def _worst(rows: Sequence[AnyRow]) -> Status | None:
    return worst([row.shown for row in rows])
