"""A cycle is opened, graded, closed and reopened: what is missing is named before, and what is closed stays as it is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from okr.contract.base import DECLARED, Command
from okr.contract.check_ins import AcknowledgeCheckIn, NewCheckIn, RecordCheckIn, RecordCheckIns
from okr.contract.cycles import EditCycle, MoveCycle, ShowCycle, ShowMissing
from okr.contract.goals import (
    CreateGoal,
    EditGoal,
    EndOverride,
    LinkGoal,
    MoveGoal,
    SetGoalState,
    SetOverride,
    ShowGoal,
    UnlinkGoal,
)
from okr.contract.grading import GradeGoal
from okr.contract.key_results import CreateKeyResult, EditKeyResult, FeedKeyResult, UnfeedKeyResult
from okr.contract.notices import ListNotices
from okr.contract.operations import operations
from okr.contract.reviews import ReviewGoal
from okr.domain.errors import Conflict, NotAllowed, RuleViolation
from okr.domain.vocabulary import (
    CycleState,
    GapKind,
    GoalState,
    LinkKind,
    ObjectKind,
    ReviewVerdict,
    Status,
    Visibility,
)
from storage import schema
from storage.unit_of_work import ReadWork
from tests.application.companies import Company
from tests.application.cycle_company import QUARTER, close_by_force, grade, missing, move, plan_next, start_grading
from tests.application.goal_company import ledger_of, make_goal, make_top, reply_time

WRITES_ON_GOALS = ("goals", "key_results", "check_ins", "reviews", "grading")
"""The modules of the contract whose commands change goals and what belongs to them."""


def refusable(key: str, other: str) -> dict[type, Command[Any]]:
    """Every command that changes something of a goal, each as it would be taken while the cycle is active."""
    one = f"{key}.1"
    return {
        type(command): command
        for command in (
            EditGoal(key=key, why="Something else that matters to customers"),
            SetGoalState(key=key, state=GoalState.PAUSED),
            MoveGoal(key=key, unit="CARE"),
            LinkGoal(child=key, parent=other),
            UnlinkGoal(child=key, parent=other),
            SetOverride(key=key, status=Status.AT_RISK, reason="The supplier is late"),
            EndOverride(key=key),
            CreateKeyResult(goal=key, key_result=reply_time(title="Hours to a second reply")),
            EditKeyResult(key=one, title="Hours until somebody replies"),
            FeedKeyResult(child=one, parent=f"{other}.1"),
            UnfeedKeyResult(child=one, parent=f"{other}.1"),
            RecordCheckIn(key=one, value=Decimal(5)),
            RecordCheckIns(check_ins=(NewCheckIn(key=one, value=Decimal(5)),)),
            AcknowledgeCheckIn(key=one, number=1),
            ReviewGoal(key=key, verdict=ReviewVerdict.APPROVED),
            GradeGoal(key=key),
            CreateGoal(title="Answer every letter within five days", unit="HELP", cycle=QUARTER),
        )
    }


def test_no_writing_operation_on_goals_is_forgotten():
    writing = {
        request
        for request in operations()
        if DECLARED[request].writes and request.__module__.rpartition(".")[2] in WRITES_ON_GOALS
    }
    assert writing == set(refusable("HELP-1", "CARE-1"))


@pytest.mark.parametrize("kind", refusable("HELP-1", "CARE-1"), ids=lambda kind: kind.__name__)
def test_nothing_of_a_goal_changes_once_its_cycle_is_closed(company: Company, kind: type):
    key = make_goal(company, activate=True).key
    other = make_goal(
        company, "Answer letters about bills sooner", unit="CARE", owner="dan", by="dan", activate=True
    ).key
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(6)), by="emil")
    close_by_force(company)
    before = company.call(ShowGoal(key=key))

    with pytest.raises(RuleViolation, match=r"2026-Q4(, which)? is closed"):
        company.call(refusable(key, other)[kind])

    assert company.call(ShowGoal(key=key)) == before


def test_the_refusal_says_how_to_go_on(company: Company):
    key = make_goal(company, activate=True).key
    close_by_force(company)

    with pytest.raises(RuleViolation, match=f"{key} belongs to the cycle 2026-Q4, which is closed") as refused:
        company.call(EditGoal(key=key, why="Something else"), by="emil")
    assert refused.value.hint is not None
    assert f"okr cycle roll 2026-Q4 NEXT --goal {key}" in refused.value.hint
    assert "okr cycle reopen 2026-Q4" in refused.value.hint


def test_a_goal_of_an_open_cycle_is_not_tied_to_one_of_a_closed(company: Company):
    closed = make_goal(company, activate=True).key
    close_by_force(company)
    plan_next(company)
    new = make_goal(company, "Answer every letter within five days", cycle="2027-Q1").key

    with pytest.raises(RuleViolation, match=f"{closed} belongs to the cycle 2026-Q4, which is closed"):
        company.call(LinkGoal(child=new, parent=closed), by="tess")


@pytest.mark.parametrize("handle", ["dan", "tess", "emil", "sven"])
def test_only_administrators_take_a_cycle_on(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="Only an administrator may open, grade, close or reopen cycles"):
        move(company, CycleState.GRADING, by=handle)
    assert company.call(ShowCycle(key=QUARTER)).state is CycleState.ACTIVE


def test_of_a_cycle_without_goals_it_is_not_said_that_nothing_is_missing(company: Company):
    key = plan_next(company)
    opened = f"{key} would become active; it has no goals."
    assert company.call(ShowMissing(key=key)).sentence == opened
    assert move(company, CycleState.ACTIVE, key=key, dry_run=True).sentence == opened


def test_what_is_missing_before_a_cycle_opens_is_named(company: Company):
    plan_next(company, needs_approval=True)
    top = make_goal(
        company, "Keep customers for longer than a year", unit="ACME", owner="olivia", cycle="2027-Q1", by="olivia"
    )
    draft = make_goal(company, cycle="2027-Q1", parent=top.key)
    lost = make_goal(company, "Answer every letter within five days", cycle="2027-Q1")
    company.call(EditGoal(key=lost.key, owner=None), by="tess")

    plan = move(company, CycleState.ACTIVE, key="2027-Q1", dry_run=True)

    assert missing(plan) == {
        GapKind.UNAPPROVED: [draft.key, lost.key],
        GapKind.NOT_BEGUN: [top.key],
        GapKind.OWNERLESS: [lost.key],
        GapKind.UNALIGNED: [lost.key],
    }
    assert (plan.done, plan.stops, plan.cycle.state) == (False, False, CycleState.PLANNING)
    assert move(company, CycleState.ACTIVE, key="2027-Q1").cycle.state is CycleState.ACTIVE


def test_whoever_has_not_approved_is_named_and_it_is_never_the_owner(company: Company):
    plan_next(company, needs_approval=True)
    make_goal(company, "Answer every letter within five days", cycle="2027-Q1")
    own = make_goal(company, cycle="2027-Q1", owner="tess")

    def said() -> list[str]:
        gaps = move(company, CycleState.ACTIVE, key="2027-Q1", dry_run=True).gaps
        return [item.text for gap in gaps if gap.kind is GapKind.UNAPPROVED for item in gap.items]

    assert said() == [
        "is draft; Emil Employee submits it to Tess Team: okr goal submit HELP-1",
        "is draft; Tess Team submits it to Dan Division: okr goal submit HELP-2",
    ]
    company.call(SetGoalState(key=own.key, state=GoalState.PROPOSED), by="tess")
    assert said()[1] == "is proposed; Dan Division has not approved it as it stands"


def test_what_is_too_late_while_a_cycle_is_graded_is_not_advised(company: Company):
    top = make_goal(company, "Keep customers for longer than a year", unit="ACME", owner="olivia", by="olivia").key
    draft = make_goal(company, "Answer every letter within five days", parent=top).key
    lone = make_goal(company, activate=True).key
    start_grading(company)

    def said(kind: GapKind) -> dict[str, str]:
        gaps = move(company, CycleState.CLOSED, dry_run=True).gaps
        return {item.key: item.text for gap in gaps if gap.kind is kind for item in gap.items}

    assert said(GapKind.NOT_BEGUN)[draft] == (
        f"is draft and begins no more; Emil Employee gives it up: okr goal cancel {draft} --reason '...'"
    )
    assert said(GapKind.UNALIGNED)[lone] == (
        "is tied to nothing above it; what goes on of it can be tied in the next cycle"
    )
    company.call(SetGoalState(key=draft, state=GoalState.CANCELLED, reason="Too late"), by="emil")
    assert draft not in said(GapKind.NOT_BEGUN)


def test_what_is_missing_may_be_restricted_and_is_counted_all_the_same(company: Company):
    plan_next(company)
    hidden = make_goal(company, cycle="2027-Q1", visibility=Visibility.NAMED).key
    assert missing(move(company, CycleState.ACTIVE, key="2027-Q1", dry_run=True))[GapKind.NOT_BEGUN] == [hidden]


def test_a_dry_run_leaves_nothing_behind(company: Company):
    make_goal(company, activate=True)
    before = company.call(ShowCycle(key=QUARTER))

    move(company, CycleState.GRADING, dry_run=True)

    assert company.call(ShowCycle(key=QUARTER)) == before


def test_a_cycle_with_gaps_is_closed_only_by_force_and_with_a_reason(company: Company):
    active = make_goal(company, activate=True).key
    draft = make_goal(company, "Answer every letter within five days").key
    start_grading(company)

    plan = move(company, CycleState.CLOSED, dry_run=True)
    assert plan.stops
    assert missing(plan) == {
        GapKind.UNGRADED: [active],
        GapKind.NO_POST_MORTEM: [active],
        GapKind.NOT_BEGUN: [draft],
        GapKind.UNALIGNED: [active, draft],
    }
    with pytest.raises(RuleViolation, match=rf"1 goal not graded \({active}\)"):
        move(company, CycleState.CLOSED)
    with pytest.raises(RuleViolation, match="needs a reason"):
        move(company, CycleState.CLOSED, force=True)
    with pytest.raises(RuleViolation, match="cannot be closed yet"):
        company.call(EditCycle(key=QUARTER, state=CycleState.CLOSED))

    assert move(company, CycleState.CLOSED, force=True, reason="The team is no more").cycle.state is CycleState.CLOSED


def test_a_graded_cycle_closes_without_force(company: Company):
    top = make_top(company)
    goal = make_goal(company, parent=top.key, activate=True)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(4)), by="emil")
    company.call(RecordCheckIn(key=f"{top.key}.1", value=Decimal(4)), by="olivia")
    start_grading(company)
    grade(company, goal.key)
    grade(company, top.key, by="olivia")

    plan = move(company, CycleState.CLOSED)

    assert (plan.gaps, plan.done, plan.cycle.state) == ((), True, CycleState.CLOSED)


def test_a_year_does_not_close_before_its_quarters(company: Company):
    move(company, CycleState.GRADING, key="2026")

    with pytest.raises(RuleViolation, match="2026-Q4 below it is not closed"):
        move(company, CycleState.CLOSED, key="2026")


def test_an_administrator_reopens_with_a_reason_that_is_kept(company: Company):
    key = make_goal(company, activate=True).key
    close_by_force(company)

    with pytest.raises(RuleViolation, match="a step back needs a reason"):
        move(company, CycleState.GRADING)
    with pytest.raises(NotAllowed):
        move(company, CycleState.GRADING, by="dan", reason="Two grades are wrong")
    with pytest.raises(RuleViolation, match="a step back needs a reason"):
        company.call(EditCycle(key=QUARTER, state=CycleState.GRADING))
    reopened = move(company, CycleState.GRADING, reason="Two grades are wrong")

    assert reopened.cycle.state is CycleState.GRADING
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(5)), by="emil")


def test_a_cycle_does_not_skip_a_step(company: Company):
    with pytest.raises(RuleViolation, match="2026-Q4 is active and cannot become closed; it can become grading"):
        move(company, CycleState.CLOSED)


def test_a_step_at_an_older_version_is_refused(company: Company):
    with pytest.raises(Conflict, match="2026-Q4 was changed"):
        move(company, CycleState.GRADING, version=7)


def test_while_a_cycle_is_planned_targets_are_free(company: Company):
    plan_next(company)
    key = make_goal(company, cycle="2027-Q1", activate=True, starts_on=date(2027, 1, 1)).key
    company.call(EditKeyResult(key=f"{key}.1", target=Decimal(5)), by="emil")
    assert ledger_of(company, key) == []

    move(company, CycleState.ACTIVE, key="2027-Q1")
    with pytest.raises(RuleViolation, match="another target after the goal's activation needs a reason"):
        company.call(EditKeyResult(key=f"{key}.1", target=Decimal(6)), by="emil")
    company.call(EditKeyResult(key=f"{key}.1", target=Decimal(6), reason="The new tool is late"), by="emil")
    assert [line[1:] for line in ledger_of(company, key)] == [("target", "5", "6", "The new tool is late")]


def test_while_a_cycle_is_graded_only_last_readings_and_words_are_taken(company: Company):
    goal = make_goal(company, activate=True)
    top = make_top(company)
    start_grading(company)

    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(5)), by="emil")
    assert company.call(EditGoal(key=goal.key, why="They wait for us"), by="emil").why == "They wait for us"
    attempts: tuple[Command[Any], ...] = (
        CreateGoal(title="Answer every letter within five days", unit="HELP"),
        CreateKeyResult(goal=goal.key, key_result=reply_time(title="Hours to a second reply")),
        EditKeyResult(key=f"{goal.key}.1", target=Decimal(8), reason="It was too hard"),
        EditGoal(key=goal.key, due_on=date(2026, 12, 1), reason="Earlier"),
        SetGoalState(key=goal.key, state=GoalState.CANCELLED, reason="We lose"),
        LinkGoal(child=goal.key, parent=top.key, kind=LinkKind.CONTRIBUTES),
    )
    for refused in attempts:
        with pytest.raises(RuleViolation, match="being graded"):
            company.call(refused, by="olivia")


def test_what_never_began_may_be_given_up_while_its_cycle_is_graded(company: Company):
    draft = make_goal(company).key
    start_grading(company)

    given_up = company.call(SetGoalState(key=draft, state=GoalState.CANCELLED, reason="Nobody began"), by="emil")
    assert given_up.state is GoalState.CANCELLED


def test_the_reason_of_a_forced_step_is_in_the_audit(company: Company):
    make_goal(company, activate=True)
    close_by_force(company)
    entries = company.acting().store.read(_cycle_audit)

    assert {"state": "closed", "reason": "The test closes it.", "forced": True} in entries


def _cycle_audit(work: ReadWork) -> list[object]:
    table = schema.audit
    statement = select(table.c.after).where(table.c.object_kind == ObjectKind.CYCLE)
    return [row.after for row in work.connection.execute(statement)]


@pytest.mark.parametrize("how", [MoveCycle, EditCycle])
def test_owners_are_told_once_that_grading_began_and_what_waits_for_them(
    company: Company, how: type[MoveCycle] | type[EditCycle]
) -> None:
    first = make_goal(company, activate=True).key
    make_goal(company, "Answer customers on Sundays", activate=True)
    others = make_goal(company, "Answer customers by night", owner="tess", activate=True).key
    make_goal(company, "Answer what nobody asked about")

    def told(by: str) -> list[tuple[str, str]]:
        notices = company.call(ListNotices(), by=by).items
        return [(one.key, f"{one.text}: {one.command}") for one in notices if "grading" in one.text]

    company.call(MoveCycle(key=QUARTER, state=CycleState.GRADING, dry_run=True))
    assert told("emil") == []
    step: Command[Any] = how(key=QUARTER, state=CycleState.GRADING)
    company.call(step)
    words = f"The grading of {QUARTER} has begun, and"
    assert told("emil") == [
        (first, f"{words} 2 of your goals wait for your grade, such as {first}: okr cycle grades {QUARTER} --waiting")
    ]
    assert told("tess") == [(others, f"{words} {others} waits for your grade: okr grade {others}")]
    assert told("dan") == told("olivia") == []
    move(company, CycleState.CLOSED, force=True, reason="The test closes it.")
    move(company, CycleState.GRADING, reason="One more look")
    assert told("emil") == told("tess") == []
