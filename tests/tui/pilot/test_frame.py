"""The frame: keys, screens, going back, help, palette, problems, quitting."""

from functools import partial

import pytest
from textual.events import Key
from textual.worker import WorkerState

from okr.contract.homes import ShowHome
from okr.contract.organisation import LatestChange
from okr.contract.verification import TurnDay
from okr.domain.errors import Unreachable
from tests.tui.company import Plan
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, app_over, flashed, press, rest, running, screen_of, screen_text, settle, until
from tui.dialogs.help import HelpDialog
from tui.dialogs.palette import PaletteDialog
from tui.dialogs.sight import SightDialog
from tui.dialogs.why import WhyDialog
from tui.gateway import Gateway
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


async def test_help_lists_the_keys_of_this_screen_and_can_be_searched(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "?")
        assert isinstance(app.screen, HelpDialog)
        text = screen_text(app)
        assert "Jump to my next goal" in text
        assert "Submit" not in text
        await press(pilot, *"theme")
        assert "Jump to my next goal" not in screen_text(app)
        assert "Take the next theme" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, AlignmentScreen)


async def test_an_action_is_done_from_the_help(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        before = app.theme
        await press(pilot, "?", *"next theme", "enter")
        assert isinstance(app.screen, AlignmentScreen)
        assert app.theme != before


async def test_the_palette_finds_goals_by_words_and_opens_them(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, PaletteDialog)
        await pilot.press(*"chat queue")
        await rest(pilot)
        assert "Bring the chat queue" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, GoalScreen)
        assert app.screen.key == "CHAT-1"


async def test_the_palette_does_actions_and_says_why_others_cannot_be_done(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"customers")
        assert "comes with a later version" in screen_text(app)
        await press(pilot, "escape", ":", *"alignment", "enter")
        assert isinstance(app.screen, AlignmentScreen)


async def test_a_person_in_the_palette_leads_to_their_page(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, ":")
        await pilot.press(*"jonas")
        await rest(pilot)
        await press(pilot, "enter")
        assert "Jonas Weber" in screen_text(app).splitlines()[0]


async def test_line_of_sight_goes_from_the_top_down_to_the_goal(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        app.open_goal("CHAT-1")
        await settle(pilot)
        await press(pilot, "^")
        assert isinstance(app.screen, SightDialog)
        lines = [line for line in screen_text(app).splitlines() if "-1 " in line]
        assert [key for line in lines for key in ("ACME-1", "CARE-1", "CHAT-1") if key in line][-3:] == [
            "ACME-1",
            "CARE-1",
            "CHAT-1",
        ]


async def test_a_problem_says_what_to_do_and_trying_again_helps(backend):
    backend.fail[ShowHome] = Unreachable("The database does not answer.", hint="Is the cable in?")
    app = app_over(backend)
    async with running(app) as pilot:
        text = screen_text(app)
        assert "The database does not answer." in text
        assert "Is the cable in?" in text
        assert "try again" in text
        await press(pilot, "j", "enter")
        assert "code: unreachable" in screen_text(app)
        backend.fail.clear()
        await press(pilot, "r")
        assert "Worst first" in screen_text(app)


async def test_a_fault_in_a_worker_is_a_panel_and_not_the_end(backend):
    backend.fail[ShowHome] = ZeroDivisionError("Maria's secret")
    app = app_over(backend)
    async with running(app) as pilot:
        assert "okr met a fault of its own" in screen_text(app)
        assert "Maria" not in screen_text(app)
        await press(pilot, "2")
        assert "ACME-1" in screen_text(app)


async def test_a_problem_while_something_is_shown_leaves_it_there(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        backend.fail[ShowHome] = Unreachable("The database does not answer.")
        await press(pilot, "r")
        assert "Worst first" in screen_text(app)
        assert flashed(app) == "The database does not answer."


async def test_waiting_says_so_only_after_a_moment(backend, monkeypatch):
    monkeypatch.setattr("tui.screens.base.QUIET_SECONDS", 1.5)  # a loaded machine takes longer than the usual moment
    backend.hold.clear()
    app = app_over(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Loading" not in screen_text(app)
        await until(pilot, lambda: "Loading" in screen_text(app))
        backend.hold.set()
        await settle(pilot)
        assert "Loading" not in screen_text(app)


async def test_an_old_answer_does_not_replace_a_newer_one(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        seen: list[int] = []

        def answer(number: int, _: Gateway) -> int:
            return number

        asker = screen_of(app, OkrScreen).asker
        for number in (1, 2, 3):
            asker.ask("same", partial(answer, number), seen.append, failed=lambda _: None)
        await settle(pilot)
        assert seen == [3]
        assert all(worker.state is not WorkerState.ERROR for worker in app.workers)


async def test_a_change_by_others_is_told_and_nothing_moves_under_the_cursor(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        calls = len(backend.asked(ShowHome))
        backend.marker = "2"
        app._poll()
        await settle(pilot)
        assert "changed: press r" in screen_text(app)
        assert len(backend.asked(ShowHome)) == calls
        await press(pilot, "r")
        assert "changed" not in screen_text(app)
        assert len(backend.asked(LatestChange)) >= 2


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


async def test_a_row_is_opened_by_the_mouse(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        tree = screen_of(app, AlignmentScreen).tree_view
        await press(pilot, "j")
        row = next(y for y, line in enumerate(screen_text(app).splitlines()) if "CARE-1" in line) - tree.region.y
        await press(pilot, "k")
        await pilot.click("#tree", offset=(20, row))
        await settle(pilot)
        assert tree.cursor == 1
        await pilot.click("#tree", offset=(20, row), times=2)
        await settle(pilot)
        assert isinstance(app.screen, GoalScreen)
        assert app.screen.key == "CARE-1"


async def test_a_key_in_the_last_line_can_be_clicked(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        line = screen_text(app).splitlines()[-1]
        await pilot.click("KeyLine", offset=(line.index("Help"), 0))
        await settle(pilot)
        assert isinstance(app.screen, HelpDialog)


async def test_copying_says_what_was_copied(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "y")
        assert app.clipboard == "ACME-1"
        assert "Copied ACME-1" in flashed(app)


async def test_the_screen_folds_and_unfolds_with_the_terminal(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        assert not app.screen.query_one("#side").display
        await pilot.resize_terminal(120, 36)
        await rest(pilot)
        assert app.screen.query_one("#side").display
        assert "Top goals" in screen_text(app)
        await pilot.resize_terminal(60, 15)
        await rest(pilot)
        assert "Worst first" in screen_text(app)
        assert all(len(line) <= 60 for line in screen_text(app).splitlines())


async def test_a_terminal_that_is_too_small_says_so_and_goes_on_when_it_is_large_enough(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "j")
        await pilot.resize_terminal(50, 14)
        await rest(pilot)
        assert "okr needs 60 x 15 cells; this terminal has 50" in screen_text(app)
        assert "ACME-1" not in screen_text(app)
        await pilot.resize_terminal(20, 5)
        await rest(pilot)
        assert "terminal has 20 x" in screen_text(app)
        await press(pilot, "enter")
        await pilot.resize_terminal(80, 24)
        await rest(pilot)
        assert isinstance(app.screen, GoalScreen)
        assert "okr needs" not in screen_text(app)


@pytest.mark.parametrize("size", [(20, 5), (40, 10), (200, 60)])
async def test_odd_sizes_break_nothing(backend, size):
    app = app_over(backend)
    async with running(app, size) as pilot:
        for key in ("2", "l", "enter", "w", "escape", "escape", "4", "escape", "5"):
            await press(pilot, key)
        assert isinstance(app.screen, OkrScreen)


async def test_with_ascii_everything_of_ours_is_ascii(backend):
    backend.company.plans[0].title = "Keep promises"
    app = app_over(backend, ascii_only=True)
    async with running(app, LARGE) as pilot:
        for key in ("2", "l", "enter", "w", "escape", "4", "5"):
            assert screen_text(app).isascii(), screen_text(app)
            await press(pilot, key)
        assert screen_text(app).isascii()


async def test_slash_finds_goals_from_anywhere(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "/", *"renewal", "enter")
        assert "SALES-1" in screen_text(app)
        assert screen_of(app, AlignmentScreen).words == "renewal"


async def test_check_in_opens_on_the_goal_that_is_selected(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "j", "c")
        assert isinstance(app.screen, CheckInScreen)
        assert "CARE-1.1" in screen_text(app)


async def test_keys_that_come_faster_than_the_answers_wait_in_their_order(backend):
    app = app_over(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        backend.hold.clear()
        for key in ("2", "j", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert isinstance(app.screen, AlignmentScreen)
        backend.hold.set()
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, GoalScreen)
        assert app.screen.key == "CARE-1"


async def test_letters_typed_ahead_into_a_search_go_into_it(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        for key in ("slash", "q", "j", "w", "enter", "?"):
            app.post_message(Key(key, "/" if key == "slash" else key if len(key) == 1 else None))
        await settle(pilot)
        assert isinstance(app.screen, HelpDialog)
        assert screen_of(app, HelpDialog).is_typing
        await press(pilot, "escape")
        assert screen_of(app, AlignmentScreen).words == "qjw"


async def test_escape_does_not_wait_and_forgets_what_did(backend):
    app = app_over(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        backend.hold.clear()
        for key in ("2", "j", "enter", "escape"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        backend.hold.set()
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)


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


async def test_the_first_and_last_line_follow_a_terminal_that_becomes_narrower(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        await pilot.resize_terminal(80, 24)
        await rest(pilot)
        first, last = screen_text(app).splitlines()[0], screen_text(app).splitlines()[-1]
        assert first.rstrip().endswith("18 Nov")
        assert last.rstrip().endswith(("Help", "Back"))
