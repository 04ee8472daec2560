"""The import contracts of pyproject.toml: each is broken by the import that it forbids, in a house of empty rooms."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
ROOMS = [
    "okr", "okr/domain", "okr/contract", "okr/application", "okr/exchange", "okr/client", "okr/cli",
    "storage", "storage/migrations", "tui",
]  # fmt: skip

FAULTS = [
    ("The floors", "okr/domain", "import okr.contract"),
    ("The floors", "okr/contract", "import storage"),
    ("The floors", "storage", "import okr.application"),
    ("The floors", "okr/application", "import okr.client"),
    ("The floors", "okr/exchange", "import okr.application"),
    ("The floors", "okr/client", "import tui"),
    ("The floors", "tui", "import okr.cli"),
    ("The interface and the commands", "tui", "import storage"),
    ("The interface and the commands", "okr/cli", "import okr.application"),
    ("The domain knows", "okr/domain", "import pydantic"),
    ("The domain knows", "okr/domain", "import sqlalchemy.orm"),
    ("Migrations stand", "storage/migrations", "import okr.domain"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    configuration = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    without_exceptions = re.sub(
        r"^ignore_imports = \[.*?\]$", "ignore_imports = []", configuration, flags=re.MULTILINE | re.DOTALL
    )
    (tmp_path / "pyproject.toml").write_text(without_exceptions, encoding="utf-8")
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    return tmp_path


def test_an_orderly_house_keeps_every_contract(house: Path):
    _plant(house, "okr/cli", "import tui, okr.client")
    _plant(house, "tui", "import okr.client, okr.contract")
    _plant(house, "okr/client", "import okr.application, okr.contract")
    _plant(house, "okr/application", "import storage, okr.contract")
    _plant(house, "storage", "import okr.domain, sqlalchemy")
    broken = _broken_contracts(house)
    assert broken == []


@pytest.mark.parametrize(("contract", "room", "line"), FAULTS)
def test_a_forbidden_import_breaks_its_contract(house: Path, contract: str, room: str, line: str):
    _plant(house, room, line)
    assert any(name.startswith(contract) for name in _broken_contracts(house))


def _plant(house: Path, room: str, line: str) -> None:
    (house / room / "__init__.py").write_text(f"{line}\n")


def _broken_contracts(house: Path) -> list[str]:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program, "--no-cache", "--no-logo"], cwd=house, capture_output=True, text=True, check=False)
    assert run.returncode in {0, 1}, run.stderr
    assert "Analyzed" in run.stdout, run.stdout + run.stderr
    broken = [line.removesuffix(" BROKEN") for line in run.stdout.splitlines() if line.endswith(" BROKEN")]
    assert bool(broken) == (run.returncode == 1), run.stdout
    return broken
