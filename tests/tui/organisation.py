"""Pages of people and units in a pilot: the company behind them, and how they are opened."""

from typing import Any

from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms import people
from tests.tui.support import settle
from tui.lines import Target


def backend_of(**company: Any) -> FakeBackend:
    backend = FakeBackend(Company(**company))
    backend.answers |= people.ANSWERS
    return backend


async def at(app, pilot, kind: str, key: str) -> None:
    app.open_target(Target(kind, key))
    await settle(pilot)
