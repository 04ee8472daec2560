"""A founded company for each test, on both databases: founded once for each kind, then copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.application.companies import Company, found
from tests.application.plan_company import fill
from tests.databases import PostgresqlServer


@pytest.fixture(scope="session")
def sqlite_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the company in it; to be copied, not used."""
    path = tmp_path_factory.mktemp("company") / "company.sqlite"
    found(str(path)).close()
    return path


@pytest.fixture(scope="session")
def postgresql_company(postgresql_server: PostgresqlServer) -> str:
    """The name of a PostgreSQL database with the company in it; to be copied, not used."""
    name = postgresql_server.create_database()
    found(postgresql_server.url(name)).close()
    return name


@pytest.fixture
def sqlite_company_url(sqlite_company: Path, tmp_path: Path) -> str:
    """A SQLite file of the test's own with the company in it."""
    path = tmp_path / "company.sqlite"
    shutil.copyfile(sqlite_company, path)
    return str(path)


@pytest.fixture
def postgresql_company_url(postgresql_server: PostgresqlServer, postgresql_company: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own with the company in it."""
    name = postgresql_server.create_database(template=postgresql_company)
    yield postgresql_server.url(name)
    postgresql_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest) -> Iterator[Company]:
    """The company of `tests.application.companies`: the test runs once on each kind of database."""
    url = request.getfixturevalue(f"{request.param}_company_url")
    assert isinstance(url, str)
    opened = Company(url)
    yield opened
    opened.close()


@pytest.fixture
def filled(company: Company) -> Company:
    """The company with the goals of `tests.application.plan_company`."""
    fill(company)
    return company
