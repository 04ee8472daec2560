"""The frame at any size of the terminal, in any letters, and under the mouse."""

import asyncio

import pytest
from textual import events
from textual.geometry import Size

from tests.tui.support import LARGE, app_over, press, rest, running, screen_of, screen_text, settle
from tui.dialogs.help import HelpDialog
from tui.screens.alignment import AlignmentScreen
from tui.screens.base import OkrScreen
from tui.screens.goal import GoalScreen
from tui.widgets.board import Board


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


async def test_a_list_that_hears_of_a_new_size_while_its_screen_is_being_closed_leaves_it(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.open_goal("CARE-1")
        await settle(pilot)
        screen, held = screen_of(app, GoalScreen), asyncio.Event()
        main, side = screen.query_one("#main"), screen.query_one("#side", Board)
        side.call_next(held.wait)
        side._built_for = 0  # another width than the one that it has now
        side.post_message(events.Resize(Size(20, 20), Size(20, 20)))
        app.close_top()
        assert main._task is not None
        await asyncio.wait([main._task], timeout=30)  # the pilot would wait for the list that is held
        assert not main.is_attached
        held.set()
        await settle(pilot)
        assert app.crash is None
        assert not isinstance(app.screen, GoalScreen)


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


async def test_the_first_and_last_line_follow_a_terminal_that_becomes_narrower(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        await pilot.resize_terminal(80, 24)
        await rest(pilot)
        first, last = screen_text(app).splitlines()[0], screen_text(app).splitlines()[-1]
        assert first.rstrip().endswith("18 Nov")
        assert last.rstrip().endswith(("Help", "Back"))
