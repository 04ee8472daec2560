"""What a few letters in a form mean: taken by tab and by ctrl+s, also by whoever types faster than the list comes."""

from datetime import date

import pytest

from okr.contract.blockers import AssignBlocker
from okr.contract.contributions import AskContributions, CounterContribution
from okr.contract.initiatives import CreateInitiative
from tests.tui.pilot.contracts import opened, receiver
from tests.tui.rooms.agreements import agreed
from tests.tui.rooms.conversation import talking
from tests.tui.support import SMALL, app_over, flashed, press, running, screen_of, screen_text, sent, settle, write
from tui.dialogs import meaning
from tui.places import ABOUT
from tui.screens.agenda import AgendaScreen


@pytest.fixture
def faster_than_the_list(monkeypatch):
    """The list does not come by itself while the test runs: the key is always there before it."""
    monkeypatch.setattr(meaning, "TYPING_SECONDS", 3600)


async def show(app, pilot, key, kind):
    app.open_over(ABOUT[kind].make(key))
    await settle(pilot)


@pytest.mark.usefixtures("faster_than_the_list")
async def test_tab_takes_what_is_meant_though_the_list_has_not_come_and_what_follows_goes_into_the_next_field():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1", "conversation")
        await press(pilot, "i", *"Ask", "tab")
        await pilot.press(*"okaf", "tab", *"+2w", "ctrl+s")
        await settle(pilot)
        assert sent(backend, CreateInitiative).owner == "tom"


@pytest.mark.usefixtures("faster_than_the_list")
async def test_ctrl_s_takes_the_only_one_that_can_be_meant():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#2", "blocker")
        await press(pilot, "p")
        await pilot.press(*"okaf", "ctrl+s")
        await settle(pilot)
        assert sent(backend, AssignBlocker).owner == "tom"
        assert "lies with Tom Okafor now" in flashed(app)


async def test_ctrl_s_takes_the_only_one_that_is_listed():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#2", "blocker")
        await press(pilot, "p")
        await write(pilot, "okaf")
        await press(pilot, "ctrl+s")
        assert sent(backend, AssignBlocker).owner == "tom"


@pytest.mark.usefixtures("faster_than_the_list")
async def test_ctrl_s_does_not_choose_among_several():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#2", "blocker")
        await press(pilot, "p")
        await pilot.press("a", "ctrl+s")
        await settle(pilot)
        assert sent(backend, AssignBlocker).owner == "a"  # the company says who may be meant


@pytest.mark.usefixtures("faster_than_the_list")
async def test_where_one_letter_alone_is_asked_tab_waits_for_what_is_meant():
    app = app_over(talking())
    async with running(app, SMALL) as pilot:
        await press(pilot, "A")
        await pilot.press(*"raman", "tab")
        await settle(pilot)
        assert screen_of(app, AgendaScreen).person == "priya"


@pytest.mark.usefixtures("faster_than_the_list")
async def test_whom_one_asks_is_taken_before_the_list_came():
    backend = agreed()
    async with opened(backend) as (_, pilot):
        await press(pilot, "p")
        await pilot.press(*"oper", "tab")
        await settle(pilot)
        await press(pilot, "ctrl+s")
        assert [one.unit for one in sent(backend, AskContributions).receivers] == ["OPS"]


async def test_typing_on_in_a_field_leaves_its_letters_alone():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1", "conversation")
        await press(pilot, "i", *"Ask", "tab")
        await pilot.press(*"sa", "tab", "shift+tab", "m")
        await settle(pilot)
        await press(pilot, "escape")
        assert "Who          sam" in screen_text(app)


async def test_a_day_is_typed_in_every_form_as_the_screens_show_it():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1", "conversation")
        await press(pilot, "i", *"Ask", "tab", "tab", *"2", "space", *"Dec", "ctrl+s")
        assert sent(backend, CreateInitiative).due_on == date(2026, 12, 2)
    backend = agreed()
    async with opened(backend) as (_, pilot):
        await press(pilot, "p")
        await write(pilot, "oper")
        await press(pilot, "tab", "tab", "tab", "tab", "ctrl+u", *"2", "space", *"Dec", "ctrl+s")
        assert sent(backend, AskContributions).due_on == date(2026, 12, 2)
    backend = receiver()
    async with opened(backend, "CARE-1+3") as (_, pilot):
        await press(pilot, "n", "tab", "ctrl+u", *"2", "space", *"Dec", "tab", "tab", *"Late", "ctrl+s")
        assert sent(backend, CounterContribution).due_on == date(2026, 12, 2)
