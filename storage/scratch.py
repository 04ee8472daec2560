"""A SQLite file for what is only kept for a while, beside a company's file that is read: nobody else sees it, and it is gone with its connection.

SQLite's own temporary tables will not do: some builds (that of `pysqlite3-binary`) hold them in memory, whatever they are told.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import Connection, NullPool, create_engine, event

from storage import sqlite

if TYPE_CHECKING:
    import sqlite3

LIVE = "live"
"""The name of the company's own file in such a connection; whatever the scratch file has under the same name comes before it."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {sqlite.BUSY_TIMEOUT_MS}",
    "PRAGMA main.journal_mode = OFF",
    "PRAGMA main.synchronous = OFF",
    "PRAGMA main.locking_mode = EXCLUSIVE",
    "PRAGMA main.cache_size = -49152",
    f"PRAGMA {LIVE}.cache_size = -16384",
)
"""What breaks off is thrown away: nothing needs to be taken back or to survive."""


def connect(company: Path) -> Connection:
    """A connection to a new file that sees a company as well; the caller ends it by `storage.kept_days.give_up`."""
    engine = create_engine("sqlite://", module=sqlite.driver(), creator=lambda: _open(company), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine.connect()


def only_read(connection: Connection) -> None:
    """Refuse to write from now on, to either file."""
    driver_connection = connection.connection.driver_connection
    if driver_connection is not None:
        driver_connection.execute("PRAGMA query_only = ON")


def _open(company: Path) -> "sqlite3.Connection":
    path = _new_file(company.absolute().parent)
    try:
        connection = sqlite.driver().connect(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        try:
            connection.execute(f"ATTACH ? AS {LIVE}", (f"file:{quote(str(company.absolute()))}?mode=rw",))
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            connection.execute("SELECT 1 FROM main.sqlite_master").fetchone()  # from here on it needs no name
        except BaseException:  # Ctrl+C too leaves no file open that nobody knows
            connection.close()
            raise
        return connection
    finally:
        with suppress(PermissionError):  # Windows keeps the name as long as the file is open
            path.unlink()


def _new_file(beside: Path) -> Path:
    """An empty file that only this user may read: beside the company, where it is as safe as that, or with other temporary files."""
    try:
        handle, name = tempfile.mkstemp(prefix=".okr-day-", dir=beside)
    except OSError:
        handle, name = tempfile.mkstemp(prefix="okr-day-")
    os.close(handle)
    return Path(name)
