"""How many terminal cells text takes, and cutting it to a width; an approximation of wcwidth by the standard library."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

ELLIPSIS = "\u2026"

_JOINER = "\u200d"
_EMOJI_SELECTOR = "\ufe0f"


@lru_cache(maxsize=1024)
def cell_width(text: str) -> int:
    """Terminal cells that the text takes on one line; control characters count as none, so clean the text first."""
    if text.isascii():
        return len(text) if text.isprintable() else sum(1 for character in text if character.isprintable())
    return sum(width for _, width in _clusters(text))


def truncate(text: str, width: int, *, ellipsis: str = ELLIPSIS) -> str:
    """The text if it fits `width` cells, else its beginning with an ellipsis, never wider and never cutting a cluster."""
    if width <= 0:
        return ""
    if cell_width(text) <= width:
        return text
    if cell_width(ellipsis) > width:
        return ellipsis[:width]
    room = width - cell_width(ellipsis)
    if text.isascii() and text.isprintable():
        return text[:room].rstrip() + ellipsis
    kept: list[str] = []
    for cluster, cells in _clusters(text):
        if cells > room:
            break
        room -= cells
        kept.append(cluster)
    return "".join(kept).rstrip() + ellipsis


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """What the reader sees as one character, with its cells: marks, joined emoji, skin tones and flags stay together."""
    cluster, width, flags = "", 0, 0
    for character in text:
        joined = cluster.endswith(_JOINER)
        is_flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        second_of_flag = is_flag and flags % 2 == 1
        cells = _character_width(character)
        if cluster and (joined or second_of_flag or cells == 0 or _is_skin_tone(character)):
            cluster += character
            if (character == _EMOJI_SELECTOR and width == 1) or second_of_flag:
                width = 2
        else:
            if cluster:
                yield cluster, width
            cluster, width = character, cells
        flags = flags + 1 if is_flag else 0
    if cluster:
        yield cluster, width


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc", "Zl", "Zp"} or "\u1160" <= character <= "\u11ff":
        return 1 if character == "\u00ad" else 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"
