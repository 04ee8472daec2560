"""Running the interface in tests: an app over the fake company, waiting for its workers, and reading its screen."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from textual.pilot import Pilot
from textual.timer import Timer
from textual.worker import WorkerCancelled, WorkerFailed

from okr.client.backend import Backend
from tests.tui.fakes import FakeBackend
from tui.app import OkrApp
from tui.gateway import Gateway
from tui.screens.alignment import AlignmentScreen
from tui.screens.base import OkrScreen
from tui.settings import InterfaceSettings
from tui.state import Memory
from tui.widgets.key_line import KeyLine

SMALL, LARGE = (80, 24), (120, 36)
LONGEST_REST_SECONDS = 0.6


def app_over(
    backend: FakeBackend,
    *,
    screen: str | None = None,
    theme: str | None = None,
    ascii_only: bool = False,
    settings: InterfaceSettings | None = None,
) -> OkrApp:
    """An app over a fake backend; it does not poll."""
    return app_with(lambda: backend, screen=screen, theme=theme, ascii_only=ascii_only, settings=settings)


def app_with(
    connect: Callable[[], Backend],
    *,
    screen: str | None = None,
    theme: str | None = None,
    ascii_only: bool = False,
    settings: InterfaceSettings | None = None,
) -> OkrApp:
    """An app over any backend; it does not poll."""
    return OkrApp(
        Gateway(connect),
        memory=Memory("memory:", "test"),
        settings=settings,
        theme=theme,
        ascii_only=ascii_only,
        first_screen=screen,
        polls=False,
    )


@asynccontextmanager
async def running(app: OkrApp, size: tuple[int, int] = SMALL) -> AsyncIterator[Pilot[None]]:
    """The app, started and settled."""
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    """Wait until something stands, no worker runs and every message is handled."""
    app = pilot.app
    if isinstance(app, OkrApp):
        await until(pilot, lambda: app.stands)  # what the first screen asks, it asks then
    for _ in range(20):
        await pilot.pause()
        running = [worker for worker in pilot.app.workers if not worker.is_finished]
        if not running:
            return
        # A newer question took its place; or it met a fault, of which the app says what the test looks for.
        with suppress(WorkerCancelled, WorkerFailed):
            await pilot.app.workers.wait_for_complete(running)


async def until(pilot: Pilot[None], holds: Callable[[], bool], *, seconds: float = 30.0) -> None:
    """Wait until something holds, however busy the machine is; fails when it does not come to hold."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        await pilot.pause(0.02)


async def rest(pilot: Pilot[None]) -> None:
    """Let typing and the cursor rest: whatever waits a moment before it asks has asked, and has been answered."""
    await settle(pilot)
    for _ in range(20):
        waiting = [timer._task for timer in _soon(pilot) if timer._task is not None and not timer._task.done()]
        if not waiting:
            return
        await asyncio.wait(waiting)
        await settle(pilot)


def _soon(pilot: Pilot[None]) -> list[Timer]:
    """The timers that go off once and soon, except those that say that an answer takes long."""
    pumps = [node for screen in pilot.app.screen_stack for node in screen.walk_children(with_self=True)]
    timers = [timer for pump in (pilot.app, *pumps) for timer in pump._timers]
    return [
        timer
        for timer in timers
        if timer._repeat == 0
        and timer._interval <= LONGEST_REST_SECONDS
        and getattr(timer._callback, "__name__", "") != "show_waiting"
    ]


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, and wait after each, and without any, until everything has settled."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    if not keys:
        await settle(pilot)


async def write(pilot: Pilot[None], words: str) -> None:
    """Type words, and let the typing rest."""
    await press(pilot, *("space" if letter == " " else letter for letter in words))
    await rest(pilot)


def screen_text(app: OkrApp) -> str:
    """What is on the screen, line by line, without blanks at the ends."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


Kind = TypeVar("Kind", bound=OkrScreen)
Asked = TypeVar("Asked")


def screen_of(app: OkrApp, kind: type[Kind]) -> Kind:
    """The open screen, which is of a kind."""
    screen = app.screen
    assert isinstance(screen, kind), screen
    return screen


def flashed(app: OkrApp) -> str:
    """What is being said in the last line."""
    return app.screen.query_one(KeyLine).flashed


def sent(backend: FakeBackend, kind: type[Asked]) -> Asked:
    """The one request of a kind that was sent."""
    [request] = backend.asked(kind)
    assert isinstance(request, kind)
    return request


def keys_shown(app: OkrApp) -> list[str]:
    """The keys of the goals in the cascade, in the order of its rows; "more" where a row stands for further ones."""
    tree = screen_of(app, AlignmentScreen).tree_view
    nodes = (tree.node_at(row) for row in range(tree.row_count))
    return [node.goal.key if node is not None and node.goal else "more" for node in nodes]
