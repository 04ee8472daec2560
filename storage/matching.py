"""Looking for words inside texts, in capitals or not."""

import re

from sqlalchemy import ColumnElement, Text, or_, type_coerce

from okr.domain.text import clean_for_display
from storage.unit_of_work import ReadWork

LONGEST_TEXT = 200
"""Characters that are looked for; nobody means more."""
MOST_WORDS = 10


def words_of(text: str) -> list[str]:
    """The words that are looked for, each once, in small letters."""
    return list(dict.fromkeys(clean_for_display(text[:LONGEST_TEXT]).lower().split()))[:MOST_WORDS]


def contains(work: ReadWork, column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Whether a text holds a word, in capitals or not."""
    return _like(work, column, word, "%{}%")


def starts_with(work: ReadWork, column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Whether a text begins with a word, in capitals or not."""
    return _like(work, column, word, "{}%")


def spread(work: ReadWork, column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Whether a text holds the letters of a word in their order, others between them, from the beginning of a word on."""
    text = type_coerce(column, Text)
    like = text.ilike if work.is_postgresql else text.like
    found = []
    for spelling in _spellings(word):
        letters = "%".join(map(_escaped, spelling)) + "%"
        found += [like(letters, escape="\\"), like(f"% {letters}", escape="\\")]
    return or_(*found)


def _like(work: ReadWork, column: ColumnElement[str], word: str, form: str) -> ColumnElement[bool]:
    text = type_coerce(column, Text)
    like = text.ilike if work.is_postgresql else text.like
    return or_(*(like(form.format(_escaped(each)), escape="\\") for each in _spellings(word)))


def _spellings(word: str) -> list[str]:
    """SQLite's LIKE, and PostgreSQL's ILIKE in the plain locale, know capitals of A to Z alone: others are spelled out."""
    return [word.lower()] if word.isascii() else sorted({word.lower(), word.upper(), word.capitalize()})


def _escaped(word: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", word)
