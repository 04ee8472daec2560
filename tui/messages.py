"""Messages that cross widgets; those of one widget are nested in it."""

from collections.abc import Callable
from typing import NamedTuple

from textual.message import Message


class Answered(Message, bubble=False):
    """A worker has an answer or a problem; `deliver` hands it over on the event loop, if it is still wanted."""

    def __init__(self, group: str, number: int, deliver: Callable[[], None], *, showed_today: bool = False) -> None:
        super().__init__()
        self.group = group
        self.number = number
        self.deliver = deliver
        self.showed_today = showed_today


class Hint(NamedTuple):
    """A key in the last line: the action's id, its key, its word, and whether it can be done now."""

    action: str
    key: str
    word: str
    enabled: bool = True


class Fact(NamedTuple):
    """A word or two in the first line; clicking it does an action. The least weighty go first where room is short."""

    words: str
    ink: str = "dim"
    action: str = ""
    weight: int = 0
