"""Statements that run often, as the driver takes them: built and compiled once, run without what SQLAlchemy does for each call.

SQLAlchemy makes the text and says how values go in and out; the cursor is the driver's. For a short statement that is a
quarter of the processor's time (20 against 90 microseconds). Statements are kept by themselves, so that only ones that are made
once (at the first use, by `@cache`) may be given; `Forgettable` is for others.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Connection, Row, TextualSelect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement, CompoundSelect, Select
from sqlalchemy.sql.dml import ReturningUpdate

from storage.forms import Form, Processor, Values, form_of, new_form

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

    from storage import libpq

AnyRow = Row[*tuple[Any, ...]]
Reading = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | ReturningUpdate[Any] | TextualSelect


class _Shape(NamedTuple):
    """How rows of a statement are read."""

    metadata: SimpleResultMetaData
    processors: Sequence[Processor | None] | None
    places: dict[Any, int]


_shapes: dict[tuple[ClauseElement, str], _Shape] = {}


class Question(NamedTuple):
    """A statement with its values. One that only `locks` rows asks nothing of SQLite, whose writer is alone anyway."""

    statement: Reading
    values: Values = {}
    locks: bool = False


class Order(NamedTuple):
    """A statement that answers nothing, with its values."""

    statement: ClauseElement
    values: Values


def fetch(connection: Connection, statement: Reading, values: Values | None = None) -> list[AnyRow]:
    """The rows of a statement."""
    if connection.dialect.name == "postgresql":
        (result,) = _exchange(connection, [Question(statement, values or {})])
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
    with _exchanging(connection, questions) as results:
        yield answers
    for asked, result in zip(questions, results, strict=True):
        answers.append([] if asked.locks else _answer(connection, result, asked.statement))


def ask_and_end(connection: Connection, orders: Sequence[Order], questions: Sequence[Question]) -> list[list[AnyRow]]:
    """Run statements on PostgreSQL and end the transaction, all in one round trip; the rows of those that ask, one list for each."""
    *results, _ = _exchange(connection, [*orders, *questions], ends=True)
    return [
        [] if asked.locks else _answer(connection, result, asked.statement)
        for asked, result in zip(questions, results[len(orders) :], strict=True)
    ]


def post(connection: Connection, orders: Sequence[Order], *, ends: bool = False) -> None:
    """Send statements to PostgreSQL without waiting, COMMIT after them where they are the end; `finish` waits for them.

    Until then only `ask` and what is like it use the connection so; for a statement of SQLAlchemy's `settle` waits.
    """
    from storage import libpq  # psycopg need not be installed

    with _told(connection):
        libpq.post(connection, _sent(connection, orders, ends=ends))


def settle(connection: Connection, cursor: DBAPICursor | None, *_: object) -> None:
    """Wait for what was posted to PostgreSQL before a cursor of the driver is used."""
    from storage import libpq

    if cursor is not None:
        with _told(connection):
            libpq.settle(connection)


def finish(connection: Connection, orders: Sequence[Order], commit: Callable[[], None], *, was_sent: bool) -> None:
    """Run statements that answer nothing and commit, in one round trip of PostgreSQL; `was_sent`: the commit was posted already."""
    _exchange(connection, orders, ends=not was_sent)
    commit()  # for SQLAlchemy: psycopg sees that nothing is open any more


def _exchange(connection: Connection, orders: Sequence[Order | Question], *, ends: bool = False) -> "list[PGresult]":
    with _exchanging(connection, orders, ends=ends) as results:
        pass
    return results


@contextmanager
def _exchanging(
    connection: Connection, orders: Sequence[Order | Question], *, ends: bool = False
) -> "Iterator[list[PGresult]]":
    """Send statements to PostgreSQL together, COMMIT after them where they are the end; what they answered is there after the block."""
    from storage import libpq  # psycopg need not be installed

    with _told(connection), libpq.exchanging(connection, _sent(connection, orders, ends=ends)) as results:
        yield results


def _sent(connection: Connection, orders: Sequence[Order | Question], *, ends: bool) -> "list[libpq.Sent]":
    from storage import libpq

    listeners = list(connection.dispatch.before_cursor_execute)
    sent: list[libpq.Sent] = []
    for order in orders:
        form = form_of(connection, order.statement, order.values)
        parameters = form.parameters(order.values)
        for listener in listeners:
            listener(connection, None, form.text, parameters, None, False)
        sent.append(libpq.Sent(form.text, parameters))
    if ends:
        sent.append(libpq.Sent(libpq.COMMIT))
    return sent


@contextmanager
def _told(connection: Connection) -> Iterator[None]:
    """Tell the driver's failures as SQLAlchemy tells them."""
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, error, None) from error


def _answer(connection: Connection, result: "PGresult", statement: Reading) -> list[AnyRow]:
    """The rows of what PostgreSQL answered."""
    from storage import libpq

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
        (result,) = _exchange(connection, [Order(statement, values)])
        return result.command_tuples or 0
    cursor = connection.connection.cursor()
    _run(connection, cursor, statement, values)
    written: int = cursor.rowcount
    cursor.close()
    return written


def run_for_each(connection: Connection, statement: ClauseElement, rows: Sequence[Values]) -> None:
    """Run a statement that answers nothing for each of several rows with the same columns."""
    if connection.dialect.name == "postgresql":
        _exchange(connection, [Order(statement, row) for row in rows])
        return
    cursor = connection.connection.cursor()
    form = form_of(connection, statement, rows[0])
    parameters = [form.parameters(row) for row in rows]
    _tell(connection, cursor, form.text, parameters, many=True)
    try:
        cursor.executemany(form.text, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, error, form.text) from error
    cursor.close()


class Forgettable:
    """A statement that is kept as long as whoever holds it, since there are many like it; its rows are tuples of the driver's.

    To make rows of those would take longer than SQLite takes to answer.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._forms: dict[str, Form] = {}

    def tuples(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them. The values have the same names each time, and no lists are among them."""
        dialect = connection.dialect.name
        form = self._forms.get(dialect)
        if form is None:
            form = self._forms[dialect] = new_form(connection, self.statement, values)
        if dialect != "postgresql":
            cursor = connection.connection.cursor()
            _execute(connection, cursor, form, values)
            return _fetched(connection, cursor)
        from storage import libpq

        parameters = form.parameters(values)
        _tell(connection, None, form.text, parameters, many=False)
        with _told(connection), libpq.exchanging(connection, [libpq.Sent(form.text, parameters)]) as results:
            pass
        return libpq.rows(libpq.session(connection), results[0])


def _run(connection: Connection, cursor: DBAPICursor, statement: ClauseElement, values: Values) -> None:
    _execute(connection, cursor, form_of(connection, statement, values), values)


def _execute(connection: Connection, cursor: DBAPICursor, form: Form, values: Values) -> None:
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
