"""Which fields each kind of record has, and how the value of a pipeline becomes a field: the other side of the mapping."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from okr.contract.imports import (
    ImportedCheckIn,
    ImportedCycle,
    ImportedFocusArea,
    ImportedGoal,
    ImportedKeyResult,
    ImportedPerson,
    ImportedUnit,
)
from okr.domain.cadence import normalise_cadence
from okr.domain.errors import InvalidInput, OkrError
from okr.domain.numbers import weight_units
from okr.domain.people import accept_time_zone
from okr.domain.quantities import NumberStyle
from okr.domain.text import (
    LONG_LIMIT,
    SHORT_LIMIT,
    TITLE_LIMIT,
    accept_long_text,
    accept_short,
    accept_title,
    repair_import,
)
from okr.domain.vocabulary import (
    Ambition,
    CycleKind,
    CycleState,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Status,
    SurveyKind,
    UnitKind,
    Visibility,
)
from okr.exchange.files.rows import shown
from okr.exchange.mapping.functions_values import read_day
from okr.exchange.mapping.sections import one_of
from okr.exchange.mapping.values import Value, as_text
from okr.exchange.numbers import read_number

LONGEST_ID = 500
"""Characters in an external id: it is indexed on both databases."""

Record = (
    ImportedUnit
    | ImportedPerson
    | ImportedCycle
    | ImportedFocusArea
    | ImportedGoal
    | ImportedKeyResult
    | ImportedCheckIn
)

Notes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Styles:
    """How a source writes numbers and days."""

    numbers: NumberStyle
    dates: tuple[str, ...]


Reader = Callable[[Value, Styles], tuple[object, Notes]]
"""Makes a field of a value that is there; the notes say what was mended."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of record."""

    read: Reader
    form: str
    """What it takes, in words, for the reference."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: its fields, and those that identify it."""

    name: str
    model: Callable[..., Record]
    identity: tuple[str, ...]
    fields: Mapping[str, Field]


def _one(value: Value) -> str:
    if isinstance(value, tuple):
        raise InvalidInput(
            f"this is a list of {len(value)}, one value is asked for", hint="join it, or take one: { item = 1 }"
        )
    if value is None:
        raise InvalidInput("is empty")
    return as_text(value)


def _line(value: Value, _styles: Styles) -> tuple[str, Notes]:
    text = _one(value)
    if _is_harmless(text, SHORT_LIMIT):
        return text.strip(), ()
    repaired = repair_import(text)
    return accept_short(repaired.text, field="text", required=False), repaired.notes


def _title(value: Value, _styles: Styles) -> tuple[str, Notes]:
    text = _one(value)
    if _is_harmless(text, TITLE_LIMIT):
        return text.strip(), ()
    repaired = repair_import(text)
    return accept_title(repaired.text, required=False), repaired.notes


def _long(value: Value, _styles: Styles) -> tuple[str, Notes]:
    text = _one(value)
    if _is_harmless(text, LONG_LIMIT):
        return text.strip(), ()
    repaired = repair_import(text, single_line=False)
    return accept_long_text(repaired.text, field="text"), repaired.notes


def _is_harmless(text: str, limit: int) -> bool:
    """What needs no repair: nearly every cell, so that it is worth to know at once."""
    return text.isascii() and text.isprintable() and len(text) <= limit


def _id(value: Value, _styles: Styles) -> tuple[str, Notes]:
    return _identifier(_one(value)), ()


def _identifier(text: str) -> str:
    """Ids are mended silently and everywhere alike, so that the same id in two files stays the same."""
    if _is_harmless(text, LONGEST_ID):
        return text.strip()
    repaired = repair_import(text).text
    if len(repaired) > LONGEST_ID:
        raise InvalidInput(
            f"{len(repaired):,} characters, at most {LONGEST_ID} make an id",
            hint='make it of fewer columns, or use "slug" and "digest"',
        )
    return repaired


def _ids(value: Value, _styles: Styles) -> tuple[tuple[str, ...], Notes]:
    items = value if isinstance(value, tuple) else (_one(value),)
    return tuple(dict.fromkeys(identifier for item in items if (identifier := _identifier(item)))), ()


def _number(value: Value, styles: Styles) -> tuple[Decimal, Notes]:
    if isinstance(value, Decimal):
        return value, ()
    number, note = read_number(_one(value), styles.numbers)
    return number, (note,) if note else ()


def _weight(value: Value, styles: Styles) -> tuple[Decimal, Notes]:
    weight, notes = _number(value, styles)
    weight_units(weight)
    return weight, notes


def _day(value: Value, styles: Styles) -> tuple[object, Notes]:
    if value is not None and not isinstance(value, str | Decimal | tuple):
        return value, ()
    return read_day(_one(value), styles.dates), ()


def _whole(low: int, high: int) -> Reader:
    def read(value: Value, styles: Styles) -> tuple[int, Notes]:
        number, notes = _number(value, styles)
        if number != number.to_integral_value() or not low <= number <= high:
            raise InvalidInput(f"{number} is not a whole number from {low} to {high:,}")
        return int(number), notes

    return read


def _yes_no(value: Value, _styles: Styles) -> tuple[bool, Notes]:
    word = _one(value).strip().casefold()
    if word in {"yes", "y", "true", "1", "x"}:
        return True, ()
    if word in {"no", "n", "false", "0"}:
        return False, ()
    raise InvalidInput(f'"{shown(word)}" is neither yes nor no', hint="yes, true, 1 or x; no, false or 0")


def _cadence(value: Value, _styles: Styles) -> tuple[str, Notes]:
    return normalise_cadence(_one(value)), ()


_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{1,60}")


def _email(value: Value, _styles: Styles) -> tuple[str, Notes]:
    repaired = repair_import(_one(value))
    if not _EMAIL.fullmatch(repaired.text):
        raise InvalidInput(f'"{shown(repaired.text)}" is no e-mail address', hint="write it like ada@example.org")
    return accept_short(repaired.text, field="email"), repaired.notes


def _zone(value: Value, _styles: Styles) -> tuple[str, Notes]:
    return accept_time_zone(_one(value)), ()


def _word(words: type[StrEnum]) -> Reader:
    by_folded = {str(word).casefold(): word for word in words}

    def read(value: Value, _styles: Styles) -> tuple[StrEnum, Notes]:
        text = _one(value).strip()
        found = by_folded.get(text.casefold().replace("_", " "))
        if found is None:
            raise InvalidInput(
                f'"{shown(text)}" is none of okr\'s words', hint=f"{', '.join(by_folded)}; use a value map to translate"
            )
        return found, ()

    return read


_ID = Field(_id, f"an id, at most {LONGEST_ID} characters")
_REQUIRED_ID = Field(_id, _ID.form, required=True)
_LINE = Field(_line, f"one line, at most {SHORT_LIMIT} characters")
_REQUIRED_LINE = Field(_line, _LINE.form, required=True)
_TITLE = Field(_title, f"one line, at most {TITLE_LIMIT} characters", required=True)
_LONG = Field(_long, f"text, at most {LONG_LIMIT:,} characters")
_DAY = Field(_day, "a day")
_REQUIRED_DAY = Field(_day, "a day", required=True)
_NUMBER = Field(_number, "a number")
_WEIGHT = Field(_weight, "a number from 0 to 1000 with at most 4 decimals")


def _one_of_words(words: type[StrEnum], *, required: bool = False) -> Field:
    return Field(_word(words), "one of: " + ", ".join(words), required=required)


LINK_FIELDS: Mapping[str, Field] = {
    "parent": Field(_ids, "the external id or the key of a goal, or a list: a link for each", required=True),
    "kind": _one_of_words(LinkKind),
    "weight": _WEIGHT,
}
"""The fields of a link of a goal to its parents, a table of its own."""

_KINDS = (
    RecordKind(
        "units",
        ImportedUnit,
        ("external_id",),
        {
            "external_id": _REQUIRED_ID,
            "name": _REQUIRED_LINE,
            "kind": _one_of_words(UnitKind),
            "parent": Field(_id, "the external id or the key of a unit; the root has none"),
            "key": Field(_line, "letters and digits for the keys of its goals, such as CARE"),
            "lead": Field(_id, "the external id, the handle or the e-mail address of a person"),
        },
    ),
    RecordKind(
        "people",
        ImportedPerson,
        ("external_id",),
        {
            "external_id": _REQUIRED_ID,
            "name": _REQUIRED_LINE,
            "email": Field(_email, "an e-mail address"),
            "title": _LINE,
            "unit": Field(_id, "the external id or the key of a unit"),
            "manager": Field(_id, "the external id, the handle or the e-mail address of a person"),
            "employed_from": _DAY,
            "employed_to": _DAY,
            "time_zone": Field(_zone, "the name of a time zone, such as Europe/Berlin"),
        },
    ),
    RecordKind(
        "cycles",
        ImportedCycle,
        ("key",),
        {
            "key": Field(_id, "the key of the cycle, such as FY2026-Q1", required=True),
            "kind": _one_of_words(CycleKind, required=True),
            "starts_on": _REQUIRED_DAY,
            "ends_on": _REQUIRED_DAY,
            "parent": Field(_id, "the key of a cycle"),
            "state": _one_of_words(CycleState),
        },
    ),
    RecordKind(
        "focus_areas",
        ImportedFocusArea,
        ("external_id",),
        {"external_id": _REQUIRED_ID, "name": _REQUIRED_LINE, "meaning": _LONG},
    ),
    RecordKind(
        "goals",
        ImportedGoal,
        ("external_id",),
        {
            "external_id": _REQUIRED_ID,
            "title": _TITLE,
            "why": _LONG,
            "unit": Field(_id, "the external id or the key of a unit"),
            "owner": Field(_id, "the external id, the handle or the e-mail address of a person"),
            "sponsor": Field(_id, "the external id, the handle or the e-mail address of a person"),
            "contributors": Field(_ids, "external ids, handles or e-mail addresses of people: a list"),
            "cycle": Field(_id, "the key of a cycle"),
            "focus_area": Field(_id, "the external id or the key of a focus area"),
            "ambition": _one_of_words(Ambition),
            "visibility": _one_of_words(Visibility),
            "state": _one_of_words(GoalState),
            "starts_on": _DAY,
            "due_on": _DAY,
        },
    ),
    RecordKind(
        "key_results",
        ImportedKeyResult,
        ("external_id",),
        {
            "external_id": _REQUIRED_ID,
            "goal": Field(_id, "the external id or the key of its goal", required=True),
            "title": _TITLE,
            "metric": _one_of_words(Metric, required=True),
            "unit_of_measure": _LINE,
            "baseline": _NUMBER,
            "target": _NUMBER,
            "stretch": _NUMBER,
            "lower": _NUMBER,
            "upper": _NUMBER,
            "owner": Field(_id, "the external id, the handle or the e-mail address of a person"),
            "starts_on": _DAY,
            "due_on": _DAY,
            "cadence": Field(_cadence, "daily, weekly, biweekly, monthly, quarterly, yearly, none, or an RRULE"),
            "grace_days": Field(_whole(0, 366), "whole days"),
            "weight": _WEIGHT,
            "survey": _one_of_words(SurveyKind),
            "guardrail": Field(_yes_no, "yes or no"),
            "state": _one_of_words(KeyResultState),
        },
    ),
    RecordKind(
        "check_ins",
        ImportedCheckIn,
        ("key_result", "effective_on"),
        {
            "key_result": Field(_id, "the external id or the key of a key result", required=True),
            "effective_on": _REQUIRED_DAY,
            "value": Field(_number, "a number; a row without one makes no check-in", required=True),
            "answers": Field(_whole(0, 10**9), "how many answered, for surveys"),
            "confidence": Field(_whole(0, 100), "percent, 0 to 100"),
            "status": _one_of_words(Status),
            "note": _LONG,
        },
    ),
)

KINDS: Mapping[str, RecordKind] = {kind.name: kind for kind in _KINDS}
"""Every kind of record, in the order in which they depend on each other."""


def kind_named(name: str) -> RecordKind:
    """A kind by its name, "key-results" or "key_results"; InvalidInput otherwise."""
    kind = KINDS.get(name.strip().lower().replace("-", "_"))
    if kind is None:
        raise InvalidInput(
            f'there is no kind of record "{shown(name)}"',
            hint=one_of(name, [known.replace("_", "-") for known in KINDS]),
        )
    return kind


def refusal(error: OkrError) -> str:
    """An error as the end of a sentence about a cell, with what would be right."""
    return f"{error.message}: {error.hint}" if error.hint else error.message
