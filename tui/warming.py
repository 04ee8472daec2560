"""The homes of all roles and one goal, asked for in pauses after the first key: what answers is loaded then, and what homes count is counted.

Nothing is kept here, and nothing is shown of it. The modules that answer stay loaded, the statements compiled, and what was counted over the whole
company is kept where it was counted until anybody writes (`storage/kept_counts.py`). Whoever only looks at the first screen pays nothing for it.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from tui.lens import Lens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.app import OkrApp
    from tui.gateway import Gateway
    from tui.view_models.homes import Home
    from tui.view_models.session import Role

PAUSE_SECONDS = 0.25
"""So long nobody has pressed a key before something is asked ahead; a key that comes meanwhile waits for a part of it at most."""
GROUP = "warming"


class Warming:
    """Asks one question in a pause, then waits for the next pause, until the homes of all roles were asked for once, and a goal of theirs."""

    def __init__(self, app: OkrApp, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._roles: list[Role] = []
        self._goal: str | None = None
        self._has_goal = False
        self._is_known = self._has_begun = False
        self._pressed_at: float | None = None
        self._waits = False

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to ask."""
        return self._is_known and not self._roles and self._goal is None

    def begin(self) -> None:
        """What the other screens are made of is loaded: from now on something may be asked in pauses."""
        self._has_begun = True
        self._wait(PAUSE_SECONDS)

    def know(self, roles: Sequence[Role], *, shown: Role) -> None:
        """Which homes there are; the one that is shown is asked for first, since `r` asks for it again."""
        if not self._is_known:
            self._is_known = True
            self._roles = sorted(roles, key=lambda role: role != shown)
            self._wait(PAUSE_SECONDS)

    def note_key(self) -> None:
        """A key was pressed: the next pause begins after it."""
        self._pressed_at = self._clock()
        self._wait(PAUSE_SECONDS)

    def _wait(self, seconds: float) -> None:
        if self._has_begun and self._is_known and not self.is_done and self._pressed_at is not None and not self._waits:
            self._waits = True
            self._app.set_timer(seconds, self.look)

    def look(self) -> None:
        """Ask for the next home if this is a pause; otherwise look again when it could be one."""
        self._waits = False
        if self._pressed_at is None:
            return
        left = PAUSE_SECONDS - (self._clock() - self._pressed_at)
        if left > 0:
            self._wait(left)
        elif self._app.is_busy or self._app.gateway.lens != Lens():
            self._wait(PAUSE_SECONDS)
        elif self._roles:
            self._app.asker.ask(GROUP, partial(_home, role=self._roles.pop(0)), self._take, failed=self._go_on)
        elif self._goal is not None:
            key, self._goal = self._goal, None
            self._app.asker.ask(GROUP, partial(_goal, key=key), self._go_on, failed=self._go_on)

    def _take(self, home: Home) -> None:
        if not self._has_goal:
            self._goal = _a_goal(home)
            self._has_goal = self._goal is not None
        self._go_on(home)

    def _go_on(self, _: object) -> None:
        """The next question in the next pause; what went wrong with this one is said where somebody asks it."""
        self._wait(PAUSE_SECONDS)


def _home(gateway: Gateway, *, role: Role) -> Home:
    return gateway.home(role)


def _goal(gateway: Gateway, *, key: str) -> None:
    gateway.goal_cards.card(key)
    gateway.goal_cards.beside(key)


def _a_goal(home: Home) -> str | None:
    """The first goal that a home names."""
    if home.executive is not None:
        named = [*(risk.goal for risk in home.executive.risks), *home.executive.tops]
    elif home.lead is not None:
        named = list(home.lead.goals)
    else:
        named = [mine.goal for mine in home.employee.goals] if home.employee is not None else []
    return named[0].key if named else None
