"""Each tab of the cycle screen, its dialogs, the tree of people and the pages of a person and a unit, as text."""

from typing import Any

import pytest

from okr.contract.cycles import ShowMissing
from okr.contract.portraits import ShowPortrait
from okr.contract.units import ListBelow, ShowUnit
from okr.domain.errors import Unreachable
from okr.domain.vocabulary import CycleState
from tests.tui.company import ADMINISTRATOR, LEAD, Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms import people
from tests.tui.rooms.cycles import life, several_cycles
from tests.tui.snapshots.test_screens import SIZES, compare
from tests.tui.support import app_over, press, rest, running, screen_text, settle, until
from tui.lines import Target

GRADING, ACTIVE = CycleState.GRADING, CycleState.ACTIVE
TAB = "tab"
SHOWN: dict[str, tuple[CycleState, dict[str, Any], list[str]]] = {
    "cycle-checklist": (ACTIVE, ADMINISTRATOR, []),
    "cycle-planning": (ACTIVE, LEAD, ["n"]),
    "cycle-review": (ACTIVE, LEAD, [TAB]),
    "cycle-grading": (GRADING, ADMINISTRATOR, [TAB, TAB, "j", "e", "0", ".", "4"]),
    "cycle-lessons": (GRADING, LEAD, [TAB, TAB, TAB]),
    "cycle-ledger": (ACTIVE, LEAD, [TAB] * 4),
    "cycle-calibration": (ACTIVE, LEAD, [TAB] * 5),
    "cycle-close": (GRADING, ADMINISTRATOR, ["s", "ctrl+s"]),
    "cycle-carry": (CycleState.CLOSED, ADMINISTRATOR, ["f", "space"]),
    "cycle-new": (ACTIVE, ADMINISTRATOR, ["N"]),
    "people": (ACTIVE, LEAD, ["j", "l", "j"]),
    "people-find": (ACTIVE, LEAD, ["/", "a", "n", "enter"]),
    "person": (ACTIVE, ADMINISTRATOR, ["person maria"]),
    "person-leaves": (ACTIVE, ADMINISTRATOR, ["person maria", "x", "ctrl+s"]),
    "unit": (ACTIVE, ADMINISTRATOR, ["unit CARE"]),
}
EMPTY = {
    "cycle-checklist": ("cycle", []),
    "cycle-review": ("cycle", [TAB]),
    "cycle-grading": ("cycle", [TAB, TAB]),
    "cycle-lessons": ("cycle", [TAB] * 3),
    "cycle-ledger": ("cycle", [TAB] * 4),
    "cycle-calibration": ("cycle", [TAB] * 5),
    "cycle-carry": ("cycle", ["f"]),
    "people-find": ("people", ["/", "z", "z", "enter"]),
    "person": ("people", ["person maria"]),
    "unit": ("people", ["unit CARE"]),
}


def backend_of(company: Company, state: CycleState = ACTIVE) -> FakeBackend:
    backend = FakeBackend(company)
    several_cycles(backend)
    backend.answers |= people.ANSWERS
    life(backend).state = state
    return backend


async def picture(backend: FakeBackend, screen: str, size: tuple[int, int], keys: list[str]) -> str:
    app = app_over(backend, screen=screen)
    async with running(app, size) as pilot:
        for key in keys:
            kind, _, about = key.partition(" ")
            if about:
                app.open_target(Target(kind, about))
                await settle(pilot)
            else:
                await press(pilot, key)
        await rest(pilot)
        return screen_text(app)


def root_of(name: str) -> str:
    return "cycle" if name.startswith("cycle") else "people"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWN)
async def test_full(name: str, size: str):
    state, who, keys = SHOWN[name]
    text = await picture(backend_of(Company(**who), state), root_of(name), SIZES[size], keys)
    compare(f"{name}-full-{size}", text)
    assert max(len(line) for line in text.splitlines()) <= SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", EMPTY)
async def test_empty(name: str, size: str):
    screen, keys = EMPTY[name]
    company = Company(empty=True, me="jonas", leads=(), home="employee")
    compare(f"{name}-empty-{size}", await picture(backend_of(company), screen, SIZES[size], keys))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["cycle", "people", "person", "unit"])
async def test_error(name: str, size: str):
    backend = backend_of(Company())
    asked = {"cycle": ShowMissing, "people": ListBelow, "person": ShowPortrait, "unit": ShowUnit}[name]
    backend.fail[asked] = Unreachable("The database does not answer.", hint="Try again when you are in the network.")
    keys = {"person": ["person maria"], "unit": ["unit CARE"]}.get(name, [])
    text = await picture(backend, name if name in {"cycle", "people"} else "people", SIZES[size], keys)
    compare(f"{name}-error-{size}", text)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", ["cycle", "people"])
async def test_loading(screen: str, size: str):
    backend = backend_of(Company())
    backend.hold.clear()
    app = app_over(backend, screen=screen)
    async with app.run_test(size=SIZES[size]) as pilot:
        await until(pilot, lambda: "Loading…" in screen_text(app))
        compare(f"{screen}-loading-{size}", screen_text(app))
        backend.hold.set()
        await settle(pilot)
