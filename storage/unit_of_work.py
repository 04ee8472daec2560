"""The one way to the data: a function is run in one transaction, again where that may help, and nothing else commits.

`Store.read` and `Store.write` hand the function a `ReadWork` or a `WriteWork`; statements that write ask for a `WriteWork`, so
that the type checker sees a write inside a read. The function never commits and may run twice.
"""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from okr.domain.errors import Conflict, NotFound, OkrError, Unreachable
from storage import migrate, postgresql, sqlite
from storage.compiled import Order, finish
from storage.engine import StoreUrl, make_engine, parse_url
from storage.failures import Interrupted, explain, is_busy, lost_connection, may_pass, no_file
from storage.fair_lock import FairLock, writer_lock
from storage.running import Running

if TYPE_CHECKING:
    from storage.kept_days import KeptDays

R = TypeVar("R")

RETRIES = 3
FIRST_PAUSE_S = 0.02
BUSY_TIMEOUT_S = sqlite.BUSY_TIMEOUT_MS / 1000


@dataclass(frozen=True, slots=True)
class ReadWork:
    """A transaction that reads: everything in it sees the same moment."""

    connection: Connection
    store: "Store | None" = field(default=None, compare=False)
    """Where it comes from, for what is kept beside it."""
    may_keep: bool = field(default=False, compare=False)
    """Whether what is read may be kept until anybody writes: on a connection to a SQLite file that never writes itself."""

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is a PostgreSQL; else it is a SQLite file."""
        return self.connection.dialect.name == "postgresql"


@dataclass(slots=True)
class Ending:
    """How a transaction ends on PostgreSQL.

    `orders` are sent together with the commit: nothing in the transaction reads what they write. `by_handler`: nothing is read or
    written after the handler, so that it may send the commit itself and work out its answer meanwhile; then that `was_sent`, and
    `is_over` where the handler has waited for it, too.
    """

    orders: list[Order] = field(default_factory=list)
    by_handler: bool = False
    was_sent: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class WriteWork(ReadWork):
    """A transaction that may write; what it wrote is there for good once `Store.write` has answered.

    `ending` is how it ends: what was written ahead on PostgreSQL, and what goes with the commit. `is_repeated`: it was tried before,
    and had to be given up.
    """

    ending: Ending = field(default_factory=Ending)
    is_repeated: bool = False


class CommitUnknown(Unreachable):
    """The connection broke while saving, so that nobody can say whether it was saved."""

    code = "commit-unknown"


class Store:
    """A company's database. One object a process is enough; every thread may use it.

    `engine` is PostgreSQL's, or the one that reads a SQLite file: the one that writes it is made with the first write.
    """

    def __init__(
        self,
        url: StoreUrl,
        engine: Engine,
        *,
        copy_before_upgrade: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.url = url
        self.copy_before_upgrade = copy_before_upgrade
        self._sleep = sleep
        self._jitter = jitter
        self._line: FairLock | None = writer_lock(url.path) if url.path is not None else None
        self._guard = threading.Lock()
        self._running = Running()
        self._days: KeptDays | None = None
        self._engine: Engine | None = None
        self._writing: Engine | None = None
        if url.path is not None:
            self._reading = self._single = engine
        else:
            self._engine = self._writing = engine
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._single = engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def engine(self) -> Engine:
        """The engine that may write."""
        with self._guard:
            if self._engine is None:
                self._engine = make_engine(self.url)
            return self._engine

    def read(self, fn: Callable[[ReadWork], R], *, timeout_s: int | None = None) -> R:
        """Run a function whose statements all see one moment. `timeout_s` replaces PostgreSQL's limit a statement; 0 is none."""
        return self._again(lambda: self._read_once(fn, timeout_s))

    def read_one(self, fn: Callable[[ReadWork], R]) -> R:
        """Run a function of a single statement: on PostgreSQL that spares the round trips of a transaction (470 against 760 us)."""
        return self._again(lambda: self._read_single(fn))

    def write(
        self,
        fn: Callable[[WriteWork], R],
        *,
        timeout_s: int | None = None,
        answer_kept: bool = False,
        repeatable: bool = False,
    ) -> R:
        """Run a function that may write, in one transaction: all of it holds afterwards, or nothing.

        `answer_kept` says that the function stores its answer under an idempotency key in the same transaction: only then is
        it run again where the connection broke during the commit; else that is CommitUnknown. `timeout_s` as in `read`.
        `repeatable` says that nobody relies on it yet, so that the disk is not waited for: a power cut may undo it, unless a later
        transaction that is not repeatable has ended by then.
        Raises what the function raises, and OkrErrors for whatever the database does.
        """
        tried = itertools.count()
        return self._again(
            lambda: self._write_once(fn, timeout_s, repeatable=repeatable, is_repeated=next(tried) > 0),
            answer_kept=answer_kept,
        )

    def interrupt(self) -> None:
        """Stop what every thread is asking or waiting for at this moment; they get Interrupted. Later work is not touched."""
        self._running.stop()

    def interrupt_apart(self) -> None:
        """Stop what threads do in `apart_from_others` at this moment; all others go on."""
        self._running.stop_apart()

    def apart_from_others(self) -> AbstractContextManager[None]:
        """Work of this thread that nobody waits for: `interrupt_apart` stops it."""
        return self._running.apart()

    @property
    def interruptions(self) -> int:
        """How often this thread was interrupted: whoever works long without asking the database looks whether it has grown."""
        return self._running.stops

    @property
    def days(self) -> "KeptDays":
        """The past days that are kept."""
        with self._guard:
            if self._days is None:
                from storage.kept_days import KeptDays  # only what looks back needs it

                self._days = KeptDays(self)
            return self._days

    @property
    def keeps_days(self) -> bool:
        """Whether any past day was kept, or is being worked out to be."""
        return self._days is not None

    def apart(self) -> Connection:
        """A connection for tables of its own, laid over the company; end it by `kept_days.give_up`."""
        if self.url.path is None:
            return self._reading.connect().execution_options(postgresql_readonly=False)
        from storage import scratch  # only what lays a day needs it

        return scratch.connect(self.url.path)

    def watching(self, connection: Connection) -> AbstractContextManager[None]:
        """Let `interrupt` know of a connection while it is in use."""
        return self._running.watching(connection)

    def waiting(self, cancel: Callable[[], None]) -> AbstractContextManager[None]:
        """Let `interrupt` end what this thread waits for outside the database."""
        return self._running.waiting(cancel)

    def analyse(self) -> None:
        """Let the database count its rows anew, so that it plans well; worth it after a bulk import."""
        self.write(lambda work: work.connection.exec_driver_sql("ANALYZE") and None, timeout_s=0)

    def close(self) -> None:
        """Give the connections back; the object is not used afterwards."""
        if self._days is not None:
            self._days.close()
        self._reading.dispose()
        if self._engine is not None:
            self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_once(self, fn: Callable[[ReadWork], R], timeout_s: int | None) -> R:
        with self._connected(self._reading) as connection, connection.begin():
            self._limit(connection, timeout_s)
            return fn(ReadWork(connection, self, may_keep=self.url.is_sqlite))

    def _read_single(self, fn: Callable[[ReadWork], R]) -> R:
        with self._connected(self._single) as connection, connection.begin():
            return fn(ReadWork(connection))

    def _write_once(
        self, fn: Callable[[WriteWork], R], timeout_s: int | None, *, repeatable: bool, is_repeated: bool
    ) -> R:
        with (
            self._turn(),
            self._connected(self._writer()) as connection,
            sqlite.not_flushed(connection) if repeatable and self.url.is_sqlite else nullcontext(),
            connection.begin() as transaction,
        ):
            self._limit(connection, timeout_s)
            if repeatable and not self.url.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            work = WriteWork(connection, is_repeated=is_repeated)
            try:
                result = fn(work)
            except DBAPIError as error:
                if work.ending.was_sent:
                    self._after_failed_commit(connection, error)
                raise
            try:
                if not work.ending.is_over and (work.ending.orders or work.ending.was_sent):
                    finish(connection, work.ending.orders, transaction.commit, was_sent=work.ending.was_sent)
                else:
                    transaction.commit()
            except DBAPIError as error:
                self._after_failed_commit(connection, error)
                raise
            return result

    def _writer(self) -> Engine:
        """The engine whose transactions may write from their first statement on."""
        if self._writing is None:
            self._writing = self.engine.execution_options(**{sqlite.BEGIN_OPTION: sqlite.WRITING})
        return self._writing

    def _after_failed_commit(self, connection: Connection, error: DBAPIError) -> None:
        """End what is left open, and tell where PostgreSQL's connection broke: nobody knows how that ended.

        A commit that SQLite refuses (a broken deferred reference, a reader in the way) keeps its transaction, and so does
        PostgreSQL where it refuses what is sent with the commit; SQLAlchemy takes both for ended.
        """
        if not self.url.is_sqlite and lost_connection(error):
            raise CommitUnknown(
                f"The connection to {self.url.shown} broke while saving; look whether it was saved before you do it again."
            ) from error
        driver_connection = connection.connection.driver_connection
        if driver_connection is not None:
            driver_connection.rollback()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait in the line of this process's writers; PostgreSQL has a line of its own."""
        if self._line is None:
            yield
            return
        before = self.interruptions
        with self._line.held(timeout_s=BUSY_TIMEOUT_S) as got:
            if not got:
                raise Conflict(f"{self.url.shown} has been written by something else all the time; try again.")
            if self.interruptions != before:
                raise Interrupted("Stopped before it was done; nothing was changed.")
            yield

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        """A connection that `interrupt` knows of while it is in use."""
        with engine.connect() as connection, self.watching(connection):
            yield connection

    def _limit(self, connection: Connection, timeout_s: int | None) -> None:
        if timeout_s is not None and not self.url.is_sqlite:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(timeout_s) * 1000}")

    def _again(self, once: Callable[[], R], *, answer_kept: bool = False) -> R:
        """Run, and run again after what may pass: at most three times more, after a pause that grows and varies."""
        interruptions = self.interruptions
        started = time.monotonic()
        for attempt in range(RETRIES + 1):
            try:
                return once()
            except CommitUnknown:
                if not answer_kept or attempt == RETRIES:
                    raise
            except (StatementError, PoolTimeout, OverflowError) as error:
                if self.interruptions != interruptions:
                    raise Interrupted("Stopped before it was done; nothing was changed.") from error
                waited_out = is_busy(error) and time.monotonic() - started > BUSY_TIMEOUT_S / 2
                if attempt == RETRIES or waited_out or not may_pass(error):
                    raise self._told(error) from error
            self._sleep(FIRST_PAUSE_S * 4**attempt * (0.5 + self._jitter()))
        raise AssertionError("the last attempt returns or raises")

    def _told(self, error: StatementError | PoolTimeout | OverflowError) -> Exception:
        """The failure in words; a mistake of our own (a value of a wrong type) stays the error that it is."""
        if (
            isinstance(error, StatementError)
            and not isinstance(error, DBAPIError)
            and not isinstance(error.orig, OkrError)
        ):
            return error
        return explain(error, self.url)


def open_store(
    place: str | StoreUrl,
    *,
    statement_timeout_s: int = postgresql.STATEMENT_TIMEOUT_S,
    sleep: Callable[[float], None] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> Store:
    """Open a company's database and see that its schema is the one that this okr knows.

    An older SQLite file is upgraded, after a copy of it (`Store.copy_before_upgrade`). Raises NotFound where there is no
    company, Unreachable for whatever cannot be used: each with what to do about it.
    """
    url = parse_url(place) if isinstance(place, str) else place
    if url.path is not None:
        _require_file(url.path)
        engine = sqlite.make_engine(url.path, reading=True)
    else:
        engine = make_engine(url, statement_timeout_s=statement_timeout_s)
    try:
        copy = _bring_up_to_date(engine, url)
    except BaseException:
        engine.dispose()
        raise
    return Store(url, engine, copy_before_upgrade=copy, sleep=sleep, jitter=jitter)


def _require_file(path: Path) -> None:
    if path.is_file():
        return
    if path.exists() or path.is_symlink():
        raise no_file(path)
    raise NotFound(f"There is no company in {path} yet.", hint="okr init NAME, or okr demo to look around")


def _bring_up_to_date(engine: Engine, url: StoreUrl) -> Path | None:
    """Look at the version of the schema and upgrade an older SQLite file; the copy that was made of it."""
    try:
        with engine.connect() as connection, connection.begin():
            version = migrate.current_version(connection)
    except (DBAPIError, PoolTimeout) as error:
        raise explain(error, url) from error
    migrate.require_known(version, url)
    if version == migrate.HEAD:
        return None
    if not url.is_sqlite:
        raise Unreachable(
            f"{url.shown} was made by an older okr (schema {version}, this one needs {migrate.HEAD}).",
            hint="okr db upgrade",
        )
    engine.dispose()
    return migrate.upgrade(url)
