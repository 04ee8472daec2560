"""A person sets another status beside the computed one (R7): with a reason, an end, and nothing replaced silently."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import EndOverride, ListGoals, SetOverride, ShowGoal, ShowGoalTree
from okr.domain.errors import InvalidInput, NotAllowed, OkrError, RuleViolation
from okr.domain.vocabulary import Status
from tests.application.companies import TODAY, Company
from tests.application.goal_company import CAST, ROLES, add_cast, make_goal, make_top


def test_an_override_is_shown_with_its_reason_and_who_set_it(company: Company):
    goal = make_goal(company, activate=True)

    shown = company.call(SetOverride(key=goal.key, status=Status.AT_RISK, reason="The supplier is late"), by="emil")

    assert shown.override is not None
    override = shown.override
    assert (override.status, override.computed, override.reason, override.by.handle, override.until) == (
        Status.AT_RISK,
        goal.status,
        "The supplier is late",
        "emil",
        None,
    )


def test_the_computed_status_stays_visible_in_lists_and_trees_too(company: Company):
    goal = make_goal(company, activate=True)
    assert goal.status is not Status.OFF_TRACK
    company.call(SetOverride(key=goal.key, status=Status.OFF_TRACK, reason="The supplier is gone"), by="emil")

    (row,) = company.call(ListGoals(matching=goal.key)).items
    node = company.call(ShowGoalTree(key=goal.key)).roots[0].goal
    for seen in (row, node):
        assert seen.override is not None
        assert (seen.status, seen.override.computed) == (Status.OFF_TRACK, goal.status)


def test_the_parent_sees_the_status_that_was_set(company: Company):
    top = make_top(company)
    goal = make_goal(company, parent=top.key, activate=True)

    company.call(SetOverride(key=goal.key, status=Status.OFF_TRACK, reason="The supplier is gone"), by="emil")

    shown = company.call(ShowGoal(key=top.key))
    assert (shown.weakest, shown.weakest_child) == (Status.OFF_TRACK, goal.key)


def test_an_override_without_an_end_holds_until_the_next_check_in(company: Company):
    goal = make_goal(company, activate=True)
    company.call(SetOverride(key=goal.key, status=Status.AT_RISK, reason="The supplier is late"), by="emil")

    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(8)), by="emil")

    assert company.call(ShowGoal(key=goal.key)).override is None


def test_an_override_with_an_end_holds_through_that_day(company: Company):
    goal = make_goal(company, activate=True)
    until = date(2026, 11, 20)
    company.call(SetOverride(key=goal.key, status=Status.AT_RISK, reason="It snows", until=until), by="emil")
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(8)), by="emil")

    override = company.call(ShowGoal(key=goal.key)).override
    assert override is not None
    assert override.until == until


def test_one_override_is_in_force_and_the_newest_is_it(company: Company):
    goal = make_goal(company, activate=True)
    company.call(SetOverride(key=goal.key, status=Status.AT_RISK, reason="The supplier is late"), by="emil")
    company.call(SetOverride(key=goal.key, status=Status.OFF_TRACK, reason="The supplier is gone"), by="tess")

    override = company.call(ShowGoal(key=goal.key)).override
    assert override is not None
    assert (override.status, override.by.handle) == (Status.OFF_TRACK, "tess")

    assert company.call(EndOverride(key=goal.key), by="emil").override is None
    with pytest.raises(RuleViolation, match="it shows the computed one"):
        company.call(EndOverride(key=goal.key), by="emil")


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", True),
        ("lead and manager", True),
        ("lead above", True),
        ("delegate", False),
        ("sponsor", False),
        ("contributor", False),
        ("colleague", False),
        ("administrator", False),
    ],
)
def test_owner_managers_and_leads_set_a_status(company: Company, role: str, may: bool):
    add_cast(company)
    goal = make_goal(company, **CAST, activate=True)
    command = SetOverride(key=goal.key, status=Status.AT_RISK, reason="The supplier is late")
    if may:
        assert company.call(command, by=ROLES[role]).override is not None
    else:
        with pytest.raises(NotAllowed, match="may set the status of this goal"):
            company.call(command, by=ROLES[role])
        with pytest.raises(NotAllowed):
            company.call(EndOverride(key=goal.key), by=ROLES[role])


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"reason": " "}, InvalidInput, "reason"),
        ({"reason": "It snows", "until": date(2026, 11, 17)}, RuleViolation, f"choose {TODAY} or later"),
    ],
)
def test_an_override_needs_a_reason_and_an_end_to_come(
    company: Company, fields: dict[str, object], error: type[OkrError], words: str
):
    goal = make_goal(company, activate=True)

    with pytest.raises(error, match=words):
        company.call(SetOverride.model_validate({"key": goal.key, "status": Status.AT_RISK, **fields}), by="emil")


def test_a_draft_shows_no_status_to_override(company: Company):
    goal = make_goal(company)

    with pytest.raises(RuleViolation, match="is draft; only an active goal has a status"):
        company.call(SetOverride(key=goal.key, status=Status.AT_RISK, reason="It snows"), by="emil")
