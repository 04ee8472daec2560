"""Where a company is held, and the SQLAlchemy engine over it.

This module is on the path of every command: it imports neither Alembic nor the ORM.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from okr.domain.errors import InvalidInput
from storage import postgresql, sqlite


@dataclass(frozen=True)
class StoreUrl:
    """A place that holds a company: a SQLite file (`path`) or a PostgreSQL database (`server`)."""

    path: Path | None = None
    server: URL | None = field(default=None, repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.path is not None

    @property
    def shown(self) -> str:
        """How it may be shown: a path, or the server's address without its password."""
        if self.server is not None:
            return self.server.set(drivername="postgresql").render_as_string(hide_password=True)
        return str(self.path)

    @property
    def sqlalchemy(self) -> URL:
        """The place as SQLAlchemy writes it, password included: not for showing."""
        return self.server if self.server is not None else URL.create("sqlite", database=str(self.path))


def parse_url(text: str) -> StoreUrl:
    """Read what a user writes for a place: a path, `sqlite:///...` or `postgresql://...`; InvalidInput for anything else."""
    text = text.strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        if not text or text == ":memory:" or "\0" in text:
            raise InvalidInput("A database needs a file: give a path, sqlite:///PATH or postgresql://HOST/NAME.")
        return StoreUrl(path=Path(text).expanduser())
    if scheme == "sqlite":
        return _sqlite_url(text, rest)
    if scheme.partition("+")[0] in {"postgresql", "postgres"}:
        return _postgresql_url(text)
    raise InvalidInput(
        f"{scheme}:// is not a database that okr knows; give a path, sqlite:///PATH or postgresql://HOST/NAME."
    )


def make_engine(
    url: StoreUrl, *, create: bool = False, statement_timeout_s: int = postgresql.STATEMENT_TIMEOUT_S
) -> Engine:
    """The engine for a place. `create` lets a missing SQLite file be made; `statement_timeout_s` is for PostgreSQL."""
    if url.server is not None:
        return postgresql.make_engine(url.server, statement_timeout_s=statement_timeout_s)
    if url.path is None:
        raise InvalidInput("A database needs a file or a server.")
    return sqlite.make_engine(url.path, create=create)


def _sqlite_url(text: str, rest: str) -> StoreUrl:
    """Read the part after `sqlite://`, as SQLAlchemy does: three slashes and a path, relative or with a fourth absolute."""
    if not rest.startswith("/") or rest in {"/", "/:memory:"} or "?" in rest:
        raise InvalidInput(f"{text} names no file; write sqlite:///PATH.")
    return StoreUrl(path=Path(unquote(rest[1:])).expanduser())


def _postgresql_url(text: str) -> StoreUrl:
    """Read a PostgreSQL address; the driver is always psycopg 3."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise InvalidInput("The PostgreSQL address cannot be read; write postgresql://USER@HOST:PORT/NAME.") from error
    if not url.database and "service" not in url.query and "dbname" not in url.query:
        raise InvalidInput("The PostgreSQL address names no database; write postgresql://USER@HOST:PORT/NAME.")
    return StoreUrl(server=url.set(drivername="postgresql+psycopg"))
