"""The contract of a goal on screen: opening it, putting the cursor on an ask, and who is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.agreements import agreed
from tests.tui.support import SMALL, app_over, rest, running
from tui.app import OkrApp
from tui.places import ABOUT
from tui.widgets.board import Board


@asynccontextmanager
async def opened(
    backend: FakeBackend, key: str = "CARE-1", *, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[OkrApp, Pilot[None]]]:
    """The contract of a goal, opened in an app of its own."""
    app = app_over(backend)
    async with running(app, size) as pilot:
        app.open_over(ABOUT["contract"].make(key))
        await rest(pilot)
        yield app, pilot


async def to(app: OkrApp, pilot: Pilot[None], key: str) -> None:
    """Put the cursor on an ask."""
    assert app.screen.query_one("#main", Board).find("contribution", key)
    await rest(pilot)


def receiver() -> FakeBackend:
    """The company as it is seen by somebody who is asked."""
    backend: FakeBackend = agreed(Company(me="tom"), may=())
    return backend
