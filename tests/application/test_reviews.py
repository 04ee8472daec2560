"""Goals are approved before they begin, where their cycle asks for it: by whom, for which version, and what is said of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.contract.cycles import CreateCycle, EditCycle
from okr.contract.goals import EditGoal, SetGoalState, ShowGoal
from okr.contract.homes import ShowHome
from okr.contract.key_results import CreateKeyResult, EditKeyResult
from okr.contract.notices import ListNotices
from okr.contract.reviews import ReviewGoal
from okr.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import CycleKind, GoalState, ObjectKind, ReviewVerdict, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import CAST, ROLES, add_cast, audit_of, make_goal, reply_time

APPROVE, RETURN = ReviewVerdict.APPROVED, ReviewVerdict.RETURNED


def ask_for_approval(company: Company) -> None:
    company.call(EditCycle(key="2026-Q4", needs_approval=True))


def propose(company: Company, **fields: object) -> str:
    key = make_goal(company, **fields).key
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    return key


def review(
    company: Company, key: str, verdict: ReviewVerdict = APPROVE, *, by: str = "tess", remark: str | None = None
):
    return company.call(ReviewGoal(key=key, verdict=verdict, remark=remark), by=by)


def activate(company: Company, key: str, *, by: str = "emil"):
    return company.call(SetGoalState(key=key, state=GoalState.ACTIVE), by=by)


def test_an_approved_goal_becomes_active_and_the_remark_stays_with_it(company: Company):
    ask_for_approval(company)
    key = propose(company)
    approved = review(company, key, remark="Bold, and doable")
    active = activate(company, key)

    assert (approved.state, approved.approved) == (GoalState.IN_REVIEW, True)
    assert active.state is GoalState.ACTIVE
    (said,) = active.reviews
    assert (said.verdict, said.remark, said.by.handle) == (APPROVE, "Bold, and doable", "tess")


def notices(company: Company, by: str, key: str) -> list[str]:
    return [one.text for one in company.call(ListNotices(), by=by).items if one.key == key]


def test_reviewers_are_told_of_what_waits_and_the_owner_of_what_was_said(company: Company):
    key = propose(company)
    (asked,) = notices(company, "tess", key)
    assert asked.startswith(f"Emil Employee asks you to review {key}")
    assert notices(company, "dan", key) == notices(company, "emil", key) == []

    review(company, key, RETURN, remark="Which customers?")

    (said,) = notices(company, "emil", key)
    assert said.startswith(f"Tess Team returns {key}")
    assert said.endswith(": Which customers?")


def test_the_manager_and_the_lead_are_told_where_they_are_two(company: Company):
    key = make_goal(company, unit="SALES", owner="emil", by="olivia").key
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    assert len(notices(company, "tess", key)) == len(notices(company, "sara", key)) == 1


def test_other_goals_do_not_touch_an_approval(company: Company):
    ask_for_approval(company)
    other, key = make_goal(company, "Answer every letter within five days"), propose(company)
    review(company, key)
    company.call(EditKeyResult(key=f"{other.key}.1", target=Decimal(8)), by="emil")

    assert company.call(ShowGoal(key=key)).approved is True
    assert activate(company, key).state is GoalState.ACTIVE


def test_without_approval_a_goal_does_not_begin_where_its_cycle_asks_for_it(company: Company):
    ask_for_approval(company)
    key = propose(company)

    with pytest.raises(RuleViolation, match=f"{key} cannot become active yet: goals of 2026-Q4 are approved first"):
        activate(company, key)
    with pytest.raises(RuleViolation, match="are approved first"):
        make_goal(company, "Answer every letter within five days", activate=True)
    assert company.call(ShowGoal(key=key)).approved is False


def test_where_no_approval_is_asked_for_none_is_needed(company: Company):
    key = propose(company)

    assert activate(company, key).state is GoalState.ACTIVE
    assert company.call(ShowGoal(key=key)).approved is None


@pytest.mark.parametrize("role", ROLES)
def test_who_may_approve_a_goal(company: Company, role: str):
    add_cast(company)
    ask_for_approval(company)
    key = propose(company, **CAST)
    able = {"lead and manager", "lead above"}

    assert ("review_goal" in company.call(ShowGoal(key=key), by=ROLES[role]).may) == (role in able)
    if role in able:
        assert review(company, key, by=ROLES[role]).approved is True
    else:
        with pytest.raises(NotAllowed, match="may review this goal, and never its owner"):
            review(company, key, by=ROLES[role])
        assert company.call(ShowGoal(key=key)).reviews == ()


def test_a_lead_does_not_approve_their_own_goal_but_the_one_above_does(company: Company):
    ask_for_approval(company)
    key = make_goal(company, owner="tess").key
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="tess")

    with pytest.raises(NotAllowed):
        review(company, key, by="tess")
    assert review(company, key, by="dan").approved is True


def test_who_has_nobody_above_needs_no_approval(company: Company):
    ask_for_approval(company)

    goal = make_goal(company, unit="ACME", owner="olivia", by="olivia", activate=True)
    assert (goal.state, goal.approved) == (GoalState.ACTIVE, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda key: EditGoal(key=key, title="Answer customers much faster than before"),
        lambda key: EditKeyResult(key=f"{key}.1", target=Decimal(8)),
        lambda key: CreateKeyResult(goal=key, key_result=reply_time(title="Hours to a second reply")),
    ],
)
def test_an_approval_holds_for_what_was_approved_and_nothing_else(company: Company, change):
    ask_for_approval(company)
    key = propose(company)
    review(company, key)
    company.call(change(key), by="emil")

    assert company.call(ShowGoal(key=key)).approved is False
    assert not company.call(ShowGoal(key=key)).reviews[0].holds
    with pytest.raises(RuleViolation, match="what Tess Team approved was changed since"):
        activate(company, key)

    review(company, key)
    assert activate(company, key).state is GoalState.ACTIVE


def test_a_returned_goal_is_a_draft_again_with_the_reason(company: Company):
    ask_for_approval(company)
    key = propose(company)
    with pytest.raises(RuleViolation, match="is returned with a remark"):
        review(company, key, RETURN)
    returned = review(company, key, RETURN, remark="Measured how?")

    assert (returned.state, returned.approved) == (GoalState.DRAFT, False)
    with pytest.raises(RuleViolation, match=r"Tess Team returned it: Measured how\?"):
        activate(company, key)


def test_a_return_after_an_approval_takes_it_back(company: Company):
    ask_for_approval(company)
    key = propose(company)
    review(company, key)
    assert review(company, key, RETURN, remark="On second thoughts").approved is False
    assert [one.number for one in company.call(ShowGoal(key=key)).reviews] == [2, 1]


def test_what_is_not_proposed_is_not_reviewed(company: Company):
    draft, active = make_goal(company), make_goal(company, "Answer every letter within five days", activate=True)

    with pytest.raises(RuleViolation, match="is a draft; it is reviewed once it is proposed"):
        review(company, draft.key)
    with pytest.raises(RuleViolation, match="only what has not begun is reviewed"):
        review(company, active.key)


def test_what_a_person_may_not_see_they_cannot_review(company: Company):
    key = propose(company, visibility=Visibility.NAMED)

    with pytest.raises(NotFound):
        review(company, key, by="sara")


def test_a_review_of_an_older_version_is_refused(company: Company):
    key = propose(company)
    version = company.call(ShowGoal(key=key)).version
    company.call(EditGoal(key=key, why="Another reason that matters to customers"), by="emil")

    with pytest.raises(Conflict, match="was changed by Emil Employee since"):
        company.call(ReviewGoal(key=key, verdict=APPROVE, version=version), by="tess")


def test_only_a_reviewer_takes_a_goal_into_review(company: Company):
    key = propose(company)

    with pytest.raises(NotAllowed, match="may review this goal"):
        company.call(SetGoalState(key=key, state=GoalState.IN_REVIEW), by="emil")
    assert company.call(SetGoalState(key=key, state=GoalState.IN_REVIEW), by="dan").state is GoalState.IN_REVIEW


def test_a_review_is_in_the_audit(company: Company):
    key = propose(company)
    review(company, key, remark="Good")

    found = [entry for entry in audit_of(company, key) if entry.object_kind is ObjectKind.REVIEW]
    assert [entry.after for entry in found] == [{"verdict": "approved", "remark": "Good"}]


def waiting_at_home(company: Company, by: str, **fields: object) -> list[str]:
    return [goal.key for goal in company.call(ShowHome.model_validate(fields), by=by).reviews]


def test_what_waits_for_a_review_stands_on_the_home_of_the_nearest_who_may_until_it_is_reviewed(company: Company):
    key = propose(company)
    assert waiting_at_home(company, "tess") == [key]
    for other in ("emil", "dan", "sven", "olivia"):
        assert waiting_at_home(company, other) == [], other

    review(company, key, RETURN, remark="By when?")
    assert waiting_at_home(company, "tess") == []
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    review(company, key)
    assert waiting_at_home(company, "tess") == []


def test_what_a_lead_proposes_waits_on_the_home_of_their_manager_and_not_on_their_own(company: Company):
    key = make_goal(company, owner="tess").key
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="tess")
    assert waiting_at_home(company, "dan") == [key]
    assert waiting_at_home(company, "tess") == []


def test_goals_of_the_next_cycle_wait_on_todays_home_and_those_of_a_past_day_do_not(company: Company):
    company.call(
        CreateCycle(key="2027-Q1", kind=CycleKind.QUARTER, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    )
    key = make_goal(company, cycle="2027-Q1").key
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    assert waiting_at_home(company, "tess") == [key]
    past = company.call(ShowHome(as_of=TODAY), by="tess", on=TODAY + timedelta(days=1))
    assert (past.today, past.reviews) == (TODAY, ())
