"""Where a company may be held: how a place is written, which SQLite is trusted, and where a file may lie."""

import subprocess
import sys
from pathlib import Path

import pytest

from okr.domain.errors import InvalidInput, Unreachable
from storage import sqlite
from storage.engine import StoreUrl, make_engine, parse_url

MOUNTS = "\n".join(
    [
        "/dev/vda / ext4 rw 0 0",
        "tmpfs /tmp tmpfs rw 0 0",
        "server:/export /srv/share nfs4 rw 0 0",
        r"//server/my\040files /srv/my\040files cifs rw 0 0",
        "C: /mnt/c 9p rw 0 0",
        "me@host: /srv/ssh fuse.sshfs rw 0 0",
        "",
    ]
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("okr.db", "okr.db"),
        ("/var/okr/a b.db", "/var/okr/a b.db"),
        ("sqlite:///okr.db", "okr.db"),
        ("sqlite:////var/okr.db", "/var/okr.db"),
        ("sqlite:////var/a%20b.db", "/var/a b.db"),
        (" okr.db ", "okr.db"),
    ],
)
def test_a_path_or_a_sqlite_address_names_a_file(text: str, path: str) -> None:
    assert parse_url(text) == StoreUrl(path=Path(path))
    assert parse_url(text).shown == path


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert parse_url("~/okr.db").path == Path("/home/ann/okr.db")
    assert parse_url("sqlite:///~/okr.db").path == Path("/home/ann/okr.db")


def test_a_server_is_shown_without_its_password() -> None:
    url = parse_url("postgresql://ann:s%40cret@db.example:5433/okr?sslmode=require")
    assert not url.is_sqlite
    assert url.shown == "postgresql://ann:***@db.example:5433/okr?sslmode=require"
    assert "cret" not in repr(url)
    assert url.sqlalchemy.drivername == "postgresql+psycopg"
    assert url.sqlalchemy.password == "s@cret"


def test_the_short_name_of_postgresql_is_understood() -> None:
    assert parse_url("postgres://h/okr").shown == "postgresql://h/okr"


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", ":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///a.db?mode=ro", "a\0b"),
        *("postgresql://", "postgresql://host", "postgresql://host:port/okr", "mysql://host/okr", "http://host/"),
    ],
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"PATH|NAME"):
        parse_url(text)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 0), "delete"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 53, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_write_ahead_logging_is_used_where_it_cannot_damage_the_file(version: tuple[int, int, int], mode: str) -> None:
    assert sqlite.journal_mode(version) == mode


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ann/okr.db", "ext4"),
        ("/tmp/okr.db", "tmpfs"),
        ("/tmpfile", "ext4"),
        ("/srv/share/a/okr.db", "nfs4"),
        ("/srv/my files/okr.db", "cifs"),
        ("/mnt/c/okr.db", "9p"),
        ("/srv/ssh/okr.db", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_its_nearest_mount(path: str, kind: str) -> None:
    assert sqlite.file_system(Path(path), MOUNTS) == kind
    assert (kind in sqlite.NETWORK_FILE_SYSTEMS) == (kind not in {"ext4", "tmpfs"})


def test_a_network_file_system_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "file_system", lambda path: "nfs4")
    with pytest.raises(Unreachable, match="network file system") as refused:
        make_engine(StoreUrl(path=tmp_path / "okr.db"), create=True)
    assert "PostgreSQL" in str(refused.value.hint)
    assert list(tmp_path.iterdir()) == []


def test_where_mounts_cannot_be_read_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise OSError

    monkeypatch.setattr(Path, "read_text", fail)
    assert sqlite.file_system(Path("/srv")) is None


def test_a_missing_file_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(sqlite.driver().Error):
        sqlite.open_connection(tmp_path / "okr.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "q?mode=memory.db", "h#ash.db", "ünï.db"])
def test_strange_file_names_are_only_names(tmp_path: Path, name: str) -> None:
    sqlite.open_connection(tmp_path / name, create=True).close()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_without_the_bundled_sqlite_the_standard_one_works_with_the_rollback_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.driver.cache_clear()
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    try:
        module = sqlite.driver()
        assert module.__name__.startswith("sqlite3")
        connection = sqlite.open_connection(tmp_path / "okr.db", create=True)
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        connection.close()
        assert mode == sqlite.journal_mode(module.sqlite_version_info)
    finally:
        sqlite.driver.cache_clear()


def test_a_file_that_others_wrote_ahead_is_brought_to_the_safe_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "okr.db"
    ahead = sqlite.driver().connect(str(path), isolation_level=None)
    ahead.execute("PRAGMA journal_mode = WAL")
    ahead.execute("CREATE TABLE t (x)")
    ahead.close()
    monkeypatch.setattr(sqlite, "has_wal_fix", lambda version: False)
    connection = sqlite.open_connection(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_opening_a_store_loads_neither_alembic_nor_the_orm() -> None:
    code = (
        "import sys, storage.unit_of_work, storage.schema, storage.policy, storage.migrate, storage.health\n"
        "print([name for name in sys.modules if name.startswith(('alembic', 'sqlalchemy.orm', 'psycopg', 'pydantic'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_after_the_other_readers_take_the_same_connection(tmp_path: Path) -> None:
    engine = sqlite.make_engine(tmp_path / "a.db", create=True)
    at_once = [engine.connect() for _ in range(3)]
    for connection in at_once:
        connection.close()
    taken = set()
    for _ in range(3):
        with engine.connect() as connection:
            taken.add(id(connection.connection.dbapi_connection))
    engine.dispose()
    assert len(taken) == 1
