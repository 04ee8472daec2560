"""The real program on a real company in a real terminal: nothing is faked but the company's size."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from okr.client import connect
from okr.contract.check_ins import ListCheckIns
from okr.contract.organisation import LatestChange
from tests.tui.real_company import TODAY, found_company
from tests.tui.support import LARGE, app_with, press, running, screen_text
from tests.tui.test_terminal import Terminal


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A company of three people with a cascade of three goals and readings below and on pace."""
    place = str(tmp_path / "company.sqlite")
    found_company(place, {"ACME": (60, 70, 78), "CARE": (12, 14, 15)})
    return place


def program(url: str) -> Terminal:
    return Terminal(["-m", "okr"], {"OKR_URL": url, "OKR_TODAY": TODAY.isoformat()})


def test_it_opens_on_the_home_goes_to_a_goal_explains_it_and_quits(url):
    with program(url) as terminal:
        terminal.wait_for("Worst first")
        terminal.press("2")
        terminal.wait_for("Answer every customer")
        terminal.press("jw")
        terminal.wait_for("Expected today")
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0
        terminal.check_restored()


def test_a_check_in_that_is_typed_and_sent_is_recorded(url):
    with program(url) as terminal:
        terminal.wait_for("Worst first")
        terminal.press("4")
        terminal.wait_for("ACME-1.1")
        terminal.press("81\t80\tAll of them\x13")
        terminal.wait_for("Recorded 1 check-in.")
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0
    backend = connect(url, today=TODAY)
    newest = backend.call(ListCheckIns(key="ACME-1.1", limit=1)).items[0]
    backend.close()
    assert (newest.value, newest.confidence, newest.note) == (Decimal(81), 80, "All of them")


def test_the_demo_opens_and_shows_its_company():
    built = subprocess.run(
        [sys.executable, "-m", "okr", "demo", "--build-only"], capture_output=True, text=True, check=True
    )
    assert ".sqlite" in built.stdout
    with Terminal(["-m", "okr", "demo"]) as terminal:
        terminal.wait_for("Worst first")
        terminal.press("2")
        terminal.wait_for("BRI-2")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        terminal.check_restored()


async def test_every_screen_shows_the_real_company_without_a_problem(url):
    before = connect(url, today=TODAY)
    marker = before.call(LatestChange()).marker
    before.close()
    app = app_with(lambda: connect(url, today=TODAY))
    async with running(app, LARGE) as pilot:
        for key in (
            "v",
            "v",
            "v",
            "2",
            "j",
            "^",
            "escape",
            "w",
            "escape",
            "enter",
            "w",
            "escape",
            "e",
            "escape",
            "escape",
            "5",
            "enter",
            "4",
            "v",
            "?",
        ):
            await press(pilot, key)
            text = screen_text(app)
            assert "That did not work" not in text, text
            assert "fault of its own" not in text, text
    after = connect(url, today=TODAY)
    assert after.call(LatestChange()).marker == marker, "looking changes nothing"
    after.close()
