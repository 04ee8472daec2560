"""What was written from one screen stands on the others when they are shown again, without `r`."""

from okr.contract.check_ins import RecordCheckIns
from okr.contract.cycles import ListCycles, MoveCycle
from okr.contract.goals import CreateGoal, ShowGoalTree
from okr.contract.homes import ShowHome
from okr.contract.ledger import ListLedger
from okr.contract.notices import ReadNotices
from okr.contract.verification import TurnDay
from okr.domain.vocabulary import CycleState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.surroundings import notices
from tests.tui.support import LARGE, app_over, press, running, screen_of, screen_text, settle, write
from tui.dialogs.new_goal import NewGoalDialog
from tui.gateway import Gateway
from tui.lens import Lens
from tui.screens.check_in import CheckInScreen
from tui.screens.home import HomeScreen
from tui.widgets.field import Field


async def test_a_goal_that_one_writes_stands_in_the_cascade_behind_it(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "a")
        form = screen_of(app, NewGoalDialog)
        form.set_focus(form.query_one("#title", Field))
        await write(pilot, "Call back")
        asked = len(backend.asked(ShowGoalTree))
        await press(pilot, "ctrl+s")
        assert len(backend.asked(CreateGoal)) == 1
        await press(pilot, "2")
        assert len(backend.asked(ShowGoalTree)) > asked
        asked = len(backend.asked(ShowGoalTree))
        await press(pilot, "1", "2")
        assert len(backend.asked(ShowGoalTree)) == asked, "nothing was written since"


async def test_the_screen_below_the_one_that_writes_is_asked_for_when_it_is_shown_again(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "c")
        screen_of(app, CheckInScreen)
        asked = len(backend.asked(ShowHome))
        await press(pilot, "5", "enter", "ctrl+s")
        assert len(backend.asked(RecordCheckIns)) == 1
        assert len(backend.asked(ShowHome)) == asked, "nobody sees it yet"
        await press(pilot, "escape")
        screen_of(app, HomeScreen)
        assert len(backend.asked(ShowHome)) == asked + 1


async def test_loading_one_screen_again_makes_the_others_new_when_they_are_shown(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "1")
        asked = len(backend.asked(ShowGoalTree))
        await press(pilot, "r")
        assert len(backend.asked(ShowGoalTree)) == asked, "not before it is shown"
        await press(pilot, "2")
        assert len(backend.asked(ShowGoalTree)) > asked


def test_reading_and_the_turn_of_the_day_are_no_writing_of_ones_own(backend):
    gateway = Gateway(lambda: backend)
    gateway.backend.call(ListCycles())
    gateway.backend.call(TurnDay())
    assert gateway.writes == 0


async def test_a_goal_is_written_into_the_cycle_that_one_looks_at(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.look_through(Lens(cycle="2027-Q1"))
        await settle(pilot)
        await press(pilot, "a")
        form = screen_of(app, NewGoalDialog)
        assert form.query_one("#cycle", Field).value == "2027-Q1"
        assert not form.is_changed, "nothing was typed: leaving asks nothing"


async def test_what_is_filled_in_is_typed_over_and_edited_by_other_keys(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "a")
        form = screen_of(app, NewGoalDialog)
        field = form.query_one("#r1-baseline", Field)
        form.set_focus(field)
        form.offer_value("r1-baseline", "32")
        await press(pilot, "3", "3")
        assert field.value == "33"
        form.offer_value("r1-baseline", "32")
        await press(pilot, "end", "5")
        assert field.value == "325"
        form.offer_value("r1-baseline", "32")
        await press(pilot, "backspace", "4")
        assert field.value == "34"
        form.offer_value("r1-baseline", "32")
        field.put("48")
        assert field.value == "48"


async def test_an_empty_cascade_says_of_which_cycle_and_by_which_key():
    app = app_over(FakeBackend(Company(empty=True)), screen="alignment")
    async with running(app) as pilot:
        assert "There is no goal of 2026-Q4 yet." in screen_text(app)
        await press(pilot, "a")
        screen_of(app, NewGoalDialog)


def test_what_names_a_goal_is_asked_without_the_cycle_that_one_looks_at(backend):
    gateway = Gateway(lambda: backend)
    gateway.lens = Lens(cycle="2027-Q1")
    for asked in (ListLedger(key="CARE-1"), ListLedger(unit="CARE")):
        gateway.backend.call(asked)
    assert [call.cycle for call in backend.asked(ListLedger)] == [None, "2027-Q1"]


def test_what_is_only_tried_is_no_writing(backend):
    gateway = Gateway(lambda: backend)
    gateway.backend.call(MoveCycle(key="2026-Q4", state=CycleState.GRADING, dry_run=True))
    assert gateway.writes == 0


def changes_the_marker(backend: FakeBackend, kind: type) -> None:
    """Whatever is asked of this kind changes the company, as a real one tells by its marker."""
    answer = backend.answers[kind]

    def changing(asked: FakeBackend, request: object) -> object:
        asked.marker = f"{asked.marker}+"
        return answer(asked, request)

    backend.answers = {**backend.answers, kind: changing}


async def poll(app, pilot) -> None:
    app._poll()
    await settle(pilot)


async def test_reading_a_notice_is_no_change_that_one_is_asked_to_load(backend):
    backend.notices = notices()
    changes_the_marker(backend, ReadNotices)
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "!", "enter")
        assert backend.asked(ReadNotices)
        await poll(app, pilot)
        assert "changed" not in screen_text(app)


async def test_reading_a_notice_does_not_hide_what_others_changed_before(backend):
    backend.notices = notices()
    changes_the_marker(backend, ReadNotices)
    app = app_over(backend)
    async with running(app) as pilot:
        backend.marker = "2"
        await poll(app, pilot)
        assert "changed: press r" in screen_text(app)
        await press(pilot, "!", "enter", "escape")
        assert backend.asked(ReadNotices)
        await poll(app, pilot)
        assert "changed: press r" in screen_text(app)


async def test_a_marker_that_comes_while_the_session_is_asked_anew_tells_nothing(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        backend.hold.clear()
        backend.marker = "2"
        app.refresh_session()
        app._take_marker("2")
        backend.hold.set()
        await settle(pilot)
        await poll(app, pilot)
        assert "changed" not in screen_text(app)
