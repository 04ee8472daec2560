"""Human keys: goals are `CARE-7`, key results `CARE-7.2`, contributions to a goal `CARE-7+3`; and how a unit gets its prefix."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from okr.domain.cells import truncate
from okr.domain.errors import InvalidInput
from okr.domain.text import clean_for_display

PREFIX_MIN, PREFIX_MAX = 2, 10
"""Letters and digits in a unit's prefix."""
NUMBER_MAX = 2**31 - 1
"""The largest number in a key: a 32-bit integer on both databases."""

_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9]{1,9})-([0-9]{1,10})(?:\.([0-9]{1,10}))?")
_CONTRIBUTION = re.compile(r"([A-Za-z][A-Za-z0-9]{1,9})-([0-9]{1,10})\+([0-9]{1,10})")
_SMALL_WORDS = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "by",
        "de",
        "der",
        "des",
        "du",
        "fur",
        "et",
        "for",
        "in",
        "la",
        "le",
        "of",
        "on",
        "the",
        "to",
        "und",
        "with",
    }
)
_UNIT_WORDS = frozenset({"department", "dept", "division", "group", "office", "section", "team", "unit"})
_FOLDED = str.maketrans({"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ı": "i"})  # fmt: skip


class GoalKey(NamedTuple):
    """The permanent human key of a goal."""

    prefix: str
    number: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.number}"


class KeyResultKey(NamedTuple):
    """The permanent human key of a key result: its goal's key and its own number."""

    goal: GoalKey
    number: int

    def __str__(self) -> str:
        return f"{self.goal}.{self.number}"


class ContributionKey(NamedTuple):
    """The permanent human key of a contribution: the goal that it is for, a plus sign that no shell reads, its own number."""

    goal: GoalKey
    number: int

    def __str__(self) -> str:
        return f"{self.goal}+{self.number}"


def parse_contribution_key(text: str) -> ContributionKey:
    """The contribution that is meant, in any case and with blanks around it; InvalidInput says what such a key looks like."""
    found = _CONTRIBUTION.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(
            f"{_shown(text)} is not the key of a contribution", hint="one for CARE-7 is CARE-7+3", field="key"
        )
    return ContributionKey(GoalKey(found[1].upper(), _number(found[2], text)), _number(found[3], text))


def parse_key(text: str) -> GoalKey | KeyResultKey:
    """The key that is meant, in any case and with blanks around it; InvalidInput says what a key looks like."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(f"{_shown(text)} is not a key", hint="a goal is CARE-7, a key result CARE-7.2", field="key")
    goal = GoalKey(found[1].upper(), _number(found[2], text))
    return goal if found[3] is None else KeyResultKey(goal, _number(found[3], text))


def parse_goal_key(text: str) -> GoalKey:
    """The goal that is meant; a key result's key is refused with the goal's key as a hint."""
    key = parse_key(text)
    if isinstance(key, KeyResultKey):
        raise InvalidInput(f"{key} is a key result, a goal is asked for", hint=f"its goal is {key.goal}", field="key")
    return key


def parse_key_result_key(text: str) -> KeyResultKey:
    """The key result that is meant; a goal's key is refused with an example."""
    key = parse_key(text)
    if isinstance(key, GoalKey):
        raise InvalidInput(f"{key} is a goal, a key result is asked for", hint=f"for example {key}.1", field="key")
    return key


def accept_prefix(text: str) -> str:
    """A unit's prefix in capitals: 2 to 10 letters or digits (A-Z, 0-9) that start with a letter; else InvalidInput."""
    prefix = text.strip().upper()
    if not text.isascii() or _PREFIX.fullmatch(prefix) is None:
        raise InvalidInput(
            f"{_shown(text)} cannot be a prefix of keys",
            hint=f"take {PREFIX_MIN} to {PREFIX_MAX} letters or digits, a letter first, such as CARE",
            field="prefix",
        )
    return prefix


def propose_prefix(unit_name: str, taken: Collection[str]) -> str:
    """A prefix for a unit that none of `taken` is (in any case); the same name and set give the same answer.

    "Customer Care" gives CARE, "Human Resources" HR, "Engineering" ENGI; a second "Engineering" gets ENGI2.
    """
    return Prefixes(taken).propose(unit_name)


class Prefixes:
    """The prefixes that are taken, for proposing one after the other; thousands of units of one name count on from the last."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {prefix.upper() for prefix in taken}
        self._next: dict[str, int] = {}

    def __contains__(self, prefix: str) -> bool:
        return prefix.upper() in self._taken

    def take(self, prefix: str) -> None:
        """Let nobody else have a prefix."""
        self._taken.add(prefix.upper())

    def propose(self, unit_name: str) -> str:
        """A prefix for a unit that is free, as `propose_prefix` makes it."""
        candidates = list(_candidates(_words(unit_name)))
        for candidate in candidates:
            if candidate not in self._taken:
                return candidate
        base = candidates[0]
        number = self._next.get(base, 2)
        while _numbered(base, number) in self._taken:
            number += 1
        self._next[base] = number
        return _numbered(base, number)


def without_accents(text: str) -> str:
    """Latin letters without their accents: "Zoë Strauß" is "Zoe Strauss"; other scripts stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _words(unit_name: str) -> list[str]:
    """The words that tell this unit from others, in capitals without accents."""
    plain = without_accents(unit_name)
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"['\u2019]", "", plain))
    telling = [word for word in words if word.lower() not in _SMALL_WORDS | _UNIT_WORDS]
    return [word.upper() for word in telling or words]


def _candidates(words: list[str]) -> Iterator[str]:
    """Prefixes in the order of preference; at least one, each of them valid."""
    initials = "".join(word[0] for word in words)
    proposals = []
    if len(words) == 1:
        proposals += [words[0] if len(words[0]) <= 6 else words[0][:4], words[0][:5], words[0][:3]]
    elif words:
        proposals += [words[-1]] if 3 <= len(words[-1]) <= 5 else []
        proposals += [initials, words[0][:4], words[-1][:4], words[0][:3] + words[1][:3]]
    valid = [proposal[:PREFIX_MAX] for proposal in proposals if _PREFIX.fullmatch(proposal[:PREFIX_MAX])]
    yield from valid or ["UNIT"]


def _numbered(base: str, number: int) -> str:
    suffix = str(number)
    return base[: PREFIX_MAX - len(suffix)] + suffix


def _number(digits: str, text: str) -> int:
    number = int(digits)
    if not 1 <= number <= NUMBER_MAX:
        raise InvalidInput(f"{_shown(text)} is not a key: numbers run from 1 to {NUMBER_MAX:,}", field="key")
    return number


def _shown(text: str) -> str:
    return f'"{truncate(clean_for_display(text), 40)}"'
