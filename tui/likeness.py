"""How alike two titles are: by the words that tell something, so that an overlap is seen while one still writes."""

from collections.abc import Iterable

PPM = 1_000_000
_SILENT = frozenset(
    [
        "a",
        "all",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "every",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "our",
        "per",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "up",
        "we",
        "with",
    ]
)
_ENDINGS = ("ings", "ing", "ed", "es", "s")


def told_words(title: str) -> frozenset[str]:
    """The words of a title that tell something, in small letters, without numbers and endings."""
    letters = "".join(character if character.isalpha() else " " for character in title.casefold())
    return frozenset(_stem(word) for word in letters.split() if word not in _SILENT and len(word) > 1)


def alike_ppm(one: str, other: str) -> int:
    """The share of telling words that two titles have in common, in millionths."""
    mine, theirs = told_words(one), told_words(other)
    if not mine or not theirs:
        return 0
    return len(mine & theirs) * PPM // len(mine | theirs)


def search_words(title: str, *, at_most: int = 3) -> tuple[str, ...]:
    """The longest words of a title: what to look for where something like it may be."""
    letters = "".join(character if character.isalpha() else " " for character in title.casefold())
    words = dict.fromkeys(word for word in letters.split() if word not in _SILENT and len(word) > 3)
    return tuple(sorted(words, key=lambda word: (-len(word), word))[:at_most])


def best_first(title: str, others: Iterable[tuple[str, str]], *, least_ppm: int) -> list[tuple[str, int]]:
    """Keys of (key, title) pairs that are alike enough, the most alike first."""
    scored = [(key, alike_ppm(title, other)) for key, other in others]
    return sorted((pair for pair in scored if pair[1] >= least_ppm), key=lambda pair: (-pair[1], pair[0]))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
