"""The palette: commands with an argument, keys to go to, actions of every screen, and what the company holds."""

from datetime import date

import pytest

from tests.tui.support import LARGE, app_over, flashed, press, running, screen_of, screen_text
from tui.dialogs.palette import PaletteDialog
from tui.lens import Lens
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen


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


async def test_actions_of_other_screens_say_where_they_work(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"submit")
        assert "(in Check-in)" in screen_text(app)
        await press(pilot, "enter")
        assert flashed(app) == "Submit works in Check-in."


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
