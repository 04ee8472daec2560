"""The forms that take plans, documents and steps from files, as text."""

from pathlib import Path
from typing import Any

import pytest

from okr.contract.plans import ApplyPlan
from okr.domain.errors import Unreachable
from okr.domain.vocabulary import CycleState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms import people, plans
from tests.tui.rooms.cycles import life, several_cycles
from tests.tui.snapshots.test_screens import SIZES, compare
from tests.tui.support import app_over, press, rest, running, screen_text, settle
from tui.lines import Target

PLAN = "okr_plan: 1\ngoals:\n  - title: Answer on Sundays\n    owner: zed\n"
DOCUMENT = "### Board: Customers stay.\n\n* VP Care: Answer faster => halfway\n  * KR: First reply from 30 to 24 hours\n  * KR: Answers up by 20%\n"
STEPS = "what,who,action,to\nperson,maria,manager,ada\n"
SHOWN: dict[str, list[str]] = {
    "plan-file": ["F", *"plan.yaml", "ctrl+s"],
    "plan-file-refused": ["F", *"other.yaml", "ctrl+s"],
    "plan-export": ["X"],
    "outline": ["O", *"okrs.md", "ctrl+s"],
    "reorganise-file": ["people", "F", *"steps.csv", "ctrl+s"],
    "unit-split": ["unit CARE", "S", *"mail", "ctrl+s"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of each kind, in which okr was started."""
    for name, text in (
        ("plan.yaml", PLAN),
        ("other.yaml", PLAN + "company: other\n"),
        ("okrs.md", DOCUMENT),
        ("steps.csv", STEPS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def picture(size: str, keys: list[str], *, refusal: Any = None, **company: Any) -> str:
    backend = FakeBackend(Company(**({"administrator": True} | company)))
    several_cycles(backend)
    backend.answers |= people.ANSWERS | plans.ANSWERS
    life(backend).state = CycleState.ACTIVE
    if refusal is not None:
        backend.fail[ApplyPlan] = refusal
    app = app_over(backend, screen="people" if keys[0] == "people" else "cycle")
    async with running(app, SIZES[size]) as pilot:
        for key in keys:
            kind, _, name = key.partition(" ")
            if name:
                app.open_target(Target(kind, name))
                await settle(pilot)
            elif key != "people":
                await press(pilot, key)
        await rest(pilot)
        text = screen_text(app)
    assert max(len(line) for line in text.splitlines()) <= SIZES[size][0]
    return text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWN)
async def test_full(name: str, size: str, folder: Path):
    text = await picture(size, SHOWN[name])
    compare(f"{name}-full-{size}", text.replace(str(folder), "~"))


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_to_do(size: str, folder: Path):
    compare(f"plan-file-empty-{size}", await picture(size, SHOWN["plan-file"], empty=True))


@pytest.mark.parametrize("size", SIZES)
async def test_error(size: str, folder: Path):
    away = Unreachable("The database could not be reached.", hint="Is it running?")
    compare(f"plan-file-error-{size}", await picture(size, SHOWN["plan-file"], refusal=away))
