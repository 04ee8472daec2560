"""Looking at a past day and at another cycle: every screen shows it, the first line says so, and nothing is changed there."""

import threading
from datetime import date
from functools import partial

from okr.contract.accountability import ShowAccountability
from okr.contract.alignment import ListOrphans
from okr.contract.check_ins import ListDue
from okr.contract.cycles import ListCycles, ShowCycle, ShowMissing
from okr.contract.goals import EditGoal, ShowGoal, ShowGoalTree
from okr.contract.grading import ListGrades, ShowCalibration
from okr.contract.homes import ShowHome
from okr.contract.notices import ReadNotices
from okr.contract.retrospectives import ListRetrospectives
from okr.contract.reviews import ListWaiting
from okr.domain.errors import RuleViolation
from storage.failures import Interrupted
from tests.tui.company import ADMINISTRATOR
from tests.tui.fakes import FakeBackend
from tests.tui.pilot.cycles import CALIBRATION, LESSONS, backend_of
from tests.tui.rooms.surroundings import AT, notices
from tests.tui.support import (
    LARGE,
    SMALL,
    app_over,
    flashed,
    press,
    running,
    screen_of,
    screen_text,
    settle,
    until,
    write,
)
from tui.dialogs.cycle import CycleDialog
from tui.dialogs.day import DayDialog
from tui.dialogs.notices import NoticesDialog
from tui.lens import Lens
from tui.screens.alignment import AlignmentScreen
from tui.screens.cycle import CycleScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen
from tui.widgets.board import Board

BACK = date(2026, 10, 20)


def asked_for_then(backend, request):
    return any(one.as_of == BACK for one in backend.asked(request))


async def test_a_typed_day_is_looked_at_on_every_screen_and_named_in_the_first_line(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "D", *"20 oct", "enter")
        assert isinstance(app.screen, AlignmentScreen)
        assert "as of 20 Oct, read-only" in screen_text(app).splitlines()[0]
        assert backend.asked(ShowGoalTree)[-1].as_of == BACK
        await press(pilot, "enter")
        assert isinstance(app.screen, GoalScreen)
        assert backend.asked(ShowGoal)[-1].as_of == BACK
        assert "as of 20 Oct, read-only" in screen_text(app).splitlines()[0]


async def test_what_is_of_today_is_not_said_to_be_of_the_chosen_day(backend):
    came, whole = threading.Event(), backend.answers[ShowHome]

    def late(made_up, request):
        if request.as_of is not None:
            came.wait(20)
        return whole(made_up, request)

    backend.answers[ShowHome] = late
    app = app_over(backend, screen="home")
    async with running(app, LARGE) as pilot:
        try:
            app.look_through(Lens(BACK))
            await until(pilot, lambda: "still loading" in screen_text(app).splitlines()[0])
            await until(pilot, lambda: app.session is not None and app.session.lens == Lens(BACK))
            await pilot.pause()
            assert "as of" not in screen_text(app).splitlines()[0]
        finally:
            came.set()
        await until(pilot, lambda: "as of 20 Oct, read-only" in screen_text(app).splitlines()[0])
        assert "still loading" not in screen_text(app)


async def test_it_is_said_how_much_of_a_day_is_worked_out_and_escape_comes_back_to_today(backend):
    whole = backend.answers[ShowHome]

    def late(made_up, request):
        if request.as_of is None:
            return whole(made_up, request)
        until_stopped.wait(20)
        raise Interrupted("Stopped before the day was worked out.")

    until_stopped = threading.Event()
    backend.answers[ShowHome] = late
    app = app_over(backend, screen="home")
    async with running(app, LARGE) as pilot:
        backend.working_out, backend.interrupt = 43, until_stopped.set
        app.look_through(Lens(BACK))
        await until(pilot, lambda: "working the day out, 43 %: esc stops" in screen_text(app).splitlines()[0])
        await press(pilot, "escape")
        assert until_stopped.is_set()
        assert app.gateway.lens == Lens()
        await until(pilot, lambda: app.session is not None and app.session.lens == Lens())
        await until(pilot, lambda: "working the day out" not in screen_text(app))
        assert "Stopped" not in screen_text(app)


async def test_home_accountability_and_check_ins_are_asked_as_of_the_day(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.look_through(Lens(BACK))
        for key, request in (("1", ShowHome), ("5", ShowAccountability), ("5", ListOrphans), ("4", ListDue)):
            await press(pilot, key)
            await until(pilot, partial(asked_for_then, backend, request))
            assert "partly as of" not in screen_text(app).splitlines()[0]


async def test_what_cannot_be_shown_as_of_a_day_says_so(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.look_through(Lens(BACK))
        await press(pilot, "8", *CALIBRATION)
        assert isinstance(app.screen, CycleScreen)
        assert not hasattr(backend.asked(ShowCalibration)[-1], "as_of")
        assert "partly as of" in screen_text(app).splitlines()[0]
        await press(pilot, "tab")
        assert "partly as of" not in screen_text(app).splitlines()[0]
        await press(pilot, "2")
        assert "partly as of" not in screen_text(app).splitlines()[0]


async def test_what_is_not_as_of_the_day_is_said_on_a_narrow_screen_too(backend):
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        app.look_through(Lens(date(2025, 10, 20)))
        await press(pilot, *CALIBRATION)
        await until(pilot, lambda: "partly as of" in screen_text(app).splitlines()[0])
        assert "as of 20 Oct 2025, read-only" in screen_text(app).splitlines()[0]


async def test_a_cycle_is_shown_as_it_was_on_the_day_and_nothing_is_offered_there():
    backend = backend_of(**ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app, LARGE) as pilot:
        assert "begin the grading" in screen_text(app)
        app.look_through(Lens(BACK))
        await until(pilot, partial(asked_for_then, backend, ShowMissing))
        await press(pilot)
        assert backend.asked(ListCycles)[-1].as_of == backend.asked(ShowCycle)[-1].as_of == BACK
        assert "You look at 20 Oct, and the past is not changed" in screen_text(app)
        await press(pilot, "tab")
        assert backend.asked(ListWaiting)[-1].as_of == BACK
        assert "a approves" not in screen_text(app)
        await press(pilot, "tab")
        assert backend.asked(ListGrades)[-1].as_of == BACK
        await press(pilot, "tab")
        assert backend.asked(ListRetrospectives)[-1].as_of == BACK
        assert "partly as of" not in screen_text(app).splitlines()[0]
        for key in ("s", "e"):
            await press(pilot, key)
            assert "the past is not changed" in flashed(app)


async def test_a_day_of_too_many_goals_leaves_the_other_tabs_of_a_cycle():
    backend = backend_of()

    def too_many(_: FakeBackend, request: ShowMissing) -> None:
        raise RuleViolation("What more than 10,000 goals were is not worked out.", field="as_of")

    app = app_over(backend, screen="cycle")
    async with running(app, LARGE) as pilot:
        backend.answers[ShowMissing] = too_many
        app.look_through(Lens(BACK))
        await until(pilot, lambda: "What more than 10,000 goals were is not worked out." in screen_text(app))
        assert "Nothing is missing" not in screen_text(app)
        await press(pilot, *LESSONS)
        assert backend.asked(ListRetrospectives)[-1].as_of == BACK
        assert "One queue for mail and chat" in screen_text(app)


async def test_notices_are_those_that_were_there_on_the_day(backend):
    backend.notices = notices()
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        assert "2 notices" in screen_text(app).splitlines()[0]
        app.look_through(Lens(BACK))
        await until(pilot, lambda: "2 notices" not in screen_text(app).splitlines()[0])
        await press(pilot, "!")
        assert isinstance(app.screen, NoticesDialog)
        assert "New for you, as of 20 Oct" in screen_text(app)
        assert "Nothing was new then: you had read everything." in screen_text(app)
        await press(pilot, "escape")
        app.look_through(Lens(AT.date()))
        await until(pilot, lambda: "2 notices" in screen_text(app).splitlines()[0])
        await press(pilot, "!")
        assert "Opening one marks it as read" not in screen_text(app)
        await press(pilot, "M")
        assert "the past is not changed" in flashed(app)
        assert backend.asked(ReadNotices) == []


async def test_nothing_is_changed_in_the_past_and_the_reason_is_said(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        app.look_through(Lens(BACK))
        for key in ("c", "a", "u"):
            await press(pilot, "2", key)
            assert isinstance(app.screen, AlignmentScreen)
            assert flashed(app) == "You look at 20 Oct, and the past is not changed; D comes back."
        await press(pilot, "enter", "e")
        assert "the past is not changed" in flashed(app)


async def test_the_last_line_names_the_way_back_to_today(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        assert "D Today" not in screen_text(app)
        app.look_through(Lens(BACK))
        await settle(pilot)
        assert screen_text(app).splitlines()[-1].split()[:6] == ["enter", "Open", "esc", "Back", "D", "Today"]
        await press(pilot, "D", "enter")
        assert app.gateway.lens == Lens()
        assert "D Today" not in screen_text(app)


async def test_even_what_asks_for_a_change_by_itself_is_refused(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.look_through(Lens(BACK))
        screen = screen_of(app, HomeScreen)
        screen.ask("edit", lambda gateway: gateway.edit_goal("CARE-1", title="x", why=None, version=3), print)
        await until(pilot, lambda: flashed(app) != "")
        assert flashed(app).startswith(
            "You look at 20 Oct 2026, and the past is not changed. Come back to today first."
        )
        assert backend.asked(EditGoal) == []


async def test_the_proposed_days_go_back_step_by_step(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "D")
        targets = [row.target for row in app.screen.query_one("#rows", Board).rows if row.target is not None]
        days = [target.key for target in targets[1:]]
        assert len(days) == 7
        assert days == sorted(days, reverse=True)


async def test_today_comes_back_from_the_same_list(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        app.look_through(Lens(BACK))
        await press(pilot, "D")
        assert isinstance(app.screen, DayDialog)
        await press(pilot, "enter")
        assert app.gateway.lens == Lens()
        assert "18 Nov" in screen_text(app).splitlines()[0]
        assert "read-only" not in screen_text(app)
        assert backend.asked(ShowGoalTree)[-1].as_of is None


async def test_today_is_typed_to_come_back_and_words_find_a_proposed_day(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "D")
        await write(pilot, "last month")
        await press(pilot, "enter")
        assert app.gateway.lens.day == date(2026, 10, 31)
        await press(pilot, "D")
        await write(pilot, "today")
        await press(pilot, "enter")
        assert app.gateway.lens.day is None
        assert "read-only" not in screen_text(app)


async def test_words_that_name_no_past_day_say_what_would(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "D", *"tomorrow")
        assert "Name a past day: 2026-10-03, 3 Oct, -30, 2 weeks ago." in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, DayDialog)
        assert app.gateway.lens == Lens()


async def test_another_cycle_is_looked_at_on_every_screen(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "P")
        assert isinstance(app.screen, CycleDialog)
        await press(pilot, "j", "enter")
        assert app.gateway.lens == Lens(), "the current cycle is no choice"
        app.look_through(Lens(cycle="2026-Q3"))
        await press(pilot, "1")
        assert backend.asked(ShowHome)[-1].cycle == "2026-Q3"
        assert "2026-Q3" in screen_text(app).splitlines()[0]
        await press(pilot, "P", "k", "k", "enter")
        assert backend.asked(ShowHome)[-1].cycle is None


async def test_keys_typed_before_the_cycles_have_come_go_on_from_the_chosen_one():
    backend = backend_of()
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.look_through(Lens(cycle="2026-Q3"))
        await press(pilot, "P")
        selected = screen_of(app, CycleDialog).selected
        assert selected is not None
        assert selected.key == "2026-Q3"
        await press(pilot, "escape")
        backend.hold.clear()
        try:
            await pilot.press("P", "k", "enter")
        finally:
            backend.hold.set()
        await settle(pilot)
        assert app.gateway.lens == Lens(), "the one above is the current cycle"
        app.look_through(Lens(cycle="2026-Q3"))
        await settle(pilot)
        backend.hold.clear()
        try:
            await pilot.press("P", "enter")
        finally:
            backend.hold.set()
        await settle(pilot)
        assert app.gateway.lens == Lens(cycle="2026-Q3"), "it opens on the chosen one"


async def test_what_does_not_go_by_the_cycle_says_so_in_the_first_line(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        assert "every cycle" in screen_text(app).splitlines()[0]
        app.look_through(Lens(cycle="2026-Q3"))
        await settle(pilot)
        first = screen_text(app).splitlines()[0]
        assert "every cycle" in first
        assert "2026-Q3" not in first
        app.show_root("alignment")
        await settle(pilot)
        assert "2026-Q3" in screen_text(app).splitlines()[0]


async def test_the_day_in_the_first_line_can_be_clicked(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        line = screen_text(app).splitlines()[0]
        await pilot.click("TopLine", offset=(line.index("18 Nov") + 1, 0))
        await press(pilot)
        assert isinstance(app.screen, DayDialog)


async def test_who_looks_stays_in_the_first_line_where_the_way_is_long(backend):
    app = app_over(backend, screen="accountability")
    async with running(app, SMALL) as pilot:
        await press(pilot, "D", *"20 oct", "enter")
        line = screen_text(app).splitlines()[0]
        assert "as of 20 Oct, read-only" in line
        assert "Ada Lindqvist" in line
        assert "Accountability" in line
