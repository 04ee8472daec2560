"""The contract of a goal as whoever asks works with it: proposing, shares, asking again, offering upward."""

from decimal import Decimal

from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    AskContributions,
    OfferContribution,
    WithdrawContribution,
)
from okr.domain.vocabulary import ShareMode, UnitKind
from tests.tui.pilot.contracts import opened, to
from tests.tui.rooms.agreements import agreed
from tests.tui.support import flashed, press, screen_of, screen_text, sent, settle, write
from tui.dialogs.propose import ProposeForm
from tui.widgets.board import Board


async def test_the_asker_asks_several_with_a_preview_of_the_shares_in_one_request():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "p")
        for letters in ("sales", "oper"):
            await write(pilot, letters)
            await press(pilot, "tab")
        assert "2 receivers, 100 % of the need" in screen_text(app)
        await press(pilot, "ctrl+s")
        request = sent(backend, AskContributions)
        assert ([one.unit for one in request.receivers], request.shares) == (["SALES", "OPS"], ShareMode.EQUAL)
        assert request.parent == "CARE-1"
        assert "2 requests sent: asked 220 %" in flashed(app)
        assert "CARE-1+7" in str([row.target for row in app.screen.query_one("#main", Board).rows])


async def test_a_whole_level_is_asked_by_one_request():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "p")
        await write(pilot, "northwind")
        assert "every division below Northwind Internet" in screen_text(app)
        await press(pilot, "down", "tab")
        assert "Every division below Northwind Internet" in screen_text(app)
        assert "asked already: countered" in screen_text(app)
        await press(pilot, "ctrl+s")
        request = sent(backend, AskContributions)
        assert (request.level, request.below, request.receivers) == (UnitKind.DIVISION, "ACME", ())


async def test_tab_goes_round_from_the_last_who_is_asked_to_the_first_field():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "p")
        for letters in ("sales", "oper"):
            await write(pilot, letters)
            await press(pilot, "tab")
        form = screen_of(app, ProposeForm)
        await press(pilot, "tab", "tab", "tab", "tab", "tab", "tab")
        assert form.board.has_focus
        await press(pilot, "tab")
        assert form.board.has_focus
        await press(pilot, "tab")
        assert form.form_lines[0].field.has_focus


async def test_shares_are_typed_in_the_list_and_go_out_as_typed():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "p")
        await write(pilot, "oper")
        await press(pilot, "tab", "tab", "a")  # as typed
        await press(pilot, "ctrl+s")
        assert "Type the share of Operations" in screen_text(app)
        screen = screen_of(app, ProposeForm)
        screen.set_focus(screen.board)
        await press(pilot, "3", "5", "ctrl+s")
        request = sent(backend, AskContributions)
        assert [(one.unit, one.share) for one in request.receivers] == [("OPS", Decimal(35))]


async def test_one_is_left_out_of_the_list_again():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "p")
        for letters in ("sales", "oper"):
            await write(pilot, letters)
            await press(pilot, "tab")
        screen = screen_of(app, ProposeForm)
        screen.set_focus(screen.board)
        await press(pilot, "x")
        assert [one.key for one in screen.receivers] == ["OPS"]


async def test_letters_that_mean_nobody_are_not_sent():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "p")
        await write(pilot, "zzz")
        await press(pilot, "ctrl+s")
        assert "Choose who is meant" in screen_text(app)
        assert backend.asked(AskContributions) == []


async def test_the_asker_accepts_a_counter_asks_again_and_takes_back():
    backend = agreed()
    async with opened(backend, "CARE-1+2") as (app, pilot):
        await press(pilot, "a", "ctrl+s")
        assert sent(backend, AcceptContribution).key == "CARE-1+2"
        assert "CARE-1+2 accepted: PROD-9." in flashed(app)
        await to(app, pilot, "CARE-1+4")
        await press(pilot, "e", "ctrl+s")
        assert sent(backend, AskContributionAgain).key == "CARE-1+4"
        await to(app, pilot, "CARE-1+3")
        await press(pilot, "W", "ctrl+s")
        assert sent(backend, WithdrawContribution).key == "CARE-1+3"
        assert "⊘ withdrawn" in screen_text(app)


async def test_a_goal_is_offered_upward():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "O")
        await write(pilot, "keep our promises")
        await press(pilot, "tab", "2", "0", "ctrl+s")
        request = sent(backend, OfferContribution)
        assert (request.offered, request.parent, request.share) == ("CARE-1", "ACME-1", Decimal(20))
        assert "offered to ACME-1" in flashed(app)


async def test_what_cannot_be_shared_says_why():
    backend = agreed()
    async with opened(backend, "CARE-1.1", size=(200, 30)) as (app, pilot):
        await press(pilot, "p")
        assert "It has readings of its own" in flashed(app)


async def test_a_proposal_and_a_choice_are_taken_with_the_mouse():
    backend = agreed()
    async with opened(backend) as (app, pilot):
        await press(pilot, "p")
        await write(pilot, "oper")
        screen = screen_of(app, ProposeForm)
        await pilot.click(screen.board, offset=(5, 1), times=2)
        await settle(pilot)
        assert [one.key for one in screen.receivers] == ["OPS"]
        await pilot.click("#shares", offset=(14, 0))
        await settle(pilot)
        assert screen.mode is ShareMode.PEOPLE
