"""Under the mouse: headings sort, the lines of a note are gone into, and what is there to be chosen opens at one click."""

from tests.tui.support import LARGE, app_over, keys_shown, press, rest, running, screen_of, screen_text, write
from tui.dialogs.day import DayDialog
from tui.dialogs.palette import PaletteDialog
from tui.screens.alignment import AlignmentScreen
from tui.screens.check_in import CheckInScreen
from tui.screens.goal import GoalScreen


async def click(pilot, words: str) -> None:
    """One click on the first words on screen that read so."""
    for y, line in enumerate(screen_text(pilot.app).splitlines()):
        if words in line:
            await pilot.click(offset=(line.index(words), y))
            await rest(pilot)
            return
    raise AssertionError(f"{words} is not on the screen")


async def test_a_click_on_a_heading_sorts_by_it_and_another_one_shows_the_cascade_again(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        tree = screen_of(app, AlignmentScreen).tree_view
        before = keys_shown(app)
        for heading, order in (("done", "progress"), ("pace", "risk"), ("goal ", "title")):
            await click(pilot, heading)
            assert tree.order == order
        await click(pilot, "goal")
        assert (tree.order, keys_shown(app)) == ("", before)


async def test_a_heading_by_which_nothing_is_sorted_says_so(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await click(pilot, "owner")
        assert "Nothing is sorted by owner; s goes through the orders." in screen_text(app)
        assert screen_of(app, AlignmentScreen).tree_view.order == ""


async def test_a_click_on_the_line_of_the_note_or_the_blocker_goes_into_it(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        sheet = lambda: screen_of(app, CheckInScreen).sheet  # noqa: E731 - it is another one after each key
        row = screen_of(app, CheckInScreen).grid.row
        assert row is not None
        key = row.result.key
        await click(pilot, "Blocker")
        await write(pilot, "rain")
        await click(pilot, "Note")
        await write(pilot, "dry")
        assert (sheet().text(key, "note"), sheet().text(key, "blocker")) == ("dry", "rain")


async def test_what_was_found_in_the_palette_opens_at_one_click(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "care-1")
        assert isinstance(app.screen, PaletteDialog)
        await click(pilot, "CARE-1 ")
        assert screen_of(app, GoalScreen).key == "CARE-1"


async def test_a_past_day_is_chosen_by_one_click(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "D")
        assert isinstance(app.screen, DayDialog)
        await click(pilot, "yesterday")
        assert "read-only" in screen_text(app).splitlines()[0]


async def test_columns_are_chosen_by_a_click_or_the_blank_and_say_where_they_have_no_room(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "C")
        assert "trend     chosen, but the screen is too narrow for it" in screen_text(app)
        await click(pilot, "owner")
        await press(pilot, "down", "space", "escape")
        head = screen_text(app).splitlines()[1]
        assert ("owner" in head, "unit" in head) == (False, True)


async def test_no_column_is_said_to_have_no_room_where_it_stands(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "C")
        assert "too narrow" not in screen_text(app)
