"""What people type to narrow a list of goals: words, and `status:off owner:me area:retention due<30d ambition:aspirational stale`."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from okr.domain.errors import InvalidInput
from okr.domain.quantities import nearest, parse_date
from okr.domain.vocabulary import Ambition, GoalState, Status
from tui.view_models.goals import EVERY_CYCLE, GoalFilter

HELP = "words  status:off  owner:me  area:retention  due<30d  unit:CARE  cycle:all  ambition:  state:  stale"

NAMES = ("status", "owner", "unit", "area", "due", "state", "ambition", "cycle")
"""What stands before a colon."""
FLAGS = ("stale", "ownerless")
"""What stands by itself."""

Word = TypeVar("Word", Status, GoalState, Ambition)

_TOKEN = re.compile(r'[^\s"]*(?:"[^"]*"?[^\s"]*)+|\S+')
_NAMED = re.compile(r"([A-Za-z]+)(:|<=|>=|<|>)(.*)", re.DOTALL)
_SPAN = re.compile(r"([0-9]{1,4})([dwm])")
_DAYS = {"d": 1, "w": 7, "m": 30}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a filter as it was typed: a word, or a name, an operator and a value."""

    text: str
    name: str = ""
    operator: str = ""
    value: str = ""


def parts_of(text: str) -> list[Part]:
    """The parts of a filter; what stands in quotes is one part, and words in quotes are words whatever they hold."""
    return [_part(token) for token in _TOKEN.findall(text)]


def read_filter(text: str, *, me: str | None, today: date | None = None) -> GoalFilter:
    """The filter that is meant; InvalidInput says which part cannot be understood and what would be right."""
    wanted = GoalFilter()
    words: list[str] = []
    for part in parts_of(text):
        if not part.name:
            if part.text.casefold() == "stale":
                wanted = replace(wanted, stale=True)
            elif part.text.casefold() == "ownerless":
                wanted = replace(wanted, without_owner=True)
            else:
                words.append(part.text)
        elif part.value:
            wanted = _with(wanted, part, me=me, today=today)
        else:
            _known(part)  # still being typed
    return replace(wanted, words=" ".join(words))


def quoted(value: str) -> str:
    """A value as one types it."""
    return f'"{value}"' if re.search(r"\s", value) else value


def _part(token: str) -> Part:
    if token.startswith('"'):
        return Part(token.replace('"', ""))
    found = _NAMED.fullmatch(token)
    if found is None:
        return Part(token.replace('"', ""))
    return Part(token, found[1].casefold(), found[2], found[3].replace('"', ""))


def _known(part: Part) -> str:
    """The name of a part; InvalidInput where there is no such filter, or not with this sign."""
    if part.name not in NAMES:
        near = nearest(part.name, NAMES, n=1)
        right = f"did you mean {near[0]}?" if near else f"take one of {', '.join(NAMES)}, or put the words in quotes"
        raise InvalidInput(f"there is no filter {part.name}{part.operator}", hint=right, field="filter")
    if part.operator != ":" and part.name != "due":
        raise InvalidInput(
            f"{part.name} is not compared with {part.operator}", hint=f"write {part.name}:{part.value}", field=part.name
        )
    return part.name


def _with(wanted: GoalFilter, part: Part, *, me: str | None, today: date | None) -> GoalFilter:
    value = part.value
    match _known(part):
        case "status":
            return replace(wanted, status=_one_of(value, list(Status), name="status"))
        case "state":
            return replace(wanted, state=_one_of(value, list(GoalState), name="state"))
        case "ambition":
            return replace(wanted, ambition=_one_of(value, list(Ambition), name="ambition"))
        case "owner" if value.casefold() == "none":
            return replace(wanted, without_owner=True)
        case "owner":
            return replace(wanted, owner=me if value.casefold() == "me" and me else value)
        case "unit":
            return replace(wanted, unit=value)
        case "area":
            return replace(wanted, focus_area=value)
        case "cycle":
            return replace(wanted, cycle=EVERY_CYCLE if value.casefold() == EVERY_CYCLE else value)
    return _due(wanted, part, today)


def _due(wanted: GoalFilter, part: Part, today: date | None) -> GoalFilter:
    """`due<30d` is due within 30 days or before; `due>2026-12-01`; `due:2026-12-31` is that day."""
    day = _day(part.value, today)
    match part.operator:
        case "<" | "<=":
            return replace(
                wanted, due_until=day if part.operator == "<=" or _SPAN.fullmatch(part.value) else _before(day)
            )
        case ">" | ">=":
            return replace(wanted, due_from=day if part.operator == ">=" else day + timedelta(days=1))
    return replace(wanted, due_from=day, due_until=day)


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _day(value: str, today: date | None) -> date:
    span = _SPAN.fullmatch(value.casefold())
    if span is not None and today is not None:
        return today + timedelta(days=int(span[1]) * _DAYS[span[2]])
    try:
        return parse_date(value, today=today, weekdays="future", field="due")
    except InvalidInput as error:
        raise InvalidInput(
            f"due: {value} is not a day", hint="write due<30d, due>2w or due<2026-12-31", field="due"
        ) from error


def _one_of(value: str, words: list[Word], *, name: str) -> Word:
    wanted = value.casefold().replace("-", " ").replace("_", " ")
    found = [word for word in words if word.value.startswith(wanted)]
    exact = [word for word in found if word.value == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    spelled = [typed_word(word.value) for word in found or words]
    if found:
        raise InvalidInput(f"{name}: {value} could be {' or '.join(spelled)}", hint="type one letter more", field=name)
    near = nearest(value, spelled, n=1)
    right = f"did you mean {near[0]}?" if near else f"take one of {', '.join(spelled)}"
    raise InvalidInput(f"{name}: there is no {name} {value}", hint=right, field=name)


def typed_word(word: str) -> str:
    """A word of the vocabulary as one types it, without blanks."""
    return word.replace(" ", "-")
