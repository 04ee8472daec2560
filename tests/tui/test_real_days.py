"""A past day of a large company in a real database: worked out ahead, opened by itself, and kept."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from okr.application import past_days
from okr.client.local import LocalBackend
from okr.contract.past_days import ShowDay
from tests.tui.real_company import TODAY, found_company
from tests.tui.support import LARGE, app_with, press, running, screen_text, until
from tui.lens import Lens

BACK = date(2026, 10, 31)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalBackend]:
    """A company of two goals, which is taken for a large one."""
    url = str(tmp_path / "company.sqlite")
    found_company(url, {"ACME": [20, 30, 40], "CARE": [15, 25, 60]})
    monkeypatch.setattr(past_days, "AT_ONCE", 1)
    backend = LocalBackend(url, today=TODAY)
    yield backend
    backend.close()


async def test_a_day_of_a_large_company_opens_by_itself_and_says_what_was_known_then(large: LocalBackend) -> None:
    app = app_with(lambda: large, screen="alignment")
    async with running(app, LARGE) as pilot:
        now = screen_text(app)
        await press(pilot, "D")
        for key in (*"2026-10-31", "enter"):
            await pilot.press(key)
        await until(pilot, lambda: "as of 31 Oct, read-only" in screen_text(app).splitlines()[0])
        await press(pilot)
        then = screen_text(app)
        assert large.store.keeps_days
        assert large.call(ShowDay(day=BACK)).stands
        assert then.splitlines()[2:4] != now.splitlines()[2:4]
        await press(pilot, "D", "enter")
        assert app.gateway.lens == Lens()
        assert screen_text(app).splitlines()[2:4] == now.splitlines()[2:4]
        await press(pilot, "D", *"2026-10-31", "enter")
        assert screen_text(app).splitlines()[1:] == then.splitlines()[1:], "it is kept"
