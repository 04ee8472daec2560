"""What a plan file has seen: a short mark of each goal and key result, by which it is known later which fields have moved.

A mark is eight letters of the whole and two of each field, in a fixed order. The whole says that something moved, the
letters of the fields which: one in 4,096 changes of a field shares the letters of what was there before, and then the
object is still known to have moved.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from hashlib import blake2b

from okr.application.plans_standing import GOAL_FIELDS, RESULT_FIELDS, Standing
from okr.contract.key_results import Checkpoint, MilestoneView
from okr.contract.plans import PlanFeed, PlanInitiative, PlanParent
from okr.domain.numbers import decimal_text

WHOLE = 8
_NONE = ".."


def marks_of(standing: Standing) -> Iterator[tuple[str, str]]:
    """The marks of a goal and of its key results, by key."""
    yield standing.key, _mark(standing.fields, GOAL_FIELDS)
    for key, result in standing.results.items():
        yield key, _mark(result.fields, RESULT_FIELDS)


def moved_fields(seen: str, now: str, names: Sequence[str]) -> tuple[str, ...]:
    """The fields that differ between two marks; nothing where they are equal, all of them where that is all that is known."""
    if seen == now:
        return ()
    moved = tuple(
        name
        for place, name in enumerate(names)
        if seen[WHOLE + 2 * place : WHOLE + 2 * place + 2] != now[WHOLE + 2 * place : WHOLE + 2 * place + 2]
    )
    return moved or tuple(names)


def words_of(value: object, *, joint: str = ", ") -> str | None:
    """A value of a plan as a person reads it; None where there is none."""
    match value:
        case None | ():
            return None
        case str() if not isinstance(value, Enum):
            return value
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return decimal_text(value)
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case tuple():
            return joint.join(_item(one) for one in value)
    return str(value)


def _item(value: object) -> str:
    match value:
        case PlanParent():
            return f"{value.goal} {value.kind.value}{_weight(value.weight)}"
        case PlanFeed():
            return f"{value.key_result}{_weight(value.weight)}"
        case Checkpoint():
            return f"{value.day}: {decimal_text(value.value)}"
        case MilestoneView():
            return f"{value.title}{_weight(value.weight)}{_when('due', value.due_on)}"
        case PlanInitiative():
            by = f" by {value.owner}" if value.owner else ""
            source = f" [{value.external_id}]" if value.external_id else ""
            return f"{value.title}{by}{_when('due', value.due_on)}{_when('done', value.done_on)}{source}"
        case tuple():  # a pause
            return " to ".join(words_of(one) or "now" for one in value)
    return words_of(value) or ""


def _weight(weight: Decimal) -> str:
    return "" if weight == 1 else f" weight {decimal_text(weight)}"


def _when(word: str, day: date | None) -> str:
    return "" if day is None else f" {word} {day}"


def _mark(fields: Mapping[str, object], names: Sequence[str]) -> str:
    texts = [_text(fields[name]) for name in names]
    whole = blake2b("\x1e".join(texts).encode("utf-8", "replace"), digest_size=6).digest()
    return urlsafe_b64encode(whole).decode() + "".join([_letters(text) if text else _NONE for text in texts])


def _text(value: object) -> str:
    if value is None or value == ():
        return ""
    if type(value) is str:
        return value
    return words_of(value, joint="\x1f") or ""


@lru_cache(maxsize=20_000)
def _letters(text: str) -> str:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=2).digest()
    return urlsafe_b64encode(digest).decode()[:2]
