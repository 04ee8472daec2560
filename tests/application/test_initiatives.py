"""Initiatives: the work under goals, who writes it, who has it to do, and that it moves no number."""

from datetime import date

import pytest

from okr.contract.base import PersonRef
from okr.contract.goals import SetGoalState, ShowGoal
from okr.contract.initiatives import CreateInitiative, EditInitiative, InitiativeView, ListInitiatives
from okr.contract.notices import ListNotices
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import GoalState, ObjectKind, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import CAST, ROLES, add_cast, make_goal

FRIDAY = date(2026, 11, 20)


def who(person: PersonRef | None) -> str | None:
    return None if person is None else person.handle


def write(company: Company, of: str, title: str = "Hire two agents", *, by: str = "emil", **fields: object) -> str:
    return company.call(CreateInitiative.model_validate({"of": of, "title": title} | fields), by=by).key


def listed(company: Company, by: str = "olivia", **asked: object) -> list[InitiativeView]:
    return list(company.call(ListInitiatives.model_validate({"scope": "all"} | asked), by=by).items)


def test_work_is_numbered_within_its_goal_and_belongs_to_who_wrote_it(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    first, second = write(company, goal, due_on=FRIDAY), write(company, f"{goal}.1", "Write templates", owner="@tess")

    assert (first, second) == (f"{goal}~1", f"{goal}~2")
    found = {one.key: one for one in listed(company)}
    assert (who(found[first].owner), found[first].key_result, found[first].due_on) == ("emil", None, FRIDAY)
    assert (who(found[second].owner), found[second].key_result) == ("tess", f"{goal}.1")


def test_work_moves_no_number(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    before = company.call(ShowGoal(key=goal))
    key = write(company, goal)
    company.call(EditInitiative(key=key, done_on=TODAY), by="emil")

    after = company.call(ShowGoal(key=goal))
    assert (after.progress, after.expected, after.status, after.version) == (
        before.progress,
        before.expected,
        before.status,
        before.version,
    )
    assert [(one.key, one.done_on) for one in after.initiatives] == [(key, TODAY)]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_add_work_and_change_it(company: Company, role: str) -> None:
    add_cast(company)
    goal = make_goal(company, **CAST).key
    by = ROLES[role]
    if role in {"sponsor", "colleague"}:
        with pytest.raises(NotAllowed, match="may add work to this goal"):
            write(company, goal, by=by)
        with pytest.raises(NotAllowed, match="whoever it lies with"):
            company.call(EditInitiative(key=write(company, goal), title="Hire three agents"), by=by)
    else:
        key = write(company, goal, by=by)
        assert company.call(EditInitiative(key=key, title="Hire three agents"), by=by).title == "Hire three agents"


def test_whoever_has_it_to_do_says_that_it_is_done_and_the_owner_of_the_goal_is_told(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    key = write(company, goal, owner="sven", due_on=FRIDAY)
    notice = company.call(ListNotices(), by="sven").items[0]
    assert (notice.kind, notice.key) == (ObjectKind.INITIATIVE, key)
    assert notice.text == f"Emil Employee gives you {key} to do: Hire two agents, due 2026-11-20"

    done = company.call(EditInitiative(key=key.lower(), done_on=TODAY), by="sven")
    assert (done.done_on, listed(company)) == (TODAY, [])
    assert [one.key for one in listed(company, done=True)] == [key]
    assert f"has done {key}" in company.call(ListNotices(), by="emil").items[0].text
    company.call(EditInitiative(key=key, done_on=None), by="sven")
    assert [one.key for one in listed(company)] == [key]


def test_nobody_gets_work_for_a_goal_that_they_may_not_see(company: Company) -> None:
    goal = make_goal(company, visibility=Visibility.UNIT).key

    with pytest.raises(RuleViolation, match="sven may not see"):
        write(company, goal, owner="sven")
    write(company, goal)
    assert listed(company, "sven") == []
    with pytest.raises(NotFound):
        company.call(EditInitiative(key=f"{goal}~1", title="Mine now"), by="sven")


def test_what_is_wrong_is_refused_with_the_reason(company: Company) -> None:
    goal, other = make_goal(company, activate=True).key, make_goal(company, "Answer every letter within a week").key
    key = write(company, goal)

    with pytest.raises(InvalidInput, match="is in the future"):
        company.call(EditInitiative(key=key, done_on=FRIDAY), by="emil")
    with pytest.raises(RuleViolation, match="is no key result of"):
        company.call(EditInitiative(key=key, key_result=f"{other}.1"), by="emil")
    with pytest.raises(NotFound, match="There is no initiative"):
        company.call(EditInitiative(key=f"{goal}~9", title="Another"), by="emil")
    with pytest.raises(InvalidInput, match="is no key of an initiative"):
        company.call(EditInitiative(key=goal, title="Another"), by="emil")
    with pytest.raises(InvalidInput, match="title: is empty"):
        write(company, goal, " ")
    company.call(EditInitiative(key=key, title="Hire three agents"), by="tess")
    with pytest.raises(Conflict, match="was changed by Tess Team since"):
        company.call(EditInitiative(key=key, title="Hire four agents", version=1), by="emil")
    company.call(SetGoalState(key=goal, state=GoalState.CANCELLED, reason="No money"), by="emil")
    with pytest.raises(RuleViolation):
        write(company, goal)
    assert listed(company) == []


def test_lists_are_by_due_day_of_those_who_are_asked_about(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    never = write(company, goal, "Think")
    late = write(company, f"{goal}.1", "Call the printer", due_on=date(2026, 11, 16), owner="tess")
    soon = write(company, goal, "Print", due_on=FRIDAY)

    assert [one.key for one in listed(company)] == [late, soon, never]
    assert [one.key for one in listed(company, within_days=7)] == [late, soon]
    assert [one.days_late for one in listed(company)] == [2, 0, 0]
    assert [one.key for one in listed(company, "emil", scope="mine")] == [soon, never]
    assert [one.key for one in listed(company, "dan", scope="team")] == [late, soon, never]
    assert [one.key for one in listed(company, "sara", scope="team")] == []
    assert [one.key for one in listed(company, person="tess")] == [late]
    assert [one.key for one in listed(company, key=f"{goal}.1")] == [late]
    page = company.call(ListInitiatives(scope="all", limit=2))
    rest = company.call(ListInitiatives(scope="all", limit=2, cursor=page.next_cursor))
    assert [one.key for one in (*page.items, *rest.items)] == [late, soon, never]
    assert rest.next_cursor is None
