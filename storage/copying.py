"""A consistent copy of a SQLite file, made while others go on using it."""

import os
import sqlite3
from pathlib import Path

from okr.domain.errors import Unreachable
from storage import sqlite


def copy_file(source: Path, target: Path) -> Path:
    """Copy a SQLite file by its backup interface, check the copy and only then give it its name; answers with the target.

    An older file of that name is replaced; a failure leaves it as it was. Raises the driver's errors, and Unreachable where
    the copy does not pass its check.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    unfinished.unlink(missing_ok=True)
    try:
        _copy(source, unfinished)
        _flush(unfinished)
        unfinished.replace(target)
        _flush(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def check(connection: sqlite3.Connection) -> list[str]:
    """What SQLite's own quick check finds wrong with a file; empty where it is whole."""
    lines = [str(line) for (line,) in connection.execute("PRAGMA quick_check(20)")]
    return [] if lines == ["ok"] else lines


def _copy(source: Path, unfinished: Path) -> None:
    reading = sqlite.open_connection(source)
    try:
        writing = sqlite.driver().connect(str(unfinished), isolation_level=None)
        try:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
            faults = check(writing)
        finally:
            writing.close()
    finally:
        reading.close()
    if faults:
        raise Unreachable(f"The copy of {source} is damaged ({faults[0]}); nothing was kept of it.")


def _flush(path: Path) -> None:
    """Have what was written reach the disk; folders cannot be flushed on Windows."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
