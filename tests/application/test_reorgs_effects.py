"""What a reorganisation says beforehand of goals that it does not change: whose weight they carry, and who still sees them."""

from datetime import timedelta
from decimal import Decimal

from okr.contract.accountability import ShowAccountability
from okr.contract.goals import LinkGoal, UnlinkGoal
from okr.contract.people import EditPerson
from okr.contract.reorgs import ApplyReorg, Loss, PlanReorg, ReorgAction, ReorgEffect, ReorgStep
from okr.contract.units import EditUnit
from okr.domain.vocabulary import Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal, make_top
from tests.application.reorg_company import leaves


def effects(company: Company, loss: Loss, *steps: ReorgStep, by: str | None = None) -> list[tuple[str, str, str]]:
    """What is said of one kind of loss: key, before, after."""
    found = company.call(PlanReorg(steps=steps), by=by).effects
    return [_brief(one) for one in found if one.loses is loss]


def _brief(effect: ReorgEffect) -> tuple[str, str, str]:
    return effect.key, effect.before, effect.after


def test_a_goal_above_says_how_much_of_its_weight_rests_on_a_leaver(company: Company) -> None:
    top, other = make_top(company), make_top(company, "Sell to customers who stay", unit="SALES", owner="sara")
    first, second = make_goal(company, activate=True), make_goal(company, "Answer on Sundays too", activate=True)
    draft = make_goal(company, "A draft counts nowhere")
    for goal, weight in ((first, 3), (second, 2), (draft, 9)):
        company.call(LinkGoal(child=goal.key, parent=top.key, weight=Decimal(weight)))
    company.call(LinkGoal(child=other.key, parent=top.key, weight=Decimal(4)))
    said = f"5 of 10 from {first.key}, {second.key}"  # with its own key result of weight 1
    assert effects(company, Loss.WEIGHT, leaves("emil")) == [(top.key, said, "the same, with tess")]
    company.call(UnlinkGoal(child=first.key, parent=top.key))
    company.call(UnlinkGoal(child=second.key, parent=top.key))
    assert effects(company, Loss.WEIGHT, leaves("emil")) == []


def test_weights_of_goals_that_are_not_shown_are_not_told(company: Company) -> None:
    top = make_top(company, visibility=Visibility.NAMED, readers=("emil",))
    goal = make_goal(company, activate=True)
    company.call(LinkGoal(child=goal.key, parent=top.key))
    assert [key for key, *_ in effects(company, Loss.WEIGHT, leaves("emil"))] == [top.key]
    assert effects(company, Loss.WEIGHT, leaves("emil"), by="dan") == []


def test_who_saw_a_goal_before_is_told_as_it_stood_with_the_lead_who_leaves(company: Company) -> None:
    goal = make_goal(company, visibility=Visibility.NAMED, owner="tess", by="olivia")
    assert effects(company, Loss.VISIBILITY, leaves("tess")) == [
        (goal.key, "tess; above: dan, olivia", "dan; above: olivia")
    ]
    company.call(EditUnit(key="HELP", lead="emil"))
    assert effects(company, Loss.VISIBILITY, leaves("emil")) == []


def test_a_new_manager_or_lead_names_the_goals_that_somebody_no_longer_sees(company: Company) -> None:
    goal = make_goal(company, visibility=Visibility.NAMED, by="olivia")
    make_goal(company, "Everybody sees this one anyway", by="olivia")
    manager = ReorgStep(what="person", who="emil", action=ReorgAction.MANAGER, to="sara")
    assert effects(company, Loss.VISIBILITY, manager) == []  # tess and dan still see it as leads of its units
    lead = ReorgStep(what="unit", who="HELP", action=ReorgAction.LEAD, to="sven")
    assert effects(company, Loss.VISIBILITY, manager, lead) == [
        (goal.key, "emil; above: dan, olivia, tess", "emil; above: dan, olivia, sara, sven")
    ]
    above = ReorgStep(what="unit", who="CARE", action=ReorgAction.LEAD, to="tess")
    line = ReorgStep(what="person", who="tess", action=ReorgAction.MANAGER, to="olivia")
    assert effects(company, Loss.VISIBILITY, above, line) == [
        (goal.key, "emil; above: dan, olivia, tess", "emil; above: olivia, tess")
    ]


def test_goals_of_who_left_without_a_reorganisation_are_told_until_they_are_handed_over(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(EditPerson(handle="emil", employed_to=TODAY - timedelta(days=1)))
    for by in ("olivia", "dan"):
        report = company.call(ShowAccountability(unit="CARE"), by=by)
        (found,) = report.ownerless
        assert found.owner is not None
        assert (found.key, found.owner.handle, report.unit.without_owner) == (goal.key, "emil", 1)
        assert [row.without_owner for row in report.units] == [1]
    company.call(ApplyReorg(steps=(leaves("emil").model_copy(update={"on": TODAY - timedelta(days=1)}),)), by="dan")
    report = company.call(ShowAccountability(unit="CARE"))
    assert (report.ownerless, report.unit.without_owner) == ((), 0)
