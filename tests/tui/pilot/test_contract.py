"""The contract of a goal and the requests: what is seen, done and refused by who asks, who is asked, and others."""

from decimal import Decimal

import pytest

from okr.contract.comments import AddComment
from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    AskContributions,
    CounterContribution,
    DeclineContribution,
    ListContributions,
    OfferContribution,
    WithdrawContribution,
)
from okr.contract.goals import ShowGoal
from okr.domain.errors import NotAllowed, NotFound
from okr.domain.vocabulary import ContributionState, ContributionStep, ShareMode, UnitKind
from tests.tui.company import Company
from tests.tui.rooms.agreements import Row, agreed, of
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, rest, running, screen_of, screen_text, settle
from tui.dialogs.ask import AskDialog
from tui.dialogs.propose import ProposeForm
from tui.places import ABOUT
from tui.screens.contract import ContractScreen
from tui.screens.requests import RequestsScreen
from tui.widgets.board import Board


async def show(app, pilot, key="CARE-1"):
    app.open_over(ABOUT["contract"].make(key))
    await rest(pilot)


async def write(pilot, text):
    await press(pilot, *("space" if letter == " " else letter for letter in text))
    await rest(pilot)


async def to(app, pilot, key):
    """Put the cursor on an ask."""
    assert app.screen.query_one("#main").find("contribution", key)
    await rest(pilot)


def sent(backend, kind):
    [request] = backend.asked(kind)
    return request


# ----------------------------------------------------------------------------------------------------------- what is seen


async def test_one_screen_shows_the_need_and_what_is_accepted_countered_declined_and_open():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
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
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await show(app, pilot, "CARE-1+2")
        text = screen_text(app)
        assert "countered  20 % by 31 Dec" in text
        assert "asked for  40 % by 31 Dec" in text


async def test_the_history_opens_in_a_dialog_where_there_is_no_room_beside():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+2")
        await press(pilot, "enter")
        assert isinstance(app.screen, AskDialog)
        assert "How it came to this" in screen_text(app)


async def test_whoever_is_asked_for_a_goal_that_they_may_not_see_sees_the_request_alone():
    backend = agreed(Company(me="sam"), may=())
    backend.fail[ShowGoal] = NotFound("There is no goal ACME-1.")
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "ACME-1+5")
        assert "You see what you were asked for" in screen_text(app)
        assert "○ open" in screen_text(app)


async def test_nothing_asked_yet_teaches_how_to_begin():
    backend = agreed(Company(me="maria", empty=True))
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        assert "Nobody was asked to contribute yet." in screen_text(app)


# ------------------------------------------------------------------------------------------------------------- who asks


async def test_the_asker_asks_several_with_a_preview_of_the_shares_in_one_request():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
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
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "p")
        await write(pilot, "northwind")
        assert "every division below Northwind Internet" in screen_text(app)
        await press(pilot, "down", "tab")
        assert "Every division below Northwind Internet" in screen_text(app)
        assert "asked already: countered" in screen_text(app)
        await press(pilot, "ctrl+s")
        request = sent(backend, AskContributions)
        assert (request.level, request.below, request.receivers) == (UnitKind.DIVISION, "ACME", ())


async def test_shares_are_typed_in_the_list_and_go_out_as_typed():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
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
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
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
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "p")
        await write(pilot, "zzz")
        await press(pilot, "ctrl+s")
        assert "Choose who is meant" in screen_text(app)
        assert backend.asked(AskContributions) == []


async def test_the_asker_accepts_a_counter_asks_again_and_takes_back():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+2")
        await rest(pilot)
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
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "O")
        await write(pilot, "keep our promises")
        await press(pilot, "tab", "2", "0", "ctrl+s")
        request = sent(backend, OfferContribution)
        assert (request.offered, request.parent, request.share) == ("CARE-1", "ACME-1", Decimal(20))
        assert "offered to ACME-1" in flashed(app)


# ---------------------------------------------------------------------------------------------------------- who is asked


def receiver():
    return agreed(Company(me="tom"), may=())


async def test_the_receiver_sees_what_accepting_writes_before_it_is_written():
    backend = receiver()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+3")
        await rest(pilot)
        await press(pilot, "a")
        text = " ".join(screen_text(app).split())
        assert "a draft goal of Tom Okafor" in text
        assert "to CARE-1, with a weight of 20 %" in text
        await write(pilot, "We can")
        await press(pilot, "ctrl+s")
        request = sent(backend, AcceptContribution)
        assert (request.why, request.version) == ("We can", 1)
        assert "owner" not in request.model_fields_set


async def test_the_receiver_counters_with_another_share_and_the_reason():
    backend = receiver()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+3")
        await rest(pilot)
        await press(pilot, "n", "ctrl+s")
        assert "A counter changes the share" in screen_text(app)
        await press(pilot, "ctrl+u", "1", "2")
        await press(pilot, "ctrl+s")
        assert "Say why you counter" in screen_text(app)
        await write(pilot, "Few left")
        await press(pilot, "ctrl+s")
        request = sent(backend, CounterContribution)
        assert (request.share, request.reason, request.due_on, request.title) == (Decimal(12), "Few left", None, None)


async def test_the_receiver_declines_with_a_reason():
    backend = receiver()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+3")
        await rest(pilot)
        await press(pilot, "x", "ctrl+s")
        assert "Say why you decline" in screen_text(app)
        assert "cannot be undone" not in screen_text(app)  # u takes it back while nobody built on it
        await write(pilot, "No time")
        await press(pilot, "ctrl+s")
        assert sent(backend, DeclineContribution).reason == "No time"


async def test_what_the_application_refuses_is_said_in_the_form_and_what_was_typed_stays():
    backend = receiver()
    backend.fail[DeclineContribution] = NotAllowed("You may not answer for Tom.", hint="Tom Okafor may.")
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+3")
        await rest(pilot)
        await press(pilot, "x")
        await write(pilot, "No time")
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "You may not answer for Tom." in text
        assert "Tom Okafor may." in text
        assert "No time" in text


async def test_a_second_press_while_it_is_being_sent_sends_nothing_twice():
    backend = receiver()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+3")
        await rest(pilot)
        await press(pilot, "x")
        await write(pilot, "No")
        backend.hold.clear()
        await pilot.press("ctrl+s", "ctrl+s")
        await pilot.pause()
        backend.hold.set()
        await settle(pilot)
        assert len(backend.asked(DeclineContribution)) == 1


async def test_escape_asks_before_it_drops_what_was_typed():
    backend = receiver()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+3")
        await rest(pilot)
        await press(pilot, "x")
        await write(pilot, "No")
        await press(pilot, "escape")
        assert "Leave without sending?" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, ContractScreen)
        assert backend.asked(DeclineContribution) == []


# ------------------------------------------------------------------------------------------------------------- others


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
    app = app_over(backend)
    async with running(app, (160, 30)) as pilot:
        await show(app, pilot, key)
        await rest(pilot)
        await press(pilot, pressed)
        assert flashed(app).startswith(said)
        assert isinstance(app.screen, ContractScreen)


async def test_what_cannot_be_shared_says_why():
    backend = agreed()
    app = app_over(backend)
    async with running(app, (200, 30)) as pilot:
        await show(app, pilot, "CARE-1.1")
        await press(pilot, "p")
        assert "It has readings of its own" in flashed(app)


async def test_looking_back_nothing_is_answered():
    from datetime import date

    from tui.lens import Lens

    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+2")
        app.gateway.lens = Lens(day=date(2026, 11, 1))
        await press(pilot, "a")
        assert isinstance(app.screen, ContractScreen)
        assert flashed(app) != ""
        assert backend.asked(AcceptContribution) == []


# ------------------------------------------------------------------------------------------------------------ requests


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


# --------------------------------------------------------------------------------------------------------------- mouse


async def test_a_proposal_and_a_choice_are_taken_with_the_mouse():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "p")
        await write(pilot, "oper")
        screen = screen_of(app, ProposeForm)
        await pilot.click(screen.board, offset=(5, 1), times=2)
        await settle(pilot)
        assert [one.key for one in screen.receivers] == ["OPS"]
        await pilot.click("#shares", offset=(14, 0))
        await settle(pilot)
        assert screen.mode is ShareMode.PEOPLE


async def test_what_is_settled_is_refused_at_once_even_before_it_is_known_what_one_may():
    backend = agreed()
    app = app_over(backend)
    async with running(app, (160, 30)) as pilot:
        app.open_over(ABOUT["contract"].make("CARE-1+1"))
        await settle(pilot)
        await pilot.press("a")
        assert isinstance(app.screen, ContractScreen)
        assert flashed(app) == "CARE-1+1 is accepted; there is nothing to answer any more."


async def test_an_offer_is_accepted_as_it_is():
    from okr.domain.vocabulary import ContributionState, ContributionStep
    from tests.tui.rooms.agreements import Row, of

    backend = agreed()
    ten = Decimal(10)
    of(backend).rows.append(
        Row(9, "CARE-1", None, "priya", ContributionState.OPEN, ten, [(ContributionStep.OFFERED, "priya", 1, ten, None)], child="CHAT-1")
    )  # fmt: skip
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+9")
        await rest(pilot)
        await press(pilot, "a")
        assert "CHAT-1 contributes to CARE-1 with a weight of 10 %." in screen_text(app)
        await press(pilot, "ctrl+s")
        request = sent(backend, AcceptContribution)
        assert request.model_fields_set == {"key", "version"}


async def test_requests_show_the_history_beside_them_where_there_is_room():
    app = app_over(agreed())
    async with running(app, LARGE) as pilot:
        await press(pilot, "R")
        await rest(pilot)
        assert "How it came to this" in screen_text(app)


async def test_one_comments_on_a_request():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1+2")
        await press(pilot, "m")
        await write(pilot, "Why so few, @lena?")
        await press(pilot, "escape", "ctrl+s")
        request = sent(backend, AddComment)
        assert (request.on, request.text) == ("CARE-1+2", "Why so few, @lena?")
        assert isinstance(app.screen, ContractScreen)


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
