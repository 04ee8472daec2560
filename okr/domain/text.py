"""What text is let in, how foreign text is repaired on import, and how any text is made harmless before it is drawn.

Three doors: `accept_*` refuses (a person can mend what they typed), `repair_import` mends and says what it mended (nobody
can retype a spreadsheet), `clean_for_display` never fails. How wide text is in a terminal lives in `cells.py` and is offered here too.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from okr.domain.cells import cell_width, truncate
from okr.domain.errors import InvalidInput

__all__ = [
    "FOLDED_BREAK",
    "LONG_LIMIT",
    "MARKS_LIMIT",
    "REPLACEMENT",
    "SHORT_LIMIT",
    "TITLE_LIMIT",
    "Repaired",
    "accept_long_text",
    "accept_short",
    "accept_title",
    "cell_width",
    "clean_for_display",
    "csv_safe",
    "csv_unsafe",
    "is_blank",
    "repair_import",
    "truncate",
]

TITLE_LIMIT = 500
"""Characters in a title (after normalisation)."""
SHORT_LIMIT = 200
"""Characters in a name, a unit of measure or another one-line field."""
LONG_LIMIT = 20_000
"""Characters in a note, a why, a comment: about eight printed pages."""
MARKS_LIMIT = 8
"""Combining marks in a row; living scripts need at most four, more paints over the neighbouring lines."""

REPLACEMENT = "\ufffd"
"""Stands where a character was that must not reach a terminal."""
FOLDED_BREAK = " \u21b5 "
"""Stands for a line break where only one line is drawn."""

_BIDI = "\u202a-\u202e\u2066-\u2069"
_NOT_IN_ONE_LINE = f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{_BIDI}]"
_NOT_IN_LINES = f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_BIDI}]"
_HARMFUL = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{_BIDI}]"
_BREAK = "\r\n|[\n\r\u2028\u2029]"
_EDGE_BLANKS = " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NAMES = {
    0: "NUL",
    7: "BELL",
    8: "BACKSPACE",
    9: "TAB",
    10: "LINE BREAK",
    13: "CARRIAGE RETURN",
    27: "ESCAPE",
    127: "DELETE",
}

_CSV_RISKY = "'*[=+\\-@\t\r\x00]"
_CSV_GUARDED = "'+[=+\\-@\t\r\x00]"
_CSV_NUMBER = r"[+-]?(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})? ?%?"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first needed: most calls of the program show texts that none of them is asked about."""
    return re.compile(text)


class Repaired(NamedTuple):
    """A foreign text as it may be stored, with one note for each thing that was changed or is odd."""

    text: str
    notes: tuple[str, ...]


def accept_title(text: str, *, field: str = "title", required: bool = True) -> str:
    """A title as it is stored: NFC, one line, edge blanks gone, at most 500 characters; else InvalidInput."""
    return _accept_one_line(text, field=field, limit=TITLE_LIMIT, required=required)


def accept_short(text: str, *, field: str, limit: int = SHORT_LIMIT, required: bool = True) -> str:
    """A name, unit of measure or other one-line text as it is stored; else InvalidInput."""
    return _accept_one_line(text, field=field, limit=limit, required=required)


def accept_long_text(text: str, *, field: str, limit: int = LONG_LIMIT, required: bool = False) -> str:
    """A note, why or comment as it is stored: line breaks (each made a newline) and tabs are kept; else InvalidInput."""
    _refuse_too_long(text, field=field, limit=4 * limit, shown_limit=limit)
    one_kind_of_break = re.sub("\r\n|[\u2028\u2029]", "\n", text).strip(_EDGE_BLANKS)
    _refuse_characters(one_kind_of_break, _NOT_IN_LINES, field=field)
    return _normalise(one_kind_of_break, field=field, limit=limit, required=required)


def _accept_one_line(text: str, *, field: str, limit: int, required: bool) -> str:
    _refuse_too_long(text, field=field, limit=4 * limit, shown_limit=limit)
    stripped = text.strip(_EDGE_BLANKS)
    _refuse_characters(stripped, _NOT_IN_ONE_LINE, field=field)
    return _normalise(stripped, field=field, limit=limit, required=required)


def _normalise(text: str, *, field: str, limit: int, required: bool) -> str:
    # Runs of marks are looked at before NFC too: sorting a run of thousands of marks costs the square of its length.
    _refuse_marks(text, field=field)
    normal = unicodedata.normalize("NFC", text)
    _refuse_marks(normal, field=field)
    _refuse_too_long(normal, field=field, limit=limit, shown_limit=limit)
    if is_blank(normal):
        if required:
            raise InvalidInput(f"{field}: is empty", hint="write something that can be seen", field=field)
        return ""
    return normal


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen: only blanks, joiners, direction marks and loose combining marks."""
    return all(unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cf", "Cc", "Mn", "Me"} for character in text)


def _refuse_too_long(text: str, *, field: str, limit: int, shown_limit: int) -> None:
    if len(text) > limit:
        raise InvalidInput(
            f"{field}: {len(text):,} characters, at most {shown_limit:,} fit", hint="shorten it", field=field
        )


def _refuse_characters(text: str, forbidden: str, *, field: str) -> None:
    found = _pattern(forbidden).search(text)
    if found is not None:
        raise InvalidInput(
            f"{field}: {_place(text, found.start())} is {_describe(found.group())}, which is not allowed",
            hint="remove that character",
            field=field,
        )


def _refuse_marks(text: str, *, field: str) -> None:
    start = _long_run_of_marks(text)
    if start is not None:
        raise InvalidInput(
            f"{field}: more than {MARKS_LIMIT} combining marks in a row from {_place(text, start)}",
            hint="remove the stacked accents",
            field=field,
        )


def _place(text: str, index: int) -> str:
    """Where a reader finds the character: its number, and its line where there are several."""
    before = text[:index]
    line = before.count("\n") + 1
    column = index - (before.rfind("\n") + 1) + 1
    return f"character {column}" if "\n" not in text else f"line {line}, character {column}"


def _describe(character: str) -> str:
    code = ord(character)
    if character in "\n\r\u2028\u2029":
        return f"a line break (U+{code:04X})"
    if 0xD800 <= code <= 0xDFFF:
        return f"half of a broken character (U+{code:04X})"
    if unicodedata.category(character) == "Cc":
        name = _NAMES.get(code)
        return f"the control character {name} (U+{code:04X})" if name else f"a control character (U+{code:04X})"
    return f"a control of the writing direction (U+{code:04X})"


_MAY_BE_MARK = "[^\x00-\u02ff](?<![\u2000-\u20cf])(?<![\u2100-\u2bff])"
"""All combining marks are among these; what screens are drawn with (bars, lines, dots, quotes) is not.

Said by what it is not: a set of several wide ranges takes ten times as long to compile, and each start compiles it.
"""


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"}


def _long_run_of_marks(text: str) -> int | None:
    """Where the first run of more than `MARKS_LIMIT` combining marks begins, or None."""
    if text.isascii() or len(text) <= MARKS_LIMIT or _pattern(_MAY_BE_MARK).search(text) is None:
        return None
    run = 0
    for index, character in enumerate(text):
        run = run + 1 if _is_mark(character) else 0
        if run > MARKS_LIMIT:
            return index - MARKS_LIMIT
    return None


def _without_long_runs(text: str) -> str:
    if _long_run_of_marks(text) is None:
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if _is_mark(character) else 0
        if run <= MARKS_LIMIT:
            kept.append(character)
    return "".join(kept)


def clean_for_display(text: str, *, single_line: bool = True) -> str:
    """Any text made harmless to draw in a terminal.

    What `accept_*` let in comes back as it was, but for line breaks and tabs.
    Control characters, C1, direction controls and surrogates become U+FFFD, so that it shows that something was there;
    line breaks fold to ' ↵ ' (kept as newlines with `single_line=False`), tabs become blanks, runs of combining marks
    are cut at eight. Applying it twice changes nothing more. Markup such as `[red]` is the drawer's business.
    """
    if text.isprintable():
        return _without_long_runs(text)
    if single_line:
        unfolded = _on_one_line(text, FOLDED_BREAK).replace("\t", " ")
    else:
        unfolded = _pattern(_BREAK).sub("\n", text).replace("\t", "    ")
    return _without_long_runs(_pattern(_HARMFUL).sub(REPLACEMENT, unfolded))


def _on_one_line(text: str, joint: str) -> str:
    # Split and joined, since a pattern that takes the blanks along costs the square of a long run of blanks.
    lines = _pattern(_BREAK).split(text)
    if len(lines) == 1:
        return text
    return joint.join(line.strip(" \t") for line in lines if line.strip(" \t"))


def repair_import(text: str, *, single_line: bool = True) -> Repaired:
    """What may be done to a cell of a foreign file so that it can be stored, and a note on each thing done.

    Line breaks become blanks where one line is asked for, control and direction characters go, marks in long runs go,
    edge blanks go (without a note: every spreadsheet has them). U+FFFD is kept and noted: the character was lost
    before okr saw it. Lengths are not judged here.
    """
    notes: list[str] = []
    if single_line:
        broken = text.strip(_EDGE_BLANKS + "\u2028\u2029")
        flat = _on_one_line(broken, " ")
        if flat != broken:
            notes.append("line breaks became blanks")
        flat = flat.replace("\t", " ")
    else:
        flat = _pattern(_BREAK).sub("\n", text)
    plain, removed = _pattern(_HARMFUL).subn("", flat)
    if removed:
        notes.append("1 control character removed" if removed == 1 else f"{removed} control characters removed")
    few_marks = _without_long_runs(plain)
    normal = _without_long_runs(unicodedata.normalize("NFC", few_marks))
    if few_marks != plain:
        notes.append("stacked combining marks removed")
    if REPLACEMENT in normal:
        notes.append("holds U+FFFD: a character was lost before the file was written; kept")
    stripped = normal.strip(_EDGE_BLANKS)
    return Repaired("" if is_blank(stripped) else stripped, tuple(notes))


def csv_safe(cell: str) -> str:
    """The cell as it goes into a CSV file: `'` before what a spreadsheet would run as a formula, numbers excepted."""
    if _pattern(_CSV_NUMBER).fullmatch(cell):
        return cell
    return f"'{cell}" if _pattern(_CSV_RISKY).match(cell) else cell


def csv_unsafe(cell: str) -> str:
    """The cell as it was before `csv_safe`; the two are exact inverses."""
    return cell[1:] if _pattern(_CSV_GUARDED).match(cell) else cell
