"""What hostile people wrote into goals acts nowhere: in no section, no form, no derivation."""

import pytest

from okr.domain.vocabulary import GoalState
from tests.tui.fakes import FakeBackend
from tests.tui.pilot.test_hostile_text import HOSTILE, check_harmless, hostile_company
from tests.tui.rooms.goal_card import graded
from tests.tui.support import LARGE, SMALL, app_over, press, running, screen_text, settle

WALK = (
    "tab", "tab", "tab", "tab", "tab", "tab", "w", "j", "enter", "escape", "e", "escape", "s", "escape", "K", "escape", "a", "x", "escape",
)  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x36"])
@pytest.mark.parametrize("first", range(0, len(HOSTILE), 4))
async def test_no_section_and_no_form_lets_a_text_act(first, size):
    texts = HOSTILE[first : first + 4]
    company = hostile_company(*texts)
    company.may = ("edit_goal", "check_in", "close_goal", "override_status")
    company.of_goals["CARE-1"] = {
        "grade": graded(reason=texts[0] or None, post_mortem=texts[1] or None), "state": GoalState.ACTIVE, "why": texts[2] or None,
    }  # fmt: skip
    app = app_over(FakeBackend(company), screen="alignment")
    async with running(app, size) as pilot:
        app.open_goal("CARE-1")
        await settle(pilot)
        check_harmless(app)
        for key in WALK:
            await press(pilot, key)
            check_harmless(app)
            assert max(len(line) for line in screen_text(app).splitlines()) <= 2 * size[0]
    assert app.crash is None
