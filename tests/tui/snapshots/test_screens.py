"""Each screen as text, in two sizes, empty, loading, in trouble and full; `UPDATE_SNAPSHOTS=1` writes them anew."""

import os
from pathlib import Path

import pytest
from textual.events import Paste

from okr.contract.accountability import ShowAccountability
from okr.contract.check_ins import ListDue
from okr.contract.goals import ShowGoal, ShowGoalTree
from okr.contract.homes import ShowHome
from okr.contract.why import Explain
from okr.domain.errors import Unreachable
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, SMALL, app_over, press, rest, running, screen_text, settle, until
from tui.widgets.field import Field

FOLDER = Path(__file__).parent / "pictures"
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))
SIZES = {"80x24": SMALL, "120x36": LARGE}
SCREENS = {
    "home-employee": ("home", "employee", []),
    "home-lead": ("home", "lead", []),
    "home-executive": ("home", "executive", []),
    "alignment": ("alignment", "executive", ["+", "j"]),
    "map": ("alignment", "executive", ["M", "l"]),
    "filter": ("alignment", "executive", ["/", "paste status:o"]),
    "goal": ("alignment", "executive", ["goal CARE-1"]),
    "why": ("alignment", "executive", ["goal CARE-1", "w"]),
    "check-in": ("check-in", "lead", ["4", ".", "5", "tab", "7", "0", "tab", "o", "k"]),
    "accountability": ("accountability", "lead", []),
    "help": ("alignment", "executive", ["?"]),
    "line-of-sight": ("alignment", "executive", ["goal CHAT-1", "^"]),
}
ASKS = (ShowHome, ShowGoalTree, ListDue, ShowGoal, ShowAccountability, Explain)


def compare(name: str, text: str) -> None:
    """Compare with the picture that was reviewed, or write it."""
    path = FOLDER / f"{name}.txt"
    if UPDATE:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.exists(), f"{name} has no picture yet: look at it, then UPDATE_SNAPSHOTS=1 writes it"
    assert text == path.read_text(encoding="utf-8")


async def shown(backend: FakeBackend, screen: str, size: tuple[int, int], keys: list[str]) -> str:
    app = app_over(backend, screen=screen)
    async with running(app, size) as pilot:
        for key in keys:
            if key.startswith("goal "):
                app.open_goal(key.removeprefix("goal "))
                await settle(pilot)
            elif key.startswith(
                "paste "
            ):  # letter by letter, a slow machine would ask for what stands there in between
                app.screen.query_one(Field).post_message(Paste(key.removeprefix("paste ")))
            else:
                await press(pilot, key)
        await rest(pilot)
        return screen_text(app)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCREENS)
async def test_full(name, size):
    screen, role, keys = SCREENS[name]
    text = await shown(
        FakeBackend(Company(home=role, me="maria" if role == "employee" else "ada")), screen, SIZES[size], keys
    )
    compare(f"{name}-full-{size}", text)
    assert max(len(line) for line in text.splitlines()) <= SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name", ["home-employee", "home-lead", "home-executive", "alignment", "goal", "check-in", "accountability"]
)
async def test_empty(name, size):
    screen, role, keys = SCREENS[name]
    keys = [key for key in keys if key.startswith("goal ")]
    compare(f"{name}-empty-{size}", await shown(FakeBackend(Company(home=role, empty=True)), screen, SIZES[size], keys))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["home-executive", "alignment", "goal", "check-in", "accountability", "why"])
async def test_error(name, size):
    screen, role, keys = SCREENS[name]
    backend = FakeBackend(Company(home=role))
    for kind in ASKS:
        if not (kind in {ShowGoalTree, ShowGoal} and name == "why"):
            backend.fail[kind] = Unreachable(
                "The database does not answer.", hint="Try again when you are in the network."
            )
    keys = [key for key in keys if key.startswith("goal ") or key == "w"]
    if name == "why":
        backend.fail.pop(Explain)
        keys = ["goal CARE-1", "w"]
        backend.fail[Explain] = Unreachable("The database does not answer.")
    compare(f"{name}-error-{size}", await shown(backend, screen, SIZES[size], keys))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", ["home", "alignment", "check-in", "accountability"])
async def test_loading(screen, size):
    backend = FakeBackend()
    backend.hold.clear()
    app = app_over(backend, screen=screen)
    async with app.run_test(size=SIZES[size]) as pilot:
        await until(pilot, lambda: "Loading…" in screen_text(app))
        compare(f"{screen}-loading-{size}", screen_text(app))
        backend.hold.set()
        await settle(pilot)
