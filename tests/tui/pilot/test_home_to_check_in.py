"""From a home to the check-ins: a line of what is due leads to all that is due, and stands there under the cursor."""

import pytest

from okr.contract.check_ins import ListDue
from tests.tui.support import app_over, press, running, screen_of, screen_text
from tui.lines import Target
from tui.screens.base import OkrScreen
from tui.screens.check_in import CheckInScreen
from tui.screens.home import HomeScreen


def at(app) -> Target:
    """What the cursor stands on."""
    target = screen_of(app, OkrScreen).selected
    assert target is not None
    return target


def rows(app) -> list[str]:
    """The key results of the grid."""
    return [row.result.key for row in screen_of(app, CheckInScreen).sheet.rows]


@pytest.mark.parametrize(("home", "scope", "words"), [("lead", "team", "my team's"), ("employee", "mine", "mine")])
async def test_c_on_what_is_due_opens_all_that_is_due_at_that_line(backend, home, scope, words):
    backend.company.home = home
    app = app_over(backend)
    async with running(app) as pilot:
        assert isinstance(app.screen, HomeScreen)
        await press(pilot, "j")
        chosen = at(app).key
        await press(pilot, "c")
        assert isinstance(app.screen, CheckInScreen)
        assert backend.asked(ListDue)[-1].scope == scope
        assert f"Home › Check-in › {words}" in screen_text(app)
        assert len(rows(app)) > 1
        assert at(app).key == chosen or chosen not in rows(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_lead_finds_the_line_of_the_team_under_the_cursor(backend):
    backend.company.home = "lead"
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "j", "j", "c")
        assert rows(app).index(at(app).key) == 2


async def test_c_on_a_goal_of_a_home_checks_in_to_that_goal(backend):
    backend.company.home = "lead"
    app = app_over(backend)
    async with running(app) as pilot:
        for _ in range(40):
            if at(app).kind == "goal":
                break
            await press(pilot, "j")
        key = at(app).key
        await press(pilot, "c")
        assert {row.partition(".")[0] for row in rows(app)} == {key}


async def test_the_line_that_counts_the_rest_opens_all_that_is_due_for_the_team(backend, monkeypatch):
    backend.company.home = "lead"
    monkeypatch.setattr("tui.drawing.home_parts.MOST_DUE", 1)
    app = app_over(backend)
    async with running(app) as pilot:
        for _ in range(20):
            if at(app).kind == "do":
                break
            await press(pilot, "j")
        assert "more: c lists all" in screen_text(app)
        await press(pilot, "enter")
        assert backend.asked(ListDue)[-1].scope == "team"
