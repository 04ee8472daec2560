"""The walk-throughs of `examples/`: each command does what is said beside it, also long after the data ends."""

import re
import shlex
from pathlib import Path

import pytest

from okr.cli import main
from tests.docs.walking import steps_of
from tests.exchange.real_data import EXAMPLES, ROOT, needs

SETS = ("canada-service-standards", "uk-organograms", "us-agency-priority-goals")


@pytest.mark.parametrize("name", [pytest.param(name, marks=needs(name)) for name in SETS])
def test_the_commands_of_a_walk_through_run_as_they_are_written_and_find_something(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("OKR_TODAY", "2026-11-23")
    monkeypatch.setenv("OKR_URL", str(tmp_path / "okr.sqlite"))
    for step in steps_of(EXAMPLES / name / "README.md"):
        words = shlex.split(step.command, comments=True)
        if words[0] == "export":
            monkeypatch.setenv("OKR_URL", str(tmp_path / words[1].removeprefix("OKR_URL=")))
            continue
        assert main(words[1:]) == 0, f"{step.command}\n{capsys.readouterr().err}"
        printed = capsys.readouterr().out
        assert printed.count("\n") > 1, step.command
        assert not re.search(r"^no goals|nothing here", printed, re.MULTILINE), step.command
        if "verify" in words:
            assert "no difference" in printed
