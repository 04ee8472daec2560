"""Stores for tests: migrated once into a template, then copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrate
from storage.engine import parse_url
from storage.unit_of_work import Store, open_store
from tests.databases import PostgresqlServer


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing else."""
    path = tmp_path_factory.mktemp("template") / "okr.sqlite"
    migrate.create(parse_url(str(path)))
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    """The name of a PostgreSQL database with the schema and nothing else."""
    name = postgresql_server.create_database()
    migrate.create(parse_url(postgresql_server.url(name)))
    return name


@pytest.fixture
def sqlite_store_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file of the test's own, with the schema."""
    path = tmp_path / "store.sqlite"
    shutil.copyfile(sqlite_template, path)
    return str(path)


@pytest.fixture
def postgresql_store_url(postgresql_server: PostgresqlServer, postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own, with the schema."""
    name = postgresql_server.create_database(template=postgresql_template)
    yield postgresql_server.url(name)
    postgresql_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A database with the schema: the test runs once on each kind."""
    url = request.getfixturevalue(f"{request.param}_store_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store with the schema and nothing in it: the test runs once on each kind of database."""
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_store_url: str) -> Iterator[Store]:
    """An open store on SQLite alone."""
    with open_store(sqlite_store_url) as opened:
        yield opened


@pytest.fixture
def postgresql_store(postgresql_store_url: str) -> Iterator[Store]:
    """An open store on PostgreSQL alone."""
    with open_store(postgresql_store_url) as opened:
        yield opened
