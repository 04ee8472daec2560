"""The tour in the README holds: its commands run in their order, and print what stands below them."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from okr.cli import main

README = Path(__file__).parents[2] / "README.md"
CUT = "..."


@dataclass(frozen=True)
class Step:
    """A command of the tour, and the lines that the README shows as its output."""

    command: str
    shown: tuple[str, ...]


def tour() -> list[Step]:
    """The commands in all ```console blocks, in their order."""
    steps: list[Step] = []
    for block in re.findall(r"^```console\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip().splitlines()
            steps.append(Step(command, tuple(shown)))
    return steps


def test_the_tour_runs_in_its_order_and_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for step in tour():
        program, *words = shlex.split(step.command)
        if program == "export":
            for word in words:
                name, _, value = word.partition("=")
                monkeypatch.setenv(name, value)
            continue
        assert program == "okr", step.command
        code = main(words)
        printed = capsys.readouterr()
        assert code == 0, f"{step.command}\n{printed.err}"
        assert_shown(step, [line.rstrip() for line in printed.out.rstrip().splitlines()])


def assert_shown(step: Step, printed: list[str]) -> None:
    """What stands below a command is its output, or the beginning of it where `...` ends it."""
    if not step.shown:
        return
    shown = list(step.shown)
    if shown[-1] == CUT:
        shown.pop()
        printed = printed[: len(shown)]
    assert shown == printed, step.command


def test_the_tour_goes_from_a_company_to_the_reason_of_a_number() -> None:
    commands = [step.command for step in tour()]
    for wanted in ("okr init", "okr goal new", "okr goal tree", "okr checkin", "okr why"):
        assert any(command.startswith(wanted) for command in commands), wanted


def test_the_files_that_the_readme_names_are_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    missing = [name for name in named if not (README.parent / name).exists()]
    assert named
    assert missing == []
