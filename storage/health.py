"""What `okr doctor` tells about a database; it writes nothing into it."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from okr.domain.errors import OkrError
from storage import migrate, sqlite
from storage.copying import check
from storage.engine import StoreUrl, make_engine
from storage.failures import explain


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the report; `fault` says what is wrong with it, None where it is well."""

    name: str
    value: str
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """All that was found out about a database."""

    place: str
    facts: tuple[Fact, ...] = field(default_factory=tuple)

    @property
    def is_sound(self) -> bool:
        """Whether no fact has a fault."""
        return all(fact.fault is None for fact in self.facts)


def library() -> tuple[Fact, ...]:
    """Which SQLite is in use, and whether it is free of the WAL-reset fault; true without any database."""
    module = sqlite.driver()
    version = module.sqlite_version_info
    name = "pysqlite3" if module.__name__.startswith("pysqlite3") else "Python's own sqlite3"
    fixed = "yes" if sqlite.has_wal_fix(version) else "no: the rollback journal is used instead of WAL"
    return (
        Fact("SQLite", f"{module.sqlite_version} ({name})"),
        Fact("free of the WAL-reset fault", fixed),
    )


def examine(url: StoreUrl) -> Health:
    """Find out about a database; what cannot be found out is a fact with its fault, not an error."""
    if url.path is not None:
        return Health(url.shown, (*library(), *_of_file(url, url.path)))
    return Health(url.shown, _of_server(url))


def _of_file(url: StoreUrl, path: Path) -> tuple[Fact, ...]:
    kind = sqlite.file_system(path.parent)
    fault = "SQLite files get damaged on network file systems" if kind in sqlite.NETWORK_FILE_SYSTEMS else None
    where = Fact("file system", kind or "not known", fault)
    if not path.is_file():
        return (where, Fact("file", str(path), "it does not exist yet; okr init NAME makes it"))
    if fault is not None:
        return (where, Fact("file", str(path)))
    try:
        connection = sqlite.open_connection(path)
        try:
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
            faults = check(connection)
        finally:
            connection.close()
    except (sqlite3.Error, sqlite.driver().Error) as error:
        return (where, Fact("file", str(path), explain(error, url).message))
    megabytes = path.stat().st_size / 1_000_000
    return (
        where,
        Fact("file", f"{path} ({megabytes:.1f} MB)"),
        Fact("journal mode", str(mode)),
        Fact("quick check", "ok" if not faults else "failed", faults[0] if faults else None),
        _schema(url),
    )


def _of_server(url: StoreUrl) -> tuple[Fact, ...]:
    try:
        engine = make_engine(url)
        try:
            with engine.connect() as connection:
                version = str(connection.exec_driver_sql("SHOW server_version").scalar_one())
                number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
        finally:
            engine.dispose()
    except DBAPIError as error:
        return (Fact("server", "not reached", explain(error, url).message),)
    except OkrError as error:
        return (Fact("server", "not reached", error.message),)
    return (Fact("server", f"PostgreSQL {version}"), _backups(number // 10_000), _schema(url))


def _backups(server: int) -> Fact:
    """By what `okr db backup` works from this machine; that it does not is no fault, since it may be made elsewhere."""
    from storage import dumping

    try:
        return Fact("backups", f"by {dumping.fitting(server)}")
    except OkrError as error:
        return Fact("backups", f"not from here. {error.message}")


def _schema(url: StoreUrl) -> Fact:
    """The version of the schema, and whether this okr knows it."""
    try:
        engine = make_engine(url)
        try:
            with engine.connect() as connection:
                version = migrate.current_version(connection)
        finally:
            engine.dispose()
        migrate.require_known(version, url)
    except DBAPIError as error:
        return Fact("schema", "not read", explain(error, url).message)
    except OkrError as error:
        return Fact("schema", "not usable", error.message)
    if version == migrate.HEAD:
        return Fact("schema", version)
    return Fact("schema", f"{version}, this okr needs {migrate.HEAD}", "run okr db upgrade")
