"""A company whose goals all lie in another cycle, as after an import of past years: screens name it, and one key goes there."""

from datetime import date, timedelta

import pytest

from okr.contract.base import Page
from okr.contract.cycles import CycleView, ListCycles, ShowCycle, ShowMissing
from okr.domain.vocabulary import CycleState
from tests.tui.company import ENDS, STARTS, TODAY, Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.cycles import ANSWERS, NEXT, view
from tests.tui.support import app_over, press, rest, running, screen_of, screen_text
from tui.dialogs.new_goal import NewGoalDialog
from tui.keymap import read_keymap
from tui.lens import Lens
from tui.settings import InterfaceSettings

SAID = "No goals of 2026-Q4 yet. FY23 has 2,345 goals"


def imported(home: str = "executive", *, goals: int = 0) -> FakeBackend:
    """A company without goals in the current cycle, and with many in one that is over."""
    backend = FakeBackend(Company(home=home, me="maria" if home == "employee" else "ada", empty=True))
    now = view("2026-Q4", CycleState.ACTIVE, STARTS, ENDS, current=True).model_copy(update={"goals": goals})
    past = view("FY23", CycleState.ACTIVE, date(2022, 10, 1), date(2023, 9, 30)).model_copy(update={"goals": 2345})
    older = past.model_copy(update={"key": "FY22", "starts_on": date(2021, 10, 1), "ends_on": date(2022, 9, 30)})
    backend.answers[ListCycles] = lambda backend, _: Page[CycleView](items=(now, past, older))
    return backend


@pytest.mark.parametrize("role", ["employee", "lead", "executive"])
async def test_each_home_names_the_cycle_that_has_goals_and_enter_looks_at_it(role):
    app = app_over(imported(role))
    async with running(app) as pilot:
        await rest(pilot)
        assert f"{SAID}: enter looks at it" in screen_text(app)
        await press(pilot, "enter")
        assert app.gateway.lens == Lens(cycle="FY23")
        await rest(pilot)
        assert SAID not in screen_text(app)


async def test_alignment_names_the_cycle_that_has_goals_before_it_asks_to_write_one():
    app = app_over(imported(), screen="alignment")
    async with running(app) as pilot:
        await rest(pilot)
        lines = [line.strip() for line in screen_text(app).splitlines()]
        assert f"{SAID}." in lines
        choices = ("enter   look at FY23", "P       choose a cycle", "a       write the first one of 2026-Q4")
        first, *others = (lines.index(choice) for choice in choices)
        assert others == [first + 1, first + 2]
        await press(pilot, "enter")
        assert app.gateway.lens == Lens(cycle="FY23")


async def test_the_map_and_accountability_name_it_too():
    backend = imported()
    backend.company.plans.clear()
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "M")
        await rest(pilot)
        assert f"{SAID}." in screen_text(app)
        assert "go back to the tree" in screen_text(app)
        await press(pilot, "escape", "5")
        await rest(pilot)
        assert f"{SAID}: enter looks at it" in screen_text(app)
        await press(pilot, "enter")
        assert app.gateway.lens == Lens(cycle="FY23")


async def test_the_keys_that_lead_there_are_those_of_the_user():
    keymap, complaints = read_keymap({"app.open": "f6", "app.cycle": "f7"})
    assert not complaints
    app = app_over(imported(), screen="alignment", settings=InterfaceSettings(keymap=keymap))
    async with running(app) as pilot:
        await rest(pilot)
        assert "f6      look at FY23" in screen_text(app)
        assert "f7      choose a cycle" in screen_text(app)


async def test_on_a_past_day_the_cycle_is_named_and_nobody_is_asked_to_write():
    backend = imported()
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        app.look_through(Lens(day=TODAY - timedelta(days=10)))
        await rest(pilot)
        assert "No goals of 2026-Q4 on this day. FY23 has 2,345 goals." in screen_text(app)
        assert "write the first one" not in screen_text(app)


async def test_nothing_is_said_of_other_cycles_where_this_one_has_goals():
    app = app_over(imported(goals=3))
    async with running(app) as pilot:
        await rest(pilot)
        assert "FY23" not in screen_text(app)


async def test_whoever_looks_at_an_empty_cycle_comes_back_to_the_current_one():
    backend = imported(goals=12)
    nothing = view("FY20", CycleState.CLOSED, date(2019, 10, 1), date(2020, 9, 30))
    listed = backend.answers[ListCycles]
    backend.answers[ListCycles] = lambda backend, request: Page[CycleView](
        items=(*listed(backend, request).items, nothing)
    )
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        app.look_through(Lens(cycle="FY20"))
        await rest(pilot)
        assert "No goals of FY20. 2026-Q4 has 12 goals." in screen_text(app)
        await press(pilot, "enter")
        assert app.gateway.lens == Lens()


async def test_the_lines_of_an_empty_cascade_are_gone_through_and_opened_by_the_keys_of_lists():
    app = app_over(imported(), screen="alignment")
    async with running(app) as pilot:
        await rest(pilot)
        await press(pilot, "j", "j", "enter")
        screen_of(app, NewGoalDialog)


async def test_a_cycle_without_goals_is_not_praised_for_what_it_lacks():
    backend = imported()
    backend.answers |= {request: ANSWERS[request] for request in (ShowCycle, ShowMissing)}
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        app.look_through(Lens(cycle=NEXT))
        await rest(pilot)
        assert "It has no goals, and so nothing that could be missing." in screen_text(app)
        assert "nothing is missing" not in screen_text(app).casefold()
