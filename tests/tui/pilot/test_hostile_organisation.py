"""Texts that mean ill in the cycle, the tree of people, and the pages of a person and a unit: nothing of it acts."""

import itertools

import pytest

from okr.contract.cycles import ShowMissing
from okr.contract.units import ListBelow
from okr.domain.errors import Unreachable
from okr.domain.vocabulary import CycleState
from tests.tui import company as made_up
from tests.tui.fakes import FakeBackend
from tests.tui.pilot.test_hostile_text import GROUPS, check_harmless, hostile_company
from tests.tui.rooms import people
from tests.tui.rooms.cycles import life, several_cycles
from tests.tui.support import LARGE, SMALL, app_over, press, running, settle
from tui.lines import Target

TAB = "tab"
CYCLE = ["8", "j", "n", "p", TAB, "v", "x", "o", "k", "escape", "escape", TAB, "j", "e", "0", TAB, "x", "escape", "escape",
         TAB, "e", "x", "escape", "escape", TAB, "j", TAB, "s", "o", "ctrl+s", "escape", "escape", "f", "space", "a", "ctrl+s",
         "escape", "N", "escape"]  # fmt: skip
PEOPLE = ["7", "j", "l", "j", "/", "a", "enter", "escape", "f", "7", "enter", "escape"]


@pytest.mark.parametrize(
    ("texts", "size"), [*((group, SMALL) for group in GROUPS), (GROUPS[0], LARGE), (GROUPS[3], LARGE)], ids=range(6)
)
async def test_hostile_text_is_shown_harmlessly(texts, size, monkeypatch):
    turn = itertools.cycle(texts)
    for key in made_up.UNITS:
        monkeypatch.setitem(made_up.UNITS, key, next(turn))
    company = hostile_company(*texts)
    company.administrator = True
    backend = FakeBackend(company)
    several_cycles(backend)
    backend.answers |= people.ANSWERS
    life(backend).state = CycleState.GRADING
    app = app_over(backend)
    async with running(app, size) as pilot:
        for key in CYCLE + PEOPLE:
            await press(pilot, key)
            check_harmless(app)
        for target in (Target("person", "maria"), Target("unit", "CARE")):
            app.open_target(target)
            await settle(pilot)
            check_harmless(app)
            for key in ("e", "escape", "m", TAB, "x", "ctrl+s", "escape", "escape", "escape"):
                await press(pilot, key)
                check_harmless(app)
        assert app.crash is None
        assert app.is_running


@pytest.mark.parametrize("text", [group[0] for group in GROUPS], ids=range(4))
async def test_hostile_problems_are_harmless(text):
    backend = FakeBackend()
    several_cycles(backend)
    for kind in (ShowMissing, ListBelow):
        backend.fail[kind] = Unreachable(text or "-", hint=text)
    app = app_over(backend)
    async with running(app) as pilot:
        for key in ("7", "d", "8", "d"):
            await press(pilot, key)
            check_harmless(app)
        assert app.crash is None
