"""Making the schema and bringing it up to date; Alembic is imported only when something is to be done.

An upgrade is one transaction: a kill in the middle leaves the old schema or the new one. Before an existing SQLite file is
upgraded a copy of it is put beside it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from okr.domain.errors import Conflict, NotFound, Unreachable
from storage import sqlite
from storage.engine import StoreUrl, make_engine
from storage.failures import explain, may_write_into, no_file
from storage.fair_lock import writer_lock

HEAD = "0008"
"""The newest version of the schema; a test holds it equal to the newest migration."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every version that this okr can open or upgrade, oldest first; any other is of a newer okr."""

MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 0x6F6B72  # the number of the advisory lock that two upgrades of one PostgreSQL meet at: "okr" in ASCII


def current_version(connection: Connection) -> str | None:
    """The version of the schema in a database; None where there is no schema of okr."""
    if connection.dialect.name == "postgresql":
        found = connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar()
    else:
        found = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    if found is None:
        return None
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if version is None else str(version)


def require_known(version: str | None, url: StoreUrl) -> None:
    """Refuse a schema that this okr does not know (Unreachable) or that is none (NotFound)."""
    if version is None:
        raise NotFound(f"There is no company in {url.shown} yet.", hint="okr init NAME, or okr demo to look around")
    if version not in KNOWN:
        raise Unreachable(
            f"{url.shown} was made by a newer okr (schema {version}, this one knows {HEAD}); upgrade okr."
        )


def create(url: StoreUrl) -> None:
    """Make the schema where there is none; a schema that is there already is brought up to date.

    A new SQLite file appears whole or not at all.
    """
    if url.path is not None and (url.path.is_symlink() or url.path.exists()) and not url.path.is_file():
        raise no_file(url.path)
    if url.path is None or url.path.exists():
        upgrade(url)
        return
    if not url.path.parent.is_dir():
        raise Unreachable(f"The folder {url.path.parent} does not exist; make it, or name another place.")
    if not may_write_into(url.path.parent):
        raise Unreachable(
            f"{url.shown} cannot be made: its folder is write-protected.", hint="Name another place with --url."
        )
    unfinished = url.path.with_name(f".{url.path.name}.{os.getpid()}.new")
    try:
        _build(unfinished, url)
        _publish(unfinished, url.path)
    finally:
        for leftover in (
            unfinished,
            *(unfinished.with_name(unfinished.name + end) for end in ("-wal", "-shm", "-journal")),
        ):
            leftover.unlink(missing_ok=True)


def upgrade(url: StoreUrl) -> Path | None:
    """Bring the schema to the newest version; the path of the copy that was made of a SQLite file, where one was."""
    if url.path is None:
        with _migrating(url) as connection:
            _upgrade_postgresql(connection, url)
        return None
    if not url.path.exists():
        raise NotFound(f"There is no file {url.path}.", hint="okr init NAME, or okr demo to look around")
    with writer_lock(url.path).held(timeout_s=sqlite.BUSY_TIMEOUT_MS / 1000) as got:
        if not got:
            raise Unreachable(f"{url.path} is being written by something else; try again.")
        with _migrating(url) as connection:
            return _upgrade_sqlite(connection, url, url.path)


def _build(path: Path, told: StoreUrl) -> None:
    """A SQLite file with the newest schema, folded into the one file; failures are told of the place that it is made for."""
    with _migrating(StoreUrl(path=path), create=True, told=told) as connection:
        _run(connection)
    closing = sqlite.open_connection(path)
    closing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    closing.close()


def _publish(unfinished: Path, path: Path) -> None:
    """Give the finished file its name without ever replacing one that appeared meanwhile."""
    try:
        path.hardlink_to(unfinished)
    except FileExistsError as error:
        raise Conflict(f"{path} was made by somebody else just now.") from error
    except OSError:  # a file system without hard links
        if path.exists():
            raise Conflict(f"{path} was made by somebody else just now.") from None
        unfinished.rename(path)


def _upgrade_sqlite(connection: Connection, url: StoreUrl, path: Path) -> Path | None:
    version = current_version(connection)
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    if version == HEAD:
        return None
    if version is None and tables:
        raise Unreachable(f"{path} is a SQLite file of another program; okr leaves it alone.")
    copy = None
    if version is not None:
        require_known(version, url)
        from storage.copying import copy_file

        copy = copy_file(path, path.with_name(f"{path.name}.before-{HEAD}"))
    _run(connection)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise Unreachable(
            f"The upgrade of {path} would leave {len(broken)} rows without what they point at; it was undone."
        )
    return copy


def _upgrade_postgresql(connection: Connection, url: StoreUrl) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
    version = current_version(connection)
    if version is not None:
        require_known(version, url)
    elif connection.exec_driver_sql("SELECT to_regclass('organisation')").scalar() is not None:
        raise Unreachable(f"{url.shown} holds tables of another program; give okr a database of its own.")
    if version != HEAD:
        _run(connection)


def _run(connection: Connection) -> None:
    """Run what is missing, inside the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _migrating(url: StoreUrl, *, create: bool = False, told: StoreUrl | None = None) -> Iterator[Connection]:
    """One connection and one transaction for a migration, without a time-out; foreign keys are checked at its end instead.

    SQLite rebuilds tables in migrations, which enforced foreign keys would take for deleting every row.
    """
    engine = make_engine(url, create=create, statement_timeout_s=0)
    try:
        with engine.connect() as connection:
            if url.is_sqlite:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA foreign_keys = OFF")
                connection = connection.execution_options(**{sqlite.BEGIN_OPTION: sqlite.WRITING})
            with connection.begin():
                yield connection
    except (DBAPIError, sqlite.driver().Error) as error:
        raise explain(error, told or url) from error
    finally:
        engine.dispose()
