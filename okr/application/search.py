"""Finding goals, key results, people and units by a key or a few words."""

from collections.abc import Collection, Iterable
from typing import get_args

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.handlers import reads
from okr.contract.search import Findable, Hit, Hits, Search
from okr.domain.errors import InvalidInput
from okr.domain.keys import KeyResultKey, parse_key
from storage import search as stored
from storage.matching import words_of

MOST_HITS = 100
FEWEST_LETTERS = 3
"""With fewer, everything would be near."""
NEAREST_OUT_OF = 400
"""So many that hold the letters are compared, of each kind."""
LOOSEST = 3
"""So many times as long as a word may be what its letters are spread over."""


@reads(Search)
def search(case: ReadCase, query: Search) -> Hits:
    """What matches, the best first: the very key, then goals, units and people, and key results where room is left.

    What has letters inside a word alone ("tom" in "customers") comes after what has them at the beginning of one.

    There are more key results than of anything else, and no index holds words: looking through them all is the most
    expensive part, and is spared where enough was found before.
    """
    if not 1 <= query.limit <= MOST_HITS:
        raise InvalidInput(f"A search answers 1 to {MOST_HITS} hits.", field="limit")
    words = words_of(query.text)
    if not words:
        return Hits(items=())
    kinds = frozenset(query.kinds or get_args(Findable))
    hits = [hit for hit in _by_key(case, query.text, limit=query.limit) if hit.kind in kinds]
    if hits:
        return Hits(items=tuple(hits[: query.limit]))
    hits = _by_words(case, words, kinds, limit=query.limit)
    if "key result" in kinds and len(hits) < query.limit:
        more = stored.results_by_words(case.work, case.actor, words, limit=query.limit - len(hits))
        hits += map(_result, more)
    if not hits and query.nearly:
        hits = _nearly(case, words, kinds)[: query.limit]
    return Hits(items=tuple(hits))


def _by_key(case: ReadCase, text: str, *, limit: int) -> list[Hit]:
    """The goal with its key results, or the key result, whose key was given."""
    try:
        key = parse_key(text)
    except InvalidInput:
        return []  # words, no key
    if isinstance(key, KeyResultKey):
        return [_result(row) for row in stored.result_of_key(case.work, case.actor, str(key))]
    found = [_goal(row) for row in stored.goal_of_key(case.work, case.actor, str(key))]
    return found + [_result(row) for row in stored.results_of_goal(case.work, case.actor, str(key), limit=limit)]


def _by_words(case: ReadCase, words: list[str], kinds: Collection[str], *, limit: int) -> list[Hit]:
    """Goals, then units and people in turns: a quarter is theirs, so that goals do not crowd out the person who was meant."""
    work = case.work
    goals = (
        [_goal(row) for row in stored.goals_by_words(work, case.actor, words, limit=limit)] if "goal" in kinds else []
    )
    units = [_unit(row) for row in stored.units_by_words(work, words, limit=limit)] if "unit" in kinds else []
    people = []
    if "person" in kinds:
        people = [_person(row) for row in stored.people_by_words(work, words, case.today, limit=limit)]
    others = _in_turns(units, people)[: max(limit // 4, limit - len(goals))]
    return sorted(goals[: limit - len(others)] + others, key=lambda hit: _distance(hit, words))


def _distance(hit: Hit, words: list[str]) -> int:
    """How far a hit is from the words: its very handle or prefix, the beginnings of its words, or somewhere inside them."""
    if words == [hit.key.casefold().partition("-")[0]]:
        return 0
    beginnings = f" {hit.key} {hit.title}".casefold()
    return 1 if all(f" {word}" in beginnings for word in words) else 2


def _nearly(case: ReadCase, words: list[str], kinds: Collection[str]) -> list[Hit]:
    """What holds the letters of all words in their order, those first whose letters stand closest together.

    Key results are left out: there are most of them, and whoever errs in a word means a goal or a person.
    """
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    work, hits = case.work, list[Hit]()
    if "goal" in kinds:
        hits += map(_goal, stored.goals_nearly(work, case.actor, words, limit=NEAREST_OUT_OF))
    if "unit" in kinds:
        hits += map(_unit, stored.units_nearly(work, words, limit=NEAREST_OUT_OF))
    if "person" in kinds:
        hits += map(_person, stored.people_nearly(work, words, case.today, limit=NEAREST_OUT_OF))
    loose = [(spread_over(hit.title, words), hit) for hit in hits]
    near = [(length, len(hit.title), hit) for length, hit in loose if length is not None]
    return [hit for _, _, hit in sorted(near, key=lambda found: (found[0], found[1], found[2].key))]


def spread_over(title: str, words: Iterable[str]) -> int | None:
    """Over how many characters the letters of all words are spread in a title; None where those of one are too far apart."""
    text, total = title.casefold(), 0
    for word in words:
        lengths = [length for start in _word_starts(text) if (length := _reach(text, start, word)) is not None]
        if not lengths or min(lengths) > LOOSEST * len(word):
            return None
        total += min(lengths)
    return total


def _word_starts(text: str) -> list[int]:
    return [at for at in range(len(text)) if text[at].isalnum() and (at == 0 or not text[at - 1].isalnum())]


def _reach(text: str, start: int, word: str) -> int | None:
    """How many characters from a place on hold the letters of a word in their order; None where the first is another."""
    if text[start] != word[0]:
        return None
    at = start
    for letter in word[1:]:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    return at - start + 1


def _in_turns(first: list[Hit], second: list[Hit]) -> list[Hit]:
    length = max(len(first), len(second))
    return [hit for number in range(length) for hit in (*first[number : number + 1], *second[number : number + 1])]


def _goal(row: Found) -> Hit:
    return Hit(kind="goal", key=row.key, title=row.title, detail=_joined((row.unit_name, row.owner_name, row.state)))


def _result(row: Found) -> Hit:
    return Hit(kind="key result", key=row.key, title=row.title, detail=row.goal_title)


def _unit(row: Found) -> Hit:
    return Hit(kind="unit", key=row.prefix, title=row.name, detail=_joined((row.kind, row.lead_name)))


def _person(row: Found) -> Hit:
    return Hit(kind="person", key=row.handle, title=row.name, detail=_joined((row.title, row.unit_name)))


def _joined(parts: Iterable[str | None]) -> str | None:
    return ", ".join(part for part in parts if part) or None
