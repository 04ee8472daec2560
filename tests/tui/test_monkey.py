"""Random keys in every room and dialog there is, while the terminal changes its size: the interface goes on, whatever is pressed.

The company is made up, so that each room has something in it; test_monkey_demo.py walks a real one. Each part has a seed of its
own, so that a failure can be repeated; the keys that were pressed are part of the message.
"""

import random

import pytest

from okr.domain.vocabulary import CycleState
from tests.tui.everywhere import WAYS, Way, backend_for, write_files
from tests.tui.monkeying import TYPED, keys_of_the_table, pressed
from tests.tui.support import app_over, running, settle
from tui.app import OkrApp
from tui.lines import Target
from tui.places import OVER
from tui.screens.base import OkrScreen

PARTS, KEYS = 4, 400
SIZES = [(80, 24), (120, 36), (60, 15), (40, 10), (200, 60), (20, 5)]
ROOMS = sorted({step for way in WAYS.values() for step in way.steps if " " in step and not step.startswith("type ")})


@pytest.fixture(autouse=True)
def _says_before_what_stays() -> None:
    """Not looked at here: keys that come at once may send a form before it was drawn; test_said_before.py opens them all."""


@pytest.mark.parametrize("seed", range(PARTS))
async def test_random_keys_at_any_size_end_nothing(seed, monkeypatch, tmp_path):
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    chance = random.Random(seed)
    ours = keys_of_the_table()
    role = ("employee", "lead", "executive")[seed % 3]
    state = (CycleState.GRADING, CycleState.CLOSED, CycleState.ACTIVE)[seed % 3]
    app = app_over(
        backend_for(Way((), me=chance.choice(["maria", "tom", "ada"]), home=role, state=state)),
        ascii_only=seed % 5 == 4,
    )
    history: list[str] = []
    monkeypatch.setattr(app, "leave", lambda: history.append("would have left"))
    async with running(app, chance.choice(SIZES[:2])) as pilot:
        for number in range(KEYS):
            kind = chance.random()  # escape comes more often, since chance alone rarely leaves a form
            key = "escape" if kind < 0.1 else chance.choice(ours) if kind < 0.78 else chance.choice(TYPED)
            history.append(key)
            app.post_message(pressed(key))
            if number % 25 == 0:
                await pilot.pause()
            if number % 50 == 0:
                await settle(pilot)
            if number % 60 == 59:
                size = chance.choice(SIZES)
                history.append(f"{size[0]}x{size[1]}")
                await pilot.resize_terminal(*size)
            if number % 50 == 30 and isinstance(app.screen, OkrScreen):
                history.append(_into_a_room(app, chance))
            if number % 40 == 39 and not _inside(app):
                break
        await settle(pilot)
        assert app.crash is None, " ".join(history[-60:])
        assert app.is_running, " ".join(history[-60:])
        assert isinstance(app.screen, OkrScreen)


def _into_a_room(app: OkrApp, chance: random.Random) -> str:
    """Open something that a line somewhere leads to; which room that is."""
    kind, _, about = chance.choice(ROOMS).partition(" ")
    if kind == "over":
        app.open_over(OVER[about].make())
    else:
        app.open_target(Target(kind, about))
    return f"({kind} {about})"


def _inside(app: OkrApp) -> bool:
    return app.is_running and app.crash is None
