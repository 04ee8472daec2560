"""The requests: what waits for one's answer and what one asked for, on their screen and on the home."""

from decimal import Decimal

from okr.contract.contributions import AcceptContribution, ListContributions, WithdrawContribution
from okr.domain.vocabulary import ContributionState, ContributionStep
from tests.tui.company import Company
from tests.tui.pilot.contracts import receiver, to
from tests.tui.rooms.agreements import Row, agreed, of
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, rest, running, screen_of, screen_text, sent, write
from tui.screens.requests import RequestsScreen
from tui.widgets.board import Board


async def test_what_waits_for_me_stands_first_and_is_answered_in_place():
    backend = receiver()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "R")
        await rest(pilot)
        screen = screen_of(app, RequestsScreen)
        assert screen.ask_selected is not None
        assert screen.ask_selected.key == "CARE-1+3"
        await press(pilot, "x")
        await write(pilot, "No")
        await press(pilot, "ctrl+s")
        assert "declined" in flashed(app)
        assert "Nothing waits for you." in screen_text(app)


async def test_what_i_asked_for_is_there_too_and_can_be_taken_back():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "R")
        await to(app, pilot, "CARE-1+3")
        await press(pilot, "W", "ctrl+s")
        assert sent(backend, WithdrawContribution).key == "CARE-1+3"


async def test_without_requests_one_sentence_teaches():
    backend = agreed(Company(me="maria", empty=True))
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "R")
        assert "Nothing waits for you." in screen_text(app)
        assert "You asked nobody yet" in screen_text(app)
        assert len(backend.asked(ListContributions)) == 2


async def test_requests_show_the_history_beside_them_where_there_is_room():
    app = app_over(agreed())
    async with running(app, LARGE) as pilot:
        await press(pilot, "R")
        await rest(pilot)
        assert "How it came to this" in screen_text(app)


async def test_a_counter_stands_on_the_home_of_the_executive_who_asked_and_is_answered_from_there():
    backend = agreed(Company(me="ada", home="executive"))
    step = ContributionStep
    steps = [(step.ASKED, "ada", 9, Decimal(20), None), (step.COUNTERED, "sam", 4, Decimal(10), "We are few")]
    of(backend).rows.append(Row(6, "ACME-1", "SALES", None, ContributionState.COUNTERED, Decimal(10), steps))
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        assert "Waits for your answer" in screen_text(app)
        assert app.screen.query_one("#main", Board).find("contribution", "ACME-1+6")
        await press(pilot, "enter")
        assert "countered" in screen_text(app)
        await press(pilot, "a", "ctrl+s")
        assert sent(backend, AcceptContribution).key == "ACME-1+6"
