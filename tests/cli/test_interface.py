"""`okr` alone opens the interface with what the settings say."""

import sys
from datetime import date

import pytest

import tui
from okr.cli import main


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """A terminal, and an interface that remembers how it was opened and ends with 7."""
    calls: list[dict[str, object]] = []

    def run(url: str | None, **how: object) -> int:
        calls.append({"url": url, **how})
        return 7

    monkeypatch.setattr(tui, "run", run)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return calls


def test_the_interface_gets_place_person_day_and_look_and_its_status_is_the_exit_code(
    opened: list[dict[str, object]],
) -> None:
    words = [
        "--url",
        "a.sqlite",
        "--as",
        "dana",
        "--today",
        "2026-05-15",
        "--ascii",
        "--theme",
        "dark",
        "--screen",
        "alignment",
    ]
    assert main(words) == 7
    assert opened == [
        {
            "url": "a.sqlite",
            "acting_as": "dana",
            "today": date(2026, 5, 15),
            "theme": "dark",
            "ascii_only": True,
            "screen": "alignment",
        }
    ]


def test_what_is_not_said_is_left_to_the_interface(opened: list[dict[str, object]]) -> None:
    assert main([]) == 7
    assert opened == [
        {"url": None, "acting_as": None, "today": None, "theme": None, "ascii_only": None, "screen": None}
    ]


def test_options_of_the_interface_are_refused_with_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--theme", "dark", "paths"]) == 2
    assert "okr alone" in capsys.readouterr().err
