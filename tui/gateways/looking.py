"""A backend through a lens: every question is asked as of the chosen day and in the chosen cycle.

Whatever asks through the gateway is put through here, so that no screen has to think of it. What cannot be shown as of
a day is noted (the screen says that it shows today), and nothing can be written while one looks back.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from okr.domain.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from okr.client.backend import Backend
    from okr.contract.base import Request
    from tui.lens import Lens

Result = TypeVar("Result")

THE_SAME_ON_ANY_DAY = frozenset(
    {
        "days.prepare",
        "days.show",
        "focus-areas.list",
        "organisation.changes",
        "organisation.show",
        "organisation.whoami",
        "search",
        "undo.show",
    }
)
"""Questions about what surrounds the goals; nobody expects them to be answered as of a day."""

OF_ONE_GOAL = ("key", "goal")
"""Fields that name a goal or a key result, which is in its own cycle whichever one looks at."""
NOT_SEEN = frozenset({"notices.read", "verification.turn-day"})
"""What writes without changing what screens show."""


class LookingBackend:
    """Answers through a lens."""

    def __init__(self, backend: Backend, lens: Callable[[], Lens]) -> None:
        self._backend = backend
        self._lens = lens
        self._of_thread = threading.local()
        self.writes = 0
        """Grows with everything that was written here; no exact count where two threads write at once."""

    def call(self, request: Request[Result], *, key: str | None = None) -> Result:
        """Answer a request as of the chosen day; refuses to write while one looks back."""
        from okr.contract.base import DECLARED

        answer = self._backend.call(self._through(request, self._lens()), key=key)
        asked = DECLARED.get(type(request))
        if asked is not None and asked.writes and asked.name not in NOT_SEEN and not getattr(request, "dry_run", False):
            self.writes += 1
        return answer

    def ask_of_every_cycle(self, request: Request[Result]) -> Result:
        """Answer a question as of the chosen day, and of all cycles whichever one is chosen."""
        return self._backend.call(self._through(request, replace(self._lens(), cycle=None)))

    @property
    def working_out(self) -> int | None:
        """How much of the chosen day is worked out, in hundredths; None where nothing is."""
        from okr.client.backend import WorksDaysOut

        return self._backend.working_out if isinstance(self._backend, WorksDaysOut) else None

    def stop_working_out(self) -> None:
        """Stop working a day out ahead, where the backend can be told to."""
        from okr.client.backend import StopsWorkingOut

        if isinstance(self._backend, StopsWorkingOut):
            self._backend.stop_working_out()

    def interrupt(self) -> None:
        """Stop what is being read."""
        self._backend.interrupt()

    def close(self) -> None:
        """Give connections back."""
        self._backend.close()

    def begin(self) -> None:
        """Forget what was noted in this thread."""
        self._of_thread.shows_today = False

    @property
    def showed_today(self) -> bool:
        """Whether something that was asked in this thread since `begin` could only be answered as of today."""
        return bool(getattr(self._of_thread, "shows_today", False))

    def _through(self, request: Request[Result], lens: Lens) -> Request[Result]:
        if lens.day is None and lens.cycle is None:
            return request
        from okr.contract.base import DECLARED

        asked = DECLARED.get(type(request))
        if asked is None:
            return request
        if asked.writes:
            if lens.day is not None:
                raise NotAllowed(
                    f"You look at {lens.day:%-d %b %Y}, and the past is not changed.", hint="Come back to today first."
                )
            return request
        fields = type(request).model_fields
        filled: dict[str, object] = {}
        of_one_goal = any(getattr(request, name, None) is not None for name in OF_ONE_GOAL)
        if lens.cycle is not None and "cycle" in fields and not of_one_goal and getattr(request, "cycle", None) is None:
            filled["cycle"] = lens.cycle
        if lens.day is not None:
            if "as_of" in fields:
                filled["as_of"] = lens.day
            elif asked.name not in THE_SAME_ON_ANY_DAY:
                self._of_thread.shows_today = True
        return request.model_copy(update=filled) if filled else request
