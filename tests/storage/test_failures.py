"""Every failure of a database leaves as one clear sentence, with what to do next; never a driver's error."""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from okr.domain.errors import Conflict, NotFound, OkrError, Unreachable
from storage import failures, migrate, sqlite
from storage.engine import StoreUrl, parse_url
from storage.unit_of_work import Store, WriteWork, open_store
from tests.databases import PostgresqlServer
from tests.storage.companies import add_person


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach, unlike the ones of pytest."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def _as_nobody(sqlite_store: Store) -> Iterator[None]:
    """Give up the rights of root, to whom no file is write-protected; what is needed is loaded before, by making and using a file."""
    _add(sqlite_store)
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def _add(store: Store) -> UUID:
    return store.write(lambda work: add_person(work, "Ann"))


def test_a_file_that_is_missing_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no company in .*okr\.db yet") as missing:
        open_store(str(tmp_path / "okr.db"))
    assert missing.value.hint == "okr init NAME, or okr demo to look around"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_or_given_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no company in .*okr\.db yet"):
        open_store(str(tmp_path / "nowhere" / "okr.db"))
    with pytest.raises(Unreachable, match="is a folder"):
        open_store(str(tmp_path))


@pytest.mark.parametrize(
    "content", [b"Dear diary, today nothing happened.\n" * 200, b"\x00" * 4096, b"PK\x03\x04" * 500]
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "okr.db"
    path.write_bytes(content)
    with pytest.raises(OkrError) as refused:
        open_store(str(path))
    assert "is not a database" in refused.value.message or "no company" in refused.value.message
    assert path.read_bytes() == content


def test_an_empty_file_or_another_program_s_database_holds_no_company(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    other = sqlite.driver().connect(str(tmp_path / "other.db"))
    other.execute("CREATE TABLE songs (title)")
    other.close()
    for name in ("empty.db", "other.db"):
        with pytest.raises(NotFound, match="no company"):
            open_store(str(tmp_path / name))
    with pytest.raises(Unreachable, match="another program"):
        migrate.upgrade(parse_url(str(tmp_path / "other.db")))


def test_a_database_of_a_newer_okr_is_left_alone(store_url: str) -> None:
    with open_store(store_url) as store:
        store.write(
            lambda work: work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'")).rowcount
        )
    for touch in (open_store, lambda url: migrate.upgrade(parse_url(url))):
        with pytest.raises(Unreachable, match=r"made by a newer okr \(schema 9999.*upgrade okr"):
            touch(store_url)


def test_an_empty_postgresql_holds_no_company(postgresql_url: str) -> None:
    with pytest.raises(NotFound, match="no company"):
        open_store(postgresql_url)


def test_an_older_postgresql_is_upgraded_only_on_request(
    postgresql_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "HEAD", "0003")
    with pytest.raises(Unreachable, match="made by an older okr") as refused:
        open_store(postgresql_store_url)
    assert refused.value.hint == "okr db upgrade"


@pytest.mark.usefixtures("_as_nobody")
@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_write_protected_file_may_be_read_but_not_written(open_folder: Path) -> None:
    path = open_folder / "okr.db"
    migrate.create(parse_url(str(path)))
    path.chmod(0o444)
    with open_store(str(path)) as store:
        assert store.read(lambda work: work.connection.scalar(text("SELECT count(*) FROM people"))) == 0
        with pytest.raises(Unreachable, match="may only be read"):
            _add(store)


@pytest.mark.usefixtures("_as_nobody")
@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_in_a_write_protected_folder_says_what_to_do(open_folder: Path) -> None:
    path = open_folder / "okr.db"
    migrate.create(parse_url(str(path)))
    open_folder.chmod(0o555)
    with pytest.raises(Unreachable, match=r"The folder of .* is write-protected") as refused:
        open_store(str(path))
    assert "Copy the file" in str(refused.value.hint)
    open_folder.chmod(0o777)


@pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
@pytest.mark.parametrize("what", ["folder", "link", "pipe"])
def test_what_is_no_file_is_neither_opened_nor_made_into_one(tmp_path: Path, what: str) -> None:
    path = tmp_path / "okr.db"
    make = {"folder": path.mkdir, "link": lambda: path.symlink_to("nowhere"), "pipe": lambda: os.mkfifo(path)}
    make[what]()
    url = parse_url(str(path))
    for touch in (lambda: open_store(str(path)), lambda: migrate.create(url)):
        with pytest.raises(Unreachable, match=r"is a folder|is a device|is a link to what does not exist"):
            touch()
    assert not path.is_file()


def test_a_file_that_two_make_at_once_is_a_conflict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, build = tmp_path / "okr.db", migrate._build

    def slower(unfinished: Path, told: StoreUrl) -> None:
        build(unfinished, told)
        path.touch()

    monkeypatch.setattr(migrate, "_build", slower)
    with pytest.raises(Conflict, match="by somebody else just now"):
        migrate.create(parse_url(str(path)))


@pytest.mark.parametrize("code", ["SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE", ""])
def test_a_disk_without_room_is_called_full_whatever_fails_first(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite.driver().Error("disk I/O error")
    if code:
        error.sqlite_errorname = code
    url = StoreUrl(path=tmp_path / "okr.db")
    assert "reports an error or is full" in failures.explain(error, url).message
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))
    assert "okr.db is full; nothing was changed" in failures.explain(error, url).message


@pytest.mark.usefixtures("_as_nobody")
@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_or_folder_that_may_not_be_touched(open_folder: Path) -> None:
    path = open_folder / "okr.db"
    migrate.create(parse_url(str(path)))
    path.chmod(0)
    with pytest.raises(Unreachable, match="cannot be opened"):
        open_store(str(path))
    path.chmod(0o644)
    locked = open_folder / "locked"
    locked.mkdir(mode=0o555)
    with pytest.raises(Unreachable, match=r"locked/okr\.db cannot be made: its folder is write-protected"):
        migrate.create(parse_url(str(locked / "okr.db")))
    assert list(locked.iterdir()) == []


def test_a_full_disk_changes_nothing(sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(sqlite_store_url) as store:
        _add(store)
        pages = store.read(lambda work: work.connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, f"PRAGMA max_page_count = {pages}"))
    with open_store(sqlite_store_url) as store:

        def much(work: WriteWork) -> None:
            for number in range(500):
                add_person(work, f"{number} " * 500)

        with pytest.raises(Unreachable, match=r"The disk of .* is full; nothing was changed"):
            store.write(much)
        assert store.read(lambda work: work.connection.scalar(text("SELECT count(*) FROM people"))) == 1


def test_a_damaged_file_is_told(sqlite_store_url: str) -> None:
    path = Path(sqlite_store_url)
    content = bytearray(path.read_bytes())
    content[4096:20_000] = b"\xff" * (20_000 - 4096)
    path.write_bytes(content)
    with pytest.raises(Unreachable, match="damaged"), open_store(sqlite_store_url) as store:
        _add(store)


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Unreachable, match=r"127.0.0.1:\d+/okr cannot be reached") as refused:
            open_store(f"postgresql://ann:secret@127.0.0.1:{port}/okr")
    assert "secret" not in refused.value.message
    assert "\n" not in refused.value.message


def test_a_server_that_does_not_answer_is_given_up_after_three_seconds() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with pytest.raises(Unreachable, match="cannot be reached"):
            open_store(f"postgresql://ann@127.0.0.1:{mute.getsockname()[1]}/okr")


def test_a_database_that_the_server_lacks(postgresql_server: PostgresqlServer) -> None:
    with pytest.raises(Unreachable, match="no database of that name"):
        open_store(postgresql_server.url("nothing"))


def test_a_user_whom_the_server_does_not_know(postgresql_server: PostgresqlServer) -> None:
    url = postgresql_server.url("postgres").replace("//postgres", "//stranger")
    assert "stranger" in url
    with pytest.raises(Unreachable, match=r"refuses the name or the password|cannot be reached"):
        open_store(url)


class _Refusal(Exception):
    """What psycopg raises while it connects: words without a code."""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            'connection failed: FATAL:  password authentication failed for user "ann"',
            "refuses the name or the password",
        ),
        ('connection failed: FATAL:  database "okr" does not exist', "no database of that name"),
        ("connection timeout expired", "cannot be reached: connection timeout expired"),
        ("Is the server running there?", "cannot be reached: Is the server running there."),
        ("", "cannot be reached: _Refusal"),
    ],
)
def test_what_is_said_while_connecting(words: str, sentence: str) -> None:
    error = OperationalError("", None, _Refusal(words))
    assert sentence in failures.explain(error, parse_url("postgresql://h/okr")).message


def test_a_stranger_to_the_tables_is_told(postgresql_store: Store) -> None:
    def lock_out(work: WriteWork) -> None:
        work.connection.exec_driver_sql("CREATE ROLE okr_stranger")
        work.connection.exec_driver_sql("SET LOCAL ROLE okr_stranger")
        add_person(work, "Ann")

    with pytest.raises(Unreachable, match="no right"):
        postgresql_store.write(lock_out)


def test_a_missing_table_points_to_the_upgrade(postgresql_store: Store) -> None:
    with pytest.raises(Unreachable, match="okr db upgrade"):
        postgresql_store.read(lambda work: work.connection.exec_driver_sql("SELECT * FROM not_yet"))


def test_without_the_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Unreachable, match="psycopg") as refused:
        open_store("postgresql://h/okr")
    assert refused.value.hint == "pip install 'okr[postgres]'"


def test_an_error_of_sqlite_without_a_name_is_still_one_sentence() -> None:
    told = failures.explain(sqlite.driver().Error("something\nnew."), StoreUrl(path=Path("okr.db")))
    assert told.message == "okr.db cannot be used: something new."
