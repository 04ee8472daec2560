"""Goals are activated, paused, closed and reopened: by whom, with which reason, and what that does to numbers and days."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import EditGoal, LinkGoal, SetGoalState, ShowGoal
from okr.contract.key_results import CreateKeyResult, EditKeyResult
from okr.domain.errors import Conflict, NotAllowed, OkrError, RuleViolation
from okr.domain.vocabulary import GoalState, ObjectKind
from storage import schema
from tests.application.companies import TODAY, Company
from tests.application.goal_company import (
    CAST,
    DELEGATES_MAY_THE_FIRST,
    Q4,
    ROLES,
    add_cast,
    audit_of,
    history_of,
    id_of,
    ledger_of,
    make_goal,
    make_top,
    reply_time,
)

CLOSING = (GoalState.ACHIEVED, GoalState.MISSED, GoalState.CANCELLED)


def set_state(company: Company, key: str, state: GoalState, *, by: str = "emil", **fields: object):
    return company.call(SetGoalState.model_validate({"key": key, "state": state, **fields}), by=by)


def pauses_of(company: Company, key: str) -> list[list[str | None]]:
    statement = select(schema.goals.c.pauses).where(schema.goals.c.key == key)
    found = company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())
    assert isinstance(found, list)
    return found


def test_a_draft_goes_through_review_to_active(company: Company):
    goal = make_goal(company)
    states = [
        set_state(company, goal.key, state, by=who).state
        for state, who in ((GoalState.PROPOSED, "emil"), (GoalState.IN_REVIEW, "tess"), (GoalState.ACTIVE, "emil"))
    ]

    assert states == [GoalState.PROPOSED, GoalState.IN_REVIEW, GoalState.ACTIVE]


def test_activation_sets_the_day_and_the_start_that_nobody_gave(company: Company):
    goal = make_goal(company, key_results=(reply_time(), reply_time(title="Own start", starts_on=date(2026, 10, 12))))

    active = set_state(company, goal.key, GoalState.ACTIVE)

    assert (active.activated_on, active.starts) == (TODAY, TODAY)
    assert [result.starts for result in active.results] == [TODAY, date(2026, 10, 12)]


def test_a_start_of_its_own_stays_at_activation(company: Company):
    goal = make_goal(company, starts_on=date(2026, 10, 12))

    assert set_state(company, goal.key, GoalState.ACTIVE).starts == date(2026, 10, 12)


def test_a_goal_planned_for_a_later_cycle_starts_with_it(company: Company):
    goal = make_goal(company, effective_on=date(2026, 9, 1))

    active = set_state(company, goal.key, GoalState.ACTIVE, effective_on=date(2026, 9, 20))

    assert (active.activated_on, active.starts) == (date(2026, 9, 20), Q4[0])


def test_activation_too_late_for_the_due_date_says_so(company: Company):
    goal = make_goal(company, due_on=date(2026, 11, 10))

    with pytest.raises(RuleViolation, match="is due on 2026-11-10, which leaves no time from 2026-11-18 on"):
        set_state(company, goal.key, GoalState.ACTIVE)


def test_a_failing_letter_keeps_a_goal_a_draft(company: Company):
    goal = make_goal(company, focus_area=None)

    with pytest.raises(
        RuleViolation, match=r"cannot become active yet\. Relevant: it serves no parent goal"
    ) as refused:
        set_state(company, goal.key, GoalState.ACTIVE)

    assert refused.value.hint == f"All five letters: okr smart {goal.key}"
    assert company.call(ShowGoal(key=goal.key)).state is GoalState.DRAFT


def test_a_goal_without_an_owner_cannot_become_active(company: Company):
    goal = make_goal(company)
    company.call(EditGoal(key=goal.key, owner=None), by="emil")

    with pytest.raises(RuleViolation, match="has no owner"):
        set_state(company, goal.key, GoalState.ACTIVE, by="tess")


def test_a_goal_counts_in_its_parent_from_activation_on_and_not_while_it_is_paused(company: Company):
    top = make_top(company, key_results=(reply_time(weight=Decimal(0)),))
    goal = make_goal(company, parent=top.key)
    assert company.call(ShowGoal(key=top.key)).progress is None

    set_state(company, goal.key, GoalState.ACTIVE)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(4)), by="emil")
    assert company.call(ShowGoal(key=top.key)).progress == 1_000_000

    set_state(company, goal.key, GoalState.PAUSED)
    assert company.call(ShowGoal(key=top.key)).progress is None

    set_state(company, goal.key, GoalState.ACTIVE)
    assert company.call(ShowGoal(key=top.key)).progress == 1_000_000


def test_pauses_are_kept_with_their_days(company: Company):
    goal = make_goal(company, activate=True, starts_on=Q4[0], effective_on=Q4[0])
    set_state(company, goal.key, GoalState.PAUSED, effective_on=date(2026, 10, 20))
    assert pauses_of(company, goal.key) == [["2026-10-20", None]]

    set_state(company, goal.key, GoalState.ACTIVE, effective_on=date(2026, 11, 2))
    assert pauses_of(company, goal.key) == [["2026-10-20", "2026-11-01"]]

    set_state(company, goal.key, GoalState.PAUSED)
    set_state(company, goal.key, GoalState.ACTIVE)
    assert pauses_of(company, goal.key) == [["2026-10-20", "2026-11-01"]]


@pytest.mark.parametrize("state", CLOSING)
def test_what_is_closed_is_frozen(company: Company, state: GoalState):
    top = make_top(company)
    goal = make_goal(company, activate=True)
    set_state(company, goal.key, state, reason="It is over")

    attempts: tuple[Callable[[], object], ...] = (
        lambda: company.call(EditGoal(key=goal.key, title="Something else"), by="emil"),
        lambda: company.call(CreateKeyResult(goal=goal.key, key_result=reply_time()), by="emil"),
        lambda: company.call(EditKeyResult(key=f"{goal.key}.1", title="Something else"), by="emil"),
        lambda: company.call(LinkGoal(child=goal.key, parent=top.key), by="emil"),
        lambda: company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(5)), by="emil"),
    )
    for attempt in attempts:
        with pytest.raises(OkrError, match=str(state)):
            attempt()


@pytest.mark.parametrize("state", [GoalState.MISSED, GoalState.CANCELLED])
@pytest.mark.parametrize("reason", [None, " \n"])
def test_giving_a_goal_up_needs_a_reason(company: Company, state: GoalState, reason: str | None):
    goal = make_goal(company, activate=True)

    with pytest.raises(RuleViolation, match=f"that it is {state} needs a reason"):
        set_state(company, goal.key, state, reason=reason)


def test_the_reason_is_in_the_audit(company: Company):
    goal = make_goal(company, activate=True)
    set_state(company, goal.key, GoalState.CANCELLED, reason="The product is gone")

    newest = audit_of(company, goal.key)[0]
    assert newest.after == {"state": "cancelled", "reason": "The product is gone"}


def test_only_an_administrator_reopens_and_says_why(company: Company):
    add_cast(company)
    goal = make_goal(company, activate=True)
    set_state(company, goal.key, GoalState.MISSED, reason="The quarter is over")

    for who in ("emil", "tess", "dan"):
        with pytest.raises(NotAllowed, match="only an administrator may reopen it"):
            set_state(company, goal.key, GoalState.ACTIVE, by=who, reason="It was reached after all")
    with pytest.raises(RuleViolation, match="reopening it needs a reason"):
        set_state(company, goal.key, GoalState.ACTIVE, by="ada")

    assert set_state(company, goal.key, GoalState.ACTIVE, by="ada", reason="It was reached").state is GoalState.ACTIVE


@pytest.mark.parametrize(("role", "activates", "closes"), DELEGATES_MAY_THE_FIRST)
def test_who_may_activate_and_who_may_close(company: Company, role: str, activates: bool, closes: bool):
    add_cast(company)
    draft, active = (
        make_goal(company, **CAST),
        make_goal(company, "Call back customers in a day", **CAST, activate=True),
    )
    for key, state, may in ((draft.key, GoalState.ACTIVE, activates), (active.key, GoalState.CANCELLED, closes)):
        if may:
            assert set_state(company, key, state, by=ROLES[role], reason="So it is").state is state
        else:
            with pytest.raises(NotAllowed, match="Only its owner"):
                set_state(company, key, state, by=ROLES[role], reason="So it is")


def test_states_are_remembered_with_their_days(company: Company):
    goal = make_goal(company, effective_on=date(2026, 10, 1))
    set_state(company, goal.key, GoalState.ACTIVE, effective_on=date(2026, 10, 5))
    set_state(company, goal.key, GoalState.ACHIEVED)

    versions = history_of(company, ObjectKind.GOAL, id_of(company, goal.key))

    assert [(one.effective_on, one.data and one.data["state"]) for one in versions] == [
        (date(2026, 10, 1), "draft"),
        (date(2026, 10, 5), "active"),
        (TODAY, "achieved"),
    ]
    assert ledger_of(company, goal.key) == []


def test_a_state_is_not_set_on_what_was_changed_in_between(company: Company):
    goal = make_goal(company)
    company.call(EditGoal(key=goal.key, title="Answer within a day"), by="tess")

    with pytest.raises(Conflict, match="was changed by Tess Team since"):
        set_state(company, goal.key, GoalState.ACTIVE, version=goal.version)


def test_key_results_tell_the_state_of_their_goal_now_and_on_a_past_day(company: Company):
    draft = make_goal(company)
    assert [one.goal_state for one in draft.results] == [GoalState.DRAFT]

    later = TODAY + timedelta(days=3)
    active = company.call(SetGoalState(key=draft.key, state=GoalState.ACTIVE), by="tess", on=later)
    assert [one.goal_state for one in active.results] == [GoalState.ACTIVE]
    then = company.call(ShowGoal(key=draft.key, as_of=TODAY), on=later)
    assert [one.goal_state for one in then.results] == [GoalState.DRAFT]
