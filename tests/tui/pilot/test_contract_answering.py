"""The contract of a goal as whoever is asked works with it: accepting, countering, declining, and what is refused."""

from decimal import Decimal

from okr.contract.contributions import AcceptContribution, CounterContribution, DeclineContribution
from okr.domain.errors import NotAllowed
from okr.domain.vocabulary import ContributionState, ContributionStep
from tests.tui.pilot.contracts import opened, receiver
from tests.tui.rooms.agreements import Row, agreed, of
from tests.tui.support import flashed, press, screen_text, sent, settle, write
from tui.screens.contract import ContractScreen


async def test_the_receiver_sees_what_accepting_writes_before_it_is_written():
    backend = receiver()
    async with opened(backend, "CARE-1+3") as (app, pilot):
        await press(pilot, "a")
        text = " ".join(screen_text(app).split())
        assert "a draft goal of Tom Okafor" in text
        assert "to CARE-1, with a weight of 20 %" in text
        await write(pilot, "We can")
        await press(pilot, "ctrl+s")
        request = sent(backend, AcceptContribution)
        assert (request.why, request.version) == ("We can", 1)
        assert "owner" not in request.model_fields_set
        assert "is a draft: s on its page begins it." in flashed(app)


async def test_the_receiver_counters_with_another_share_and_the_reason():
    backend = receiver()
    async with opened(backend, "CARE-1+3") as (app, pilot):
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
    async with opened(backend, "CARE-1+3") as (app, pilot):
        await press(pilot, "x", "ctrl+s")
        assert "Say why you decline" in screen_text(app)
        assert "cannot be undone" not in screen_text(app)  # u takes it back while nobody built on it
        await write(pilot, "No time")
        await press(pilot, "ctrl+s")
        assert sent(backend, DeclineContribution).reason == "No time"


async def test_what_the_application_refuses_is_said_in_the_form_and_what_was_typed_stays():
    backend = receiver()
    backend.fail[DeclineContribution] = NotAllowed("You may not answer for Tom.", hint="Tom Okafor may.")
    async with opened(backend, "CARE-1+3") as (app, pilot):
        await press(pilot, "x")
        await write(pilot, "No time")
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "You may not answer for Tom." in text
        assert "Tom Okafor may." in text
        assert "No time" in text


async def test_a_second_press_while_it_is_being_sent_sends_nothing_twice():
    backend = receiver()
    async with opened(backend, "CARE-1+3") as (_, pilot):
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
    async with opened(backend, "CARE-1+3") as (app, pilot):
        await press(pilot, "x")
        await write(pilot, "No")
        await press(pilot, "escape")
        assert "Leave without saving?" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, ContractScreen)
        assert backend.asked(DeclineContribution) == []


async def test_an_offer_is_accepted_as_it_is():

    backend = agreed()
    ten = Decimal(10)
    of(backend).rows.append(
        Row(9, "CARE-1", None, "priya", ContributionState.OPEN, ten, [(ContributionStep.OFFERED, "priya", 1, ten, None)], child="CHAT-1")
    )  # fmt: skip
    async with opened(backend, "CARE-1+9") as (app, pilot):
        await press(pilot, "a")
        assert "CHAT-1 contributes to CARE-1 with a weight of 10 %." in screen_text(app)
        assert "offers CHAT-1" in screen_text(app)
        await press(pilot, "ctrl+s")
        request = sent(backend, AcceptContribution)
        assert request.model_fields_set == {"key", "version"}


async def test_what_is_countered_already_names_the_keys_that_go_on():
    backend = agreed()
    async with opened(backend, "CARE-1+2") as (app, pilot):
        await press(pilot, "n")
        assert flashed(app) == "CARE-1+2 is countered already: a accepts it, e asks again, W takes it back."
