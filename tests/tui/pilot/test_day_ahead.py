"""A past day of a large company is worked out ahead: one goes on with today, and nobody waits."""

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from okr.contract.check_ins import ListDue
from okr.contract.goals import EditGoal, ShowGoal, ShowGoalTree
from okr.contract.past_days import PastDay, PrepareDay, ShowDay
from okr.domain.errors import Unreachable
from storage.failures import Interrupted
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, app_over, flashed, press, running, screen_of, screen_text, until, write
from tui.app import OkrApp
from tui.dialogs.day import DayDialog
from tui.lens import Ahead, Lens
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen

BACK, OTHER = date(2026, 10, 20), date(2026, 10, 21)
CHOOSES = ("D", *"20 oct", "enter")


class Days:
    """The days of a large company: none stands at first, and each is worked out once it is let go."""

    def __init__(self, backend: Any) -> None:
        self.standing: set[date] = set()
        self.goes: dict[date, threading.Event] = {BACK: threading.Event(), OTHER: threading.Event()}
        self.stopped: set[date] = set()
        self.fails: Exception | None = None
        self.stale = 0
        self.share: int | None = 38
        self._working: list[date] = []
        self._backend = backend
        backend.answers[ShowDay] = self._show
        backend.answers[PrepareDay] = self._prepare
        self._backend.working_out = None
        self._backend.stop_working_out = self.stop

    @property
    def asked(self) -> list[date]:
        """The days that were to be worked out, in their order."""
        return [request.day for request in self._backend.asked(PrepareDay)]

    def stop(self) -> None:
        """Stop what is being worked out."""
        self.stopped |= set(self._working)
        for day in self._working:
            self.goes[day].set()

    def _show(self, _: FakeBackend, request: ShowDay) -> PastDay:
        return PastDay(day=request.day, stands=request.day in self.standing)

    def _prepare(self, _: FakeBackend, request: PrepareDay) -> PastDay:
        self._working.append(request.day)
        self._backend.working_out = self.share
        self.goes[request.day].wait(20)
        self._working.remove(request.day)
        if not self._working:
            self._backend.working_out = None
        if request.day in self.stopped:
            raise Interrupted("Stopped before the day was worked out.")
        if self.fails is not None:
            raise self.fails
        if self.stale:
            self.stale -= 1
        else:
            self.standing.add(request.day)
        return PastDay(day=request.day, stands=True)


@pytest.fixture
def days(backend: FakeBackend) -> Days:
    """The company is a large one."""
    return Days(backend)


def first_line(app: OkrApp) -> str:
    return screen_text(app).splitlines()[0]


def says(app: OkrApp, words: str) -> Callable[[], bool]:
    return lambda: words in first_line(app)


async def choose(pilot: Any, days: Days, day: date, *keys: str) -> None:
    """Choose a day that does not stand, by keys, until it is being worked out."""
    before = len(days.asked)
    for key in keys:
        await pilot.press(key)
    await until(pilot, lambda: len(days.asked) > before and days.asked[-1] == day)
    await until(pilot, lambda: not isinstance(pilot.app.screen, DayDialog))
    pilot.app.see_how_far()
    await pilot.pause()


async def press_all(pilot: Any, *keys: str) -> None:
    """Press keys without waiting for what is being worked out."""
    for key in keys:
        await pilot.press(key)


async def test_a_day_that_stands_is_shown_at_once_and_keys_typed_ahead_are_for_it(backend: FakeBackend) -> None:
    app = app_over(backend, screen="home")
    async with running(app, LARGE) as pilot:
        for key in (*CHOOSES, "2", "enter"):
            await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, GoalScreen))
        await press(pilot)
        assert says(app, "as of 20 Oct, read-only")()
        assert {request.as_of for request in (*backend.asked(ShowGoalTree), *backend.asked(ShowGoal))} == {BACK}
        assert backend.asked(PrepareDay) == []


async def test_a_day_that_is_worked_out_opens_by_itself_where_nobody_touched_anything(
    backend: FakeBackend, days: Days
) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        assert app.gateway.lens == Lens()
        assert says(app, "20 Oct: 38 %")()
        assert "20 Oct is being worked out: wait and it opens, or go on meanwhile." in flashed(app)
        assert backend.asked(ShowGoalTree)[-1].as_of is None
        days.goes[BACK].set()
        await until(pilot, says(app, "as of 20 Oct, read-only"))
        assert "38 %" not in first_line(app)
        assert backend.asked(ShowGoalTree)[-1].as_of == BACK


async def test_meanwhile_one_reads_and_writes_today_and_is_told_when_the_day_stands(
    backend: FakeBackend, days: Days
) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, GoalScreen))
        screen = screen_of(app, GoalScreen)
        await until(pilot, lambda: screen.phase == "ready")
        screen.ask("edit", lambda gateway: gateway.edit_goal("CARE-1", title="x", why=None, version=3), print)
        await until(pilot, lambda: len(backend.asked(EditGoal)) == 1)
        await pilot.press("4")
        await until(pilot, lambda: bool(backend.asked(ListDue)))
        assert backend.asked(ListDue)[-1].as_of is None
        await until(pilot, says(app, "20 Oct: 38 %"))
        days.goes[BACK].set()
        await until(pilot, lambda: flashed(app) == "20 Oct stands ready: D, then enter, opens it.")
        assert app.gateway.lens == Lens()
        assert says(app, "20 Oct stands ready")()
        await press(pilot, "D")
        assert "Tue 20 Oct" in screen_text(app)
        await press(pilot, "enter")
        assert says(app, "as of 20 Oct, read-only")()
        assert days.asked == [BACK]
        assert "stands ready" not in first_line(app)


async def test_how_far_it_is_is_said_in_the_list_of_days_and_moves(backend: FakeBackend, days: Days) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await pilot.press("D")
        await until(pilot, lambda: "is being worked out, 38 %; wait for it" in screen_text(app))
        backend.working_out = 52  # type: ignore[attr-defined]  # what this company has
        app.see_how_far()
        await until(pilot, lambda: "is being worked out, 52 %; wait for it" in screen_text(app))
        assert says(app, "20 Oct: 52 %")()
        days.goes[BACK].set()
        await until(pilot, lambda: "stands ready" in screen_text(app))
        assert isinstance(app.screen, DayDialog), "nothing switches under a dialog"


async def test_a_company_that_cannot_say_how_far_it_is_says_that_it_works(backend: FakeBackend, days: Days) -> None:
    days.share = None
    del backend.stop_working_out  # type: ignore[attr-defined]
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await until(pilot, says(app, "20 Oct: being worked out"))
        await press_all(pilot, "D", "down", "enter")
        await until(pilot, lambda: app.ahead is None)
        assert "20 Oct" not in first_line(app)
        days.goes[BACK].set()
        await press(pilot)
        assert app.gateway.lens == Lens(), "nobody waits for it any more"
        assert app.ahead is None


async def test_choosing_it_again_does_not_begin_anew_and_waits_for_it(backend: FakeBackend, days: Days) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await pilot.press("j", "D", "enter")
        await until(pilot, lambda: "wait and it opens" in flashed(app))
        assert days.asked == [BACK]
        days.goes[BACK].set()
        await until(pilot, says(app, "as of 20 Oct, read-only"))


async def test_choosing_another_day_stops_the_first(backend: FakeBackend, days: Days) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await choose(pilot, days, OTHER, "D", *"21 oct", "enter")
        assert days.stopped == {BACK}
        assert app.ahead == Ahead(OTHER, 38)
        days.goes[OTHER].set()
        await until(pilot, says(app, "as of 21 Oct, read-only"))
        assert "Stopped" not in screen_text(app)


@pytest.mark.parametrize("keys", [("down", "enter"), ("down", "down", "enter")], ids=["stop", "today"])
async def test_it_is_stopped_from_the_list_of_days(backend: FakeBackend, days: Days, keys: tuple[str, ...]) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await press_all(pilot, "D", *keys)
        await until(pilot, lambda: days.stopped == {BACK})
        await until(pilot, lambda: flashed(app) == "20 Oct is not worked out any further; you stay with today.")
        await press(pilot)
        assert isinstance(app.screen, AlignmentScreen)
        assert "20 Oct" not in first_line(app)
        assert (app.ahead, app.gateway.lens) == (None, Lens())


async def test_from_another_day_one_comes_to_today_meanwhile(backend: FakeBackend, days: Days) -> None:
    days.standing.add(OTHER)
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "D", *"21 oct", "enter")
        assert says(app, "as of 21 Oct, read-only")()
        await choose(pilot, days, BACK, *CHOOSES)
        await until(pilot, says(app, "18 Nov"))
        assert "read-only" not in first_line(app)
        assert says(app, "20 Oct: 38 %")()
        days.goes[BACK].set()
        await until(pilot, says(app, "as of 20 Oct, read-only"))


async def test_the_day_that_one_looks_at_is_worked_out_anew_when_it_is_chosen_again_and_stays_until_then(
    backend: FakeBackend, days: Days
) -> None:
    days.standing.add(BACK)
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, *CHOOSES)
        assert says(app, "as of 20 Oct, read-only")()
        days.standing.clear()  # others wrote, and time went by
        await choose(pilot, days, BACK, *CHOOSES)
        assert "it stays as it was known until then" in flashed(app)
        assert says(app, "as of 20 Oct, read-only")()
        assert says(app, "20 Oct: 38 %")()
        await pilot.press("j")
        asked = len(backend.asked(ShowGoalTree))
        days.goes[BACK].set()
        await until(pilot, lambda: len(backend.asked(ShowGoalTree)) > asked)
        assert backend.asked(ShowGoalTree)[-1].as_of == BACK
        assert "38 %" not in first_line(app)


@pytest.mark.parametrize("asked", [ShowDay, PrepareDay])
async def test_what_goes_wrong_is_said_in_words_and_today_stays(
    backend: FakeBackend, days: Days, asked: type[Any]
) -> None:
    problem = Unreachable("The disk is full: nothing more can be written there.", hint="Make room and try again.")
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        if asked is ShowDay:
            backend.fail[ShowDay] = problem
            await press(pilot, *CHOOSES)
        else:
            days.fails = problem
            await choose(pilot, days, BACK, *CHOOSES)
            days.goes[BACK].set()
        said = (
            "20 Oct cannot be shown now. The disk is full: nothing more can be written there. Make room and try again."
        )
        await until(pilot, lambda: flashed(app) == said)
        assert (app.ahead, app.gateway.lens, app.looks_up) == (None, Lens(), False)
        backend.fail.clear()
        days.fails = None
        await choose(pilot, days, BACK, *CHOOSES)
        days.goes[BACK].set()
        await until(pilot, says(app, "as of 20 Oct, read-only"))


async def test_a_fault_of_our_own_ends_it_as_well(
    backend: FakeBackend, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[BaseException] = []
    app = app_over(backend, screen="alignment")
    monkeypatch.setattr(app, "note_fault", faults.append)
    async with running(app, LARGE) as pilot:
        days.fails = ZeroDivisionError("a fault")
        await choose(pilot, days, BACK, *CHOOSES)
        days.goes[BACK].set()
        await until(pilot, lambda: flashed(app).startswith("20 Oct cannot be shown now. okr met a fault of its own"))
        assert (app.ahead, app.gateway.lens) == (None, Lens())
        assert faults == [days.fails]


async def test_what_one_wrote_meanwhile_is_in_it_since_it_is_worked_out_anew(backend: FakeBackend, days: Days) -> None:
    days.stale = 1
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        days.goes[BACK].set()
        await until(pilot, says(app, "as of 20 Oct, read-only"))
        assert days.asked == [BACK, BACK]


async def test_whoever_goes_on_writing_is_asked_to_choose_it_again(backend: FakeBackend, days: Days) -> None:
    days.stale = 9
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        days.goes[BACK].set()
        await until(pilot, lambda: "You wrote while 20 Oct was worked out" in flashed(app))
        assert days.asked == [BACK] * 3
        assert (app.ahead, app.gateway.lens) == (None, Lens())


async def test_what_stands_ready_and_does_not_say_what_one_wrote_since_is_not_named_any_more(
    backend: FakeBackend, days: Days
) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await pilot.press("j")
        days.goes[BACK].set()
        await until(pilot, says(app, "20 Oct stands ready"))
        screen = screen_of(app, AlignmentScreen)
        screen.ask("edit", lambda gateway: gateway.edit_goal("CARE-1", title="x", why=None, version=3), print)
        await until(pilot, lambda: "stands ready" not in first_line(app))


async def test_quitting_stops_it(backend: FakeBackend, days: Days) -> None:
    app = app_over(backend, screen="alignment")
    backend.interrupt = days.stop  # type: ignore[method-assign]  # all that is done stops
    async with running(app, LARGE) as pilot:
        await choose(pilot, days, BACK, *CHOOSES)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: days.stopped == {BACK})
    assert app.return_value is None


async def test_a_day_is_chosen_by_its_command_too(backend: FakeBackend, days: Days) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, ":")
        await write(pilot, "day 20 oct")
        await choose(pilot, days, BACK, "enter")
        assert says(app, "20 Oct: 38 %")()
        assert app.gateway.lens == Lens()
        days.goes[BACK].set()
        await until(pilot, partial(says(app, "as of 20 Oct, read-only")))
