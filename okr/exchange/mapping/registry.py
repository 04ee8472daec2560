"""How a function of the mapping is declared: its name, its arguments in words, an example that is true, and how it is built."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from okr.exchange.mapping.building import Build
from okr.exchange.mapping.sections import Section
from okr.exchange.mapping.values import Step

Group = Literal["start", "text", "list", "choice", "number", "day"]
Builder = Callable[[Section, Build, int], Step]


@dataclass(frozen=True, slots=True)
class Example:
    """A pipeline as it is written, the cells it is given, and what comes out, as text; a test runs every one of them."""

    written: str
    cells: Mapping[str, str | None]
    gives: str


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the closed list."""

    name: str
    group: Group
    summary: str
    arguments: Mapping[str, str]
    example: Example
    build: Builder

    @property
    def starts(self) -> bool:
        """Whether it begins a pipeline; all others change what came before."""
        return self.group == "start"


FUNCTIONS: dict[str, Function] = {}
"""Every function by name; filled as the modules of functions are imported."""


def function(
    name: str, group: Group, summary: str, *, example: Example, arguments: Mapping[str, str] | None = None
) -> Callable[[Builder], Builder]:
    """Declare a function; the decorated builder turns the step's table into a step."""

    def declare(build: Builder) -> Builder:
        FUNCTIONS[name] = Function(name, group, summary, arguments or {}, example, build)
        return build

    return declare
