"""What can stand next in a filter line, and what the tab key makes of it."""

import re
from dataclasses import dataclass

from okr.domain.vocabulary import Ambition, GoalState, Status
from tui.filters import FLAGS, NAMES, quoted, typed_word
from tui.view_models.goals import EVERY_CYCLE

SPANS = ("7d", "14d", "30d", "90d")
"""From today on, as days are compared with."""
MOST_OPTIONS = 12
"""Options that are offered at a time; one letter more narrows them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the values of a filter are taken from: keys of units, focus areas and cycles, handles of people."""

    units: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    cycles: tuple[str, ...] = ()
    found_for: str = ""
    """The letters behind `owner:` for which people were looked up."""
    found: tuple[str, ...] = ()
    """Handles of those who have these letters in their name, handle or address."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the last part of a text can become: the text before it, and each way to go on, whole."""

    before: str
    options: tuple[str, ...]

    def text(self, number: int) -> str:
        """The text with an option taken; a finished part has a blank behind it, a name waits for its value."""
        option = self.options[number % len(self.options)]
        return f"{self.before}{option}" + ("" if option.endswith((":", "<")) else " ")


def complete(text: str, known: Known) -> Completion:
    """The ways to go on at the end of a text; no options where nothing fits."""
    last = _last(text)
    before = text[: len(text) - len(last)]
    name, sign, value = re.split(r"(:|[<>]=?|$)", last, maxsplit=1)
    if sign:
        name = name.casefold()
        found = known.found if name == "owner" and value.casefold() == known.found_for else ()
        fitting = dict.fromkeys((*(each for each in _values(name, known) if _fits(each, value)), *found))
        options = tuple(f"{name}{sign}{quoted(each)}" for each in fitting)
    else:
        starts = [*(f"{each}{'<' if each == 'due' else ':'}" for each in NAMES), *FLAGS]
        options = tuple(each for each in starts if each.startswith(last.casefold()))
    return Completion(before, options[:MOST_OPTIONS])


def owner_letters(text: str) -> str:
    """What stands behind `owner:` at the end of a text, in small letters; empty where something else is typed."""
    name, _, value = _last(text).casefold().partition(":")
    return value.strip('"') if name == "owner" else ""


def _last(text: str) -> str:
    """The part that is being typed: from the last blank outside quotes."""
    start, inside = 0, False
    for place, character in enumerate(text):
        if character == '"':
            inside = not inside
        elif character.isspace() and not inside:
            start = place + 1
    return text[start:]


def _values(name: str, known: Known) -> tuple[str, ...]:
    match name:
        case "status":
            return tuple(typed_word(word.value) for word in Status)
        case "state":
            return tuple(typed_word(word.value) for word in GoalState)
        case "ambition":
            return tuple(typed_word(word.value) for word in Ambition)
        case "owner":
            return ("me", "none", *known.people)
        case "due":
            return SPANS
        case "unit":
            return known.units
        case "area":
            return known.areas
        case "cycle":
            return (EVERY_CYCLE, *known.cycles)
        case _:
            return ()


def _fits(option: str, typed: str) -> bool:
    return option.casefold().startswith(typed.strip('"').casefold())
