"""`okr` alone opens the interface with what the settings say."""

import gc
import sys
from datetime import date

import pytest

import tui
from okr.cli import main, program
from okr.domain.errors import NotFound


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """A terminal, and an interface that remembers how it was opened and ends with 7."""
    calls: list[dict[str, object]] = []

    def run(url: str | None, **how: object) -> int:
        calls.append({"url": url, **how})
        return 7

    monkeypatch.setattr(tui, "run", run)
    monkeypatch.setattr("tui.head_start.begin", lambda: None)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(gc, "disable", lambda: None)
    monkeypatch.setattr(gc, "freeze", lambda: None)
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


def test_alone_on_a_terminal_it_opens_with_the_settings_and_without_the_commands(
    opened: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["okr"])
    monkeypatch.setenv("OKR_URL", "mine.sqlite")
    monkeypatch.setenv("OKR_AS", "dana")
    monkeypatch.setattr("okr.cli.main", lambda: pytest.fail("the commands were loaded"))
    assert program() == 7
    assert opened == [{"url": "mine.sqlite", "acting_as": "dana", "today": None, "ascii_only": None, "begun": None}]


def test_alone_with_a_wrong_setting_or_without_a_terminal_it_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], opened: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["okr"])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("OKR_TODAY", "soon")
    assert program() == 2
    assert "OKR_TODAY" in capsys.readouterr().err
    monkeypatch.delenv("OKR_TODAY")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
    assert program() == 2
    assert "needs a terminal" in capsys.readouterr().err
    assert opened == []


def test_alone_an_error_inside_becomes_a_sentence(
    capsys: pytest.CaptureFixture[str], opened: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> int:
        raise NotFound("There is no such company.")

    monkeypatch.setattr(sys, "argv", ["okr"])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(tui, "run", breaks)
    assert program() == 3
    assert "There is no such company." in capsys.readouterr().err
