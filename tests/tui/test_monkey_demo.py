"""Ten thousand random keys on the company of `okr demo`, in a database of its own, as each role and in both sizes.

Whatever is pressed, the interface goes on, escape leads home, no fault was noted, the derived numbers are what their
inputs give, and what was written is in the audit. The keys follow from the seed alone; a failure prints it with the last
of them.
"""

import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import fasteners
import pytest
from textual.pilot import Pilot

from okr.cli.store import create
from okr.client.local import LocalBackend
from okr.contract.base import DECLARED, Request
from okr.contract.cycles import MoveCycle
from okr.contract.goals import ListGoals
from okr.contract.verification import Verify
from okr.demo.build import build_demo
from okr.domain.vocabulary import CycleState
from tests.tui.everywhere import write_files
from tests.tui.monkeying import TYPED, keys_of_the_table, pressed
from tests.tui.support import LARGE, SMALL, app_with, press, running, screen_text, settle
from tui.app import OkrApp
from tui.dialogs.help import HelpDialog
from tui.lens import Lens
from tui.lines import Target
from tui.places import OVER
from tui.screens.base import OkrScreen
from tui.screens.home import HomeScreen
from tui.state import state_folder

Result = TypeVar("Result")

ROLES = {"executive": "helen", "lead": "ines", "employee": "tom", "administrator": "ada"}
STATES = {"running": CycleState.ACTIVE, "grading": CycleState.GRADING}
CYCLE = "2026-Q4"
KEYS = 625
"""In each of the sixteen walks."""
IN_A_ROOM = 60
BURSTS = (1, 15, 30, 45)
"""So many keys come before anything is answered."""
ROOMS = {
    "1": "home", "2": "alignment", "4": "check-in", "5": "accountability", "7": "people", "8": "cycle", "!": "notices",
    "goal": "goal", "contract": "contract", "conversation": "conversation", "agenda": "agenda", "person": "person",
    "unit": "unit", "requests": "agreement",
}  # fmt: skip
"""The scope whose keys are pressed in a room; a key leads to some of them, a line somewhere to the others."""
KINDS = {"of the room": 40, "list": 12, "everywhere": 12, "form": 14, "typed": 12, "escape": 10}
FORM = ("ctrl+s", "tab", "shift+tab", "enter", "down", "up", "space", "y")
LEAVES_A_FORM = ("escape", "escape", "escape")
PEOPLE, UNITS = ["ada", "samir", "ines", "tom"], ["BRI", "CARE", "CHAT"]
TODAY = date(2026, 11, 22)
FOUNDED, STARTS = datetime(2026, 11, 22, 6, 0, tzinfo=UTC), datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=20)


@dataclass
class Witness:
    """A backend that tells no two calls the same time, and notes what was written: the operation, and the key it came with."""

    backend: LocalBackend
    written: list[tuple[str, str | None]] = field(default_factory=list)

    def call(self, request: Request[Result], *, key: str | None = None) -> Result:
        """Answer a request."""
        answer = self.backend.call(request, key=key)
        declared = DECLARED[type(request)]
        if declared.writes and not getattr(request, "dry_run", False):
            self.written.append((declared.name, key))
        return answer

    @property
    def working_out(self) -> int | None:
        """How much of a past day is worked out."""
        return self.backend.working_out

    def stop_working_out(self) -> None:
        """Stop working a past day out ahead."""
        self.backend.stop_working_out()

    def interrupt(self) -> None:
        """Stop what is being read."""
        self.backend.interrupt()

    def close(self) -> None:
        """Give connections back."""
        self.backend.close()


@pytest.fixture(autouse=True)
def _says_before_what_stays() -> None:
    """Not looked at here: keys that come at once may send a form before it was drawn; test_said_before.py opens them all."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company of the demo; made once, also where several processes share the tests."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-for-keys"
    folder.mkdir(exist_ok=True)
    path = folder / "company.sqlite"
    with fasteners.InterProcessLock(folder / "lock"):
        if not path.exists():
            unfinished = folder / "unfinished.sqlite"
            create(str(unfinished))
            ticks = count()
            clock = lambda: FOUNDED + TICK * next(ticks)  # noqa: E731
            with closing(LocalBackend(str(unfinished), turns_days=False, clock=clock)) as backend:
                build_demo(lambda acting_as, day: backend.acting(acting_as, today=day), today=TODAY)
            unfinished.rename(path)
    return path


@dataclass(frozen=True)
class Visit:
    """A room, what leads there where no key does, and what is pressed in it; the keys of a burst come at once."""

    room: str
    target: Target | None
    bursts: tuple[tuple[str, ...], ...]


def visits(seed: int, goals: list[str]) -> Iterator[Visit]:
    """Rooms and keys without end, all of them from the seed."""
    chance = random.Random(seed)
    about = {"person": PEOPLE, "agenda": PEOPLE, "unit": UNITS}
    kinds = {
        "list": keys_of_the_table("list"), "form": FORM, "everywhere": keys_of_the_table("everywhere", "always"),
        "typed": TYPED, "escape": ("escape",),
    }  # fmt: skip
    while True:
        room = chance.choice(sorted(ROOMS))
        is_opened = len(room) > 1 and room != "requests"
        target = Target(room, chance.choice(about.get(room, goals))) if is_opened else None
        kinds["of the room"] = keys_of_the_table(ROOMS[room])
        keys = [room] if len(room) == 1 else []
        keys += [chance.choice(kinds[kind]) for kind in chance.choices(list(KINDS), list(KINDS.values()), k=IN_A_ROOM)]
        bursts: list[tuple[str, ...]] = [LEAVES_A_FORM]
        while keys:
            size = chance.choice(BURSTS)
            bursts.append(tuple(keys[:size]))
            keys = keys[size:]
        yield Visit(room, target, tuple(bursts))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x36"])
@pytest.mark.parametrize("role", ROLES)
async def test_random_keys_on_the_demo_end_nothing_and_keep_its_numbers_true(
    role: str, size: tuple[int, int], state: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "company.sqlite"
    shutil.copy(made, path)
    goals = begin(path, STATES[state])
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    seed = [*ROLES].index(role) * 4 + [SMALL, LARGE].index(size) * 2 + [*STATES].index(state)
    witnesses: list[Witness] = []
    app = app_with(lambda: witnessing(path, ROLES[role], witnesses), screen="home")
    monkeypatch.setattr(app, "leave", lambda: None)
    pressed_keys: list[str] = []
    async with running(app, size) as pilot:
        await walk(app, pilot, visits(seed, goals), pressed_keys)
        repeated = f"seed {seed}, the last keys: {' '.join(pressed_keys[-80:])}"
        assert app.crash is None, repeated
        assert app.is_running, repeated
        assert await comes_home(app, pilot), f"{app.screen_stack}, {repeated}"
        await answers(app, pilot)
    reports = [report.read_text(encoding="utf-8") for report in state_folder().glob("crash-*.txt")]
    assert reports == [], repeated
    with closing(LocalBackend(str(path), today=TODAY)) as backend:
        assert backend.call(Verify()).differences == (), repeated
    written = [each for witness in witnesses for each in witness.written]
    assert in_the_audit(path) == Counter(operations(written)), repeated


def begin(path: Path, state: CycleState) -> list[str]:
    """Bring the cycle to where it shall be; the keys of the goals."""
    with closing(LocalBackend(str(path), today=TODAY, clock=lambda: STARTS - TICK)) as backend:
        if state is not CycleState.ACTIVE:
            backend.call(MoveCycle(key=CYCLE, state=state))
        return [goal.key for goal in backend.call(ListGoals(limit=200)).items]


def witnessing(path: Path, handle: str, witnesses: list[Witness]) -> Witness:
    """A backend of a person, whose calls are told times one after the other."""
    ticks = count()
    witnesses.append(
        Witness(LocalBackend(str(path), acting_as=handle, today=TODAY, clock=lambda: STARTS + TICK * next(ticks)))
    )
    return witnesses[-1]


async def walk(app: OkrApp, pilot: Pilot[None], rooms: Iterator[Visit], done: list[str]) -> None:
    """Press so many keys; what was pressed is put down, rooms in brackets."""
    left = KEYS
    for visit in rooms:
        for number, burst in enumerate(visit.bursts):
            for key in burst[:left]:
                done.append(key)
                app.post_message(pressed(key))
            left -= len(burst)
            await settle(pilot)
            if left <= 0 or app.crash is not None or not app.is_running:
                return
            if number == 0 and len(visit.room) > 1 and isinstance(app.screen, OkrScreen):
                done.append(f"({visit.target.kind} {visit.target.key})" if visit.target else f"({visit.room})")
                if visit.target is not None:
                    app.open_target(visit.target)
                else:
                    app.open_over(OVER[visit.room].make())
                await settle(pilot)


async def comes_home(app: OkrApp, pilot: Pilot[None]) -> bool:
    """Whether escape leads to the home, however much lies over it; forms ask once before they are left."""
    for _ in range(3 * (len(app.screen_stack) + len(app._roots))):
        if isinstance(app.screen, HomeScreen) and app.question is None:
            return True
        await press(pilot, "escape")
    return isinstance(app.screen, HomeScreen)


async def answers(app: OkrApp, pilot: Pilot[None]) -> None:
    """Keys do what they say, and the home of today is shown."""
    app.look_through(Lens())
    await press(pilot, "r")
    first, *_ = screen_text(app).splitlines()
    assert "okr › Home" in first
    assert "22 Nov" in first
    await press(pilot, "?")
    assert isinstance(app.screen, HelpDialog)
    await press(pilot, "escape")
    assert isinstance(app.screen, HomeScreen)


def operations(written: list[tuple[str, str | None]]) -> Iterator[str]:
    """What was carried out; what came twice with one key was done once."""
    seen: set[tuple[str, str]] = set()
    for name, key in written:
        if key is None or (name, key) not in seen:
            yield name
        if key is not None:
            seen.add((name, key))


def in_the_audit(path: Path) -> Counter[str]:
    """How many commands of each operation the audit speaks of since the keys began; the entries of one have one time."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT DISTINCT operation, recorded_at FROM audit WHERE recorded_at >= ?",
            (STARTS.timestamp() * 1_000_000,),
        )
        return Counter(operation for operation, _ in found)
