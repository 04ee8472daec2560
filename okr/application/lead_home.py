"""The home of a lead: what the team owes, what is in its way, its worst goals, its people."""

from collections.abc import Collection, Sequence
from uuid import UUID

from okr.application.accountability import blockers
from okr.application.acknowledging import lately_acknowledged
from okr.application.case import ReadCase
from okr.application.due import list_due
from okr.application.goal_rows import goal_rows
from okr.application.mean_figures import Sums, mean_figures, means_of
from okr.application.orphans import aligned_among
from okr.application.watermelons import watermelons
from okr.contract.base import Figures, PersonRef, UnitRef
from okr.contract.check_ins import ListDue
from okr.contract.contributions import ContributionRow
from okr.contract.goal_rows import GoalRow
from okr.contract.homes import LeadHome, TeamMember
from okr.domain.pace import worst
from okr.domain.vocabulary import WORST_FIRST, Status
from storage import goal_reading
from storage import homes as statements
from storage.derived import AnyRow
from storage.due import leads_many
from storage.schema import goals

TEAM_GOALS = 50
OWN_GOALS = 50
"""Goals of the lead's own of which it is told who has read the check-ins."""
MEMBERS_SHOWN = 200
BLOCKERS_SHOWN = 50
DUE_SHOWN = 50


def lead_home(
    case: ReadCase, cycle_id: UUID, led: Sequence[AnyRow], *, asks: tuple[ContributionRow, ...], at_a_glance: bool
) -> tuple[LeadHome, Figures | None]:
    """The home of a lead and what all goals of the team come to; `asks` wait for their answer.

    At a glance the goals of a large team are not added up, unless they are known.
    """
    team, of_many = statements.team(case.work, case.actor), leads_many(case.work, case.actor)
    ids = statements.worst_goals(case.work, case.actor, team, cycle_id=cycle_id, limit=TEAM_GOALS, of_many=of_many)
    rows = goal_rows(case, ids)
    due = list_due(case, ListDue(scope="team", within_days=0, limit=DUE_SHOWN))
    shown: list[GoalRow] = [rows[one] for one in ids]
    lists_all = len(ids) < TEAM_GOALS
    own = statements.owned_goals(case.work, case.actor.person_id, cycle_id=cycle_id, limit=OWN_GOALS)
    is_known = of_many and statements.knows_sums_of_team(case.work, case.actor, cycle_id=cycle_id)
    is_counted = lists_all or is_known or not (at_a_glance and of_many)
    home = LeadHome(
        teams=tuple(UnitRef(key=unit.prefix, name=unit.name) for unit in led),
        due=due.items,
        blockers=blockers(case, [team, goals.c.cycle_id == cycle_id], limit=BLOCKERS_SHOWN),
        goals=tuple(shown),
        members=_members(case, cycle_id, [unit.id for unit in led]),
        asks=asks,
        watermelons=watermelons(case, [row.id for row in goal_reading.key_results_of(case.work, ids)]),
        acknowledged=lately_acknowledged(case, [row.id for row in goal_reading.key_results_of(case.work, own)]),
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
