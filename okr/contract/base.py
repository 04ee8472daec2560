"""The shapes that every operation shares: commands, queries, pages, and numbers as they travel.

`operation(...)` above a request declares the operation once: its REST method and path, what it asks of the
acting person, and whether it writes. `okr.contract.operations` gathers them.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from okr.domain.vocabulary import Status

Result = TypeVar("Result")
Item = TypeVar("Item")
Declared = TypeVar("Declared", bound=type[BaseModel])
Made = TypeVar("Made", bound=BaseModel)

PPM = 1_000_000
MAXIMUM_PAGE = 1_000


def ratio_text(ppm: int) -> str:
    """A ratio in millionths as a decimal string with up to 6 places: 666667 is "0.666667", 500000 is "0.5"."""
    sign = "-" if ppm < 0 else ""
    whole, rest = divmod(abs(ppm), PPM)
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")


def _ratio_from(value: object) -> object:
    return int((Decimal(value) * PPM).to_integral_value()) if isinstance(value, str) else value


def decimal_text(value: Decimal) -> str:
    """A decimal in plain digits, without exponent and trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


Ratio = Annotated[int, BeforeValidator(_ratio_from), PlainSerializer(ratio_text, return_type=str, when_used="json")]
"""A ratio: millionths in Python, a decimal string in JSON."""

Number = Annotated[Decimal, PlainSerializer(decimal_text, return_type=str, when_used="json")]
"""A value of a metric: exact in Python, a decimal string in JSON."""

Weight = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=4)]
"""A weight from 0 to 1,000 with up to 4 decimals."""

Percent = Annotated[int, Field(ge=0, le=100)]


class Model(BaseModel):
    """A frozen value; unknown fields are refused; its schema is built at the first use (start-up time)."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def made(kind: type[Made], fields: dict[str, object]) -> Made:
    """A value of which every field is given, in order, and of the right type: not looked at again.

    For rows of our own database, where looking would take longer than reading them. The dictionary becomes the value's.
    """
    value = kind.__new__(kind)
    object.__setattr__(value, "__dict__", fields)
    object.__setattr__(value, "__pydantic_fields_set__", set(fields))
    object.__setattr__(value, "__pydantic_extra__", None)
    object.__setattr__(value, "__pydantic_private__", None)
    return value


class Request(Model, Generic[Result]):
    """Something that can be asked of a backend; `Result` is what it answers."""


class Query(Request[Result], Generic[Result]):
    """A request that changes nothing."""


class Command(Request[Result], Generic[Result]):
    """A request that changes something: one transaction, one audit entry, repeatable under its key.

    In commands that edit, what is left out stays, and what is given as None is cleared (`model_fields_set`).
    """


class AsOf(Model):
    """R16: look at the state as of a day, and only at what was recorded by a time."""

    as_of: date | None = None
    known_at: datetime | None = None


class PageOf(Model):
    """Which page of a list: the cursor of the page before, and how many items."""

    cursor: str | None = None
    limit: int = Field(default=50, ge=1, le=MAXIMUM_PAGE)


class Page(Model, Generic[Item]):
    """A page of a list. `hidden` counts what the acting person may not see (None: not counted)."""

    items: tuple[Item, ...]
    next_cursor: str | None = None
    hidden: int | None = None


class Done(Model):
    """The answer of a command that has nothing else to say."""

    message: str


class PersonRef(Model):
    """A person, as named on other objects."""

    handle: str
    name: str


class UnitRef(Model):
    """A unit, as named on other objects."""

    key: str
    name: str


class Figures(Model):
    """The numbers of a goal or of a key result on one day (R1, R2, R5, R6, R8)."""

    progress: Ratio | None
    progress_raw: Ratio | None
    expected: Ratio | None
    coverage: Ratio | None
    status: Status | None = Field(description="None for tracked key results alone")
    weakest: Status | None = None
    stale: bool = False


class Declaration(NamedTuple):
    """One operation: how it is reached and what it is called."""

    name: str
    method: str
    path: str
    writes: bool


DECLARED: dict[type[BaseModel], Declaration] = {}
"""Every declared operation by its request type; filled as the contract's modules are imported."""


def operation(name: str, method: str, path: str) -> Callable[[Declared], Declared]:
    """Declare the operation of a request: its name ("goals.create"), REST method and path."""

    def declare(request: Declared) -> Declared:
        writes = issubclass(request, Command)
        DECLARED[request] = Declaration(name=name, method=method, path=path, writes=writes)
        return request

    return declare


class Change(Model):
    """One changed field, before and after, in words."""

    NO_VALUE: ClassVar[str] = "-"

    field: str
    before: str | None
    after: str | None
