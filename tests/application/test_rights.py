"""Whoever is refused is told who may do it, by name: the nearest people who have the right."""

from typing import Any

import pytest

from okr.contract.base import Command
from okr.contract.cycles import EditCycle
from okr.contract.goals import EditGoal, SetOverride
from okr.contract.people import EditPerson
from okr.contract.units import EditUnit
from okr.domain.errors import NotAllowed
from okr.domain.vocabulary import Status
from tests.application.companies import Company
from tests.application.goal_company import make_goal

OWNER, LEAD = "Emil Employee (emil), its owner", "Tess Team (tess), who leads the unit or one above"


@pytest.mark.parametrize(
    ("request_of", "told"),
    [
        (lambda key: EditGoal(key=key, title="Answer nobody"), f"Ask {OWNER}, or {LEAD}."),
        (lambda key: SetOverride(key=key, status=Status.ON_TRACK, reason="I say so"), f"Ask {OWNER}, or {LEAD}."),
        (lambda _: EditPerson(handle="emil", title="Nobody"), f"Ask {LEAD}."),
        (lambda _: EditUnit(key="CARE", name="Nothing"), "Ask Dan Division (dan), who leads the unit or one above."),
        (lambda _: EditCycle(key="2026-Q4", needs_approval=True), "Ask Olivia Owner (olivia), an administrator."),
    ],
)
def test_who_has_the_right_is_named(company: Company, request_of: Any, told: str) -> None:
    goal = make_goal(company)
    asked: Command[Any] = request_of(goal.key)
    with pytest.raises(NotAllowed) as refusal:
        company.call(asked, by="sven")
    assert refusal.value.hint == told


def test_a_unit_without_a_lead_sends_to_the_one_above(company: Company) -> None:
    company.call(EditUnit(key="HELP", lead=None))
    with pytest.raises(NotAllowed) as refusal:
        company.call(EditUnit(key="HELP", name="Nothing"), by="sven")
    assert "Dan Division (dan)" in str(refusal.value.hint)
