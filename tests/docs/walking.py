"""Pages with commands are true: the commands run in their order, and print what stands below them."""

import io
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from okr.cli import main

CUT = "..."


@dataclass(frozen=True)
class Step:
    """A command of the tour, and the lines that the README shows as its output."""

    command: str
    shown: tuple[str, ...]


def steps_of(page: Path) -> list[Step]:
    """The commands in all ```console blocks of a page, in their order."""
    steps: list[Step] = []
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip().splitlines()
            steps.append(Step(command, tuple(shown)))
    return steps


def files_of(page: Path) -> dict[str, str]:
    """The files that a page gives the reader: blocks whose first line names one (```csv reorg.csv), by that name."""
    blocks = re.findall(r"^```[a-z]+ ([\w.-]+)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return dict(blocks)


def walk(
    page: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    instead: Mapping[str, str] | None = None,
) -> None:
    """Run the commands of a page in the folder that is the current one, with the files that it gives.

    Files also stand beside a page, in a folder with its name. `instead` names variables of the page that get another value.
    """
    for file in sorted(page.with_suffix("").glob("*")):
        shutil.copy(file, file.name)
    for name, text in files_of(page).items():
        Path(name).write_text(text, encoding="utf-8")
    for step in steps_of(page):
        words = shlex.split(step.command)
        if words[0] == "export":
            for word in words[1:]:
                name, _, value = word.partition("=")
                monkeypatch.setenv(name, (instead or {}).get(name, value))
            continue
        with monkeypatch.context() as only_here:
            while "=" in words[0]:
                name, _, value = words.pop(0).partition("=")
                only_here.setenv(name, value)
            assert words.pop(0) == "okr", step.command
            if "<" in words:
                given = Path(words.pop()).read_bytes()
                assert words.pop() == "<", step.command
                only_here.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(given), isatty=lambda: False))
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
