"""`okr demo`: a made-up company in a file of its own, and never anything done to another."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from okr.cli import main
from okr.client import Backend
from okr.contract.organisation import InitOrganisation, ShowOrganisation
from tests.cli.conftest import Ran

Okr = Callable[..., Ran]
BackendFor = Callable[[str | None, date], Backend]


def small_company(backend_for: BackendFor, *, today: date | None) -> None:
    backend = backend_for(None, today or date(2026, 5, 15))
    backend.call(InitOrganisation(name="Made Up", owner_name="Ada", is_demo=True))


@pytest.fixture
def okr(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Okr:
    """Runs a command where the made-up company is a very small one."""
    package, module = ModuleType("okr.demo"), ModuleType("okr.demo.build")
    package.__spec__ = sys.__spec__
    module.build_demo = small_company  # type: ignore[attr-defined]  # a module of the test's own
    monkeypatch.setitem(sys.modules, "okr.demo", package)
    monkeypatch.setitem(sys.modules, "okr.demo.build", module)

    def run(*words: str) -> Ran:
        capsys.readouterr()
        code = main(words)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


def test_the_company_is_made_once_and_anew_by_reset(okr: Okr) -> None:
    first = okr("demo", "--build-only", "--json")
    assert first.code == 0, first.err
    made = json.loads(first.out)
    assert made["built"] is True
    assert json.loads(okr("demo", "--build-only", "--json").out) == made | {"built": False}
    assert json.loads(okr("demo", "--build-only", "--reset", "--json").out) == made
    folder = Path(made["path"]).parent
    assert [path.name for path in folder.iterdir()] == ["demo.sqlite"]
    assert json.loads(okr("org", "show", "--json", "--url", made["path"]).out)["name"] == "Made Up"


def test_it_says_how_to_use_the_company_in_other_commands(okr: Okr, tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite"
    assert f"export OKR_URL={path}" in okr("demo", "--build-only", "--url", str(path)).out


def test_a_company_of_ones_own_is_left_alone(okr: Okr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "acme.sqlite"
    assert okr("init", "Acme", "--owner", "Ada", "--url", str(own)).code == 0
    before = own.read_bytes()
    ran = okr("demo", "--build-only", "--reset", "--url", str(own))
    assert ran.code == 1
    assert "leaves it alone" in ran.err
    assert own.read_bytes() == before
    monkeypatch.setenv("OKR_URL", str(own))
    assert okr("demo", "--build-only", "--reset").code == 0
    assert own.read_bytes() == before


def test_a_broken_attempt_leaves_the_company_that_was(
    okr: Okr, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "demo.sqlite"
    assert okr("demo", "--build-only", "--url", str(path)).code == 0

    def broken(backend_for: BackendFor, *, today: date | None) -> None:
        small_company(backend_for, today=today)
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["okr.demo.build"], "build_demo", broken)
    assert okr("demo", "--build-only", "--reset", "--url", str(path)).code == 130
    assert [found.name for found in tmp_path.iterdir()] == ["demo.sqlite"]
    monkeypatch.undo()
    from okr.client import connect

    backend = connect(str(path))
    assert backend.call(ShowOrganisation()).name == "Made Up"
    backend.close()
