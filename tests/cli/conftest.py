"""Running commands in this process: against a backend that remembers what it was asked, and on a real company file."""

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from okr.cli import main
from okr.contract.base import Request

Result = TypeVar("Result")
Answer = Any  # a result, an error to raise, or a function from the request to a result


@dataclass
class FakeBackend:
    """Answers each kind of request as the test says, and remembers requests, keys and who asked."""

    answers: dict[type, Answer] = field(default_factory=dict)
    asked: list[Request[Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    url: str | None = None
    acting_as: str | None = None
    today: date | None = None
    closed: bool = False

    def call(self, request: Request[Result], *, key: str | None = None) -> Result:
        self.asked.append(request)
        self.keys.append(key)
        answer = self.answers[type(request)]
        if isinstance(answer, BaseException):
            raise answer
        return cast(Result, answer(request) if callable(answer) else answer)

    def interrupt(self) -> None:
        """Nothing runs here that could be interrupted."""

    def close(self) -> None:
        self.closed = True

    def connect(self, url: str | None, *, acting_as: str | None, today: date | None) -> "FakeBackend":
        self.url, self.acting_as, self.today = url, acting_as, today
        return self


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
Okr = Callable[..., Ran]


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def run(backend: FakeBackend, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command against the fake backend: `run("goal", "list", stdin="...")`."""

    def call(*words: str, stdin: str | bytes = "") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capsys.readouterr()
        code = main(words, connect=backend.connect)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


FOUNDING = (
    ("init", "Acme", "--owner", "Ada Berg", "--prefix", "ACME"),
    ("unit", "new", "Customer Care", "--kind", "division", "--prefix", "CARE"),
    ("person", "new", "Dana Cho", "--unit", "CARE", "--manager", "ada.berg"),
    ("area", "new", "Onboarding", "--customers", "new accounts"),
    (
        *("goal", "new", "Answer customers within a day", "--unit", "ACME", "--why", "They stay when we answer"),
        *("--area", "onboarding", "--result", "First reply: 24 -> 4 hours", "--activate", "--date", "2026-04-01"),
    ),
    (
        *(
            "goal",
            "new",
            "Halve the time to a first reply",
            "--unit",
            "CARE",
            "--owner",
            "dana.cho",
            "--why",
            "Waiting annoys",
        ),
        *("--parent", "ACME-1", "--result", "Median: 24 -> 12 hours", "--activate", "--date", "2026-04-01"),
    ),
)
"""A company with a goal at the top, one of a division below it, and a key result each."""


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company's file; to be copied, not used."""
    path = tmp_path_factory.mktemp("acme") / "acme.sqlite"
    for words in FOUNDING:
        assert main([*words, "--url", str(path), "--today", "2026-05-15"]) == 0, words
    return path


@pytest.fixture
def okr(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Okr:
    """Runs a command on a place of the test's own, where there is no company yet, on a fixed day."""
    monkeypatch.setenv("OKR_URL", str(tmp_path / "acme.sqlite"))
    monkeypatch.setenv("OKR_TODAY", "2026-05-15")

    def run(*words: str) -> Ran:
        capsys.readouterr()
        code = main(words)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def acme(okr: Okr, founded: Path, tmp_path: Path) -> Okr:
    """Runs a command on a copy of the company."""
    shutil.copyfile(founded, tmp_path / "acme.sqlite")
    return okr
