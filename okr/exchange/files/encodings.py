"""Which encoding a text file is written in: byte order mark, else UTF-8 if all of it is, else a named guess."""

import codecs
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from charset_normalizer import from_bytes

from okr.domain.errors import InvalidInput

_CHUNK = 1024 * 1024
_SAMPLE = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Longest first: the mark of UTF-32 begins with that of UTF-16."""
_LATIN = ["cp1252", "cp1250", "mac_roman", "cp850"]
_OTHER = ["cp1251", "cp1253", "cp1254", "shift_jis", "gb18030", "big5", "euc_kr"]
_FEW = 0.3
"""Of the letters of a Latin text at most so many bear accents; in other scripts nearly all bytes lie outside ASCII."""
_USUAL = frozenset("\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026\u20ac£§°«»·•®™©\u00a0")
"""Signs beyond ASCII that belong in a text."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and whether it was only guessed."""

    name: str
    guessed: bool = False


def known_encoding(name: str, *, where: str) -> str:
    """The encoding that a mapping names, if there is a text encoding of that name."""
    try:
        codec = codecs.lookup(name)
        "a".encode(codec.name)
    except (LookupError, ValueError):
        codec = None
    if codec is None:
        raise InvalidInput(
            f"{where}: {name[:40]!r} is not an encoding", hint="such as utf-8, utf-16, cp1252 or latin-1"
        )
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def find_encoding(path: Path) -> Encoding:
    """The encoding of a file, told from its bytes."""
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    wide = _without_mark_utf16(head)
    if wide is not None:
        return Encoding(wide, guessed=True)
    foreign = _first_not_utf8(path)
    if foreign is None:
        return Encoding("utf-8")
    return Encoding(_guess(_foreign_lines(path, max(0, foreign - _SAMPLE // 2))), guessed=True)


def _without_mark_utf16(head: bytes) -> str | None:
    """UTF-16 of mostly western text has a zero in every other byte."""
    if len(head) < 4:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _first_not_utf8(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return max(0, done + error.start)
            done += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(0, done - 1)
    return None


def _foreign_lines(path: Path, start: int) -> bytes:
    """Lines around a place that hold bytes outside ASCII: the others tell nothing."""
    with path.open("rb") as stream:
        stream.seek(start)
        lines = stream.read(4 * _SAMPLE).splitlines()
    return b"\n".join(line for line in lines if not line.isascii())[:_SAMPLE]


def _guess(sample: bytes) -> str:
    letters = [byte for byte in sample if byte > 127 or chr(byte).isalpha()]
    share = sum(byte > 127 for byte in letters) / max(1, len(letters))
    if share < _FEW:
        return min(_LATIN, key=lambda encoding: _oddities(sample, encoding))
    best = from_bytes(sample, cp_isolation=[*_OTHER, *_LATIN]).best()
    return best.encoding if best is not None else _LATIN[0]


def _oddities(sample: bytes, encoding: str) -> int:
    """How often a text would hold a sign within a word, or a capital behind a small letter, if it were in this encoding."""
    text = sample.decode(encoding, errors="replace")
    odd = sum(ord(sign) > 127 and not sign.isalpha() and sign not in _USUAL for sign in text)
    return odd + sum(ord(after) > 127 and after.isupper() and before.islower() for before, after in pairwise(text))
