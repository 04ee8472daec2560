"""A home of a company that is too large to be counted at a glance: the worst stands first, the counts follow."""

import threading

import pytest

from okr.contract.homes import ShowHome
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, app_over, press, running, screen_text, until

COUNTING = "Counting the goals"


class LargeBackend(FakeBackend):
    """Leaves the counts out at a glance, and has counted when `counted` is set."""

    def __init__(self, role: str = "executive") -> None:
        super().__init__()
        self.company.home = role
        self.counted = threading.Event()
        self._whole = self.answers[ShowHome]
        self.answers[ShowHome] = self._home

    def _home(self, backend, request):
        home = self._whole(backend, request)
        if request.at_a_glance and home.lead is not None:
            lead = home.lead.model_copy(update={"counted": False})
            return home.model_copy(update={"lead": lead, "summary": None})
        if request.at_a_glance and home.executive is not None:
            left_out = {"counted": False, "counts": {}, "stale": 0, "heat": ()}
            return home.model_copy(update={"executive": home.executive.model_copy(update=left_out)})
        self.counted.wait(20)
        return home


@pytest.fixture
def large():
    backend = LargeBackend()
    yield backend
    backend.counted.set()


async def test_the_worst_stands_before_the_goals_are_counted_and_nothing_moves_when_they_are(large):
    app = app_over(large)
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: COUNTING in screen_text(app) and "Worst first" in screen_text(app))
        before = screen_text(app).splitlines()
        large.counted.set()
        await until(pilot, lambda: "2 off" in screen_text(app))
        after = screen_text(app).splitlines()
    assert not any(COUNTING in line for line in after)
    for words in ("Worst first", "Focus areas by division", "Top goals", "aligned"):
        (place,) = (number for number, line in enumerate(before) if words in line)
        assert words in after[place]


async def test_a_home_that_stands_is_asked_for_anew_as_a_whole(large):
    large.counted.set()
    app = app_over(large)
    async with running(app, LARGE) as pilot:
        await press(pilot, "r")
    assert [request.at_a_glance for request in large.asked(ShowHome)] == [True, False, False]


async def test_a_wide_screen_names_the_status_of_each_risk(large):
    large.counted.set()
    app = app_over(large)
    async with running(app, (200, 40)):
        (line,) = (line for line in screen_text(app).splitlines() if "CARE-1 Answer every" in line and "Lopes" in line)
    assert line.split()[:4] == ["■", "off", "track", "CARE-1"]


async def test_another_role_is_seen_at_a_glance_first(large):
    large.company.home = "employee"
    app = app_over(large)
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: "my work" in screen_text(app))
        await pilot.press("v")
        await until(pilot, lambda: "my team" in screen_text(app))
        assert "expected" not in screen_text(app).splitlines()[2]
        assert "no goals with numbers" not in screen_text(app)
        large.counted.set()
        await until(pilot, lambda: "expected" in screen_text(app).splitlines()[2])
        await pilot.press("v")
        await until(pilot, lambda: "Worst first" in screen_text(app))
    asked = [(request.role, request.at_a_glance) for request in large.asked(ShowHome)]
    assert asked[:4] == [(None, True), ("lead", True), ("lead", False), ("executive", True)]


async def test_a_meeting_needs_the_goals_of_the_team_and_not_what_all_come_to(large):
    large.company.home = "lead"
    large.counted.set()
    app = app_over(large)
    async with running(app, LARGE) as pilot:
        await press(pilot, "M")
    assert [request.at_a_glance for request in large.asked(ShowHome)] == [True, False, True]
