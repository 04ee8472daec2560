"""Editing goals and key results in place, deciding about them, and what is kept of what is typed."""

from decimal import Decimal

from okr.contract.goals import EditGoal, MoveGoal
from okr.contract.key_results import CreateKeyResult, EditKeyResult, MilestoneView
from okr.domain.vocabulary import GoalState, Metric, SmartLetter
from tests.tui.pilot.goals import at_goal, typed
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text
from tui.dialogs.edit_goal import EditGoalDialog
from tui.dialogs.edit_result import AddResultDialog, EditResultDialog
from tui.kept_drafts import KEEP_SECONDS
from tui.screens.goal import GoalScreen
from tui.widgets.board import Board
from tui.widgets.field import Field


async def test_only_what_was_changed_is_sent_with_the_version_that_was_seen(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        await typed(app, pilot, "title", "Answer within one hour")
        await press(pilot, "ctrl+s")
        sent = backend.asked(EditGoal)
        assert [call.model_fields_set for call in sent] == [{"key", "title", "version"}]
        assert [(call.title, call.version) for call in sent] == [("Answer within one hour", 3)]
        assert isinstance(app.screen, GoalScreen)
        assert "Answer within one hour" in screen_text(app)
        assert flashed(app) == "CARE-1 is saved."


async def test_what_is_wrong_is_said_while_one_types_and_nothing_is_sent(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        await typed(app, pilot, "due_on", "31 Feb")
        assert "is not a day" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, EditGoalDialog)
        assert backend.asked(EditGoal) == []


async def test_an_empty_title_is_refused_before_it_is_sent(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e", "ctrl+u", "ctrl+s")
        assert "Title: is empty" in screen_text(app)
        assert backend.asked(EditGoal) == []


async def test_the_letters_follow_what_is_typed(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        letters = {one.letter: one.verdict.value for one in screen_of(app, EditGoalDialog).letters()}
        assert letters[SmartLetter.RELEVANT] == "pass"
        await typed(app, pilot, "why", "")
        letters = {one.letter: one.verdict.value for one in screen_of(app, EditGoalDialog).letters()}
        assert letters[SmartLetter.RELEVANT] == "fail"
        assert "it does not say why it matters to the customer" in screen_text(app)


async def test_another_unit_is_a_move(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        await typed(app, pilot, "unit", "OPS")
        await press(pilot, "escape", "ctrl+s")
        assert [(call.unit, call.version) for call in backend.asked(MoveGoal)] == [("OPS", 3)]
        assert backend.asked(EditGoal) == []


async def test_leaving_the_form_asks_only_if_something_was_changed(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e", "escape")
        assert isinstance(app.screen, GoalScreen)
        await press(pilot, "e", *"x", "escape")
        assert "esc again leaves" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, GoalScreen)


async def test_what_was_typed_survives_a_crash_and_is_dropped_when_one_leaves_on_purpose(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        await typed(app, pilot, "why", "Nobody waits")
        await pilot.pause(KEEP_SECONDS + 0.1)
    again = app_over(backend)
    async with running(again) as pilot:
        await at_goal(again, pilot, "CARE-1")
        await press(pilot, "e")
        assert screen_of(again, EditGoalDialog).value("why") == "Nobody waits"
        assert "your unsent draft" in screen_text(again)
        await press(pilot, "escape", "escape", "e")
        assert screen_of(again, EditGoalDialog).value("why").startswith("Customers who wait")


async def test_a_conflict_shows_both_values_and_takes_over_what_i_did_not_touch(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        await typed(app, pilot, "title", "My words")
        form = screen_of(app, EditGoalDialog)
        form._version = 2
        plan = backend.company.plan("CARE-1")
        plan.title, plan.why = "Their words", "Their reason"
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "Somebody else changed this while you wrote." in text
        assert "Their words" in text
        assert "My words" in text
        assert form.value("why") == "Their reason"
        await press(pilot, "ctrl+s")
        assert [call.title for call in backend.asked(EditGoal)] == ["My words", "My words"]
        assert plan.title == "My words"


async def test_another_target_of_an_active_goal_goes_through_the_ledger(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1.1")
        await press(pilot, "e")
        assert isinstance(app.screen, EditResultDialog)
        await typed(app, pilot, "target", "3 hours")
        assert "This moves the goalposts of an active goal" in screen_text(app)
        await typed(app, pilot, "reason", "The supplier is late")
        await press(pilot, "ctrl+s")
        sent = backend.asked(EditKeyResult)
        assert [(call.key, str(call.target), call.reason, call.version) for call in sent] == [
            ("CARE-1.1", "3", "The supplier is late", 2)
        ]


async def test_numbers_of_a_draft_that_are_mended_go_together_so_that_the_direction_may_turn(backend):
    backend.company.of_goals["CARE-1"] = {"state": GoalState.DRAFT}
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1.1")
        await press(pilot, "e")
        await typed(app, pilot, "baseline", "1")
        await press(pilot, "ctrl+s")
        [sent] = backend.asked(EditKeyResult)
        assert (sent.baseline, sent.target) == (1, 2)


async def test_a_number_that_is_none_is_said_while_one_types(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1.1")
        await press(pilot, "e")
        await typed(app, pilot, "target", "soon")
        assert "target" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert backend.asked(EditKeyResult) == []


async def test_a_key_result_is_added_and_its_kind_follows_from_its_numbers(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "K")
        assert isinstance(app.screen, AddResultDialog)
        await typed(app, pilot, "title", "Calls that come back")
        await typed(app, pilot, "baseline", "12")
        await typed(app, pilot, "measure", "%")
        await typed(app, pilot, "target", "5 %")
        assert "decrease from 12 to 5 %" in screen_text(app)
        await press(pilot, "ctrl+s")
        sent = backend.asked(CreateKeyResult)
        assert [(call.goal, call.key_result.title, call.key_result.metric) for call in sent] == [
            ("CARE-1", "Calls that come back", Metric.DECREASE)
        ]
        assert flashed(app) == "CARE-1.3 is written."


async def test_what_is_wrong_names_its_field_as_the_form_does(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1.1")
        await press(pilot, "e")
        await typed(app, pilot, "starts_on", "60")
        assert 'Starts: "60" is not a day' in screen_text(app)
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert 'Starts: "60" is not a day' in text
        assert "starts_on" not in text


async def test_a_key_result_is_added_with_milestones_or_between_two_limits(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "K")
        await typed(app, pilot, "title", "The new desk is open")
        await typed(app, pilot, "steps", "Rooms rented")
        await press(pilot, "enter", *"Live|2")
        assert "Milestones: 2 milestones: Rooms rented, Live" in screen_text(app)
        await press(pilot, "ctrl+s")
        [sent] = backend.asked(CreateKeyResult)
        assert sent.key_result.metric is Metric.MILESTONES
        assert [(one.title, one.weight) for one in sent.key_result.milestones] == [("Rooms rented", 1), ("Live", 2)]

        await press(pilot, "K")
        await typed(app, pilot, "title", "Load of the desk")
        await typed(app, pilot, "target", "60 to 80")
        await press(pilot, "ctrl+s")
        sent = backend.asked(CreateKeyResult)[-1].key_result
        assert (sent.metric, sent.lower, sent.upper) == (Metric.BETWEEN, 60, 80)


async def test_the_milestones_of_a_key_result_are_changed_in_place(backend):
    view = backend.company.results(backend.company.plan("CARE-1"))[0]
    steps = (MilestoneView(title="Rooms rented"), MilestoneView(title="Live", weight=Decimal(2)))
    counted = view.model_copy(update={"metric": Metric.MILESTONES, "milestones": steps})
    backend.company.of_goals["CARE-1"] = {"results": (counted,)}
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1")
        app.screen.query_one("#main", Board).find("key result", "CARE-1.1")
        await press(pilot, "e")
        assert isinstance(app.screen, EditResultDialog)
        assert app.screen.value("milestones") == "Rooms rented\nLive | 2"
        app.screen.set_focus(app.screen.query_one("#milestones", Field))
        await press(pilot, "end", "enter", *"Fair")
        await typed(app, pilot, "reason", "The fair came in")
        await press(pilot, "ctrl+s")
        [sent] = backend.asked(EditKeyResult)
        assert sent.milestones is not None
        assert [one.title for one in sent.milestones] == ["Rooms rented", "Live", "Fair"]
        assert sent.target is None
