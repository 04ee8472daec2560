"""The homes: what an employee, a lead and an executive see first.

Each home lives in a module of its own, loaded when it is asked for: whoever opens the interface waits for what is loaded.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from okr.application.case import ReadCase
from okr.application.contributions_reading import list_contributions
from okr.application.finding import find_cycle
from okr.application.handlers import reads
from okr.application.home_waiting import waiting_for
from okr.application.looking_back import when_of
from okr.contract.base import PersonRef, made
from okr.contract.contributions import ContributionRow, ListContributions
from okr.contract.homes import Home, ShowHome
from storage import homes as statements
from storage.derived import AnyRow

if TYPE_CHECKING:
    from storage.as_of import When

ASKS_SHOWN = 20


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
    asks = _asks(case)
    employee = lead = executive = summary = None
    if role == "employee":
        from okr.application.employee_home import employee_home

        employee, summary = employee_home(case, cycle.id, asks=asks)
    elif role == "lead":
        from okr.application.lead_home import lead_home

        lead, summary = lead_home(case, cycle.id, led, asks=asks, at_a_glance=query.at_a_glance)
    else:
        from okr.application.executive_home import executive_home

        executive, summary = executive_home(case, cycle, asks=asks, at_a_glance=query.at_a_glance)
    # Made of what was made here, and looked at by no schema, which would be built for the whole of it at each start.
    return made(
        Home,
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
        },
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
    from okr.application.due import only_looked_at

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


def _asks(case: ReadCase) -> tuple[ContributionRow, ...]:
    """The contributions that wait for an answer of the acting person, the longest due first."""
    return list_contributions(case, ListContributions(waiting=True, limit=ASKS_SHOWN)).items
