"""R16: the organisation of a past day: its tree, its units, and lists of goals by the units of that day."""

from datetime import date

import pytest

from okr.contract.goal_rows import ListGoals
from okr.contract.goals import ShowGoalTree
from okr.contract.imports import ImportRecords
from okr.contract.key_results import ListKeyResults
from okr.contract.people import CreatePerson
from okr.contract.reorgs import ApplyReorg, ReorgAction, ReorgStep
from okr.contract.units import CreateUnit, ListBelow, OrgNode, ShowOrgTree, ShowUnit
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import UnitKind
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal
from tests.exchange.real_data import needs, records

LATER = date(2026, 11, 25)


def step(what: str, who: str, action: ReorgAction, to: str | None = None) -> ReorgStep:
    return ReorgStep.model_validate({"what": what, "who": who, "action": action, "to": to})


@pytest.fixture
def moved(company: Company) -> Company:
    """HELP goes from CARE to SALES and gets another lead a week later; a unit and a person are new, emil is gone."""
    make_goal(company, activate=True)
    steps = (
        step("unit", "HELP", ReorgAction.PARENT, "SALES"),
        step("unit", "HELP", ReorgAction.LEAD, "sven"),
        step("person", "emil", ReorgAction.LEAVES),
    )
    company.call(ApplyReorg(steps=steps), on=LATER)
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="HELP"), on=LATER)
    company.call(CreatePerson(handle="nia", name="Nia New", unit="CHAT", manager="tess"), on=LATER)
    return company


def units(node: OrgNode) -> dict[str, tuple[str | None, int]]:
    """Every unit of a tree with its lead and the people below it."""
    found = {node.unit.key: (node.lead.handle if node.lead else None, node.people_below)}
    for child in node.children:
        found |= units(child)
    return found


def test_the_tree_of_a_past_day_is_that_of_the_day(moved: Company) -> None:
    following = date(2026, 11, 26)
    then = moved.call(ShowOrgTree(with_people=True, as_of=TODAY), on=following)
    assert units(then) == {"ACME": ("olivia", 6), "CARE": ("dan", 3), "HELP": ("tess", 2), "SALES": ("sara", 2)}
    (care,) = (child for child in then.children if child.unit.key == "CARE")
    (desk,) = care.children
    assert [one.handle for one in desk.people] == ["emil", "tess"]
    now = units(moved.call(ShowOrgTree(), on=following))
    assert now == {
        "ACME": ("olivia", 6),
        "CARE": ("dan", 1),
        "SALES": ("sara", 4),
        "HELP": ("sven", 2),
        "CHAT": (None, 1),
    }
    assert units(moved.call(ShowOrgTree(as_of=LATER), on=following)) == now | {
        "ACME": ("olivia", 7), "SALES": ("sara", 5), "HELP": ("sven", 3),
    }  # emil's last day  # fmt: skip


def test_pages_of_units_of_a_past_day_are_those_of_the_day(moved: Company) -> None:
    desk = moved.call(ShowUnit(key="HELP", as_of=TODAY), on=LATER)
    assert desk.parent is not None
    assert desk.lead is not None
    assert (desk.parent.key, desk.lead.handle, desk.people) == ("CARE", "tess", 2)
    rows = moved.call(ListBelow(unit="HELP", as_of=TODAY), on=LATER).items
    assert [row.person.handle for row in rows if row.person] == ["emil", "tess"]
    assert [row.unit for row in rows if row.unit] == []


def test_goals_are_listed_by_the_units_of_the_day(moved: Company) -> None:
    def listed(unit: str, day: date | None) -> list[str]:
        return [one.key for one in moved.call(ListGoals(unit=unit, as_of=day), on=LATER).items]

    assert (listed("CARE", TODAY), listed("SALES", TODAY)) == (["HELP-1"], [])
    assert (listed("CARE", None), listed("SALES", None)) == ([], ["HELP-1"])
    assert listed("ACME", TODAY) == listed("HELP", TODAY) == ["HELP-1"]
    results = moved.call(ListKeyResults(unit="CARE", as_of=TODAY), on=LATER).items
    assert [one.key for one in results] == ["HELP-1.1"]
    roots = moved.call(ShowGoalTree(unit="CARE", as_of=TODAY), on=LATER).roots
    assert [root.goal.key for root in roots if root.goal is not None] == ["HELP-1"]
    assert moved.call(ShowGoalTree(unit="SALES", as_of=TODAY), on=LATER).roots == ()


@pytest.mark.parametrize("who", ["dan", "emil", "sven"])
def test_everybody_may_look_at_the_organisation_of_a_past_day(moved: Company, who: str) -> None:
    assert moved.call(ShowOrgTree(as_of=TODAY), by=who, on=LATER).people_below == 6


def test_the_future_has_no_structure(company: Company) -> None:
    with pytest.raises(InvalidInput, match="in the future"):
        company.call(ShowOrgTree(as_of=LATER))


@needs("uk-organograms")
def test_a_real_body_keeps_the_structure_of_its_time_after_a_reorganisation(company: Company) -> None:
    def release(name: str, **how: object) -> ImportRecords:
        return records("uk-organograms", name).model_copy(update=how)

    company.call(release("bundle"))
    before = units(company.call(ShowOrgTree()))
    company.call(release("bundle-health-2011-09-30", reorganise=True), on=LATER)
    assert units(company.call(ShowOrgTree(as_of=TODAY), on=LATER)) == before
    assert units(company.call(ShowOrgTree(), on=LATER)) != before
