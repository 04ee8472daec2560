"""Ten thousand random keys, clicks and changes of size: the interface goes on, whatever is pressed.

Each part has a seed of its own, so that a failure can be repeated; the keys that were pressed are part of the message.
"""

import random

import pytest
from textual import events

from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.support import app_over, running, settle
from tui.actions import ACTIONS
from tui.app import OkrApp
from tui.screens.base import OkrScreen

PARTS, KEYS = 10, 1_000
LEAVING = {"ctrl+z"}
"""It needs a shell; test_terminal.py presses it."""
SIZES = [(80, 24), (120, 36), (60, 15), (40, 10), (200, 60), (20, 5)]
NAMED = {"space": " ", "at": "@", "question_mark": "?"}


def keys_of_the_table() -> list[str]:
    """Every key of the table, sequences key by key."""
    found = {part for action in ACTIONS for key in action.keys for part in key.split(" ")}
    return sorted(found - LEAVING)


def pressed(key: str) -> events.Key:
    """A key as the driver gives it."""
    name = "space" if key == " " else key
    return events.Key(name, NAMED.get(name, key if len(key) == 1 else None))


@pytest.mark.parametrize("seed", range(PARTS))
async def test_ten_thousand_random_keys_end_nothing(seed, monkeypatch):
    chance = random.Random(seed)
    ours, typed = keys_of_the_table(), [*"abcxyz 0159.,:-=/", "é", "界", "delete", "f5"]
    role = chance.choice(["employee", "lead", "executive"])
    app = app_over(FakeBackend(Company(home=role)), ascii_only=seed % 5 == 4)
    history: list[str] = []
    monkeypatch.setattr(app, "leave", lambda: history.append("would have left"))
    async with running(app, chance.choice(SIZES[:2])) as pilot:
        for number in range(KEYS):
            key = chance.choice(ours) if chance.random() < 0.75 else chance.choice(typed)
            history.append(key)
            app.post_message(pressed(key))
            if number % 25 == 0:
                await pilot.pause()
            if number % 100 == 0:
                await settle(pilot)
            if number % 150 == 149:
                size = chance.choice(SIZES)
                history.append(f"{size[0]}x{size[1]}")
                await pilot.resize_terminal(*size)
            if number % 40 == 39 and not _inside(app):
                break
        await settle(pilot)
        assert app.crash is None, " ".join(history[-60:])
        assert app.is_running, " ".join(history[-60:])
        assert isinstance(app.screen, OkrScreen)


def _inside(app: OkrApp) -> bool:
    return app.is_running and app.crash is None
