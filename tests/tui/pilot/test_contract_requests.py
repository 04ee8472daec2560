"""The requests: what waits for one's answer and what one asked for, on their screen and on the home."""

from decimal import Decimal

from okr.contract.contributions import AcceptContribution, DeclineContribution, ListContributions, WithdrawContribution
from okr.domain.vocabulary import ContributionState, ContributionStep
from tests.tui.company import Company
from tests.tui.pilot.contracts import receiver, to
from tests.tui.rooms.agreements import Row, agreed, of
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, rest, running, screen_of, screen_text, sent, write
from tui.lines import Target
from tui.screens.contract import ContractScreen
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


async def test_where_nothing_is_agreed_any_more_no_form_opens_and_it_says_why():
    backend = receiver()
    of(backend).over = "The cycle 2026-Q4 is being graded; nothing is agreed for CARE-1 any more."
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "R")
        for key in ("n", "a"):
            await press(pilot, key)
            assert isinstance(app.screen, RequestsScreen)
            assert flashed(app) == of(backend).over
        await press(pilot, "x")
        await write(pilot, "No")
        await press(pilot, "ctrl+s")
        assert sent(backend, DeclineContribution).key == "CARE-1+3"


async def test_nobody_is_asked_for_a_goal_that_is_over():
    backend = agreed()
    of(backend).over = "CARE-1 is achieved and frozen."
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        app.open_target(Target("contract", "CARE-1"))
        await rest(pilot)
        await press(pilot, "p")
        assert flashed(app) == "CARE-1 is achieved and frozen."
        assert isinstance(app.screen, ContractScreen)
