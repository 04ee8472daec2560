"""How a notice says what it waits for: written behind its words once, and taken apart again wherever it is read.

A notice is kept as one text for people, with the line for the shell that answers it at its end. The shell shows that line; a
screen has keys for the same. So both are made of one text here, those that were kept before alike.
"""

import re
from typing import NamedTuple

from okr.domain.vocabulary import NoticeAsks

_KEY = r"[^\s()]+"
_LINES = (
    (NoticeAsks.ANSWER_BLOCKER, rf"okr blocker answer {_KEY} TEXT"),
    (NoticeAsks.ANSWER_CONTRIBUTION, rf"okr goal [a-z|-]+ {_KEY}"),
    (NoticeAsks.REVIEW, rf"okr goal approve {_KEY}, or okr goal return {_KEY} --remark TEXT"),
    (NoticeAsks.GRADE, rf"okr grade {_KEY}"),
    (NoticeAsks.GRADE_SEVERAL, rf"okr cycle grades {_KEY} --waiting"),
)
_ENDS = tuple(
    (asks, re.compile(rf"(?: \((?P<aside>[^()]*?)(?:: )?(?P<inside>{line})\)|: (?P<outside>{line}))\Z"))
    for asks, line in _LINES
)


class Parted(NamedTuple):
    """A notice taken apart: what happened, what is asked of whoever reads it, and the line for the shell that does it."""

    words: str
    asks: NoticeAsks | None = None
    command: str | None = None


def part(text: str) -> Parted:
    """Take what a notice asks for off its words; a text that asks for nothing comes back as it is."""
    for asks, end in _ENDS:
        if found := end.search(text):
            aside = f" ({found['aside']})" if found["aside"] else ""
            return Parted(text[: found.start()] + aside, asks, found["inside"] or found["outside"])
    return Parted(text)


def answering_blocker(words: str, key: str, *, until: str) -> str:
    """A notice that a blocker waits for an answer; `until` says until when, such as "answer by 2026-11-23"."""
    return f"{words} ({until}: okr blocker answer {key} TEXT)"


def answering_contribution(words: str, key: str, *, ways: str) -> str:
    """A notice that a contribution waits for an answer; `ways` are the verbs that answer it: "accept|decline"."""
    return f"{words} (okr goal {ways} {key})"


def reviewing(words: str, key: str) -> str:
    """A notice that a goal waits for a review."""
    return f"{words}: okr goal approve {key}, or okr goal return {key} --remark TEXT"


def grading(words: str, key: str) -> str:
    """A notice that one goal waits for its grade."""
    return f"{words}: okr grade {key}"


def grading_several(words: str, cycle: str) -> str:
    """A notice that several goals of a cycle wait for their grades."""
    return f"{words}: okr cycle grades {cycle} --waiting"
