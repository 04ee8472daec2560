"""Units that are merged, split and moved, managers that are swapped, and a past that keeps its structure."""

from datetime import timedelta

import pytest

from okr.contract.goals import ListGoals, SetGoalState, ShowGoal
from okr.contract.people import ShowPerson
from okr.contract.reorgs import ApplyReorg, ReorgAction
from okr.contract.units import CreateUnit, ShowUnit
from okr.domain.errors import NotFound
from okr.domain.vocabulary import GoalState, ObjectKind, UnitKind, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal
from tests.application.reorg_company import apply, leaves, named, plan, step


def test_a_merged_unit_hands_over_people_goals_and_units_and_is_archived(company: Company) -> None:
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="HELP"))
    goal = make_goal(company, activate=True)
    done = apply(company, step("unit", "HELP", ReorgAction.MERGE, "SALES"))
    assert done.counts == {
        "people in another unit": 2, "units in another place": 1, "units merged": 1, "goals in another unit": 1,
    }  # fmt: skip
    assert company.call(ShowUnit(key="HELP")).archived_on == TODAY
    assert named(company.call(ShowUnit(key="CHAT")).parent) == "SALES"
    assert named(company.call(ShowPerson(handle="emil")).unit) == "SALES"
    after = company.call(ShowGoal(key=goal.key))
    assert (named(after.unit), named(after.owner)) == ("SALES", "emil")


def test_a_unit_may_go_up_in_one_below_it(company: Company) -> None:
    apply(company, step("unit", "CARE", ReorgAction.MERGE, "HELP"))
    help_desk = company.call(ShowUnit(key="HELP"))
    assert (named(help_desk.parent), help_desk.people) == ("ACME", 3)
    assert company.call(ShowUnit(key="CARE")).archived_on == TODAY


def test_a_unit_is_split_with_the_people_and_goals_that_are_named(company: Company) -> None:
    goal = make_goal(company)
    done = apply(
        company,
        step("person", "emil", ReorgAction.UNIT, "CHAT"),
        step("goal", goal.key, ReorgAction.UNIT, "CHAT"),
        step("unit", "CHAT", ReorgAction.LEAD, "emil"),
        step("unit", "HELP", ReorgAction.SPLIT, "CHAT", name="Chat Team"),
    )
    assert done.counts["new units"] == 1
    chat = company.call(ShowUnit(key="CHAT"))
    assert (chat.name, chat.kind, named(chat.parent), named(chat.lead)) == ("Chat Team", UnitKind.TEAM, "CARE", "emil")
    assert named(company.call(ShowGoal(key=goal.key)).unit) == "CHAT"


def test_units_move_and_members_who_no_longer_see_goals_are_named(company: Company) -> None:
    goal = make_goal(company, unit="CARE", owner="dan", by="dan", visibility=Visibility.UNIT)
    steps = (step("unit", "HELP", ReorgAction.PARENT, "SALES"),)
    (effect,) = plan(company, *steps).effects
    assert (effect.kind, effect.key, effect.before) == (ObjectKind.UNIT, "HELP", goal.key)
    company.call(ShowGoal(key=goal.key), by="emil")
    apply(company, *steps)
    with pytest.raises(NotFound):
        company.call(ShowGoal(key=goal.key), by="emil")


def test_managers_may_be_swapped_in_one_reorganisation(company: Company) -> None:
    apply(
        company, step("person", "tess", ReorgAction.MANAGER, "emil"), step("person", "emil", ReorgAction.MANAGER, "dan")
    )
    assert named(company.call(ShowPerson(handle="tess")).manager) == "emil"
    assert named(company.call(ShowPerson(handle="emil")).manager) == "dan"


def test_the_past_keeps_its_structure(company: Company) -> None:
    goal = make_goal(company, activate=True)
    later = TODAY + timedelta(days=7)
    steps = (leaves("emil", on=later), step("unit", "HELP", ReorgAction.MERGE, "SALES", on=later))
    company.call(ApplyReorg(steps=steps), on=later)
    then = company.call(ShowGoal(key=goal.key, as_of=TODAY), on=later)
    now = company.call(ShowGoal(key=goal.key), on=later)
    assert (named(then.unit), named(then.owner)) == ("HELP", "emil")
    assert (named(now.unit), named(now.owner)) == ("SALES", "tess")
    assert [one.key for one in company.call(ListGoals(owner="emil", as_of=TODAY), on=later).items] == [goal.key]
    assert not company.call(ListGoals(owner="emil"), on=later).items


def test_goals_that_are_over_stay_with_who_answered_for_them(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(SetGoalState(key=goal.key, state=GoalState.CANCELLED, reason="No longer needed"), by="tess")
    done = apply(company, leaves("emil"), step("unit", "HELP", ReorgAction.MERGE, "SALES"))
    assert "goals" not in done.counts
    after = company.call(ShowGoal(key=goal.key))
    assert (named(after.unit), named(after.owner)) == ("HELP", "emil")
