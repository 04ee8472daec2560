"""Goals written, edited and decided about on a real company, as its owner, a manager, somebody else, and looking back."""

from datetime import date
from decimal import Decimal

import pytest

from okr.client import connect
from okr.contract.goals import CreateGoal, SetGoalState, ShowGoal
from okr.contract.ledger import ListLedger
from okr.domain.vocabulary import GoalState, ReviewVerdict, Status
from tests.tui.real_company import TODAY, found_company
from tests.tui.support import LARGE, app_with, flashed, press, rest, running, screen_of, screen_text, settle
from tui.dialogs.decide import DecideDialog
from tui.dialogs.new_goal import LOOK_SECONDS, NewGoalDialog
from tui.lens import Lens
from tui.screens.goal import GoalScreen
from tui.widgets.field import Field


@pytest.fixture
def place(tmp_path) -> str:
    """Ada leads, Maria owns CARE-1, Tom works elsewhere."""
    url = str(tmp_path / "company.sqlite")
    readings = {"ACME": (12, 14, 16), "CARE": (12, 14, 16)}
    found_company(url, readings, others=("Tom Okafor",), result="Questions answered in time")
    return url


def app_as(place: str, handle: str):
    return app_with(lambda: connect(place, today=TODAY, acting_as=handle), screen="alignment")


def shown(place: str, key: str):
    backend = connect(place, today=TODAY)
    try:
        return backend.call(ShowGoal(key=key))
    finally:
        backend.close()


async def at_goal(app, pilot, key: str) -> None:
    app.open_goal(key)
    await settle(pilot)


async def typed(app, pilot, field: str, text: str) -> None:
    app.screen.set_focus(app.screen.query_one(f"#{field}", Field))
    await press(pilot, "ctrl+u", *("space" if letter == " " else letter for letter in text))
    await rest(pilot)


async def step(app, pilot, words: str) -> None:
    await press(pilot, "s")
    dialog = screen_of(app, DecideDialog)
    number = next(str(n) for n, one in enumerate(dialog._steps) if one.words == words)
    dialog.board.find("step", number)
    await press(pilot, "enter")


async def test_its_owner_edits_the_goal_and_moves_a_goalpost_with_a_reason(place):
    app = app_as(place, "maria.lopes")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        await typed(app, pilot, "title", "Answer every customer within the hour")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, GoalScreen), screen_text(app)
        screen_of(app, GoalScreen)._main.find("key result", "CARE-1.1")
        await press(pilot, "e")
        await typed(app, pilot, "target", "80")
        await press(pilot, "ctrl+s")
        assert "reason" in screen_text(app)
        await typed(app, pilot, "reason", "The supplier is late")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, GoalScreen), screen_text(app)
        assert "1 moved goalpost" in screen_text(app)
    assert shown(place, "CARE-1").title == "Answer every customer within the hour"
    backend = connect(place, today=TODAY)
    [line] = backend.call(ListLedger(key="CARE-1")).items
    backend.close()
    assert (line.before, line.after, line.reason) == ("90", "80", "The supplier is late")


async def test_a_manager_sets_the_status_by_hand_and_lets_the_goal_rest(place):
    app = app_as(place, "ada.lindqvist")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await step(app, pilot, "Set the status by hand")
        app.screen.set_focus(app.screen.query_one("#status", Field))
        await press(pilot, "right")
        await typed(app, pilot, "reason", "New routing since Monday")
        await press(pilot, "ctrl+s")
        assert "set to at risk by Ada Lindqvist" in screen_text(app)
        assert "(computed: ■ off track)" in screen_text(app)
        await step(app, pilot, "Pause")
    goal = shown(place, "CARE-1")
    assert (goal.state, goal.override.status if goal.override else None) == (GoalState.PAUSED, Status.AT_RISK)


async def test_a_manager_returns_and_then_approves_what_was_proposed_from_the_page_of_the_goal(place):
    backend = connect(place, today=TODAY, acting_as="maria.lopes")
    backend.call(
        CreateGoal(title="Answer letters within a day", unit="CARE", parent="ACME-1", why="Letters wait the longest")
    )
    backend.call(SetGoalState(key="CARE-2", state=GoalState.PROPOSED))
    backend.close()
    app = app_as(place, "ada.lindqvist")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-2")
        await step(app, pilot, "Return")
        await typed(app, pilot, "reason", "Measured how?")
        await press(pilot, "ctrl+s")
        assert shown(place, "CARE-2").state is GoalState.DRAFT
    backend = connect(place, today=TODAY, acting_as="maria.lopes")
    backend.call(SetGoalState(key="CARE-2", state=GoalState.PROPOSED))
    backend.close()
    app = app_as(place, "ada.lindqvist")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-2")
        await step(app, pilot, "Approve")
    assert [one.verdict for one in shown(place, "CARE-2").reviews] == [ReviewVerdict.APPROVED, ReviewVerdict.RETURNED]


async def test_somebody_else_sees_everything_and_is_told_who_may_change_it(place):
    app = app_as(place, "tom.okafor")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        assert "Maria Lopes" in screen_text(app)
        for key in ("e", "K"):
            await press(pilot, key)
            assert flashed(app).startswith("You may not edit CARE-1")
        await press(pilot, "s")
        text = screen_text(app)
        assert "Possible now" not in text
        assert "Only its owner" in text
        await press(pilot, "enter")
        assert flashed(app)
    assert shown(place, "CARE-1").state is GoalState.ACTIVE


async def test_who_looks_back_reads_and_changes_nothing(place):
    app = app_as(place, "maria.lopes")
    app.gateway.lens = Lens(day=date(2026, 10, 20))
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        for key in ("e", "s", "K", "a"):
            await press(pilot, key)
            assert isinstance(app.screen, GoalScreen), key
            assert flashed(app), key
        for _ in range(5):
            await press(pilot, "tab")
            assert "That did not work" not in screen_text(app)


async def test_an_owner_writes_a_goal_whose_baseline_comes_from_the_past_and_begins_it_at_once(place):
    app = app_as(place, "maria.lopes")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "a")
        await typed(app, pilot, "title", "Answer letters within a day")
        await typed(app, pilot, "why", "People who write letters wait the longest")
        await typed(app, pilot, "r1-title", "Questions answered in time")
        await pilot.pause(LOOK_SECONDS + 0.2)
        await settle(pilot)
        form = screen_of(app, NewGoalDialog)
        assert (form.value("r1-baseline"), form.value("r1-measure")) == ("16", "%")
        await typed(app, pilot, "r1-target", "60")
        form.set_focus(form.query_one("#begins", Field))
        await press(pilot, "right")
        text = screen_text(app)
        assert "can begin" in text
        assert "CARE-1 Answer every customer within two hours" in text
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, GoalScreen), screen_text(app)
        assert app.screen.key == "CARE-2"
    made = shown(place, "CARE-2")
    assert (made.state, made.owner.handle if made.owner else None) == (GoalState.ACTIVE, "maria.lopes")
    assert [parent.key for parent in made.parents] == ["CARE-1"]
    assert [(one.baseline, one.target) for one in made.results] == [(Decimal(16), Decimal(60))]


async def test_who_may_not_write_a_goal_there_is_told_so_and_nothing_is_written(place):
    app = app_as(place, "tom.okafor")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "a")
        await typed(app, pilot, "title", "Take over the care of customers")
        await typed(app, pilot, "unit", "CARE")
        await press(pilot, "escape", "ctrl+s")
        assert isinstance(app.screen, NewGoalDialog)
        assert "may" in screen_text(app)
    assert shown(place, "ACME-1").children == 1


async def test_a_colleague_who_was_faster_is_shown_beside_ones_own_words(place):
    from okr.contract.goals import EditGoal

    app = app_as(place, "maria.lopes")
    async with running(app, LARGE) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        await typed(app, pilot, "title", "My words")
        other = connect(place, today=TODAY)
        other.call(EditGoal(key="CARE-1", title="Their words"))
        other.close()
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "Their words" in text
        assert "My words" in text
        await press(pilot, "ctrl+s")
    assert shown(place, "CARE-1").title == "My words"
