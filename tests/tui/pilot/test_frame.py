"""The frame: screens, going back, the keys that lead everywhere, the day and the state kept, quitting."""

import pytest

from okr.contract.verification import TurnDay
from tests.tui.company import Plan
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, app_over, flashed, press, running, screen_of, screen_text, settle
from tui.dialogs.why import WhyDialog
from tui.keymap import read_keymap
from tui.screens.alignment import AlignmentScreen
from tui.screens.base import OkrScreen
from tui.screens.check_in import CheckInScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen
from tui.settings import InterfaceSettings


async def test_the_first_screen_is_the_home_of_the_role(backend):
    app = app_over(backend)
    async with running(app):
        assert isinstance(app.screen, HomeScreen)
        assert "okr › Home › the company" in screen_text(app)
        assert "Worst first" in screen_text(app)


@pytest.mark.parametrize(
    ("key", "title"), [("1", "Home"), ("2", "Alignment"), ("4", "Check-in"), ("5", "Accountability")]
)
async def test_a_digit_opens_its_screen_from_anywhere(backend, key, title):
    app = app_over(backend, screen="accountability")
    async with running(app) as pilot:
        await press(pilot, key)
        assert screen_text(app).startswith(f" okr › {title}")


@pytest.mark.parametrize(("key", "name"), [("6", "Customers")])
async def test_screens_that_are_not_built_say_so_in_one_line(backend, key, name):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, key)
        assert flashed(app).startswith(f"The {name} screen comes with a later version")
        assert isinstance(app.screen, HomeScreen)


async def test_escape_goes_back_one_step_at_a_time(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "2", "enter", "w")
        assert isinstance(app.screen, WhyDialog)
        await press(pilot, "escape")
        assert isinstance(app.screen, GoalScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, AlignmentScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)
        await press(pilot, "escape")
        assert "q quits" in flashed(app)


async def test_q_closes_a_view_and_at_the_root_quits(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "2", "enter", "q")
        assert isinstance(app.screen, AlignmentScreen)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0
    assert backend.closed


async def test_ctrl_c_asks_for_a_second_press(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "ctrl+c")
        assert flashed(app) == "Press ctrl+c again to quit."
        assert app.is_running
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert app.return_code == 0


async def test_quitting_interrupts_what_is_being_read(backend):
    app = app_over(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        backend.hold.clear()
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert backend.interrupted
    assert app.return_code == 0


async def test_g_g_and_shift_g_go_to_the_ends(backend):
    backend.company.plans = [
        Plan(f"ACME-{n}", f"Goal {n}", "ada", "ACME", 1, 1, backend.company.plans[0].status) for n in range(60)
    ]
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        tree = screen_of(app, AlignmentScreen).tree_view
        await press(pilot, "G")
        assert tree.cursor == 59
        assert "ACME-59" in screen_text(app)
        await pilot.press("g")
        await pilot.pause()
        assert "g …" in screen_text(app)
        assert tree.cursor == 59
        await press(pilot, "g")
        assert tree.cursor == 0
        await press(pilot, "g", "j")
        assert tree.cursor == 1


async def test_a_users_key_works_and_is_shown(backend):
    keymap, complaints = read_keymap({"alignment.mine": "ctrl+n", "list.down": ["d d", "down"]})
    app = app_over(backend, screen="alignment", settings=InterfaceSettings(keymap=keymap, complaints=tuple(complaints)))
    async with running(app, LARGE) as pilot:
        assert "ctrl+n Mine" in screen_text(app)
        await press(pilot, "d", "d")
        assert screen_of(app, AlignmentScreen).tree_view.cursor == 1


async def test_a_complaint_about_the_config_is_shown_once(backend):
    app = app_over(backend, settings=InterfaceSettings(complaints=("config.toml: keys: there is no action x.",)))
    async with running(app):
        assert flashed(app) == "config.toml: keys: there is no action x."


async def test_the_day_is_turned_at_the_first_use(company):
    backend = FakeBackend(company)
    backend.turned = False
    app = app_over(backend)
    async with running(app):
        assert len(backend.asked(TurnDay)) == 1


async def test_the_view_is_as_one_left_it(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "2", "j", "l", "j", "T")
        theme = app.theme
        await press(pilot, "q")
    again = app_over(backend)
    async with running(again):
        assert isinstance(again.screen, AlignmentScreen)
        assert again.theme == theme
        assert "CHAT-1" in screen_text(again)


async def test_copying_says_what_was_copied(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "y")
        assert app.clipboard == "ACME-1"
        assert "Copied ACME-1" in flashed(app)


async def test_check_in_opens_on_the_goal_that_is_selected(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "j", "c")
        assert isinstance(app.screen, CheckInScreen)
        assert "CARE-1.1" in screen_text(app)


@pytest.mark.parametrize("screen", ["home", "alignment", "check-in", "accountability"])
async def test_a_screen_is_prepared_once_when_it_opens(backend, screen, monkeypatch):
    prepared = []
    mount = OkrScreen.on_mount

    def counting(self):
        prepared.append(type(self).__name__)
        mount(self)

    monkeypatch.setattr(OkrScreen, "on_mount", counting)
    async with running(app_over(backend, screen=screen)):
        assert len(prepared) == 1


async def test_garbage_is_looked_for_where_nothing_is_awaited(backend, monkeypatch):
    app = app_over(backend)
    async with running(app):
        rested = []
        monkeypatch.setattr(app.collecting, "rest", lambda: rested.append(app.screen))
        app._rest()
        assert len(rested) == 1
        app.asker._open.add("poll")
        app._rest()
        app.asker._open.clear()
        assert len(rested) == 1
