"""Running commands in this process, against a backend that remembers what it was asked."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
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
