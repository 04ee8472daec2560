"""SQLite as okr uses it: which library, which pragmas, and where a file may lie.

Facts behind the choices: SQLite 3.7.0 to 3.51.2 in WAL mode can damage a file that several connections write (mended in 3.51.3,
3.50.7 and 3.44.6); `synchronous=NORMAL` loses acknowledged commits at a power cut; a plain BEGIN that reads before it writes
fails with "locked" in spite of the busy timeout.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Queue

from okr.domain.errors import Unreachable

if TYPE_CHECKING:
    import sqlite3

KEPT_COUNTS = "okr_counts"
"""Where a connection has what was counted over it (`storage/kept_counts.py`)."""

BUSY_TIMEOUT_MS = 30_000
"""How long a connection waits for another process's write before it gives up."""

BEGIN_OPTION = "okr_begin"
"""The execution option that says how a transaction of SQLite begins: WRITING for whatever may write, else READING."""

_LOG_PAGES = 1_000
"""Pages in the log from which on SQLite moves them into the file, as it does by itself."""

_STOP = "okr_stop"
_LOOK_AGAIN_S = 0.001
"""Between two looks whether somebody else still writes; a look takes 10 microseconds."""

WRITING = "IMMEDIATE"
READING = "DEFERRED"

PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA synchronous = FULL",  # with NORMAL 99 of 100 simulated power cuts lost acknowledged commits
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # else erased names stay in the file
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE deletes behind the back of the append-only triggers
    "PRAGMA cache_size = -32768",  # 32 MiB a connection: the upper levels of every index of a large company
)
"""What every connection is told; the journal mode is chosen by `journal_mode`."""
READING_PRAGMAS = (
    "PRAGMA query_only = ON",
    "PRAGMA cache_size = -2048",  # there are several at a time, and pages that the system has at hand are read as fast
)
"""What a connection is told beside that only reads."""

_FUSE = ("sshfs", "davfs2", "rclone", "s3fs", "gcsfuse", "glusterfs", "ceph")
NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "9p",
        "ceph",
        "glusterfs",
        "lustre",
        "gpfs",
        "beegfs",
        "davfs",
    }
    | {f"fuse.{name}" for name in _FUSE}
)
"""Locks and shared memory do not hold between machines there (9p: it passes no locks on; WSL's /mnt/c is one)."""


class SqliteModule(Protocol):
    """What okr needs of the standard library's `sqlite3`, which `pysqlite3` offers too."""

    __name__: str
    sqlite_version: str
    sqlite_version_info: tuple[int, int, int]
    connect: "Callable[..., sqlite3.Connection]"
    Error: "type[sqlite3.Error]"


@cache
def driver() -> SqliteModule:
    """The SQLite to use: the one that `pysqlite3` brings where it is installed, else the standard library's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return cast("SqliteModule", sqlite3)
    return cast("SqliteModule", dbapi2)


def has_wal_fix(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL-reset fault."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def journal_mode(version: tuple[int, int, int]) -> str:
    """The journal mode for this SQLite: WAL where it is safe, else the rollback journal."""
    return "wal" if has_wal_fix(version) else "delete"


def file_system(path: Path, mounts: str | None = None) -> str | None:
    """The type of the file system that a path lies on, by `/proc/mounts`; None where that cannot be told."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return None
    real = os.path.realpath(path)
    best, found = "", None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = _unescaped(fields[1])
        inside = point == "/" or real == point or real.startswith(point + "/")
        if inside and len(point) >= len(best):  # the later of two mounts on one point hides the earlier
            best, found = point, fields[2]
    return found


def _unescaped(text: str) -> str:
    """A mount point with its octal escapes (space, tab, newline, backslash) undone."""
    for escape, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(escape, sign)
    return text


def require_local(path: Path) -> None:
    """Refuse a file on a network file system (Unreachable): its locks do not protect it there."""
    kind = file_system(path)
    on_share = sys.platform == "win32" and str(path.absolute()).startswith("\\\\")
    if on_share or kind in NETWORK_FILE_SYSTEMS:
        raise Unreachable(
            f"{path} lies on a network file system ({kind or 'a network share'}), where SQLite files get damaged.",
            hint="Keep the file on a local disk, or use PostgreSQL when several machines need it.",
        )


def open_connection(path: Path, *, create: bool = False, reading: bool = False) -> "sqlite3.Connection":
    """A connection with okr's pragmas; transactions begin only where they are begun. Never makes a file unless told.

    A `reading` one refuses to write.
    """
    module = driver()
    mode = "rwc" if create else "rw"
    connection = module.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        _choose_journal(connection, journal_mode(module.sqlite_version_info))
        if reading:
            for pragma in READING_PRAGMAS:
                connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _choose_journal(connection: "sqlite3.Connection", wanted: str) -> None:
    """Bring the file to the wanted journal mode; a file that may only be read stays as it is."""
    (current,) = connection.execute("PRAGMA journal_mode").fetchone()
    if current == wanted:
        return
    try:
        connection.execute(f"PRAGMA journal_mode = {wanted}")
    except driver().Error as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
            return
        raise


def make_engine(path: Path, *, create: bool = False, reading: bool = False) -> Engine:
    """An engine over a SQLite file; connections are made when they are needed and shared between threads in turn.

    Connections that read are their own: switching one between reading and writing makes SQLite compile every statement anew
    (150 against 60 microseconds for a short read).
    """
    require_local(path.parent)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=driver(),
        creator=lambda: open_connection(path, create=create, reading=reading),
        poolclass=_Pool,
        pool_size=4,
        pool_use_lifo=True,  # the one that was used last: its statements are compiled and its pages at hand, and the others keep none
        max_overflow=-1,  # readers never wait for each other; writers stand in the ticket line, not here
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


class _CountedOnTop(Queue[ConnectionPoolEntry]):
    """Lends that one first that keeps most of what was counted over the company, of several the one that was used last.

    Where several questions are asked at once (a refresh), a connection that has counted nothing may be given back last, and
    would be the first one lent: whatever is counted next would be counted anew.
    """

    def _put(self, item: ConnectionPoolEntry) -> None:
        keeps = _kept(item)
        self.queue.insert(sum(_kept(other) <= keeps for other in self.queue), item)


def _kept(entry: ConnectionPoolEntry) -> int:
    """How many lists a connection keeps."""
    shelf = entry.info.get(KEPT_COUNTS)
    return 0 if shelf is None else len(shelf.kept)


class _Pool(QueuePool):
    """Connections of a file, lent last in first out."""

    _queue_class = _CountedOnTop


def _begin(connection: Connection) -> None:
    """Begin as the unit of work says: the driver itself never begins anything."""
    how = connection.get_execution_options().get(BEGIN_OPTION, READING)
    if how != WRITING or not _has_begun_to_write(connection):
        connection.exec_driver_sql(f"BEGIN {how}")


@contextmanager
def not_flushed(connection: Connection) -> Iterator[None]:
    """Have transactions of a connection end without waiting for the disk; the next flushed one brings them to it as well.

    It moves what it wrote from the log into the file early, so that this never falls to somebody who checks in meanwhile.
    """
    driver_connection = connection.connection.driver_connection
    if driver_connection is None:
        yield
        return
    driver_connection.execute("PRAGMA synchronous = NORMAL")
    driver_connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES * 4 // 5}")
    try:
        yield
    finally:
        driver_connection.execute("PRAGMA synchronous = FULL")
        driver_connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")


def stop_waiting(connection: Connection) -> None:
    """Let a connection that waits for its turn to write give up; called from another thread."""
    connection.info[_STOP] = True


def _has_begun_to_write(connection: Connection) -> bool:
    """Wait until nobody else writes the file, and begin; False where that cannot be, for SQLAlchemy to try once more and say why.

    SQLite's own waiting sleeps for longer and longer, up to 100 ms: beside a process that writes again and again it misses turn
    after turn (380 ms against 60 beside the turn of the day).
    """
    driver_connection = connection.connection.driver_connection
    if driver_connection is None:
        return False
    connection.info.pop(_STOP, None)
    (timeout_ms,) = driver_connection.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + timeout_ms / 1000
    driver_connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                driver_connection.execute(f"BEGIN {WRITING}")
            except driver().Error as error:
                busy = str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
                if not busy or time.monotonic() > until or connection.info.pop(_STOP, False):
                    return False
            else:
                return True
            time.sleep(_LOOK_AGAIN_S)
    finally:
        driver_connection.execute(f"PRAGMA busy_timeout = {timeout_ms}")
