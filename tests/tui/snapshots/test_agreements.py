"""Contract, requests, conversation, agenda and their forms as text, in two sizes, empty, loading, in trouble and full."""

import pytest

from okr.contract.agenda import ShowAgenda
from okr.contract.contributions import ListContributions
from okr.contract.goals import ShowGoal
from okr.domain.errors import Unreachable
from tests.tui.company import Company
from tests.tui.rooms.conversation import talking
from tests.tui.snapshots.test_screens import SIZES, compare
from tests.tui.support import app_over, press, rest, running, screen_of, screen_text, settle
from tui.places import ABOUT, OVER
from tui.screens.base import OkrScreen

ROOMS = {
    "contract": ("contract", "CARE-1+2"),
    "requests": ("requests", ""),
    "conversation": ("conversation", "CARE-1"),
    "agenda": ("agenda", "priya"),
}
FORMS = {
    "ask": ("contract", "CARE-1", ["p", "sales", "tab", "oper", "tab", "tab", "right"]),
    "ask-found": ("contract", "CARE-1", ["p", "care"]),
    "accept": ("contract", "CARE-1+3", ["a"]),
    "counter": ("contract", "CARE-1+3", ["n", "ctrl+u", "12", "ctrl+s"]),
    "decline": ("contract", "CARE-1+3", ["x"]),
    "request": ("contract", "CARE-1+2", ["enter"]),
    "offer": ("contract", "CARE-1", ["O"]),
    "comment": ("conversation", "CARE-1", ["m", "Please ask @pri"]),
    "answer": ("conversation", "CARE-1.1#2", ["a"]),
    "work": ("conversation", "CARE-1", ["i"]),
    "needs": ("conversation", "CARE-1", ["n"]),
}


async def shown(backend, kind, key, size, keys=()):
    app = app_over(backend)
    async with running(app, SIZES[size]) as pilot:
        app.open_over(OVER[kind].make() if kind in OVER else ABOUT[kind].make(key))
        await rest(pilot)
        for typed in keys:
            for letter in [typed] if len(typed) == 1 or "+" in typed or typed in {"tab", "enter", "right"} else typed:
                await press(pilot, "space" if letter == " " else letter)
            await rest(pilot)
        await rest(pilot)
        return screen_text(app)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ROOMS)
async def test_full(name, size):
    compare(f"{name}-full-{size}", await shown(talking(), *ROOMS[name], size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ROOMS)
async def test_empty(name, size):
    backend = talking(Company(me="maria", empty=True))
    compare(f"{name}-empty-{size}", await shown(backend, *ROOMS[name], size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ROOMS)
async def test_error(name, size):
    backend = talking()
    for kind in (ShowGoal, ListContributions, ShowAgenda):
        backend.fail[kind] = Unreachable("The database does not answer.", hint="Try again when you are in the network.")
    compare(f"{name}-error-{size}", await shown(backend, *ROOMS[name], size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ROOMS)
async def test_loading(name, size):
    backend = talking()
    app = app_over(backend)
    kind, key = ROOMS[name]
    async with running(app, SIZES[size]) as pilot:
        backend.hold.clear()
        app.open_over(OVER[kind].make() if kind in OVER else ABOUT[kind].make(key))
        while not screen_of(app, OkrScreen).asked_long_ago:
            await pilot.pause(0.05)
        await pilot.pause()
        compare(f"{name}-loading-{size}", screen_text(app))
        backend.hold.set()
        await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FORMS)
async def test_form(name, size):
    kind, key, keys = FORMS[name]
    me = "tom" if name in {"accept", "counter", "decline"} else "maria"
    compare(f"form-{name}-full-{size}", await shown(talking(Company(me=me)), kind, key, size, keys))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ROOMS)
async def test_with_plain_glyphs_every_character_is_one_that_any_terminal_has(name, size):
    app = app_over(talking(), ascii_only=True)
    kind, key = ROOMS[name]
    async with running(app, SIZES[size]) as pilot:
        app.open_over(OVER[kind].make() if kind in OVER else ABOUT[kind].make(key))
        await rest(pilot)
        text = screen_text(app)
        assert text.isascii(), [letter for letter in text if not letter.isascii()]
        assert "Two agents ill" in text
