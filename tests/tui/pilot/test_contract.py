"""The contract of a goal as it is seen, by everybody, and what who neither asks nor is asked is refused."""

from datetime import date

import pytest

from okr.contract.comments import AddComment
from okr.contract.contributions import AcceptContribution
from okr.contract.goals import ShowGoal
from okr.domain.errors import NotFound
from tests.tui.company import Company
from tests.tui.pilot.contracts import opened
from tests.tui.rooms.agreements import agreed
from tests.tui.support import (
    LARGE,
    SMALL,
    app_over,
    flashed,
    press,
    running,
    screen_of,
    screen_text,
    sent,
    settle,
    write,
)
from tui.dialogs.ask import AskDialog
from tui.lens import Lens
from tui.places import ABOUT
from tui.screens.contract import ContractScreen


async def test_one_screen_shows_the_need_and_what_is_accepted_countered_declined_and_open():
    backend = agreed()
    async with opened(backend) as (app, _):
        text = screen_text(app)
        assert "asked 120 %, accepted 50 %, short by 50 points" in text
        for word in ("✓ accepted", "◑ countered", "○ open", "✗ declined", "→ CHAT-1", "T. Okafor · 9 d"):
            assert word in text, word


async def test_the_key_opens_the_contract_of_the_goal_under_the_cursor():
    backend = agreed()
    app = app_over(backend, screen="alignment")
    async with running(app, SMALL) as pilot:
        await press(pilot, "o")
        assert screen_of(app, ContractScreen).key == "ACME-1"


async def test_beside_it_stands_the_whole_history_of_the_selected_ask():
    backend = agreed()
    async with opened(backend, "CARE-1+2", size=LARGE) as (app, _):
        text = screen_text(app)
        assert "countered  20 % by 31 Dec" in text
        assert "asked for  40 % by 31 Dec" in text


async def test_the_history_opens_in_a_dialog_where_there_is_no_room_beside():
    backend = agreed()
    async with opened(backend, "CARE-1+2") as (app, pilot):
        await press(pilot, "enter")
        assert isinstance(app.screen, AskDialog)
        assert "How it came to this" in screen_text(app)


async def test_whoever_is_asked_for_a_goal_that_they_may_not_see_sees_the_request_alone():
    backend = agreed(Company(me="sam"), may=())
    backend.fail[ShowGoal] = NotFound("There is no goal ACME-1.")
    async with opened(backend, "ACME-1+5") as (app, _):
        assert "You see what you were asked for" in screen_text(app)
        assert "○ open" in screen_text(app)


async def test_nothing_asked_yet_teaches_how_to_begin():
    backend = agreed(Company(me="maria", empty=True))
    async with opened(backend) as (app, _):
        assert "Nobody was asked to contribute yet." in screen_text(app)


@pytest.mark.parametrize(
    ("key", "pressed", "said"),
    [
        ("CARE-1+3", "a", "You do not answer CARE-1+3: Tom Okafor does."),
        ("CARE-1+3", "n", "You do not answer CARE-1+3: Tom Okafor does."),
        ("CARE-1+1", "x", "CARE-1+1 is accepted; there is nothing to answer any more."),
        ("CARE-1+4", "e", "You do not ask again CARE-1+4: who answers for CARE-1 may."),
        ("CARE-1+1", "W", "CARE-1+1 is accepted; what was agreed is changed on its goal."),
        ("CARE-1+3", "p", "You may not ask for contributions to CARE-1: its owner, its delegate"),
        ("CARE-1+3", "O", "You may not offer CARE-1: its owner, its delegate"),
    ],
)
async def test_an_outsider_is_told_who_may(key, pressed, said):
    backend = agreed(Company(me="jonas"), may=())
    async with opened(backend, key, size=(160, 30)) as (app, pilot):
        await press(pilot, pressed)
        assert flashed(app).startswith(said)
        assert isinstance(app.screen, ContractScreen)


async def test_looking_back_nothing_is_answered():
    backend = agreed()
    async with opened(backend, "CARE-1+2") as (app, pilot):
        app.gateway.lens = Lens(day=date(2026, 11, 1))
        await press(pilot, "a")
        assert isinstance(app.screen, ContractScreen)
        assert flashed(app) != ""
        assert backend.asked(AcceptContribution) == []


async def test_what_is_settled_is_refused_at_once_even_before_it_is_known_what_one_may():
    backend = agreed()
    app = app_over(backend)
    async with running(app, (160, 30)) as pilot:
        app.open_over(ABOUT["contract"].make("CARE-1+1"))
        await settle(pilot)
        await pilot.press("a")
        assert isinstance(app.screen, ContractScreen)
        assert flashed(app) == "CARE-1+1 is accepted; there is nothing to answer any more."


async def test_one_comments_on_a_request():
    backend = agreed()
    async with opened(backend, "CARE-1+2") as (app, pilot):
        await press(pilot, "m")
        await write(pilot, "Why so few, @lena?")
        await press(pilot, "escape", "ctrl+s")
        request = sent(backend, AddComment)
        assert (request.on, request.text) == ("CARE-1+2", "Why so few, @lena?")
        assert isinstance(app.screen, ContractScreen)
