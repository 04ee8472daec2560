"""The cascade for each test, on both databases: made once for each kind, then copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.application.companies import Company, found
from tests.application.reading.cascade import add_cascade
from tests.databases import PostgresqlServer


def _founded(url: str) -> None:
    company = found(url)
    add_cascade(company)
    company.close()


@pytest.fixture(scope="session")
def sqlite_cascade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the cascade in it; to be copied, not used."""
    path = tmp_path_factory.mktemp("cascade") / "company.sqlite"
    _founded(str(path))
    return path


@pytest.fixture(scope="session")
def postgresql_cascade(postgresql_server: PostgresqlServer) -> str:
    """The name of a PostgreSQL database with the cascade in it; to be copied, not used."""
    name = postgresql_server.create_database()
    _founded(postgresql_server.url(name))
    return name


@pytest.fixture
def sqlite_cascade_url(sqlite_cascade: Path, tmp_path: Path) -> str:
    """A SQLite file of the test's own with the cascade in it."""
    path = tmp_path / "company.sqlite"
    shutil.copyfile(sqlite_cascade, path)
    return str(path)


@pytest.fixture
def postgresql_cascade_url(postgresql_server: PostgresqlServer, postgresql_cascade: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own with the cascade in it."""
    name = postgresql_server.create_database(template=postgresql_cascade)
    yield postgresql_server.url(name)
    postgresql_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def cascade(request: pytest.FixtureRequest) -> Iterator[Company]:
    """The company with the goals of `tests.application.reading.cascade`: the test runs once on each kind of database."""
    url = request.getfixturevalue(f"{request.param}_cascade_url")
    assert isinstance(url, str)
    opened = Company(url)
    yield opened
    opened.close()
