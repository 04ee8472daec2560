"""Edits: what is left out stays, what is given as null is emptied or goes back to what it is by itself, or is refused by name."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okr.contract.base import Request
from okr.contract.cycles import EditCycle
from okr.contract.focus_areas import EditFocusArea
from okr.contract.goals import EditGoal
from okr.contract.key_results import EditKeyResult, ShowKeyResult
from okr.contract.organisation import EditOrganisation
from okr.contract.people import EditPerson
from okr.contract.units import EditUnit
from okr.domain.errors import OkrError
from okr.domain.vocabulary import Metric
from tests.application.companies import Company
from tests.application.goal_company import Q4, make_goal, reply_time

NOT_EMPTIED = {"key", "handle", "reason", "effective_on", "version"}
"""What an edit is about, and what goes with it."""

Edit = type[Request[Any]]
Values = dict[str, object]

GOAL: Values = {
    "sponsor": "dan", "delegate": "sven", "contributors": ["sara"], "readers": ["sven"], "visibility": "named",
    "ambition": "aspirational", "starts_on": "2026-10-09", "due_on": "2026-12-01",
}  # fmt: skip
NUMBERED: Values = {
    "stretch": "2", "checkpoints": [{"day": "2026-11-01", "value": "7"}], "starts_on": "2026-10-09", "due_on": "2026-12-01",
    "cadence": "monthly", "grace_days": 9, "weight": "3", "owner": "tess", "guardrail": False,
}  # fmt: skip
LIMITED: Values = {
    "metric": Metric.BETWEEN, "baseline": None, "target": None, "lower": "2", "upper": "9", "amber_lower": "3",
    "amber_upper": "8", "guardrail": True,
}  # fmt: skip
STEPS: Values = {"metric": Metric.MILESTONES, "baseline": None, "target": None, "milestones": [{"title": "Live"}]}
PERSON: Values = {
    "email": "emil@acme.test", "title": "Agent", "time_zone": "Europe/Berlin", "competencies": ["listening"],
    "employed_from": "2020-01-01", "employed_to": "2027-01-01", "is_administrator": True,
}  # fmt: skip
AREA: Values = {
    "customers": "all", "meaning": "they believe us", "behaviour": "we say what is", "benefit": "they stay",
    "archived": True,
}  # fmt: skip

REFUSED = object()
CASES: Mapping[str, tuple[Edit, str, Values, Mapping[str, object]]] = {
    "goal": (EditGoal, "HELP-1", GOAL, {
        "title": REFUSED, "why": None, "owner": None, "sponsor": None, "delegate": None, "contributors": (),
        "focus_area": None, "ambition": "committed", "visibility": "organisation", "readers": (), "starts_on": Q4[0],
        "due_on": Q4[1],
    }),
    "key result": (EditKeyResult, "HELP-1.1", NUMBERED, {
        "title": REFUSED, "unit_of_measure": None, "baseline": REFUSED, "target": REFUSED, "stretch": None,
        "checkpoints": (), "starts_on": Q4[0], "due_on": Q4[1], "cadence": "weekly", "grace_days": 2,
        "weight": Decimal(1), "owner": "emil", "state": REFUSED,
    }),
    "key result with limits": (EditKeyResult, "HELP-1.2", {}, {
        "lower": REFUSED, "upper": REFUSED, "amber_lower": None, "amber_upper": None, "guardrail": False,
    }),
    "key result with steps": (EditKeyResult, "HELP-1.3", {}, {"milestones": REFUSED}),
    "unit": (EditUnit, "HELP", {}, {
        "name": REFUSED, "kind": REFUSED, "parent": REFUSED, "lead": None, "archived": None,
    }),
    "person": (EditPerson, "emil", PERSON, {
        "name": REFUSED, "email": None, "title": None, "unit": None, "manager": None, "employed_from": None,
        "employed_to": None, "time_zone": None, "competencies": (), "is_administrator": False,
    }),
    "focus area": (EditFocusArea, "trust", AREA, {
        "name": REFUSED, "customers": None, "meaning": None, "behaviour": None, "benefit": None, "owner": None,
        "archived": False,
    }),
    "cycle": (EditCycle, "2026-Q4", {}, {
        "starts_on": REFUSED, "ends_on": REFUSED, "parent": None, "state": REFUSED, "on_track_percent": REFUSED,
        "at_risk_percent": REFUSED, "allowance_percent": REFUSED, "needs_approval": REFUSED,
    }),
    "organisation": (EditOrganisation, "", {"vision": "They stay", "service_values": ["Kind"]}, {
        "name": REFUSED, "vision": None, "service_values": (), "time_zone": REFUSED,
        "fiscal_year_starts_month": REFUSED, "cadence": REFUSED, "grace_days": REFUSED, "minimum_answers": REFUSED,
        "reminder_days": REFUSED,
    }),
}  # fmt: skip
"""For each kind: what is edited, what is set first, and what each field is once it was given as null."""


def edit(company: Company, kind: Edit, key: str, fields: Mapping[str, object]) -> Values:
    """Edit as the owner of the company; answers the view, people and units in it by their key."""
    name = "handle" if "handle" in kind.model_fields else "key"
    given = {name: key, **fields} if key else dict(fields)
    view = company.call(kind.model_validate(given)).model_dump()
    return {field: _bare(value) for field, value in view.items()}


def _bare(value: object) -> object:
    return value.get("handle", value.get("key")) if isinstance(value, dict) else value


@pytest.mark.parametrize("what", CASES)
def test_null_empties_a_field_or_is_refused_by_name(company: Company, what: str):
    kind, key, first, expected = CASES[what]
    limited, steps = reply_time(**LIMITED), reply_time(**STEPS)
    make_goal(company, key_results=(reply_time(), limited, steps))
    if first:
        edit(company, kind, key, first)

    for field, becomes in expected.items():
        if becomes is REFUSED:
            with pytest.raises(OkrError) as refusal:
                edit(company, kind, key, {field: None})
            word = "top" if (kind, field) == (EditUnit, "parent") else field.replace("_", " ")
            assert word in f"{refusal.value.field} {refusal.value}".replace("_", " ")
        else:
            view = edit(company, kind, key, {field: None})
            shown = {"starts_on": "starts", "due_on": "due"}.get(field, field) if "due" in view else field
            assert view.get(shown) == becomes, field


@pytest.mark.parametrize("kind", dict.fromkeys(case[0] for case in CASES.values()), ids=lambda kind: kind.__name__)
def test_every_field_of_every_edit_is_looked_at(kind: Edit):
    looked_at = {field for case in CASES.values() if case[0] is kind for field in case[3]}

    assert looked_at == kind.model_fields.keys() - NOT_EMPTIED


def test_once_its_own_owner_is_taken_away_the_goals_answers_whoever_that_becomes(company: Company):
    goal = make_goal(company, key_results=(reply_time(owner="tess"),))
    emptied = company.call(EditKeyResult(key=f"{goal.key}.1", owner=None))
    assert emptied.owner is not None
    assert emptied.owner.handle == "emil"

    company.call(EditGoal(key=goal.key, owner="dan"))

    seen = company.call(ShowKeyResult(key=f"{goal.key}.1"))
    assert seen.owner is not None
    assert seen.owner.handle == "dan"


def test_what_an_edit_leaves_out_stays(company: Company):
    make_goal(company)
    before = edit(company, EditGoal, "HELP-1", GOAL)

    after = edit(company, EditGoal, "HELP-1", {"why": "Nobody should wait"})

    told = {"why", "version", "last_reading_on"}
    assert {field: value for field, value in after.items() if field not in told} == {
        field: value for field, value in before.items() if field not in told
    }
    assert date.fromisoformat(str(GOAL["due_on"])) == after["due"]
