"""The help, the palette, the search and the line of sight, which lead to whatever they find."""

from okr.contract.search import Search
from tests.tui.support import LARGE, app_over, press, rest, running, screen_of, screen_text, settle
from tui.dialogs.help import HelpDialog
from tui.dialogs.palette import PaletteDialog
from tui.dialogs.sight import SightDialog
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen


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


async def test_help_says_what_the_signs_beside_goals_mean_and_finds_them_by_what_is_seen(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "?", *"signs")
        lines = [line.split() for line in screen_text(app).splitlines()]
        assert ["▾", "something", "below", "it", "stands", "worse", "than", "it", "does"] in lines
        assert {"■", "▲", "●", "★", "○", "◌", "†", "‡", "⇡"} <= {line[0] for line in lines if line}
        await press(pilot, *["backspace"] * 5, "†")
        assert "set by hand" in screen_text(app)
        assert "stale" not in screen_text(app)


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
        assert backend.asked(Search)[-1].nearly, "a slip of the finger finds it, too"
        await press(pilot, "enter")
        assert isinstance(app.screen, GoalScreen)
        assert app.screen.key == "CHAT-1"


async def test_the_palette_does_actions_and_says_why_others_cannot_be_done(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, ":", *"details")
        assert "There is no problem here to look behind" in screen_text(app)
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


async def test_slash_finds_goals_from_anywhere(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "/", *"renewal", "enter")
        assert "SALES-1" in screen_text(app)
        assert screen_of(app, AlignmentScreen).words == "renewal"
