"""Statements as the drivers take them: made by SQLAlchemy once, with what writes the values.

SQLAlchemy makes the text and says how values go in. Statements are kept by themselves, so that only ones that are made once
(at the first use, by `@cache`) may be given; `new_form` is for others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import Boolean, Column, Connection, Date, Dialect, Insert
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

Values = Mapping[str, object]


class Processor(Protocol):
    """Turns a value into what the driver takes, or what the driver gives into a value."""

    def __call__(self, value: Any) -> Any:
        """The value in the other form."""


class _Slot(NamedTuple):
    """Where a value goes: the parameter of the text, or its place, and the value's name, with the place in it where it is a list."""

    parameter: Any
    name: str
    place: int | None
    processor: Processor | None


@dataclass(frozen=True, slots=True)
class Form:
    """A statement for one database and for lists of certain lengths."""

    text: str
    given: Any
    """The parameters as the driver takes them, with room for those that are not the same each time: a list or a dictionary."""
    slots: tuple[_Slot, ...]
    columns: tuple[tuple[str, Processor | None], ...] | None
    """Names and processors of the values in order, where the driver counts and is given nothing else: most of what is written."""

    def parameters(self, values: Values) -> Any:
        """The values as the driver takes them."""
        if self.columns is not None:
            return [values[name] if make is None else make(values[name]) for name, make in self.columns]
        found = self.given.copy()
        for parameter, name, place, processor in self.slots:
            value: Any = values[name]
            if place is not None:
                value = value[min(place, len(value) - 1)]  # to ask for one twice changes nothing
            found[parameter] = value if processor is None else processor(value)
        return found


_forms: dict[tuple[ClauseElement, str, tuple[object, ...]], Form] = {}
"""By the statement, the database, and the lengths of its lists or the columns of its row."""


def form_of(connection: Connection, statement: ClauseElement, values: Values) -> Form:
    """The statement for these values. Lists get room for a power of two, so that a dozen texts serve every length."""
    if isinstance(statement, Insert):  # it takes the columns of the row
        columns = (statement, connection.dialect.name, tuple(values))
        return _forms.get(columns) or _forms.setdefault(columns, _compile(connection, statement, values, {}))
    lengths = tuple(
        (name, 1 << (len(value) - 1).bit_length() if value else 0)
        for name, value in values.items()
        if type(value) is list
    )
    key = (statement, connection.dialect.name, lengths)
    return _forms.get(key) or _forms.setdefault(key, _compile(connection, statement, values, dict(lengths)))


def new_form(connection: Connection, statement: ClauseElement, values: Values) -> Form:
    """The statement for these values, none of them a list; whoever asks keeps it."""
    return _compile(connection, statement, values, {})


def _compile(connection: Connection, statement: ClauseElement, values: Values, lengths: Mapping[str, int]) -> Form:
    """Compile a statement; its text has a parameter for each place in a list."""
    values = {name: [None] * lengths[name] if name in lengths else value for name, value in values.items()}
    columns = list(values) if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=_compiling(connection.dialect), column_keys=columns)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"{type(statement).__name__} has no parameters")
    state = compiled.construct_expanded_state(dict(values))
    sources = {
        parameter: (name, place)
        for name, parameters in state.parameter_expansion.items()
        for place, parameter in enumerate(parameters)
    }
    defaults = {column.key: _default(column) for column in compiled.insert_prefetch}
    counted = state.positiontup is not None
    order = list(state.parameters if state.positiontup is None else state.positiontup)
    slots: list[_Slot] = []
    given: dict[str | int, object] = {}
    for number, parameter in enumerate(order):
        name, place = sources.get(parameter, (parameter, None))
        processor = _writing(_binding(compiled.binds[name].type, connection.dialect), connection.dialect)
        where = number if counted else parameter
        value = defaults.get(parameter, state.parameters[parameter])
        if name in values:
            slots.append(_Slot(where, name, place, processor))
            given[where] = None
        else:
            given[where] = value if processor is None else processor(value)
    text = state.statement
    if connection.dialect.name == "sqlite" and columns is None:
        text = _planned_once(text, len(order))
    alone = counted and len(slots) == len(order) and all(slot.place is None for slot in slots)
    just = tuple((slot.name, slot.processor) for slot in slots) if alone else None
    return Form(text, list(given.values()) if counted else given, tuple(slots), just)


def _planned_once(text: str, marks: int) -> str:
    """The text with a plus before each value, which does nothing to it but hide it from SQLite's planner.

    Where ANALYZE has sampled an indexed column, SQLite (with STAT4, as pysqlite3 brings it) plans a statement anew at each run, for
    the value that it is compared with: 350 of 450 microseconds of a contribution with all that it touches. No statement that
    is kept has a better plan for one value than for another.
    """
    return text.replace("?", "+?") if text.count("?") == marks else text


def _writing(processor: Processor | None, dialect: Dialect) -> Processor | None:
    """What makes the value that is handed over: PostgreSQL is sent its text at once."""
    if dialect.name != "postgresql":
        return processor
    from storage import libpq

    if processor is None:
        return libpq.written
    return lambda value: libpq.written(processor(value))


def _default(column: Column[Any]) -> object:
    """What a row without this column gets: the same for every row, as all defaults here are."""
    default = column.default
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    if isinstance(default, CallableColumnDefault):
        return default.arg(cast(Any, None))
    raise TypeError(f"{column} has a default that is not the same for every row")


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    """What makes the driver's value of one; SQLite's driver takes truth values, and days are written without a format."""
    if dialect.name == "sqlite" and isinstance(kind, Boolean):
        return None
    if dialect.name == "sqlite" and isinstance(kind, Date):
        return _iso_day
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _iso_day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


@cache
def _compiling(dialect: Dialect) -> Dialect:
    """The dialect that makes the text: of PostgreSQL's the one with numbered parameters."""
    if dialect.name != "postgresql":
        return dialect
    kind: Callable[..., Dialect] = type(dialect)
    return kind(paramstyle="numeric_dollar")
