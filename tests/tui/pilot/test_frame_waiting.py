"""The frame while answers are awaited or do not come: problems, faults, old answers, and keys that come before."""

from functools import partial
from typing import Any

from textual._compositor import Compositor
from textual.events import Key
from textual.worker import WorkerState

from okr.contract.homes import ShowHome
from okr.contract.organisation import LatestChange
from okr.domain.errors import Unreachable
from tests.tui.support import LARGE, app_over, flashed, press, running, screen_of, screen_text, settle, until
from tui.app import OkrApp
from tui.dialogs.help import HelpDialog
from tui.gateway import Gateway
from tui.screens.alignment import AlignmentScreen
from tui.screens.base import OkrScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen


async def test_a_problem_says_what_to_do_and_trying_again_helps(backend):
    backend.fail[ShowHome] = Unreachable("The database does not answer.", hint="Is the cable in?")
    app = app_over(backend)
    async with running(app) as pilot:
        text = screen_text(app)
        assert "The database does not answer." in text
        assert "Is the cable in?" in text
        assert "try again" in text
        await press(pilot, "j", "enter")
        assert "code: unreachable" in screen_text(app)
        backend.fail.clear()
        await press(pilot, "r")
        assert "Worst first" in screen_text(app)


async def test_nothing_is_asked_before_something_stands_on_the_screen(backend, monkeypatch):
    asked_before_a_frame: list[bool] = []
    note_frame = OkrApp.note_frame

    def noted(app: OkrApp) -> None:
        if not app.stands:
            asked_before_a_frame.append(bool(backend.calls) or bool(len(app.workers)))
        note_frame(app)

    monkeypatch.setattr(OkrApp, "note_frame", noted)
    app = app_over(backend)
    async with running(app):
        assert asked_before_a_frame == [False]
        assert backend.asked(ShowHome)
        assert "Worst first" in screen_text(app)


async def test_nothing_is_drawn_that_would_be_thrown_away(backend, monkeypatch):
    """While Textual composes the first screen it shows nothing, and forgets what was drawn."""
    drawn_for_nothing: list[bool] = []
    render = Compositor.render_update

    def noted(compositor: Compositor, *arguments: Any, **named: Any) -> object:
        drawn_for_nothing.append(app._batch_count > 0)
        return render(compositor, *arguments, **named)

    monkeypatch.setattr(Compositor, "render_update", noted)
    app = app_over(backend)
    async with running(app, LARGE):
        assert drawn_for_nothing
        assert not any(drawn_for_nothing)


async def test_a_fault_in_a_worker_is_a_panel_and_not_the_end(backend):
    backend.fail[ShowHome] = ZeroDivisionError("Maria's secret")
    app = app_over(backend)
    async with running(app) as pilot:
        assert "okr met a fault of its own" in screen_text(app)
        assert "Maria" not in screen_text(app)
        await press(pilot, "2")
        assert "ACME-1" in screen_text(app)


async def test_a_problem_while_something_is_shown_leaves_it_there(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        backend.fail[ShowHome] = Unreachable("The database does not answer.")
        await press(pilot, "r")
        assert "Worst first" in screen_text(app)
        assert flashed(app) == "The database does not answer."


async def test_waiting_says_so_only_after_a_moment(backend, monkeypatch):
    monkeypatch.setattr("tui.screens.base.QUIET_SECONDS", 1.5)  # a loaded machine takes longer than the usual moment
    backend.hold.clear()
    app = app_over(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Loading" not in screen_text(app)
        await until(pilot, lambda: "Loading" in screen_text(app))
        backend.hold.set()
        await settle(pilot)
        assert "Loading" not in screen_text(app)


async def test_an_old_answer_does_not_replace_a_newer_one(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        seen: list[int] = []

        def answer(number: int, _: Gateway) -> int:
            return number

        asker = screen_of(app, OkrScreen).asker
        for number in (1, 2, 3):
            asker.ask("same", partial(answer, number), seen.append, failed=lambda _: None)
        await settle(pilot)
        assert seen == [3]
        assert all(worker.state is not WorkerState.ERROR for worker in app.workers)


async def test_a_change_by_others_is_told_and_nothing_moves_under_the_cursor(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        calls = len(backend.asked(ShowHome))
        backend.marker = "2"
        app._poll()
        await settle(pilot)
        assert "changed: press r" in screen_text(app)
        assert len(backend.asked(ShowHome)) == calls
        await press(pilot, "r")
        assert "changed" not in screen_text(app)
        assert len(backend.asked(LatestChange)) >= 2


async def test_keys_that_come_faster_than_the_answers_wait_in_their_order(backend):
    app = app_over(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        backend.hold.clear()
        for key in ("2", "j", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert isinstance(app.screen, AlignmentScreen)
        backend.hold.set()
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, GoalScreen)
        assert app.screen.key == "CARE-1"


async def test_letters_typed_ahead_into_a_search_go_into_it(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        for key in ("slash", "q", "j", "w", "enter", "?"):
            app.post_message(Key(key, "/" if key == "slash" else key if len(key) == 1 else None))
        await settle(pilot)
        assert isinstance(app.screen, HelpDialog)
        assert screen_of(app, HelpDialog).is_typing
        await press(pilot, "escape")
        assert screen_of(app, AlignmentScreen).words == "qjw"


async def test_escape_does_not_wait_and_forgets_what_did(backend):
    app = app_over(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        backend.hold.clear()
        for key in ("2", "j", "enter", "escape"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        backend.hold.set()
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_filter_is_typed_while_the_tree_is_still_on_its_way(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        backend.hold.clear()
        try:
            await pilot.press("2", "/")
            await until(pilot, lambda: isinstance(app.screen, AlignmentScreen) and app.screen.is_typing)
            assert screen_of(app, AlignmentScreen).phase == "loading"
            await pilot.press(*"CARE-2")
        finally:
            backend.hold.set()
        await until(pilot, lambda: "filter CARE-2" in screen_text(app))
        assert screen_of(app, AlignmentScreen).line.value == "CARE-2"
