"""A fake company for each test of the interface, and nothing that blinks or moves."""

import pytest

from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.idle import until_idle


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


@pytest.fixture
def company() -> Company:
    """A small company with all statuses."""
    return Company()


@pytest.fixture
def backend(company: Company) -> FakeBackend:
    """A backend over it."""
    return FakeBackend(company)
