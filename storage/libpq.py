"""Statements that run often, sent to PostgreSQL by libpq as psycopg wraps it: prepared once a connection, sent and answered together.

A cursor of psycopg's finds out for each run how a value is written, whether the statement is prepared, and whether there are
answers yet: with seven statements that was a quarter of the processor's time of a check-in. Here it is known beforehand.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from psycopg import Connection as Driver
from psycopg import IsolationLevel, OperationalError, capabilities
from psycopg.abc import PQGen, Transformer
from psycopg.adapt import PyFormat
from psycopg.adapt import Transformer as Reader
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection
from sqlalchemy.pool import ConnectionPoolEntry

COMMIT = "COMMIT"
UNKNOWN_STATEMENT = "26000"
_SESSION = "okr_session"


class Sent(NamedTuple):
    """A statement with numbered parameters, and its values as the server reads them (`written`)."""

    text: str
    values: Sequence[bytes | None] = ()


Prepared = tuple[str, bytes]
"""What an answer says is prepared now: a statement and its name; without a text it says that the name is free."""


@dataclass(slots=True)
class Session:
    """What is known of one connection: the names of its prepared statements, by their text, and what reads its answers.

    psycopg forgets every prepared statement after ROLLBACK, those of others too, where it has some of its own. `forgotten` are names
    that may or may not be there still. After a return to a savepoint psycopg does so at any later moment: `prepares` is False then.
    `waiting` stands for the answers that are still to come to what was posted, None for one that prepares nothing.
    """

    reader: Transformer
    names: dict[str, bytes] = field(default_factory=dict)
    forgotten: list[bytes] = field(default_factory=list)
    waiting: list[Prepared | None] = field(default_factory=list)
    made: int = 0
    prepares: bool = True

    def forget(self) -> None:
        """Prepare everything anew."""
        self.forgotten += self.names.values()
        self.names.clear()

    def name(self) -> bytes:
        """A name that no statement of this connection has had."""
        self.made += 1
        return b"okr_%d" % self.made


def session(connection: Connection) -> Session:
    """What is known of a connection."""
    found: Session | None = connection.info.get(_SESSION)
    if found is None:
        found = Session(Reader(_driver(connection)), prepares=capabilities.has_send_close_prepared())
        connection.info[_SESSION] = found
    return found


def rolled_back(connection: Connection, *_: object) -> None:
    """Take back what is still on its way, before ROLLBACK is; and note that psycopg may have forgotten what was prepared."""
    known: Session | None = None if connection.invalidated else connection.info.get(_SESSION)
    if known is None:
        return
    if known.waiting:
        driver = _driver(connection)
        known.waiting = []
        if not driver.broken:
            _end(driver)
    known.forget()


def rolled_back_to_savepoint(connection: Connection, *_: object) -> None:
    """Note that psycopg will forget what was prepared, nobody knows when."""
    if not connection.invalidated:
        session(connection).prepares = False
    rolled_back(connection)


def given_back(driver: Driver[Any], record: ConnectionPoolEntry, _: object) -> None:
    """Note the same where the pool is about to roll back what was left open."""
    known: Session | None = record.info.get(_SESSION)
    if known is not None and driver.pgconn.transaction_status != TransactionStatus.IDLE:
        known.forget()


def settle(connection: Connection) -> None:
    """Wait for what was posted, so that cursors of psycopg may use the connection again; raises psycopg's error where it failed."""
    known: Session | None = connection.info.get(_SESSION)
    if known is not None and known.waiting:
        expected, known.waiting = known.waiting, []
        _learn(known, expected, _end(_driver(connection)))


def _end(driver: Driver[Any]) -> list[PGresult]:
    """Receive what is still to come, and leave the mode in which psycopg's cursors would wait for ever."""
    found: list[PGresult] = []
    driver.pgconn.pipeline_sync()
    driver.wait(_received(driver.pgconn, found))
    driver.pgconn.exit_pipeline_mode()
    return found


def written(value: object) -> bytes | None:
    """A value as the server reads it from text; the statement says of what type it is."""
    if value is None:
        return None
    write = _WRITERS.get(type(value))
    return _by_psycopg(value) if write is None else write(value)


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    str: str.encode,
    int: lambda value: b"%d" % value,
    bool: lambda value: b"t" if value else b"f",
    UUID: lambda value: value.hex.encode(),
    date: lambda value: value.isoformat().encode(),
    datetime: lambda value: value.isoformat().encode(),
    Decimal: lambda value: str(value).encode(),
}


def _by_psycopg(value: object) -> bytes | None:
    """What occurs seldom: JSON documents, bytes."""
    dumped = Reader().get_dumper(value, PyFormat.TEXT).dump(value)
    return None if dumped is None else bytes(dumped)


def post(connection: Connection, statements: Sequence[Sent]) -> None:
    """Send statements without waiting; `exchanging` looks at their answers first. Until then nothing else may use the connection."""
    driver, known = _driver(connection), session(connection)
    if driver.pgconn.pipeline_status == PipelineStatus.OFF:
        begin = _begin(driver)
        driver.pgconn.enter_pipeline_mode()
        if begin is not None:
            statements = [Sent(begin), *statements]
    known.waiting += _send(driver, known, statements)
    driver.pgconn.flush()


@contextmanager
def exchanging(connection: Connection, statements: Sequence[Sent]) -> Iterator[list[PGresult]]:
    """Send statements in one round trip, BEGIN included where no transaction is open; the answers are there after the block.

    What the block posts is sent after them. Raises psycopg's error of the first statement that failed: those after it were not run.
    """
    driver, known = _driver(connection), session(connection)
    pgconn = driver.pgconn
    posted = known.waiting
    begin = None if posted else _begin(driver)
    answers: list[PGresult] = []
    found: list[PGresult] = []
    if not posted:
        pgconn.enter_pipeline_mode()
    known.waiting = []
    try:
        expected = posted + _send(driver, known, statements if begin is None else [Sent(begin), *statements])
        pgconn.pipeline_sync()
        try:
            yield answers
        finally:
            driver.wait(_received(pgconn, found))
    finally:
        if not known.waiting and not driver.broken:
            pgconn.exit_pipeline_mode()
    _learn(known, expected, found)
    told = [result for prepared, result in zip(expected, found, strict=True) if prepared is None]
    answers += told[len(told) - len(statements) :]


def rows(known: Session, result: PGresult) -> list[tuple[Any, ...]]:
    """The rows of an answer."""
    count = result.ntuples
    if not count:
        return []
    known.reader.set_pgresult(result)
    return known.reader.load_rows(0, count, tuple)


def types(result: PGresult) -> list[int]:
    """PostgreSQL's types of the columns of an answer."""
    return [result.ftype(column) for column in range(result.nfields)]


def columns(result: PGresult) -> list[str]:
    """The names of the columns of an answer."""
    return [(result.fname(column) or b"").decode() for column in range(result.nfields)]


def _driver(connection: Connection) -> Driver[Any]:
    return cast("Driver[Any]", connection.connection.driver_connection)


def _begin(driver: Driver[Any]) -> str | None:
    """What begins a transaction as the connection is set, as psycopg would say it; None where one is open, or none is wanted."""
    if driver.autocommit or driver.pgconn.transaction_status != TransactionStatus.IDLE:
        return None
    return _begin_as(driver.isolation_level, driver.read_only, driver.deferrable)


@cache
def _begin_as(isolation: IsolationLevel | None, read_only: bool | None, deferrable: bool | None) -> str:
    parts = ["BEGIN"]
    if isolation is not None:
        parts.append(f"ISOLATION LEVEL {isolation.name.replace('_', ' ')}")
    if read_only is not None:
        parts.append("READ ONLY" if read_only else "READ WRITE")
    if deferrable is not None:
        parts.append("DEFERRABLE" if deferrable else "NOT DEFERRABLE")
    return " ".join(parts)


def _send(driver: Driver[Any], known: Session, statements: Sequence[Sent]) -> list[Prepared | None]:
    """Queue statements, and send them; for each answer what it prepares or None, in order. Closing gives an answer of its own."""
    pgconn = driver.pgconn
    expected: list[Prepared | None] = []
    prepares = known.prepares and driver.prepare_threshold is not None
    for name in known.forgotten if prepares else ():
        pgconn.send_close_prepared(name)
        expected.append(("", name))
    for text, values in statements:
        if not prepares:
            pgconn.send_query_params(text.encode(), values or None)
            expected.append(None)
            continue
        prepared = known.names.get(text)
        if prepared is None:
            prepared = known.name()
            pgconn.send_prepare(prepared, text.encode())
            expected.append((text, prepared))
        pgconn.send_query_prepared(prepared, values or None)
        expected.append(None)
    return expected


def _received(pgconn: PGconn, found: list[PGresult]) -> PQGen[None]:
    """Collect what statements answer, one result each, until the server has said that this was all."""
    while pgconn.flush():
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()
    while True:
        while pgconn.is_busy():
            yield Wait.R
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            if pgconn.status == ConnStatus.BAD:
                raise OperationalError("the connection to the server was lost")
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            return
        found.append(result)


def _learn(known: Session, names: Sequence[Prepared | None], found: Sequence[PGresult]) -> None:
    """Note what is prepared now, and raise the first failure."""
    for prepared, result in zip(names, found, strict=True):
        if result.status == ExecStatus.FATAL_ERROR:
            error = error_from_result(result)
            if error.sqlstate == UNKNOWN_STATEMENT:
                known.prepares = False
            raise error
        if prepared is not None and result.status == ExecStatus.COMMAND_OK:
            text, name = prepared
            if text:
                known.names[text] = name
            else:
                known.forgotten.remove(name)
