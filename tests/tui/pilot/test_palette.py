"""The palette: commands with an argument, keys to go to, actions of every screen, and what the company holds."""

from datetime import date

import pytest

from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text, settle, write
from tui.actions import BY_ID
from tui.dialogs.new_goal import NewGoalDialog
from tui.dialogs.palette import PaletteDialog
from tui.lens import Lens
from tui.other_words import OTHER_WORDS
from tui.screens.alignment import AlignmentScreen
from tui.screens.check_in import CheckInScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen
from tui.widgets.board import Board


@pytest.mark.parametrize("typed", ["care-2", "CARE-2", "go care-2", "care-2.1"])
async def test_a_typed_key_is_gone_to_without_searching(backend, typed):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, ":", *typed, "enter")
        assert screen_of(app, GoalScreen).key == "CARE-2"


async def test_a_command_waits_for_its_argument_and_says_what_it_takes(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"da")
        assert "day DAY" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, PaletteDialog)
        await press(pilot, *"3 oct", "enter")
        assert app.gateway.lens == Lens(date(2026, 10, 3))
        await press(pilot, ":", *"today", "enter")
        assert app.gateway.lens == Lens()


async def test_commands_take_theme_filter_and_cycle(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"theme light", "enter")
        assert app.theme == "okr-light"
        await press(pilot, ":", *"cycle 2026-q3", "enter")
        assert app.gateway.lens == Lens(cycle="2026-Q3")
        await press(pilot, ":", *"filter status:off", "enter")
        assert screen_of(app, AlignmentScreen).words == "status:off"


async def test_an_argument_that_is_none_does_nothing(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"theme pink", "enter")
        assert isinstance(app.screen, PaletteDialog)
        assert app.theme == "okr-dark"


async def test_actions_of_other_screens_say_where_they_work_and_go_there(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"submit")
        assert "(in Check-in)" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, CheckInScreen)
        assert flashed(app) == "ctrl+s does it here: Submit."


async def test_in_the_past_actions_that_write_say_why_they_are_refused(backend):
    app = app_over(backend)
    async with running(app, (160, 36)) as pilot:
        app.look_through(Lens(date(2026, 10, 20)))
        await press(pilot, ":", *"take your last")
        assert "the past is not changed" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_letters_in_their_order_find_an_action(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"accblt", "enter")
        assert screen_text(app).startswith(" okr › Accountability")


async def test_an_action_that_is_called_by_its_name_comes_before_what_is_found(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, ":")
        await write(pilot, "goal")
        text = screen_text(app)
        assert text.index(" Actions ") < text.index(" More actions ")
        await press(pilot, "escape", ":")
        await write(pilot, "chat")
        assert " Found " in screen_text(app)
        await press(pilot, "escape", ":")
        await write(pilot, "new goal")
        await press(pilot, "enter")
        assert isinstance(app.screen, NewGoalDialog)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("create", "Write a new goal"),
        ("blocker", "Check in to the selected goal"),
        ("override", "set its status by hand"),
        ("thank", "Say that you have read"),
        ("last month", "Look at any past day"),
        ("colleague", "People: the organisation"),
        ("proposals", "Contributions that wait for you"),
    ],
)
async def test_actions_are_found_by_what_a_newcomer_would_call_them(backend, typed, says):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, ":", *("space" if letter == " " else letter for letter in typed))
        assert says in " ".join(screen_text(app).split())
        await press(pilot, "escape", "?")
        await press(pilot, *("space" if letter == " " else letter for letter in typed))
        in_help = says in " ".join(screen_text(app).split())
        assert in_help is (typed not in {"override", "thank"}), "these stand on the page of a goal"


@pytest.mark.parametrize("key", [":", "?"])
@pytest.mark.parametrize("screen", ["home", "alignment", "check-in", "people", "cycle"])
async def test_nothing_that_is_said_of_a_key_is_cut_off_on_a_small_screen(backend, screen, key):
    app = app_over(backend, screen=screen)
    async with running(app, SMALL) as pilot:
        await press(pilot, key)
        board = app.screen.query_one("#rows", Board)
        cut = [row.draw(78).text for row in board.rows if "\u2026" in row.draw(78).text]
        assert cut == []


async def test_a_key_whose_words_take_two_lines_is_one_stop_of_the_cursor(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        app.open_goal("CARE-1")
        await settle(pilot)
        await press(pilot, "?")
        board = app.screen.query_one("#rows", Board)
        at = next(at for at, row in enumerate(board.rows) if "Begin, pause, submit" in row.draw(78).text)
        assert "by hand" in board.rows[at + 1].draw(78).text
        assert board.rows[at].can_be_chosen
        assert not board.rows[at + 1].can_be_chosen


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("new goal", "Write a new goal"),
        ("objective", "Write a new goal"),
        ("remind", "Tell whoever answers"),
        ("negotiate", "Contributions that wait for you"),
        ("hand down", "Ask teams and people to contribute"),
        ("yesterday", "Look at any past day"),
        ("compare cycles", "Look at another cycle"),
        ("audit", "okr verify"),
        ("spreadsheet", "okr import"),
        ("back up", "okr db backup"),
        ("screenshot", "okr screenshot home"),
        ("remap keys", "okr paths"),
    ],
)
async def test_whoever_does_not_know_the_words_of_okr_finds_it_by_their_own(backend, typed, says):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, ":", *("space" if letter == " " else letter for letter in typed))
        assert says in screen_text(app)


async def test_what_is_for_the_shell_is_copied_from_the_palette(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"screenshot", "enter")
        assert app.clipboard == "okr screenshot home -o FILE.svg"
        assert isinstance(app.screen, HomeScreen)
        assert flashed(app) == "okr screenshot home -o FILE.svg is for the shell (ctrl+z); the line is copied."


async def test_an_action_of_a_screen_that_needs_something_open_says_so(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"merge", "down", "enter")
        assert isinstance(app.screen, PaletteDialog)
        assert flashed(app) == "Move works in Unit: open one first."


def test_other_words_belong_to_actions_that_there_are():
    assert set(OTHER_WORDS) <= set(BY_ID)


@pytest.mark.parametrize("key", [":", "?"])
async def test_what_comes_with_a_later_version_is_not_offered(backend, key):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, key)
        board = app.screen.query_one("#rows", Board)
        said = "\n".join(row.draw(78).text for row in board.rows)
        assert "Accountability: who answers" in said
        assert "Customers: metrics" not in said
