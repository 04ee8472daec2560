"""What a pipeline is built with: the styles in force, the value maps, the tables to look up in; and building it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from okr.domain.errors import InvalidInput
from okr.domain.quantities import FILED, NumberStyle
from okr.exchange.files.rows import Cells, shown
from okr.exchange.mapping.sections import Section, one_of
from okr.exchange.mapping.values import Step, Value

MOST_STEPS = 40
DEEPEST = 8
"""How deep pipelines may stand within pipelines."""


@dataclass(frozen=True, slots=True)
class Fiscal:
    """When the year of a file begins, and by which of its calendar years it is called."""

    first_month: int = 1
    named_by: str = "end"


@dataclass(slots=True)
class Lookup:
    """A table that other files are joined to by key; `values` is filled before the first row is read."""

    name: str
    columns: set[str] = field(default_factory=set)
    values: dict[str, dict[str, str | None]] = field(default_factory=dict)


@dataclass(slots=True)
class Build:
    """The surroundings of the pipelines of one source; `columns` gathers what they read."""

    nulls: frozenset[str] = frozenset({""})
    numbers: NumberStyle = FILED
    dates: tuple[str, ...] = ()
    fiscal: Fiscal = field(default_factory=Fiscal)
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    made: frozenset[str] = frozenset()
    """Columns that `each` and `unpivot` make; the file need not have them."""

    def cell(self, name: str) -> Callable[[Cells], str | None]:
        """A reader for one column: its text without edge blanks, None for a null token."""
        if name not in self.made:
            self.columns.add(name)
        nulls = self.nulls

        def read(cells: Cells) -> str | None:
            text = cells.get(name)
            if text is None:
                return None
            text = text.strip()
            return None if text in nulls else text

        return read


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A field's way from the cells of a row to a value, and the columns that it reads."""

    place: str
    run: Callable[[Cells], Value]
    columns: tuple[str, ...]


def build_pipeline(spec: object, place: str, build: Build, *, depth: int = 0) -> Pipeline:
    """The pipeline that a mapping describes: a column's name, one step, or a list of steps of which the first may be a column's name."""
    from okr.exchange.mapping.functions import FUNCTIONS

    if depth > DEEPEST:
        raise InvalidInput(f"{place}: pipelines stand more than {DEEPEST} deep in each other", hint="flatten them")
    parts = spec if isinstance(spec, list) else [spec]
    if not parts:
        raise InvalidInput(f"{place}: there are no steps", hint='write a column\'s name, such as "Name"')
    if len(parts) > MOST_STEPS:
        raise InvalidInput(f"{place}: {len(parts)} steps, at most {MOST_STEPS} are taken")
    outer, build.columns = build.columns, set()
    steps: list[Step] = []
    for position, part in enumerate(parts, start=1):
        where = place if len(parts) == 1 else f"{place}: step {position}"
        section = _step_section(part, where, first=position == 1)
        name = _function_name(section, FUNCTIONS)
        function = FUNCTIONS[name]
        if function.starts is not (position == 1):
            raise _misplaced(where, name, starts=function.starts)
        steps.append(function.build(section, build, depth))
        section.close()
    used = tuple(sorted(build.columns))
    build.columns = outer | build.columns
    return Pipeline(place, _chain(steps), used)


def _step_section(part: object, where: str, *, first: bool) -> Section:
    if isinstance(part, str):
        return Section(where, {"column": part} if first else {part: True})
    if isinstance(part, dict):
        return Section(where, part)
    raise InvalidInput(
        f"{where}: a step is a text or a table, not {type(part).__name__}", hint='such as { split = "," }'
    )


def _function_name(section: Section, functions: Mapping[str, object]) -> str:
    names = [key for key in section.values if key in functions]
    if len(names) == 1:
        return names[0]
    if not names:
        given = next(iter(section.values), "")
        raise InvalidInput(f'{section.place}: there is no function "{shown(given)}"', hint=one_of(given, functions))
    # An option may bear the name of a function: the first key is then the function.
    first = next(iter(section.values))
    if first in names:
        return first
    raise InvalidInput(f"{section.place}: {' and '.join(names)} stand in one step", hint="make two steps of them")


def _misplaced(where: str, name: str, *, starts: bool) -> InvalidInput:
    if starts:
        return InvalidInput(
            f'{where}: "{name}" begins a pipeline, it cannot stand later', hint="put it first, or use first_of"
        )
    return InvalidInput(
        f'{where}: "{name}" changes a value, and there is none yet', hint="begin with a column's name or a constant"
    )


def _chain(steps: list[Step]) -> Callable[[Cells], Value]:
    if len(steps) == 1:
        only = steps[0]
        return lambda cells: only(None, cells)

    def run(cells: Cells) -> Value:
        value: Value = None
        for step in steps:
            value = step(value, cells)
        return value

    return run
