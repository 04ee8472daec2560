"""What the made-up company of `tests.tui.fakes` answers about each room: one module a room, merged here."""

from collections.abc import Callable, Mapping
from typing import Any

Answer = Callable[[Any, Any], Any]
"""Takes the fake backend and the request."""

ANSWERS: Mapping[type, Answer] = {}
"""The answer to each kind of request that `FakeBackend` has no method for."""
