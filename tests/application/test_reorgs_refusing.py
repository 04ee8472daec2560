"""Who may plan and apply a reorganisation, what was changed since it was shown, and steps that contradict themselves."""

from datetime import timedelta

import pytest

from okr.contract.goals import ShowGoal
from okr.contract.people import CreatePerson, EditPerson
from okr.contract.reorgs import ApplyReorg, ReorgAction, ReorgStep
from okr.contract.units import CreateUnit, EditUnit
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import UnitKind, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal
from tests.application.reorg_company import apply, leaves, named, plan, step


def test_a_plan_is_refused_where_what_it_touches_was_changed_since(company: Company) -> None:
    goal = make_goal(company)
    found = plan(company, leaves("emil"))
    make_goal(company, "Answer every letter within three days")
    with pytest.raises(Conflict, match="changed since"):
        apply(company, leaves("emil"), state=found.state)
    assert named(company.call(ShowGoal(key=goal.key)).owner) == "emil"
    again = plan(company, leaves("emil"))
    assert apply(company, leaves("emil"), state=again.state).applied


def test_what_the_plan_does_not_touch_may_change_meanwhile(company: Company) -> None:
    found = plan(company, leaves("emil"))
    company.call(EditPerson(handle="sven", title="Seller"))
    assert apply(company, leaves("emil"), state=found.state).applied


def test_the_same_request_under_its_key_is_done_once(company: Company) -> None:
    make_goal(company)
    request = ApplyReorg(steps=(leaves("emil"),))
    first = company.call(request, key="once")
    assert company.call(request, key="once") == first


@pytest.mark.parametrize("by", ["tess", "dan", "olivia"])
def test_who_leads_or_manages_the_leaver_may_plan_and_apply(company: Company, by: str) -> None:
    make_goal(company)
    found = plan(company, leaves("emil"), by=by)
    assert apply(company, leaves("emil"), by=by, state=found.state).counts["goals"] == 1


@pytest.mark.parametrize("by", ["emil", "sara", "sven"])
def test_others_are_refused_even_the_plan(company: Company, by: str) -> None:
    for ask in (plan, apply):
        with pytest.raises(NotAllowed):
            ask(company, leaves("emil"), by=by)


def test_a_lead_moves_units_only_between_those_they_lead(company: Company) -> None:
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    apply(company, step("unit", "CHAT", ReorgAction.PARENT, "HELP"), by="dan")
    with pytest.raises(NotAllowed):
        apply(company, step("unit", "CHAT", ReorgAction.PARENT, "SALES"), by="dan")
    with pytest.raises(NotAllowed):
        apply(company, step("unit", "HELP", ReorgAction.MERGE, "SALES"), by="dan")


def test_goals_that_are_not_shown_are_counted_and_transferred_all_the_same(company: Company) -> None:
    secret = make_goal(
        company, unit="SALES", owner="emil", visibility=Visibility.NAMED, by="olivia", sponsor="sven", key_results=()
    )
    company.call(CreatePerson(handle="lena", name="Lena Lead", unit="CARE", manager="olivia"))
    company.call(EditUnit(key="HELP", lead="lena"))
    found = plan(company, leaves("emil"), by="lena")
    assert found.hidden == 1
    assert secret.key not in {one.key for one in found.changes} | {one.key for one in found.effects}
    apply(company, leaves("emil"), by="lena")
    assert named(company.call(ShowGoal(key=secret.key)).owner) == "tess"


def test_steps_that_contradict_themselves_are_refused_in_words(company: Company) -> None:
    refused: list[tuple[tuple[ReorgStep, ...], type[Exception], str]] = [
        ((leaves("olivia"),), RuleViolation, "Nobody above olivia"),
        ((leaves("olivia", to="dan"),), RuleViolation, "No administrator"),
        ((leaves("emil"), leaves("emil")), InvalidInput, "twice"),
        ((leaves("emil", to="emil"),), InvalidInput, "themselves"),
        ((leaves("emil", to="tess"), leaves("tess")), RuleViolation, "do not work here"),
        ((leaves("tess"), step("person", "sven", ReorgAction.MANAGER, "tess")), RuleViolation, "tess leaves"),
        ((step("person", "dan", ReorgAction.MANAGER, "emil"),), RuleViolation, "above itself: dan > emil > tess > dan"),
        ((step("unit", "CARE", ReorgAction.PARENT, "HELP"),), RuleViolation, "above itself"),
        ((step("unit", "ACME", ReorgAction.MERGE, "HELP"),), RuleViolation, "cannot go up"),
        ((step("unit", "HELP", ReorgAction.SPLIT, "CARE"),), RuleViolation, "key CARE already"),
        ((step("goal", "HELP-1", ReorgAction.MERGE, "CARE"),), InvalidInput, "a goal has no"),
        ((step("person", "nobody", ReorgAction.LEAVES),), NotFound, "nobody"),
        ((step("person", "emil", ReorgAction.MANAGER, "dan", on=TODAY + timedelta(days=1)),), InvalidInput, "future"),
    ]
    for steps, kind, words in refused:
        with pytest.raises(kind, match=words):
            plan(company, *steps)


def test_a_step_of_a_file_is_refused_with_its_place(company: Company) -> None:
    with pytest.raises(NotFound, match=r"reorg\.csv:2: "):
        plan(company, leaves("nobody", place="reorg.csv:2"))
