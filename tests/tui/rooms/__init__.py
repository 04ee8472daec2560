"""What the made-up company of `tests.tui.fakes` answers about each room: one module a room, merged here."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.tui.rooms import (
    agreements,
    alignment,
    check_ins,
    conversation,
    cycles,
    goal_card,
    goal_writing,
    homes,
    past_days,
    people,
    rates,
    surroundings,
    why,
)

Answer = Callable[[Any, Any], Any]
"""Takes the fake backend and the request."""

ANSWERS: Mapping[Any, Any] = {
    **check_ins.ANSWERS,
    **why.ANSWERS,
    **alignment.ANSWERS,
    **agreements.ANSWERS,
    **conversation.ANSWERS,
    **cycles.ANSWERS,
    **goal_card.ANSWERS,
    **goal_writing.ANSWERS,
    **homes.ANSWERS,
    **past_days.ANSWERS,
    **people.ANSWERS,
    **rates.ANSWERS,
    **surroundings.ANSWERS,
}
"""The answer to each kind of request that `FakeBackend` has no method for."""
