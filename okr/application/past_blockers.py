"""R16: the blockers of a day, with who had to answer them then."""

from collections.abc import Callable

from okr.application.case import ReadCase
from okr.application.finding import FoundKeyResult, find_goal_or_key_result, find_person
from okr.application.past_company import EVERYBODY, PastOrganisation, Wanted, answered_on, evening_of
from okr.contract.base import Page
from okr.contract.blockers import BlockerView, ListBlockers
from storage.as_of import When
from storage.past_blockers import goals_to_answer_for


def blockers_on(
    case: ReadCase, query: ListBlockers, when: When, answer: Callable[[ReadCase, ListBlockers], Page[BlockerView]]
) -> Page[BlockerView]:
    """What lists blockers every day lists them as of a day."""
    moment = evening_of(case, when).written_by
    person_id = case.actor.person_id if query.person is None else find_person(case, query.person).id

    def whose(place: PastOrganisation) -> Wanted:
        if query.key is not None:
            found = find_goal_or_key_result(case, query.key)
            goal_id = found.goal.id if isinstance(found, FoundKeyResult) else found.id
            return Wanted(frozenset(), frozenset(), goals=frozenset({goal_id}))
        if query.scope == "all" and query.person is None:
            return EVERYBODY
        wanted = (
            place.mine(person_id) if query.person is not None or query.scope == "mine" else place.team_of(person_id)
        )
        if wanted.people is None:
            return wanted
        return wanted._replace(goals=frozenset(goals_to_answer_for(case.work, wanted.people, moment)))

    return answered_on(case, query, when, wanted=whose, answer=answer)
