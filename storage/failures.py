"""What a failing database says, in one clear sentence, and which failures are worth another try."""

import os
import shutil
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from okr.domain.errors import Conflict, InvalidInput, OkrError, Unreachable
from storage.constraints import RACES, broken_rule, constraint_name
from storage.engine import StoreUrl

NOT_AS_READ = "22012"
"""Division by zero: how a statement ends a transaction that goes by what was read without a lock, and has changed (`storage.tops`)."""

RETRIED_STATES = frozenset({"40001", "40P01", "57P01", "26000", NOT_AS_READ})
"""PostgreSQL: serialization failure, deadlock, shutdown by an administrator, a prepared statement that is gone; beside them every 08
(connection)."""


_NAMELESS = {"disk I/O error": "SQLITE_IOERR", "database or disk is full": "SQLITE_FULL"}
"""Failures of copying, which come without their names."""

_LEAST_ROOM = 65_536
"""Bytes that SQLite needs beside a database before it can even be read."""


class Interrupted(Unreachable):
    """The question was stopped before it was answered."""

    code = "interrupted"


def sql_state(error: BaseException) -> str:
    """PostgreSQL's five-letter code of a failure; empty where there is none (SQLite, or no connection yet)."""
    return str(getattr(_driver_error(error), "sqlstate", None) or "")


def sqlite_code(error: BaseException) -> str:
    """SQLite's name of a failure, such as SQLITE_BUSY; empty for another database."""
    return str(getattr(_driver_error(error), "sqlite_errorname", None) or "")


def is_busy(error: BaseException) -> bool:
    """Whether another process holds the SQLite file."""
    return sqlite_code(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def lost_connection(error: BaseException) -> bool:
    """Whether the connection to PostgreSQL broke, so that the outcome of what was under way is not known."""
    state = sql_state(error)
    if state:
        return state.startswith("08") or state == "57P01"
    return isinstance(error, DBAPIError) and error.connection_invalidated


def may_pass(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is tried again."""
    if isinstance(error, IntegrityError):
        return constraint_name(_driver_error(error)) in RACES  # the other's row is there now, and is seen the next time
    return sql_state(error) in RETRIED_STATES or lost_connection(error) or is_busy(error)


def explain(error: BaseException, url: StoreUrl) -> OkrError:
    """The failure in the product's words; an error of the product that SQLAlchemy wrapped comes out as it was."""
    inner = _driver_error(error)
    if isinstance(inner, OkrError):
        return inner
    if isinstance(error, PoolTimeout):
        return Unreachable(f"Every connection to {url.shown} is in use; try again in a moment.")
    if isinstance(error, IntegrityError) or sqlite_code(error).startswith("SQLITE_CONSTRAINT"):
        return broken_rule(inner)
    if isinstance(inner, OverflowError) or sql_state(error).startswith("22003"):
        return InvalidInput("A number is too large to be stored; nothing was changed.")
    if url.is_sqlite:
        return _explain_sqlite(inner, url)
    return _explain_postgresql(error, inner, url)


def _driver_error(error: BaseException) -> BaseException:
    """The driver's own error inside SQLAlchemy's, or the error itself."""
    if isinstance(error, StatementError) and error.orig is not None:
        return error.orig
    return error


def _explain_sqlite(inner: BaseException, url: StoreUrl) -> OkrError:
    name = sqlite_code(inner) or _NAMELESS.get(str(inner), "")
    place = url.shown
    sentences = {
        "SQLITE_NOTADB": f"{place} is not a database.",
        "SQLITE_CORRUPT": f"{place} is damaged; restore a backup (okr doctor says more).",
        "SQLITE_READONLY": f"{place} may only be read: the file or its folder is write-protected.",
        "SQLITE_PERM": f"{place} may not be opened: its permissions forbid it.",
        "SQLITE_FULL": f"The disk of {place} is full; nothing was changed.",
        "SQLITE_IOERR": f"The disk of {place} reports an error or is full; nothing was changed.",
        "SQLITE_CANTOPEN": f"{place} cannot be opened: it is missing, or it or its folder may not be read.",
        "SQLITE_NOMEM": f"There was not enough memory to work on {place}; nothing was changed.",
        "SQLITE_TOOBIG": "A text is too long to be stored; nothing was changed.",
    }
    if name.startswith("SQLITE_INTERRUPT"):
        return Interrupted("Stopped before it was done; nothing was changed.")
    if is_busy(inner):
        return Conflict(f"{place} has been in use by another program all the time; try again.")
    if url.path is not None and name.startswith("SQLITE_IOERR") and _is_full(url.path):
        name = "SQLITE_FULL"
    for code, sentence in sentences.items():
        if name.startswith(code):
            return _of_its_folder(name, url) or Unreachable(sentence)
    return Unreachable(f"{place} cannot be used: {_one_line(inner)}.")


def no_file(path: Path) -> Unreachable:
    """What is told of a place that holds something else than a file."""
    if path.is_symlink() and not path.exists():
        return Unreachable(f"{path} is a link to what does not exist; make that, or name another place.")
    return Unreachable(f"{path} is a {'folder' if path.is_dir() else 'device'}, not a database file.")


def _of_its_folder(name: str, url: StoreUrl) -> OkrError | None:
    """What is told where SQLite could make no files since the folder is write-protected, or its disk may only be read."""
    may_lie_at_it = name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN"))
    if not may_lie_at_it or url.path is None or may_write_into(url.path.absolute().parent):
        return None
    if not url.path.exists():
        return Unreachable(f"{url.shown} cannot be made: its folder is write-protected.")
    if not os.access(url.path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        return None
    return Unreachable(
        f"The folder of {url.shown} is write-protected; SQLite keeps files beside the database, even to read it.",
        hint="Copy the file to a folder that you may write to, and name it with --url.",
    )


def _is_full(path: Path) -> bool:
    """Whether the disk has no room left; an I/O error is all that SQLite says where it cannot make the file beside."""
    try:
        return shutil.disk_usage(path.absolute().parent).free < _LEAST_ROOM
    except OSError:
        return False


def may_write_into(folder: Path) -> bool:
    """Whether this process may make files in a folder."""
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _explain_postgresql(error: BaseException, inner: BaseException, url: StoreUrl) -> OkrError:
    state = sql_state(error)
    place = url.shown
    sentences = {
        "28": f"{place} refuses the name or the password.",
        "3D000": f"{place}: there is no database of that name on the server.",
        "25006": f"{place} may only be read at the moment.",
        "42501": f"{place}: this user has no right to do that there.",
        "53100": f"The disk of {place} is full; nothing was changed.",
        "53": f"{place} has no connections or memory left; try again in a moment.",
        "57014": f"{place} took too long to answer; nothing was changed.",
        "25P03": f"{place} took too long to answer; nothing was changed.",
        "57P": f"{place} is starting or shutting down; try again in a moment.",
        "55P03": f"{place}: somebody else is changing the same thing; try again.",
        "42P01": f"{place} lacks a table that okr needs; run okr db upgrade.",
    }
    if state in {"40001", "40P01", NOT_AS_READ}:
        return Conflict("Somebody else kept changing the same things at the same moment; try again.")
    for code, sentence in sentences.items():
        if state.startswith(code):
            return Unreachable(sentence)
    text = _one_line(inner)
    if not state and "password authentication failed" in text:  # while connecting, psycopg knows no code
        return Unreachable(sentences["28"])
    if not state and 'database "' in text and "does not exist" in text:
        return Unreachable(sentences["3D000"])
    if not state or lost_connection(error):
        return Unreachable(f"{place} cannot be reached: {text.rstrip('.?')}.")
    return Unreachable(f"{place} cannot be used: {text}.")


def _one_line(error: BaseException) -> str:
    """A driver's message without its line breaks and final full stop; the type where it says nothing."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)  # PostgreSQL's, without detail and hint
    text = " ".join(str(primary or error).split()).rstrip(".")
    return text or type(error).__name__
