"""Texts that mean ill through the map, the search, the columns, the meeting and the skip: nothing of it acts."""

import pytest

from tests.tui.fakes import FakeBackend
from tests.tui.pilot.test_hostile_text import GROUPS, check_harmless, hostile_company
from tests.tui.support import LARGE, SMALL, app_over, press, running

WALK = ["2", "z", "3", "s", "s", "f", "e", "enter", "n", "N", "escape", "C", "j", "enter", "escape",
        "M", "l", "j", "o", "l", "O", "escape", "/", "u", "n", "tab", "tab", "escape",
        "4", "s", "x", "y", "enter", "e", "escape", "ctrl+s", "M", "n", "n", "4", "space", "n", "p"]  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("texts", GROUPS, ids=range(len(GROUPS)))
async def test_hostile_text_on_the_map_in_a_search_and_in_a_meeting_is_harmless(texts, size):
    app = app_over(FakeBackend(hostile_company(*texts)))
    async with running(app, size) as pilot:
        for key in WALK:
            await press(pilot, key)
            check_harmless(app)
        assert app.crash is None
        assert app.is_running
