"""Statements that run often, as the driver takes them: built and compiled once, run without what SQLAlchemy does for each call.

SQLAlchemy makes the text and says how values go in and out; the cursor is the driver's. For a short statement that is a
quarter of the processor's time (20 against 90 microseconds). Statements are kept by themselves, so that only ones that are made
once (at the first use, by `@cache`) may be given.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from sqlalchemy import Boolean, Column, Connection, Date, Dialect, Insert, Row
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from storage import libpq

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

AnyRow = Row[*tuple[Any, ...]]
Values = Mapping[str, object]
Reading = Select[*tuple[Any, ...]] | ReturningUpdate[Any]


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
class _Form:
    """A statement for one database and for lists of certain lengths."""

    text: str
    given: Any
    """The parameters as the driver takes them, with room for those that are not the same each time: a list or a dictionary."""
    slots: tuple[_Slot, ...]

    def parameters(self, values: Values) -> Any:
        """The values as the driver takes them."""
        found = self.given.copy()
        for parameter, name, place, processor in self.slots:
            value: Any = values[name]
            if place is not None:
                value = value[min(place, len(value) - 1)]  # to ask for one twice changes nothing
            found[parameter] = value if processor is None else processor(value)
        return found


class _Shape(NamedTuple):
    """How rows of a statement are read."""

    metadata: SimpleResultMetaData
    processors: Sequence[Processor | None] | None
    places: dict[Any, int]


_forms: dict[tuple[ClauseElement, str, tuple[object, ...]], _Form] = {}
"""By the statement, the database, and the lengths of its lists or the columns of its row."""
_shapes: dict[tuple[ClauseElement, str], _Shape] = {}


class Question(NamedTuple):
    """A statement with its values. One that only `locks` rows asks nothing of SQLite, whose writer is alone anyway."""

    statement: Select[*tuple[Any, ...]]
    values: Values = {}
    locks: bool = False


def fetch(connection: Connection, statement: Reading, values: Values | None = None) -> list[AnyRow]:
    """The rows of a statement."""
    if connection.dialect.name == "postgresql":
        (result,) = _exchange(connection, [(statement, values or {})])
        return _answer(connection, result, statement)
    cursor = connection.connection.cursor()
    _run(connection, cursor, statement, values or {})
    return _rows(connection, cursor, statement)


def ask(connection: Connection, questions: Sequence[Question]) -> list[list[AnyRow]]:
    """The rows of several statements, one list for each, in order; on PostgreSQL in one round trip, BEGIN included.

    Each of them sees what was committed when its own turn came: what is read after a lock is not older than the lock.
    """
    with asking(connection, questions) as answers:
        pass
    return answers


@contextmanager
def asking(connection: Connection, questions: Sequence[Question]) -> Iterator[list[list[AnyRow]]]:
    """As `ask`, while the block works on something else, without a statement of its own; the answers are there after it."""
    answers: list[list[AnyRow]] = []
    if connection.dialect.name != "postgresql":
        yield answers
        answers += [[] if asked.locks else fetch(connection, asked.statement, asked.values) for asked in questions]
        return
    with _exchanging(connection, [(asked.statement, asked.values) for asked in questions]) as results:
        yield answers
    for asked, result in zip(questions, results, strict=True):
        answers.append([] if asked.locks else _answer(connection, result, asked.statement))


def finish(connection: Connection, questions: Sequence[Question], commit: Callable[[], None]) -> None:
    """Run statements that answer nothing and commit, in one round trip of PostgreSQL."""
    _exchange(connection, [(asked.statement, asked.values) for asked in questions], ends=True)
    commit()  # for SQLAlchemy: psycopg sees that nothing is open any more


def _exchange(
    connection: Connection, statements: Sequence[tuple[ClauseElement, Values]], *, ends: bool = False
) -> "list[PGresult]":
    with _exchanging(connection, statements, ends=ends) as results:
        pass
    return results


@contextmanager
def _exchanging(
    connection: Connection, statements: Sequence[tuple[ClauseElement, Values]], *, ends: bool = False
) -> "Iterator[list[PGresult]]":
    """Send statements to PostgreSQL together, COMMIT after them where they are the end; what they answered is there after the block."""
    sent: list[libpq.Sent] = []
    for statement, values in statements:
        form = _form(connection, statement, values)
        parameters = form.parameters(values)
        _tell(connection, None, form.text, parameters, many=False)
        sent.append(libpq.Sent(form.text, parameters))
    if ends:
        sent.append(libpq.Sent(libpq.COMMIT))
    try:
        with libpq.exchanging(connection, sent) as results:
            yield results
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, error, None) from error


def _answer(connection: Connection, result: "PGresult", statement: Reading) -> list[AnyRow]:
    """The rows of what PostgreSQL answered."""
    found = libpq.rows(libpq.session(connection), result)
    if not found:
        return []
    shape = _shapes.get((statement, "postgresql"))
    if shape is None:
        shape = _read_shape(connection, statement, libpq.columns(result), libpq.types(result))
    metadata, processors, places = shape
    return [Row(metadata, processors, places, row) for row in found]


def run(connection: Connection, statement: ClauseElement, values: Values) -> int:
    """Run a statement that answers nothing but how many rows it wrote."""
    if connection.dialect.name == "postgresql":
        (result,) = _exchange(connection, [(statement, values)])
        return result.command_tuples or 0
    cursor = connection.connection.cursor()
    _run(connection, cursor, statement, values)
    written: int = cursor.rowcount
    cursor.close()
    return written


def run_for_each(connection: Connection, statement: ClauseElement, rows: Sequence[Values]) -> None:
    """Run a statement that answers nothing for each of several rows with the same columns."""
    if connection.dialect.name == "postgresql":
        _exchange(connection, [(statement, row) for row in rows])
        return
    cursor = connection.connection.cursor()
    form = _form(connection, statement, rows[0])
    parameters = [form.parameters(row) for row in rows]
    _tell(connection, cursor, form.text, parameters, many=True)
    try:
        cursor.executemany(form.text, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, error, form.text) from error
    cursor.close()


@cache
def _compiling(dialect: Dialect) -> Dialect:
    """The dialect that makes the text: of PostgreSQL's the one with numbered parameters."""
    if dialect.name != "postgresql":
        return dialect
    kind: Callable[..., Dialect] = type(dialect)
    return kind(paramstyle="numeric_dollar")


def _run(connection: Connection, cursor: DBAPICursor, statement: ClauseElement, values: Values) -> None:
    _execute(connection, cursor, _form(connection, statement, values), values)


def _execute(connection: Connection, cursor: DBAPICursor, form: _Form, values: Values) -> None:
    parameters = form.parameters(values)
    _tell(connection, cursor, form.text, parameters, many=False)
    try:
        cursor.execute(form.text, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, error, form.text) from error


def _tell(connection: Connection, cursor: DBAPICursor | None, text: str, parameters: Any, *, many: bool) -> None:
    """Let those hear of a statement who listen to SQLAlchemy's."""
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, text, parameters, None, many)


def _rows(connection: Connection, cursor: DBAPICursor, statement: Reading) -> list[AnyRow]:
    found = _fetched(connection, cursor)
    if not found:
        return []
    shape = _shapes.get((statement, connection.dialect.name))
    if shape is None:
        told = cursor.description
        shape = _read_shape(connection, statement, [str(column[0]) for column in told], [column[1] for column in told])
    metadata, processors, places = shape
    return [Row(metadata, processors, places, row) for row in found]


def _fetched(connection: Connection, cursor: DBAPICursor) -> list[tuple[Any, ...]]:
    try:
        found: list[tuple[Any, ...]] = list(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, error, None) from error
    return found


def _form(connection: Connection, statement: ClauseElement, values: Values) -> _Form:
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


def _compile(connection: Connection, statement: ClauseElement, values: Values, lengths: Mapping[str, int]) -> _Form:
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
    return _Form(text, list(given.values()) if counted else given, tuple(slots))


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


def _read_shape(connection: Connection, statement: Reading, names: Sequence[str], kinds: Sequence[object]) -> _Shape:
    """How the rows of a statement are read; the driver's types of the columns decide with SQLAlchemy's."""
    processors: list[Processor | None] = []
    for column, told in zip(statement.exported_columns, kinds, strict=True):
        kind = column.type.dialect_impl(connection.dialect)
        processors.append(kind.result_processor(connection.dialect, told))
    metadata = SimpleResultMetaData(list(names))
    places = {name: place for place, name in enumerate(names)}
    shape = _Shape(metadata, tuple(processors) if any(processors) else None, places)
    return _shapes.setdefault((statement, connection.dialect.name), shape)


def _wrapped(connection: Connection, error: Exception, text: str | None) -> Exception:
    """The driver's failure as SQLAlchemy tells it; a connection that broke is not used again."""
    dialect = connection.dialect
    broken = not connection.invalidated and dialect.is_disconnect(
        cast(Any, error), connection.connection.dbapi_connection, None
    )
    if broken:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=broken,
        dialect=dialect,
    )
