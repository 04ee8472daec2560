"""What is decided about a goal: which steps stand, which are refused and why, and the reasons that are asked for."""

import pytest

from okr.contract.goals import CheckSmart, EndOverride, SetGoalState, SetOverride, ShowGoal, SmartReport
from okr.contract.people import ShowPerson
from okr.contract.reviews import ReviewGoal
from okr.contract.smart import SmartFindingView
from okr.contract.units import ShowUnit
from okr.domain.vocabulary import GoalState, ReviewVerdict, SmartLetter, Status, Verdict
from tests.tui.pilot.goals import EVERYTHING, at_goal, typed
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text
from tui.dialogs.decide import DecideDialog, ReasonForm
from tui.screens.goal import GoalScreen
from tui.widgets.field import Field


async def chosen(app, pilot, words: str) -> None:
    """Take a step of the menu by its words."""
    dialog = screen_of(app, DecideDialog)
    number = next(str(n) for n, step in enumerate(dialog._steps) if step.words == words)
    dialog.board.find("step", number)
    await press(pilot, "enter")


def who_answers(backend, key: str) -> tuple[str, str | None, str | None]:
    """The names of a goal's owner, of the owner's manager, and of the unit's lead."""
    goal = backend.call(ShowGoal(key=key))
    manager = backend.call(ShowPerson(handle=goal.owner.handle)).manager
    lead = backend.call(ShowUnit(key=goal.unit.key)).lead
    return goal.owner.name, manager.name if manager else None, lead.name if lead else None


async def test_who_may_not_edit_is_told_who_may(backend):
    backend.company.may = ()
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        assert flashed(app).startswith("You may not edit CARE-1: its owner")
        await press(pilot, "K")
        assert flashed(app).startswith("You may not edit CARE-1: its owner")
        await press(pilot, "s")
        text = screen_text(app)
        assert "Not now" in text
        assert "Only its owner" in text
        assert "Possible now" not in text


async def test_a_goal_rests_and_goes_on(backend):
    backend.company.may = EVERYTHING
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        await chosen(app, pilot, "Pause")
        assert [call.state for call in backend.asked(SetGoalState)] == [GoalState.PAUSED]
        assert flashed(app) == "CARE-1 is paused now; u takes it back."
        assert "paused" in screen_text(app)


@pytest.mark.parametrize("rights", [EVERYTHING, ("close_goal",)])
async def test_one_key_stops_no_goal_that_is_under_way(backend, rights):
    """Whether the status may be set by hand or not: the first line asks before anything is done."""
    backend.company.may = rights
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s", "enter")
        assert isinstance(app.screen, ReasonForm)
        assert not backend.asked(SetGoalState)


@pytest.mark.parametrize(
    ("before", "words", "said"),
    [
        (GoalState.DRAFT, "Begin", "CARE-1 is active now; u takes it back."),
        (GoalState.ACTIVE, "Cancel", "CARE-1 is cancelled now; u takes it back."),
        (GoalState.PAUSED, "Resume", "CARE-1 is active now; u takes it back."),
    ],
)
async def test_what_was_decided_names_the_key_that_takes_it_back(backend, before, words, said):
    backend.company.may = EVERYTHING
    backend.company.plan("CARE-1").state = before
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        await chosen(app, pilot, words)
        if isinstance(app.screen, ReasonForm):
            await typed(app, pilot, "reason", "No money")
            await press(pilot, "ctrl+s")
        assert flashed(app) == said


async def test_who_submits_a_goal_is_told_who_reviews_it(backend):
    backend.company.may = EVERYTHING
    backend.company.plan("CARE-1").state = GoalState.DRAFT
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        await chosen(app, pilot, "Submit for review")
        owner, manager, lead = who_answers(backend, "CARE-1")
        names = dict.fromkeys(one for one in (lead, manager) if one is not None and one != owner)
        assert names
        assert flashed(app) == f"CARE-1 is proposed now: {' or '.join(names)} reviews it; u takes it back."


async def test_giving_a_goal_up_asks_for_the_reason(backend):
    backend.company.may = EVERYTHING
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        dialog = screen_of(app, DecideDialog)
        number = next(str(n) for n, step in enumerate(dialog._steps) if step.words == "Cancel")
        dialog.board.find("step", number)
        await press(pilot, "enter", "ctrl+s")
        assert "Reason: is empty" in screen_text(app)
        await typed(app, pilot, "reason", "No money")
        await press(pilot, "ctrl+s")
        assert [(call.state, call.reason) for call in backend.asked(SetGoalState)] == [
            (GoalState.CANCELLED, "No money")
        ]
        assert isinstance(app.screen, GoalScreen)


async def test_a_draft_whose_letter_fails_says_what_to_write_instead(backend):
    backend.company.may = EVERYTHING
    backend.company.plan("CARE-1").state = GoalState.DRAFT
    vague = SmartFindingView(
        letter=SmartLetter.MEASURABLE,
        verdict=Verdict.FAIL,
        reason="No key result counts.",
        proposal="Add one with a baseline and a target.",
    )
    backend.answers[CheckSmart] = lambda _, request: SmartReport(
        key=request.key, title="", letters="SMART", findings=(vague,), may_be_activated=False
    )
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        possible, _, refused = " ".join(screen_text(app).split()).partition("Not now")
        assert "Submit for review" in possible
        assert "Begin" in refused
        assert "Measurable fails: No key result counts. (Add one with a baseline and a target.)" in refused


async def test_a_reviewer_approves_or_returns_with_a_remark(backend):
    backend.company.may = (*EVERYTHING, "review_goal")
    backend.company.plan("CARE-1").state = GoalState.PROPOSED
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        dialog = screen_of(app, DecideDialog)
        number = next(str(n) for n, step in enumerate(dialog._steps) if step.words == "Return")
        dialog.board.find("step", number)
        await press(pilot, "enter")
        await typed(app, pilot, "reason", "Name the number")
        await press(pilot, "ctrl+s")
        assert [(call.verdict, call.remark) for call in backend.asked(ReviewGoal)] == [
            (ReviewVerdict.RETURNED, "Name the number")
        ]


async def test_a_reviewer_meets_the_verdicts_first_and_begins_nothing_by_one_key(backend):
    backend.company.may = (*EVERYTHING, "review_goal")
    backend.company.plan("CARE-1").state = GoalState.PROPOSED
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        assert [step.words for step in screen_of(app, DecideDialog)._steps[:3]] == ["Approve", "Return", "Begin"]
        await press(pilot, "enter")
        assert [call.verdict for call in backend.asked(ReviewGoal)] == [ReviewVerdict.APPROVED]
        assert not backend.asked(SetGoalState)


async def test_the_letters_stand_before_a_goal_begins_and_not_afterwards(backend):
    backend.company.may = EVERYTHING
    for state, shown in ((GoalState.DRAFT, True), (GoalState.ACTIVE, False)):
        backend.company.plan("CARE-1").state = state
        app = app_over(backend)
        async with running(app) as pilot:
            await at_goal(app, pilot, "CARE-1")
            await press(pilot, "s")
            assert ("SMART" in screen_text(app)) is shown


async def test_a_goal_that_was_submitted_is_not_told_to_be_submitted_again(backend):
    backend.company.may = EVERYTHING
    backend.company.of_goals["CARE-1"] = {"state": GoalState.PROPOSED, "approved": False}
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        text = screen_text(app)
        assert "It needs an approval, and waits for it." in text
        assert "submit it first" not in text


async def test_to_begin_comes_first_where_it_can_be_done_and_an_approval_is_not_lost_by_a_key(backend):
    backend.company.may = EVERYTHING
    backend.company.of_goals["CARE-1"] = {"state": GoalState.IN_REVIEW, "approved": True}
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        assert "once more; the approval that it has is lost" in screen_text(app)
        await press(pilot, "enter")
        assert [call.state for call in backend.asked(SetGoalState)] == [GoalState.ACTIVE]


async def test_a_status_is_set_by_hand_beside_the_computed_one_and_taken_back(backend):
    backend.company.may = EVERYTHING
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "s")
        dialog = screen_of(app, DecideDialog)
        number = next(str(n) for n, step in enumerate(dialog._steps) if step.kind == "override")
        dialog.board.find("step", number)
        await press(pilot, "enter")
        form = screen_of(app, ReasonForm)
        assert "■ off track stays visible beside what you set" in screen_text(app)
        form.set_focus(form.query_one("#status", Field))
        await press(pilot, "right")
        await typed(app, pilot, "reason", "New routing since Monday")
        await typed(app, pilot, "until", "+2w")
        await press(pilot, "ctrl+s")
        sent = backend.asked(SetOverride)
        assert [(call.status, call.reason, str(call.until)) for call in sent] == [
            (Status.AT_RISK, "New routing since Monday", "2026-12-02")
        ]
        await press(pilot, "s")
        dialog = screen_of(app, DecideDialog)
        number = next(str(n) for n, step in enumerate(dialog._steps) if step.kind == "end override")
        dialog.board.find("step", number)
        await press(pilot, "enter")
        assert len(backend.asked(EndOverride)) == 1
