"""What a form proposes while one types: people by a few letters, goals, handles after an @, receivers of requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from tui.drawing.rows import Row, key_width
from tui.format import counted
from tui.lines import Line, Pen, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from okr.contract.search import Findable
    from tui.gateway import Gateway
    from tui.lines import Look
    from tui.view_models.agreements import Level, Receiver
    from tui.widgets.form_line import Completes

MOST = 8
"""Proposals that are shown."""
WIDEST_TAG = 24
"""Cells of the keys in front of them; a longer one is cut."""
LEVEL_WORDS = re.compile(r"every +(?P<kind>\w+) +below +(?P<unit>\S.*)", re.IGNORECASE)
"""A whole level as it is written in the list: "every team below Care"."""
ANY_LEVEL = re.compile(r"(?:every|all)(?: +(?P<kind>\w*))?|(?P<alone>division|department|team)s?", re.IGNORECASE)
"""A level without the unit above it: "every", "all divisions", "teams"; that of the whole organisation is meant."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be meant; `tag` is a key in front of the words, below those of the others."""

    key: str
    words: str
    detail: str = ""
    tag: str = ""
    receiver: Receiver | None = None
    level: Level | None = None


def suggestion_rows(items: Sequence[Suggestion], *, look: Look) -> list[Row]:
    """The proposals as rows; the cursor of the list marks the one that is taken."""
    tags = min(key_width(item.tag for item in items), WIDEST_TAG)
    details = max((cell_width(item.detail) for item in items), default=0)
    return [_row(item, tags, details, Target("proposal", str(at)), look=look) for at, item in enumerate(items)]


def _row(item: Suggestion, tags: int, details: int, target: Target, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        detail = min(details, width // 2)
        pen = Pen(look).gap(2)
        if tags:
            pen.cell(item.tag, tags, "dim").gap(2)
        pen.cell(item.words, max(8, width - pen.at - detail - 1)).gap(1)
        return pen.cell(item.detail, detail, "dim", align="right").line()

    return Row(draw, target)


def mention_at(text: str, caret: int) -> str:
    """The letters of the handle that is being typed before the caret; empty where none is."""
    word = text[:caret].replace("\n", " ").rpartition(" ")[2]
    return word[1:] if word.startswith("@") and len(word) > 1 else ""


def suggestions_of(gateway: Gateway, completes: Completes, letters: str) -> tuple[Suggestion, ...]:
    """What letters may mean, asked of the gateway; called in a worker."""
    if completes == "receiver":
        whole_level = LEVEL_WORDS.match(letters)
        if whole_level is not None:
            levels = gateway.agreements.receivers(whole_level["unit"]).levels
            return tuple(_of_level(one) for one in levels if one.kind.startswith(whole_level["kind"].casefold()))
        return (*_whole_levels(gateway, letters), *_receivers(gateway, letters))[: 2 * MOST]
    if completes == "file":
        from tui.gateways.plans import names_beginning

        return tuple(Suggestion(path, path) for path in names_beginning(letters, most=MOST) if path != letters)
    wanted: tuple[Findable, ...] = ("person",)
    if completes in {"goal", "unit"}:
        wanted = ("goal", "key result") if completes == "goal" else ("unit",)
    hits = sorted(gateway.search(letters, wanted), key=lambda hit: _nearness(hit.key, letters))
    return tuple(Suggestion(hit.key, hit.title, hit.detail or "", tag=hit.key) for hit in hits[:MOST])


def _receivers(gateway: Gateway, letters: str) -> list[Suggestion]:
    """Units and people, the nearest first; each unit with the whole levels below it, which otherwise end up below all people."""
    found = gateway.agreements.receivers(letters)
    proposed = []
    for one in sorted(found.receivers, key=lambda one: _distance(one, letters.casefold())):
        proposed.append(_of_receiver(one))
        proposed += [_of_level(level) for level in found.levels if one.kind == "unit" and level.below == one.key]
    return proposed


def _whole_levels(gateway: Gateway, letters: str) -> list[Suggestion]:
    """The levels of the organisation that "every division" or "teams" names; none where something else is typed."""
    asked = ANY_LEVEL.fullmatch(letters)
    if asked is None:
        return []
    kind = (asked["kind"] or asked["alone"] or "").casefold().removesuffix("s")
    return [_of_level(one) for one in gateway.agreements.top_levels() if one.kind.startswith(kind)]


def meant(found: Sequence[Suggestion], letters: str, *, alone: bool = False) -> Suggestion | None:
    """What letters become that nobody chose from the list: the one with that key, else the first, or the only one."""
    exact = next((one for one in found if one.key.casefold() == letters.casefold()), None)
    if exact is not None or not found or (alone and len(found) > 1):
        return exact
    return found[0]


def _nearness(key: str, letters: str) -> int:
    """Who types the beginning of a key means that one, before others whose name has the letters somewhere."""
    key, letters = key.casefold(), letters.casefold()
    return 0 if key == letters else 1 if key.startswith(letters) else 2


def _distance(one: Receiver, letters: str) -> int:
    """How far a receiver is from what was typed: its key, the beginning of one of its words, or somewhere inside."""
    if one.key.casefold() == letters:
        return 0
    words = f"{one.key} {one.name}".casefold()
    return 1 if words.startswith(letters) or f" {letters}" in words else 2


def _of_receiver(one: Receiver) -> Suggestion:
    heads = counted(one.people, "person", "people") if one.kind == "unit" else "person"
    return Suggestion(one.key, f"{one.name}  {one.key}", heads, receiver=one)


def _of_level(level: Level) -> Suggestion:
    words = f"every {level.kind} below {level.below_name}"
    return Suggestion(level.below, words, counted(len(level.units), "unit"), level=level)
