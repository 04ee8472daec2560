"""A person in one look: what they own, the way from there to the top, and how they keep their check-ins."""

from okr.application.accountability import ASKS, MOVED, UNANSWERED, Tally
from okr.application.case import ReadCase
from okr.application.finding import find_cycle, find_person
from okr.application.goal_rows import goal_rows, person_ref
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.orphans import aligned_among
from okr.application.people import view_of
from okr.application.sight import line_of_sight, upwards
from okr.contract.portraits import OwnedGoal, Portrait, ShowPortrait
from okr.domain.policy import Action, PersonFacts
from okr.domain.vocabulary import GoalState
from storage import accountability as counted
from storage import blockers, contribution_counts, homes
from storage import people as stored
from storage import portraits as statements
from storage.goal_reading import in_cycle
from storage.policy import hidden_count
from storage.schema import goals

GOALS_SHOWN = 50


@reads(ShowPortrait)
def show_portrait(case: ReadCase, query: ShowPortrait) -> Portrait:
    """A person with what they own in a cycle; counts hold hidden goals too, and say so."""
    person = find_person(case, query.handle, field="handle")
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import answered_on

        past = answered_on(case, query, when, wanted=lambda place: place.mine(person.id), answer=show_portrait)
        return past.model_copy(update={"may_edit": False})
    cycle = find_cycle(case, query.cycle)
    here = in_cycle(cycle.id)
    owned = goals.c.owner_id == person.id
    ids = statements.owned(case.work, case.actor, person.id, cycle.id, limit=GOALS_SHOWN)
    rows = goal_rows(case, ids)
    links = upwards(case, ids)
    tally = Tally()
    for names, counts in (
        (counted.GOAL_COUNTS, counted.goals_by_owner(case.work, [person.id], here)),
        (counted.RESULT_COUNTS, counted.results_by_owner(case.work, [person.id], here, today=case.today)),
        (MOVED, counted.goalposts_by_owner(case.work, [person.id], here)),
        (UNANSWERED, blockers.unanswered_by_owner(case.work, [person.id], here)),
        (ASKS, contribution_counts.unanswered_by_person(case.work, [person.id], here, today=case.today)),
    ):
        for _, numbers in counts:
            tally.add(names, numbers)
    active = {row.id for row in homes.goals_of_people(case.work, [person.id], cycle_id=cycle.id)}
    facts = PersonFacts(person.id, person.path, stored.unit_path(case.work, person.id))
    return Portrait(
        person=view_of(case, person.handle),
        cycle=cycle.key,
        goals=tuple(
            OwnedGoal(goal=goal, line_of_sight=line_of_sight(links, one))
            for one, goal in sorted(rows.items(), key=lambda item: item[1].state is not GoalState.ACTIVE)
        ),
        account=tally.row(person=person_ref(person.handle, person.name)),
        has_line_of_sight=bool(aligned_among(case, active)),
        hidden=hidden_count(case.work, case.actor, here, owned),
        may_edit=case.may(Action.EDIT_PERSON, facts),
    )
