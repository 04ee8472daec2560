"""Homes are asked for ahead in pauses after the first key, each once, and never beside what somebody waits for."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tui.app import OkrApp
from tui.lens import Lens
from tui.view_models.session import Role
from tui.warming import PAUSE_SECONDS, Warming

ROLES: tuple[Role, ...] = ("employee", "lead", "executive")


class App:
    """An app whose time stands still, and that notes what is asked for."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.asked: list[object] = []
        self.answered: list[Callable[[object], None]] = []
        self.is_busy = False
        self.gateway = SimpleNamespace(
            lens=Lens(), home=self.home, goal_cards=SimpleNamespace(card=self.asked.append, beside=self.asked.append)
        )
        self.asker = self
        self.warming = Warming(cast(OkrApp, self), clock=lambda: self.now)

    def set_timer(self, seconds: float, then: Callable[[], None]) -> None:
        self.timers.append((self.now + seconds, then))

    def ask(self, _: str, question: Callable[[Any], object], then: Callable[[object], None], *, failed: object) -> None:
        del failed
        answer = question(self.gateway)
        self.answered.append(lambda _: then(answer))

    def home(self, role: Role) -> object:
        self.asked.append(role)
        mine = SimpleNamespace(goals=[SimpleNamespace(goal=SimpleNamespace(key="CARE-1"))])
        return SimpleNamespace(executive=None, lead=None, employee=mine if role == "employee" else None)

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        for timer in [each for each in self.timers if each[0] <= self.now]:
            self.timers.remove(timer)
            timer[1]()
        while self.answered:
            self.answered.pop()(None)


@pytest.fixture
def app() -> App:
    made = App()
    made.warming.begin()
    made.warming.know(ROLES, shown="lead")
    return made


def test_nothing_is_asked_before_the_first_key(app: App) -> None:
    app.pass_time(60)
    assert app.asked == []
    assert app.timers == []


def test_each_home_is_asked_for_once_the_shown_one_first_then_a_goal_and_nothing_more(app: App) -> None:
    app.warming.note_key()
    for _ in range(9):
        app.pass_time(PAUSE_SECONDS)
    assert app.asked == ["lead", "employee", "executive", "CARE-1", "CARE-1"]
    assert app.warming.is_done
    app.warming.note_key()
    app.warming.know(ROLES, shown="executive")
    assert app.timers == []


def test_nothing_is_asked_while_somebody_types(app: App) -> None:
    for _ in range(20):
        app.warming.note_key()
        app.pass_time(PAUSE_SECONDS / 2)
    assert app.asked == []
    app.pass_time(PAUSE_SECONDS)
    assert app.asked == ["lead"]


def test_nothing_is_asked_while_something_is_awaited_or_one_looks_back(app: App) -> None:
    app.is_busy = True
    app.warming.note_key()
    app.pass_time(PAUSE_SECONDS)
    app.is_busy, app.gateway.lens = False, Lens(cycle="2025-q1")
    app.pass_time(PAUSE_SECONDS)
    assert app.asked == []
    app.gateway.lens = Lens()
    app.pass_time(PAUSE_SECONDS)
    assert app.asked == ["lead"]


def test_nothing_is_asked_before_the_other_screens_are_loaded() -> None:
    made = App()
    made.warming.know(ROLES, shown="lead")
    made.warming.note_key()
    made.pass_time(60)
    assert made.asked == []
    made.warming.begin()
    made.pass_time(PAUSE_SECONDS)
    assert made.asked == ["lead"]
