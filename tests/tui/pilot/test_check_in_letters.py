"""Letters on a row that is being filled: those of the grid work, those of every screen wait, and nothing is written."""

import string

import pytest

from okr.contract.base import Command
from tests.tui.support import LARGE, app_over, flashed, press, running, screen_of, screen_text
from tui.screens.check_in import WHILE_FILLING, CheckInScreen
from tui.screens.meeting import MeetingScreen

OF_THE_GRID = frozenset("svxM=") | frozenset("hjklgG")
"""What the footer or the help of the grid name: skip, whose rows, clear, meeting, same; and moving."""


def sheet_of(app):
    return screen_of(app, CheckInScreen).sheet


@pytest.mark.parametrize("cell", ["value", "confidence"])
async def test_no_letter_leads_away_from_a_row_that_is_being_filled_or_writes(backend, cell):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"66", "tab")
        if cell == "value":
            await press(pilot, "shift+tab")
        drafts = sheet_of(app).drafts
        for letter in sorted(set(string.ascii_letters) | set("!^/[]")):
            if letter in OF_THE_GRID:
                continue
            await press(pilot, letter)
            assert isinstance(app.screen, CheckInScreen), letter
            assert sheet_of(app).drafts == drafts, letter
        assert not [call for call in backend.calls if isinstance(call, Command)]


async def test_a_letter_that_waits_says_until_when(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"66", "tab", "t")
        assert flashed(app) == "Talk waits, CARE-1.1 is filled in: ctrl+s records, x empties it."
        await press(pilot, "e")
        assert flashed(app) == "CARE-1.1 is filled in: x empties it, then e corrects."
        await press(pilot, "x", "t")
        assert not isinstance(app.screen, CheckInScreen)


async def test_the_footer_names_only_letters_that_work_on_the_row(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        grid = screen_of(app, CheckInScreen)
        assert "app.why" in {hint.action for hint in grid.hints()}
        await press(pilot, *"66", "tab")
        letters = {hint.action for hint in grid.hints() if len(hint.key) == 1 and hint.action.startswith("app.")}
        assert letters <= WHILE_FILLING
        assert "app.back" not in letters


async def test_letters_of_the_grid_go_on_working_on_a_row_that_is_filled(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"66", "tab", "=")
        assert sheet_of(app).text("CARE-1.1", "value") != "66"
        await press(pilot, "tab", "s")
        assert sheet_of(app).is_skipped("CARE-1.1")


async def test_rows_that_are_empty_leave_every_letter_what_it_is(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"66", "enter", "t")
        assert not isinstance(app.screen, CheckInScreen)


async def test_in_a_meeting_too_what_is_meant_for_a_cell_leads_nowhere(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        app.open_over(MeetingScreen())
        await press(pilot, *"66", "tab", *"aet")
        assert isinstance(app.screen, MeetingScreen)
        await press(pilot, "n")
        assert "2 of " in screen_text(app)
