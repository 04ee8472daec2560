"""Backups: a SQLite file by its own backup interface, a PostgreSQL by `pg_dump`; and the check of a file's soundness."""

import sqlite3
from pathlib import Path

from okr.domain.errors import InvalidInput, NotFound, Unreachable
from storage import sqlite
from storage.copying import check, copy_file
from storage.engine import StoreUrl
from storage.failures import explain, may_write_into, no_file, sqlite_code


def backup(url: StoreUrl, target: Path) -> Path:
    """Write a backup while others go on working; answers where it is.

    It appears whole and checked or not at all; an older file of that name is replaced only then. SQLite gives a SQLite file,
    PostgreSQL the custom format of `pg_dump`, which `pg_restore` reads (`storage/dumping.py`).
    """
    target = target.expanduser()
    if not target.absolute().parent.is_dir():
        raise Unreachable(f"The folder {target.parent} does not exist; make it, or name another place.")
    if target.is_dir():
        raise InvalidInput(f"{target} is a folder; name a file for the backup.")
    if url.path is None:
        from storage.dumping import dump  # a PostgreSQL's alone

        return dump(url, target)
    if url.path.exists() and not url.path.is_file():
        raise no_file(url.path)
    if not url.path.is_file() or not url.path.stat().st_size:
        raise NotFound(f"There is no company in {url.path}.")
    if target.exists() and target.samefile(url.path):
        raise InvalidInput(f"{target} is the database itself; name another file for the backup.")
    try:
        return copy_file(url.path, target)
    except (sqlite3.Error, sqlite.driver().Error) as error:
        of_target = sqlite_code(error).startswith("SQLITE_FULL") or not may_write_into(target.absolute().parent)
        raise explain(error, StoreUrl(path=target) if of_target else url) from error
    except OSError as error:
        raise Unreachable(f"The backup could not be written: {error.strerror or error} ({target}).") from error


def quick_check(path: Path) -> list[str]:
    """What SQLite's own check finds wrong with a file; empty where it is sound. Unreachable where it cannot be read."""
    try:
        connection = sqlite.open_connection(path)
        try:
            return check(connection)
        finally:
            connection.close()
    except (sqlite3.Error, sqlite.driver().Error) as error:
        raise explain(error, StoreUrl(path=path)) from error
