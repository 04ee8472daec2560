"""A SQLite file for what is only kept for a while, beside a company's file that is read: nobody else sees it, and it is gone with its connection.

SQLite's own temporary tables will not do: some builds (that of `pysqlite3-binary`) hold them in memory, whatever they are told.
Two processes may share such files: one writes them, and the other, which has opened them before, reads them afterwards.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import Connection, NullPool, create_engine, event

from storage import sqlite

if TYPE_CHECKING:
    import sqlite3

LIVE = "live"
"""The name of the company's own file in such a connection; whatever the scratch files have under the same name comes before it."""
SECOND = "second"
"""The name of the second file of a room in such a connection; it comes after the first."""

FORGOTTEN_S = 3_600
"""Seconds after which a file that still has its name is taken for what a process left that was killed: one in use loses it at once."""

_PRAGMAS = ("journal_mode = OFF", "synchronous = OFF")
"""What breaks off is thrown away: nothing needs to be taken back or to survive."""
_WRITING = (*_PRAGMAS, "locking_mode = EXCLUSIVE", "cache_size = -49152")
_READING = (*_PRAGMAS, "cache_size = -12288")
"""There are many other things in the process of an interface, and pages that the system has at hand are read as fast."""


@dataclass(frozen=True, slots=True)
class Room:
    """Two files that a process has opened, and that another one fills: one for what stood, the other for the numbers."""

    first: Path
    second: Path

    def forget_names(self) -> None:
        """Let the files be gone with the last process that has them open. Windows keeps the names of files that are open."""
        for path in (self.first, self.second):
            _forget(path)

    @contextmanager
    def named(self) -> Iterator[None]:
        """The names are gone at the end, if not before."""
        try:
            yield
        finally:
            self.forget_names()


def connect(company: Path) -> Connection:
    """A connection to a new file that sees a company as well; the caller ends it by `storage.kept_days.give_up`."""
    path = _new_file(company.absolute().parent)
    try:
        return _connection(company, [path], _WRITING)
    finally:
        _forget(path)


def share(company: Path) -> tuple[Connection, Room]:
    """A connection to two new files that another process will fill, and their names, which it needs; else as `connect`."""
    room = Room(_new_file(company.absolute().parent), _new_file(company.absolute().parent))
    try:
        return _connection(company, [room.first, room.second], _READING), room
    except BaseException:  # Ctrl+C too leaves no file behind
        room.forget_names()
        raise


def enter(company: Path, path: Path) -> Connection:
    """In the other process: a connection that fills one of these files; else as `connect`."""
    return _connection(company, [path], _WRITING)


def begin_to_read(connection: Connection) -> None:
    """See the company, for the rest of the transaction, as it is now."""
    connection.exec_driver_sql(f"SELECT 1 FROM {LIVE}.organisation").fetchall()  # noqa: S608 - a word of our own


def look_again(connection: Connection) -> None:
    """See what the other process has made. SQLite looks for new tables only in the files of those that it knows by a name."""
    for schema in ("main", SECOND):
        connection.exec_driver_sql(f"SELECT 1 FROM {schema}.sqlite_master").fetchall()  # noqa: S608 - a word of our own


def only_read(connection: Connection) -> None:
    """Refuse to write from now on, to any file."""
    driver_connection = connection.connection.driver_connection
    if driver_connection is not None:
        driver_connection.execute("PRAGMA query_only = ON")


def _connection(company: Path, paths: Sequence[Path], pragmas: Sequence[str]) -> Connection:
    """The files are opened at once, so that from then on they need no names."""
    engine = create_engine(
        "sqlite://", module=sqlite.driver(), creator=lambda: _open(company, paths, pragmas), poolclass=NullPool
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine.connect()


def _open(company: Path, paths: Sequence[Path], pragmas: Sequence[str]) -> "sqlite3.Connection":
    connection = sqlite.driver().connect(
        _uri(paths[0]), uri=True, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    try:
        schemas = ["main", *(SECOND for _ in paths[1:])]
        for schema, path in (*zip(schemas[1:], paths[1:], strict=True), (LIVE, company.absolute())):
            connection.execute(f"ATTACH ? AS {schema}", (_uri(path),))
        connection.execute(f"PRAGMA busy_timeout = {sqlite.BUSY_TIMEOUT_MS}")
        connection.execute(f"PRAGMA {LIVE}.cache_size = -16384")
        for schema in schemas:
            for pragma in pragmas:
                connection.execute(f"PRAGMA {schema}.{pragma}")
            connection.execute(f"SELECT 1 FROM {schema}.sqlite_master").fetchall()  # noqa: S608 - a word of our own
    except BaseException:  # Ctrl+C too leaves no file open that nobody knows
        connection.close()
        raise
    return connection


def _uri(path: Path) -> str:
    return f"file:{quote(str(path))}?mode=rw"


def _new_file(beside: Path) -> Path:
    """An empty file that only this user may read: beside the company, where it is as safe as that, or with other temporary files."""
    try:
        handle, name = tempfile.mkstemp(prefix=".okr-day-", dir=beside)
    except OSError:
        handle, name = tempfile.mkstemp(prefix=".okr-day-")
    os.close(handle)
    path = Path(name)
    _sweep(path.parent)
    return path


def _sweep(folder: Path) -> None:
    """Delete what processes left that were killed before their files had lost their names."""
    for path in folder.glob(".okr-day-*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > FORGOTTEN_S:
                path.unlink()


def _forget(path: Path) -> None:
    with suppress(PermissionError):  # Windows keeps the name as long as the file is open
        path.unlink(missing_ok=True)
