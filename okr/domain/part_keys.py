"""Keys of what belongs to a goal: check-ins are `CARE-7.2#3`, which is also the blocker that one raised; initiatives are `CARE-7~2`."""

import re
from typing import NamedTuple

from okr.domain.errors import InvalidInput
from okr.domain.keys import GoalKey, KeyResultKey, parse_goal_key, parse_key_result_key
from okr.domain.text import clean_for_display, truncate

NUMBER_MAX = 2**31 - 1
"""The largest number in a key: a 32-bit integer on both databases."""

_PARTS = re.compile(r"([^#~]{1,64})([#~])([0-9]{1,10})")


class CheckInKey(NamedTuple):
    """A check-in, and the blocker that it raised: its key result and its number."""

    key_result: KeyResultKey
    number: int

    def __str__(self) -> str:
        return f"{self.key_result}#{self.number}"


class InitiativeKey(NamedTuple):
    """An initiative: its goal and its number."""

    goal: GoalKey
    number: int

    def __str__(self) -> str:
        return f"{self.goal}~{self.number}"


def parse_check_in_key(text: str) -> CheckInKey:
    """The check-in that is meant, in any case and with blanks around it; InvalidInput says what such a key looks like."""
    key, number = _split(text, "#", what="a check-in", example="CARE-7.2#3")
    return CheckInKey(parse_key_result_key(key), number)


def parse_initiative_key(text: str) -> InitiativeKey:
    """The initiative that is meant, in any case and with blanks around it; InvalidInput says what such a key looks like."""
    key, number = _split(text, "~", what="an initiative", example="CARE-7~2")
    return InitiativeKey(parse_goal_key(key), number)


def _split(text: str, sign: str, *, what: str, example: str) -> tuple[str, int]:
    found = _PARTS.fullmatch(text.strip().replace(f" {sign}", sign))
    if found is None or found[2] != sign or not 1 <= int(found[3]) <= NUMBER_MAX:
        shown = truncate(clean_for_display(text), 40)
        raise InvalidInput(f'"{shown}" is no key of {what}', hint=f"one is {example}", field="key")
    return found[1], int(found[3])
