"""What people type to narrow a list of goals: words, and `status:off owner:me unit:CARE area:retention stale`."""

import shlex
from typing import TypeVar

from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import GoalState, Status
from tui.view_models.goals import GoalFilter

HELP = "words  status:off  owner:me  unit:CARE  area:retention  state:paused  stale"

Word = TypeVar("Word", Status, GoalState)


def read_filter(text: str, *, me: str | None) -> GoalFilter:
    """The filter that is meant; InvalidInput says which part cannot be understood and what would be right."""
    words: list[str] = []
    status: Status | None = None
    state: GoalState | None = None
    named: dict[str, str] = {}
    stale = without_owner = False
    for part in _parts(text):
        name, colon, value = part.partition(":")
        match name.casefold(), value:
            case "stale", "" if not colon:
                stale = True
            case "status", _ if value:
                status = _one_of(value, list(Status), name="status")
            case "state", _ if value:
                state = _one_of(value, list(GoalState), name="state")
            case "owner", "none":
                without_owner = True
            case "owner" | "unit" | "area", _ if value:
                named[name.casefold()] = value
            case (("status" | "state" | "owner" | "unit" | "area"), _) if colon:
                continue  # still being typed
            case _:
                words.append(part)
    owner = named.get("owner")
    return GoalFilter(
        words=" ".join(words),
        status=status,
        state=state,
        owner=me if owner == "me" and me else owner,
        unit=named.get("unit"),
        focus_area=named.get("area"),
        stale=stale,
        without_owner=without_owner,
    )


def _parts(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.quotes, lexer.escape = True, "", '"', ""
    try:
        return list(lexer)
    except ValueError:  # a quote that is still open
        return text.replace('"', "").split()


def _one_of(value: str, words: list[Word], *, name: str) -> Word:
    wanted = value.casefold().replace("-", " ").replace("_", " ")
    for word in words:
        if word.value.startswith(wanted):
            return word
    known = ", ".join(word.value.replace(" ", "-") for word in words)
    raise InvalidInput(f"{name}: there is no {name} {value}", hint=f"take one of {known}", field=name)
