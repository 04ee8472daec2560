"""`w` on the numbers of several goals: what an on-time rate (R14) and alignment (R13) are counted from, each thing a key away."""

import pytest

from okr.contract.alignment import ShowAlignment
from okr.contract.homes import ShowHome
from okr.contract.timeliness import ShowTimeliness
from okr.contract.why import Explain
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text, settle, until
from tui.dialogs.why import WhyDialog
from tui.dialogs.why_rate import WhyRateDialog
from tui.lines import Target
from tui.screens.accountability import AccountabilityScreen
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen
from tui.widgets.board import Board


def asked(backend):
    request = backend.asked(ShowTimeliness)[-1]
    return request.unit, request.person


async def test_w_on_a_unit_of_accountability_says_what_was_counted_and_by_which_rule(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "5", "w")
        assert asked(backend) == ("CARE", None)
        text = " ".join(screen_text(app).split())
        for words in (
            "R14: A check-in is on time up to its due day",
            "27 decided check-in periods 22 were on time, 3 late, 2 missed",
            "4 active goals in 2026-Q4",
            "9 key results",
            "on time late missed",
        ):
            assert words in text, words
        assert backend.asked(ShowAlignment)[-1].unit == "CARE"
        await press(pilot, "G")
        assert "9 of 10 active goals lead to a goal of the whole" in " ".join(screen_text(app).split())
        await press(pilot, "escape")
        assert isinstance(app.screen, AccountabilityScreen)


async def test_from_a_rate_one_comes_to_the_periods_of_a_result_and_back(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "5", "w", "j", "enter")
        assert isinstance(app.screen, WhyDialog)
        key = backend.asked(Explain)[-1].key
        assert "." in key
        text = screen_text(app)
        assert "23 Oct" in text
        assert "check-in #2, recorded on 28 Oct" in text
        assert "no reading" in text
        await press(pilot, "escape")
        assert isinstance(app.screen, WhyRateDialog)
        await press(pilot, "w", "3")
        assert isinstance(app.screen, GoalScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, AccountabilityScreen), "the derivations are left with the goal"


async def test_what_is_asked_about_stands_first_on_a_small_screen(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        app.open_over(WhyDialog("CARE-1.1", about="habits"))
        await settle(pilot)
        await until(pilot, lambda: "check-in #1, recorded on 16 Oct" in screen_text(app))
        assert "Confidence and check-ins" in screen_text(app)


async def test_the_days_of_a_period_are_told_on_enter(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.open_over(WhyDialog("CARE-1.1", about="habits"))
        await settle(pilot)
        board = screen_of(app, WhyDialog).board
        assert board.find("reading", "period 2026-10-23")
        await press(pilot, "enter")
        assert "the first reading of 17 Oct to 23 Oct decides it" in screen_text(app)


async def test_the_goals_that_were_counted_are_listed_by_enter(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "5", "w", "enter")
        await until(pilot, lambda: isinstance(app.screen, AlignmentScreen))
        assert "unit:CARE state:active" in screen_text(app)


async def test_the_rate_of_the_whole_is_above_the_units(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "5", "k", "w")
        assert asked(backend) == ("ACME", None)


async def test_w_on_a_person_of_accountability_and_on_their_page(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "5")
        assert app.screen.query_one("#main", Board).find("person", "ada")
        await press(pilot, "w")
        assert asked(backend) == (None, "ada")
        assert "Aligned" not in screen_text(app)
        await press(pilot, "escape")
        app.open_target(Target("person", "ada"))
        await press(pilot, "w")
        assert asked(backend) == (None, "ada")
        assert len(backend.asked(ShowTimeliness)) == 2


async def test_w_on_the_page_of_a_unit(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "7", "j", "w")
        unit, person = asked(backend)
        assert person is None
        assert unit is not None


@pytest.mark.parametrize(("right", "first"), [(0, "Aligned"), (2, "On time")])
async def test_the_rates_of_the_executive_home_open_their_derivation(backend, right, first):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        assert isinstance(app.screen, HomeScreen)
        await until(pilot, lambda: bool(backend.asked(ShowHome)))
        board = app.screen.query_one(Board)
        row = next(at for at, one in enumerate(board.rows) if "in line of sight" in one.draw(118).text)
        board.go_to(row)
        await press(pilot, *["l"] * right, "enter")
        assert asked(backend) == (None, None)
        lines = [line.strip(" │┃|") for line in screen_text(app).splitlines()]
        assert next(line for line in lines if line.startswith(("Aligned", "On time"))).startswith(first)
        shown = screen_of(app, WhyRateDialog).board
        await until(pilot, lambda: "In line of sight" in " ".join(row.draw(100).text for row in shown.rows))
        targets = [row.target for row in shown.rows if row.target is not None]
        assert shown.selected == targets[0], "what comes later above the cursor does not push it down"


async def test_where_there_is_no_number_it_says_where_to_go(backend):
    backend.company.empty = True
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "2", "w")
        assert flashed(app) == "Move to a goal, a key result, a unit, a person or a rate first."
