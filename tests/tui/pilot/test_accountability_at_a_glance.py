"""The accountability of a unit that is too large to be counted at a glance: what waits stands first, the numbers follow."""

import threading

import pytest

from okr.contract.accountability import ShowAccountability
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, app_over, press, running, screen_text, settle, until

COUNTING = "Counting who answers for what"


class LargeBackend(FakeBackend):
    """Leaves the numbers of units out at a glance, and has counted when `counted` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.counted = threading.Event()

    def _show_accountability(self, request):
        report = super()._show_accountability(request)
        if request.at_a_glance:
            return report.model_copy(update={"counted": False})
        self.counted.wait(20)
        return report


@pytest.fixture
def large():
    backend = LargeBackend()
    yield backend
    backend.counted.set()


async def test_blockers_and_names_stand_before_units_are_counted_and_nothing_moves_when_they_are(large):
    app = app_over(large, screen="accountability")
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: COUNTING in screen_text(app) and "Blockers" in screen_text(app))
        before = screen_text(app).splitlines()
        large.counted.set()
        await until(pilot, lambda: "overdue" in screen_text(app) and COUNTING not in screen_text(app))
        after = screen_text(app).splitlines()
    for words in ("Units", "Customer Care", "People", "Blockers"):
        (place, *_) = (number for number, line in enumerate(before) if words in line)
        assert words in after[place]


async def test_a_report_that_stands_is_asked_for_anew_as_a_whole_and_another_unit_at_a_glance(large):
    large.counted.set()
    app = app_over(large, screen="accountability")
    async with running(app, LARGE) as pilot:
        await press(pilot, "r", "enter")
    asked = [(request.unit, request.at_a_glance) for request in large.asked(ShowAccountability)]
    assert asked[:3] == [(None, True), (None, False), (None, False)]
    assert [at_a_glance for unit, at_a_glance in asked if unit is not None] == [True, False]


async def test_the_unit_above_stands_at_once_and_is_asked_for_anew(backend):
    app = app_over(backend, screen="accountability")
    async with running(app, LARGE) as pilot:
        above = screen_text(app)
        await press(pilot, "enter")
        assert screen_text(app) != above
        asked = len(backend.asked(ShowAccountability))
        backend.hold.clear()
        await pilot.press("h")
        await pilot.pause()
        assert screen_text(app).splitlines()[2:] == above.splitlines()[2:]
        backend.hold.set()
        await settle(pilot)
        later = backend.asked(ShowAccountability)[asked:]
        assert [(request.unit, request.at_a_glance) for request in later] == [(None, False)]


async def test_going_up_before_anything_stands_shows_nothing_of_another_unit(backend):
    app = app_over(backend, screen="accountability")
    async with running(app, LARGE) as pilot:
        above = screen_text(app)
        backend.hold.clear()
        await pilot.press("enter", "enter", "h", "h")
        backend.hold.set()
        await settle(pilot)
        assert screen_text(app) == above
