"""One line of an outline taken apart: who answers for it, what it says, and what came of it. English wording."""

import re
from typing import NamedTuple

from okr.domain.titles import verb_of

OWNER_WORDS, OWNER_LETTERS = 7, 60
"""A role is not longer than this."""

_ARROW = re.compile(r"\s*(?:=+>|-+>|\u2192|\u21d2)\s*")
_KEY_RESULT = re.compile(r"\s*\b(?:KR|Key Results?)\s*\d*$", re.IGNORECASE)
_KEY_RESULT_ALONE = re.compile(r"(?:KR|Key Result)\s*\d*\s*[:.]\s+", re.IGNORECASE)
_OBJECTIVE_ALONE = re.compile(r"(?:O|Objective|Goal)\s*\d*\s*[:.]\s+", re.IGNORECASE)
_CLOSING = re.compile(r"\s*\(((?:~?\d[\d.,]*\s?%|\d+(?:\.\d+)?/\d+|done\b|not started\b)[^()]*(?:\([^()]*\)[^()]*)*)\)[\s.]*$", re.IGNORECASE)  # fmt: skip
_REPORTED = re.compile(
    r"(?:~?\s?-?(?:\d[\d.,]*|X)(?:\s?%|\s?/\s?\d+|\s(?:\w+\s)?(?:sourced|hired|completed|done|average|dashboards)\b|$)"
    r"|\d+ (?:engineering )?\w+ (?:hired|sourced)|(?:achieved|completed?|done|hired|in progress|not started|missed|no )\b)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(]?[A-Z0-9])")
_ABBREVIATIONS = ("e.g.", "i.e.", "vs.", "Sr.", "Dir.", "Mgr.", "incl.", "approx.", "etc.", "No.", "St.", "Inc.")
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "q1",
        "q2",
        "q3",
        "q4",
    ]
)
_NO_OWNERS = frozenset(
    [
        "note",
        "notes",
        "result",
        "results",
        "status",
        "good",
        "bad",
        "try",
        "why",
        "how",
        "what",
        "example",
        "todo",
        "update",
        "link",
    ]
)


class Reading(NamedTuple):
    """What a line says: the owner or None, whether it calls itself a key result or an objective, its words, what came of it."""

    owner: str | None
    is_key_result: bool
    is_objective: bool
    text: str
    result: str | None


def read_line(line: str, *, strong_tail: str = "") -> Reading:
    """Take a line apart; `strong_tail` is what of it stands in bold at its end, which is how results are often marked."""
    head, colon, _ = line.partition(":")
    if colon and head.strip().lower() in _MONTHS:
        return Reading(None, False, False, "", _tidy(line))
    text, result = _without_result(line.strip(), strong_tail)
    text, is_key_result, is_objective = _without_kind(text)
    owner, rest = _owner(text)
    if owner is not None:
        named = _KEY_RESULT.search(owner)
        if named is not None:
            owner, is_key_result = owner[: named.start()].strip() or None, True
        text = rest
    if result is None:
        text, result = _reported(text)
    return Reading(owner, is_key_result, is_objective, _tidy(text), _tidy(result) if result else None)


def is_bare_owner(text: str) -> bool:
    """Whether a line without a colon, with others below it, is no more than a role or a team: "VPE", "Ops Backend"."""
    words = text.split()
    if not words or len(words) > 4 or not words[0][0].isupper() or any(one.isdigit() or one in ".!?:" for one in text):
        return False
    return len(words) == 1 or (
        verb_of(text) is None and all(word[0].isupper() or word in {"of", "and", "&"} for word in words)
    )


def sentences_of(text: str) -> list[str]:
    """A text by sentences; a full stop inside a name or after an abbreviation ends none."""
    found: list[str] = []
    for part in _SENTENCE_END.split(text):
        if found and found[-1].endswith(_ABBREVIATIONS):
            found[-1] += f" {part}"
        elif part.strip(" ."):
            found.append(part)
    return [_tidy(one) for one in found]


def _without_result(text: str, strong_tail: str) -> tuple[str, str | None]:
    arrow = _ARROW.search(text)
    if arrow is not None:
        before, earlier = _reported(text[: arrow.start()].strip())
        later = text[arrow.end() :].strip()
        return before, "; ".join(part for part in (earlier, later) if part) or None
    if strong_tail and text.endswith(strong_tail) and len(strong_tail) < len(text):
        return text[: -len(strong_tail)].strip(), strong_tail
    closing = _CLOSING.search(text)
    if closing is not None and closing.start() > 0:
        before, earlier = _reported(text[: closing.start()].strip())
        return before, f"{earlier} ({closing[1]})" if earlier else closing[1]
    return text, None


def _without_kind(text: str) -> tuple[str, bool, bool]:
    """A text without "KR:" or "Objective 2:" before it."""
    for pattern, is_key_result in ((_KEY_RESULT_ALONE, True), (_OBJECTIVE_ALONE, False)):
        found = pattern.match(text)
        if found is not None:
            return text[found.end() :], is_key_result, not is_key_result
    return text, False, False


def _owner(text: str) -> tuple[str | None, str]:
    """What stands before the first colon, where that can be a role, a team or a name; and the rest."""
    head, colon, rest = text.partition(":")
    if not colon or (rest and not rest[0].isspace()):
        return None, text
    head = head.strip()
    named = _KEY_RESULT.sub("", head).strip()
    words = named.split()
    if not words and head:
        return head, rest.strip()
    if len(words) > OWNER_WORDS or len(named) > OWNER_LETTERS or any(character.isdigit() for character in named):
        return None, text
    if words[0].lower() in _NO_OWNERS or named[-1] in ".?!" or "(" in named:
        return None, text
    if not (words[0][0].isupper() or len(words) == 1):
        return None, text
    if rest.strip() and len(words) > 1 and "," not in named and _is_deed(words):
        return None, text
    return head, rest.strip()


def _is_deed(words: list[str]) -> bool:
    """Whether words say what is to be done, and not who does it: a verb, and what follows it in small letters."""
    return verb_of(" ".join(words)) is not None and words[1][0].islower() and words[1] not in {"of", "and"}


def _reported(text: str) -> tuple[str, str | None]:
    """A text without what is reported behind its last colon: "Source 50 candidates: 20 sourced"."""
    head, colon, tail = text.rpartition(":")
    if colon and head.strip() and (tail[:1].isspace() or not tail) and _REPORTED.match(tail.strip()):
        return head.strip(), tail.strip()
    return text, None


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip().rstrip(".;,").strip()
