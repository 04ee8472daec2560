"""The cycle of lists of goals: a filter and a search find goals of the cycle that the first line names, or of the one they name."""

import pytest

from okr.contract.cycles import ListCycles
from okr.contract.goals import ListGoals
from okr.domain.vocabulary import Status
from tests.tui.company import Plan
from tests.tui.pilot.cycles import backend_of
from tests.tui.support import LARGE, app_over, flashed, keys_shown, press, rest, running, screen_of, screen_text, settle
from tui.filters import read_filter
from tui.lens import Lens
from tui.screens.alignment import AlignmentScreen

OLD = (
    ("DIG-1", "Sell in the shops"),
    ("DIG-2", "Sell on the phone"),
)


@pytest.fixture
def backend():
    """A company with two goals of a closed cycle beside those of the current one."""
    found = backend_of()
    found.company.plans += [
        Plan(key, title, "ada", "SALES", 100_000, 900_000, Status.OFF_TRACK, cycle="2026-Q3") for key, title in OLD
    ]
    return found


async def filtered(pilot, words: str) -> None:
    await press(pilot, "/")
    await pilot.press(*words)
    await rest(pilot)
    await press(pilot, "enter")


async def test_a_filter_leaves_goals_of_the_cycle_in_the_first_line_alone(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await filtered(pilot, "status:off")
        assert keys_shown(app) == ["CARE-1", "CHAT-1"]
        app.look_through(Lens(cycle="2026-Q3"))
        await settle(pilot)
        assert keys_shown(app) == ["DIG-1", "DIG-2"]


async def test_a_filter_that_names_its_cycle_is_taken_at_its_word(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await filtered(pilot, "status:off cycle:2026-Q3")
        assert keys_shown(app) == ["DIG-1", "DIG-2"]
        await press(pilot, "escape")
        await filtered(pilot, "status:off cycle:all")
        assert keys_shown(app) == ["CARE-1", "CHAT-1", "DIG-1", "DIG-2"]
        app.look_through(Lens(cycle="2026-Q3"))
        await settle(pilot)
        assert keys_shown(app) == ["CARE-1", "CHAT-1", "DIG-1", "DIG-2"]


async def test_a_filter_says_how_many_goals_of_other_cycles_it_would_leave_and_shows_them(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await filtered(pilot, "sell")
        text = screen_text(app)
        assert "No goal of 2026-Q4 matches sell." in text
        assert "enter   2 in other cycles: cycle:all shows them" in text
        await press(pilot, "enter")
        assert screen_of(app, AlignmentScreen).words == "sell cycle:all"
        assert keys_shown(app) == ["DIG-1", "DIG-2"]


async def test_nothing_is_said_of_other_cycles_where_they_have_nothing_either(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await filtered(pilot, "zeppelin")
        assert "No goal of 2026-Q4 matches zeppelin." in screen_text(app)
        assert "other cycles" not in screen_text(app)


async def test_a_search_finds_goals_of_the_cycle_and_counts_those_of_others(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "f", *"sell", "enter")
        assert flashed(app) == "No goal of 2026-Q4 matches sell; 2 in other cycles: cycle:all"
        await press(pilot, "f", *"status:off", "enter")
        assert "hit 1 of 2" in screen_text(app)


async def test_my_goals_are_those_of_the_cycle(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "m")
        assert [request.cycle for request in backend.asked(ListGoals)] == ["2026-Q4"]


async def test_the_map_shows_goals_of_the_cycle(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "M")
        assert {request.cycle for request in backend.asked(ListGoals)} == {"2026-Q4"}


async def test_the_cycles_are_offered_while_one_types(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "/")
        await pilot.press(*"cycle:")
        await rest(pilot)
        assert "tab cycle:all  cycle:2027-Q1  cycle:2026-Q4  cycle:2026-Q3" in screen_text(app)


async def test_a_list_follows_when_another_cycle_becomes_the_current_one(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await filtered(pilot, "status:off")
        listed = backend.answers[ListCycles]

        def then(made_up, request):
            page = listed(made_up, request)
            items = tuple(one.model_copy(update={"is_current": one.key == "2026-Q3"}) for one in page.items)
            return page.model_copy(update={"items": items})

        backend.answers[ListCycles] = then
        await press(pilot, "r")
        assert "2026-Q3" in screen_text(app).splitlines()[0]
        assert keys_shown(app) == ["DIG-1", "DIG-2"]


def test_a_filter_reads_a_cycle_and_every_cycle():
    assert read_filter("stale", me=None).cycle is None
    assert read_filter("cycle:2026-Q3", me=None).cycle == "2026-Q3"
    assert read_filter("cycle:ALL", me=None).cycle == "all"
