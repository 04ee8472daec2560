"""A fake company for each test of the interface, and nothing that blinks or moves."""

from collections.abc import Iterator
from typing import Any

import pytest

from okr.contract.base import DECLARED
from okr.contract.undo import NOT_UNDONE
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.idle import until_idle
from tui.gateways.looking import LookingBackend
from tui.screens.base import OkrScreen

BY_ITSELF = frozenset({"verification.turn-day"})
"""What nobody does: the interface brings the numbers to the day when it is opened."""


@pytest.fixture(autouse=True)
def _quiet_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same terminal everywhere: colours, no animations."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(autouse=True)
def _waits_for_what_is_to_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot goes on when nothing is left to do, however busy the machine is."""
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", until_idle)


@pytest.fixture(autouse=True)
def _says_before_what_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In no test is anything done that undoing does not take back, unless the interface had said so before."""
    said: set[str] = set()
    unsaid: list[str] = []
    stays, call = OkrScreen.stays, LookingBackend.call

    def says(screen: OkrScreen, operation: str) -> str:
        words = stays(screen, operation)
        if words:
            said.add(operation)
        return words

    def asks(backend: LookingBackend, request: Any, *, key: str | None = None) -> Any:
        declared = None if getattr(request, "dry_run", False) else DECLARED.get(type(request))
        if declared is not None and declared.name in NOT_UNDONE.keys() - said - BY_ITSELF:
            unsaid.append(declared.name)
        return call(backend, request, key=key)

    monkeypatch.setattr(OkrScreen, "stays", says)
    monkeypatch.setattr(LookingBackend, "call", asks)
    yield
    assert unsaid == [], "done without saying that it cannot be undone"


@pytest.fixture
def company() -> Company:
    """A small company with all statuses."""
    return Company()


@pytest.fixture
def backend(company: Company) -> FakeBackend:
    """A backend over it."""
    return FakeBackend(company)
