"""Running the interface in tests: an app over the fake company, waiting for its workers, and reading its screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from textual.pilot import Pilot

from okr.client.backend import Backend
from tests.tui.fakes import FakeBackend
from tui.app import OkrApp
from tui.gateway import Gateway
from tui.screens.base import OkrScreen
from tui.settings import InterfaceSettings
from tui.state import Memory
from tui.widgets.key_line import KeyLine

SMALL, LARGE = (80, 24), (120, 36)


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
    """Wait until no worker runs and every message is handled."""
    for _ in range(20):
        await pilot.pause()
        running = [worker for worker in pilot.app.workers if not worker.is_finished]
        if not running:
            return
        await pilot.app.workers.wait_for_complete(running)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, and wait until everything has settled."""
    await pilot.press(*keys)
    await settle(pilot)


def screen_text(app: OkrApp) -> str:
    """What is on the screen, line by line, without blanks at the ends."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


Kind = TypeVar("Kind", bound=OkrScreen)


def screen_of(app: OkrApp, kind: type[Kind]) -> Kind:
    """The open screen, which is of a kind."""
    screen = app.screen
    assert isinstance(screen, kind), screen
    return screen


def flashed(app: OkrApp) -> str:
    """What is being said in the last line."""
    return app.screen.query_one(KeyLine).flashed
