"""Options that several commands share, the kinds of values they take, and how they become requests."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import click

from okr.cli.session import Session
from okr.domain.errors import InvalidInput

if TYPE_CHECKING:
    from okr.contract.base import Model

Made = TypeVar("Made", bound="Model")
Function = TypeVar("Function", bound=Callable[..., Any])  # click hands a function its parameters by name


class Word(click.ParamType[StrEnum]):
    """A word of one of the enumerations; blanks may be written as - or _."""

    name = "word"

    def __init__(self, words: type[StrEnum]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The words, as the help shows them."""
        return "|".join(_typed(word) for word in self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> StrEnum:
        """The member that is meant."""
        folded = str(value).strip().casefold().replace("-", " ").replace("_", " ")
        found = next((word for word in self.words if word.value.replace("-", " ") == folded), None)
        if found is not None:
            return found
        from okr.domain.quantities import nearest

        words = [_typed(word) for word in self.words]
        near = nearest(str(value), words, n=1)
        right = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(words)}"
        raise click.BadParameter(f'"{str(value)[:60]}" is none of the words; {right}', ctx, param)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list["click.shell_completion.CompletionItem"]:
        """The words that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(_typed(word)) for word in self.words if _typed(word).startswith(incomplete)]


class Number(click.ParamType[Decimal]):
    """A number as people write it: 1,234.5, 12k, (12)."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The exact number."""
        if isinstance(value, Decimal):
            return value
        from okr.domain.quantities import TYPED, parse_number

        return parse_number(str(value), style=TYPED, field=_name(param)).value


class Share(click.ParamType[int]):
    """A whole percentage from 0 to 100, with or without its sign."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The percentage."""
        from okr.domain.quantities import parse_number

        number = parse_number(str(value), field=_name(param)).value
        if number != number.to_integral_value() or not 0 <= number <= 100:
            raise InvalidInput(f"{_name(param)}: is not a whole percentage from 0 to 100", field=_name(param))
        return int(number)


NUMBER = Number()
SHARE = Share()


def key_option() -> Callable[[Function], Function]:
    """`--key`: makes a command repeatable."""
    return click.option(
        "--key", "idempotency_key", metavar="TEXT", help="Makes the command repeatable: the same key writes only once."
    )


def version_option() -> Callable[[Function], Function]:
    """`--version N`: refuse the edit where somebody else changed the object since that version."""
    return click.option(
        "--version", type=click.IntRange(min=1), metavar="N", help="Refuse if it is no longer at this version (exit 5)."
    )


def effective_option(what: str = "the change") -> Callable[[Function], Function]:
    """`--date`: the day from which it holds (R16)."""
    return click.option(
        "--date", "effective_on", metavar="DAY", help=f"The day from which {what} holds; today if left out."
    )


def clear_option(*fields: str) -> Callable[[Function], Function]:
    """`--clear FIELD`: empties a field."""
    words = [field.replace("_", "-").removesuffix("-on") for field in fields]
    return click.option(
        "--clear", multiple=True, type=click.Choice(words), metavar="FIELD", help=f"Empty a field: {', '.join(words)}."
    )


def paged(function: Function) -> Function:
    """`--limit`, `--cursor`, `--all`: how much of a list."""
    function = click.option("--all", "everything", is_flag=True, help="Everything, not only one page.")(function)
    function = click.option("--cursor", metavar="TEXT", help="Where the page before this one ended.")(function)
    limit = click.IntRange(min=1, max=1000)
    return click.option("--limit", type=limit, default=50, show_default=True, metavar="N", help="Items on a page.")(
        function
    )


def as_of_options(function: Function) -> Function:
    """`--as-of`, `--known-at`: look back (R16)."""
    function = click.option("--known-at", metavar="TIME", help="Only what was recorded by this time.")(function)
    return click.option("--as-of", metavar="DAY", help="As it stood at the end of this day.")(function)


def looking_back(session: Session, as_of: str | None, known_at: str | None) -> dict[str, object]:
    """The fields of `AsOf`."""
    return {"as_of": session.day(as_of, name="as-of"), "known_at": moment(known_at, name="known-at")}


def moment(text: str | None, *, name: str) -> datetime | None:
    """A time such as 2026-03-31T14:00; without a zone it is this machine's, a day alone means its end."""
    if text is None:
        return None
    try:
        if len(text.strip()) == len("2026-03-31"):
            found = datetime.combine(date.fromisoformat(text.strip()), time.max)
        else:
            found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            f"{name}: is not a time",
            hint="write it like 2026-03-31, 2026-03-31T14:00 or 2026-03-31T14:00+02:00",
            field=name,
        ) from error


def request(kind: type[Made], /, **values: object) -> Made:
    """A request of what was given; what was left out (None, nothing in a list) stays out."""
    return kind.model_validate({name: value for name, value in values.items() if value is not None and value != ()})


LISTS = frozenset({"contributors", "readers", "competencies", "checkpoints", "milestones", "service_values"})
"""The fields that are emptied to a list with nothing in it."""


def edit(
    kind: type[Made], changes: Mapping[str, object], *, fixed: Mapping[str, object], cleared: Iterable[str] = ()
) -> Made:
    """A request to change what was given and to empty what `--clear` names; refuses to change nothing."""
    given = {name: value for name, value in changes.items() if value is not None and value != ()}
    for word in cleared:
        name = word.replace("-", "_")
        name = name if name in kind.model_fields else f"{name}_on"
        if name in given:
            raise click.UsageError(f"--clear {word} and a new value for it cannot both hold")
        given[name] = () if name in LISTS else None
    if not given:
        raise click.UsageError("nothing to change: say what by an option", click.get_current_context())
    others = {name: value for name, value in fixed.items() if value is not None}
    return kind.model_validate(given | others)


def _typed(word: StrEnum) -> str:
    return word.value.replace(" ", "-")


def _name(param: click.Parameter | None) -> str:
    return param.opts[-1].removeprefix("--") if param is not None else "value"
