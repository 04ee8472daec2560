"""The made-up company, built once on a fixed day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from okr.cli.store import create
from okr.client.local import LocalBackend
from okr.demo.build import build_demo

TODAY = date(2026, 11, 22)


def build(path: Path, today: date = TODAY) -> LocalBackend:
    """A backend of the owner over the company, built at a path as of a day."""
    create(str(path))
    builder = LocalBackend(str(path), turns_days=False)
    build_demo(lambda acting_as, day: builder.acting(acting_as, today=day), today=today)
    builder.close()
    return LocalBackend(str(path), today=today)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBackend]:
    """The company as its chief executive sees it."""
    backend = build(tmp_path_factory.mktemp("demo") / "company.db")
    yield backend
    backend.close()
