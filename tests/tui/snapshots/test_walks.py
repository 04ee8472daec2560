"""Pictures that need a hand: the meeting with its clock, the grid with all that can stand in it."""

import pytest

from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.snapshots.test_screens import SIZES, compare
from tests.tui.support import app_over, press, rest, running, screen_text
from tui.screens.meeting import MeetingScreen


@pytest.mark.parametrize("size", SIZES)
async def test_meeting(size):
    app = app_over(FakeBackend(Company(home="lead")), screen="check-in")
    seconds = [0.0]
    async with running(app, SIZES[size]) as pilot:
        screen = MeetingScreen(clock=lambda: seconds[0])
        app.open_over(screen)
        await press(pilot, "n", "p")
        seconds[0] = 332.0
        screen.tick()
        await press(pilot, *"4.5", "tab", *"70")
        await rest(pilot)
        compare(f"meeting-full-{size}", screen_text(app))


@pytest.mark.parametrize("size", SIZES)
async def test_a_grid_with_a_value_a_skip_and_a_doubt(size):
    app = app_over(FakeBackend(Company(home="lead")), screen="check-in")
    async with running(app, SIZES[size]) as pilot:
        await press(
            pilot, *"4.5", "tab", *"40", "tab", *"two are ill", "enter", "s", *"survey on Friday", "enter", *"6,100"
        )
        await rest(pilot)
        compare(f"check-in-mixed-{size}", screen_text(app))
