"""Making and upgrading the schema: whole or not at all, even when it is killed in the middle; a copy is kept."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from okr.domain.errors import NotFound, Unreachable
from storage import migrate, sqlite
from storage.engine import parse_url
from storage.unit_of_work import open_store
from tests.storage.companies import add_person

ROOT = Path(__file__).parents[2]

THIS, NEWER = migrate.HEAD, "9999"

NEXT = '''
"""The migration of tests: rebuilds a table, adds another, and can be killed between the two."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "NEWEST"


def upgrade():
    rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("people", recreate=rebuild) as table:
        table.add_column(sa.Column("nickname", sa.Text()))
    if os.environ.get("OKR_TEST_KILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ.get("OKR_TEST_FAIL"):
        raise RuntimeError("the migration fails")
    op.create_table("badges", sa.Column("id", sa.Integer(), primary_key=True))
'''

UPGRADE = """
import sys
from pathlib import Path
from storage import migrate
from storage.engine import parse_url
migrate.MIGRATIONS, migrate.HEAD, migrate.KNOWN = Path(sys.argv[1]), "9999", (*migrate.KNOWN, "9999")
print(migrate.upgrade(parse_url(sys.argv[2])))
"""

KILLED_WHILE_CREATING = """
import os, signal, sys
from alembic import op
from storage import migrate
from storage.engine import parse_url
count, real = 0, op.create_table
def create_table(*args, **kwargs):
    global count
    count += 1
    if count > int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
op.create_table = create_table
migrate.create(parse_url(sys.argv[2]))
"""


@pytest.fixture
def next_migrations(tmp_path: Path) -> Path:
    """The migrations with one more, that this okr does not have."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder)
    (folder / "versions" / "9999_next.py").write_text(NEXT.replace("NEWEST", THIS), encoding="utf-8")
    return folder


@pytest.fixture
def _is_next(next_migrations: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the okr that has one more migration."""
    monkeypatch.setattr(migrate, "MIGRATIONS", next_migrations)
    monkeypatch.setattr(migrate, "HEAD", NEWER)
    monkeypatch.setattr(migrate, "KNOWN", (*migrate.KNOWN, NEWER))


def _run(code: str, *arguments: object, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def _tables(path: Path) -> set[str]:
    connection = sqlite.open_connection(path)
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()


def _version(path: Path) -> str:
    connection = sqlite.open_connection(path)
    try:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(version)
    finally:
        connection.close()


def test_creating_leaves_one_file_and_opens(tmp_path: Path) -> None:
    url = parse_url(str(tmp_path / "okr.db"))
    migrate.create(url)
    assert [path.name for path in tmp_path.iterdir()] == ["okr.db"]
    with open_store(url) as store:
        assert store.read(lambda work: migrate.current_version(work.connection)) == migrate.HEAD


def test_creating_twice_keeps_what_is_there(store_url: str) -> None:
    with open_store(store_url) as store:
        store.write(lambda work: add_person(work, "Ann"))
    migrate.create(parse_url(store_url))
    with open_store(store_url) as store:
        assert store.read(lambda work: work.connection.scalar(text("SELECT name FROM people"))) == "Ann"


def test_creating_below_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="does not exist"):
        migrate.create(parse_url(str(tmp_path / "nowhere" / "okr.db")))
    with pytest.raises(NotFound, match="no file"):
        migrate.upgrade(parse_url(str(tmp_path / "okr.db")))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("tables", [0, 1, 20])
def test_killed_while_creating_leaves_no_company_and_the_next_try_works(tmp_path: Path, tables: int) -> None:
    path = tmp_path / "okr.db"
    killed = _run(KILLED_WHILE_CREATING, tables, path)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not path.exists()
    with pytest.raises(NotFound):
        open_store(str(path))
    migrate.create(parse_url(str(path)))
    open_store(str(path)).close()


@pytest.mark.usefixtures("_is_next")
def test_opening_an_older_file_upgrades_it_after_a_copy(sqlite_store_url: str) -> None:
    path = Path(sqlite_store_url)
    _with_ann(path)

    with open_store(sqlite_store_url) as store:
        copy = store.copy_before_upgrade
        names = store.read(lambda work: work.connection.execute(text("SELECT name, nickname FROM people")).all())

    assert [tuple(row) for row in names] == [("Ann", None)]
    assert "badges" in _tables(path)
    assert _version(path) == NEWER
    assert copy == path.with_name("store.sqlite.before-9999")
    assert _version(copy) == THIS
    assert not _tables(copy) & {"badges"}
    with open_store(sqlite_store_url) as again:
        assert again.copy_before_upgrade is None


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_in_the_middle_of_an_upgrade_the_old_schema_stands_whole(
    sqlite_store_url: str, next_migrations: Path
) -> None:
    path = Path(sqlite_store_url)
    _with_ann(path)
    before = _tables(path)

    killed = _run(UPGRADE, next_migrations, path, OKR_TEST_KILL="1")

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert _tables(path) == before
    assert _version(path) == THIS
    with open_store(sqlite_store_url) as store:  # this okr knows the old schema, and nothing but the old schema
        store.write(lambda work: add_person(work, "Ben"))
    done = _run(UPGRADE, next_migrations, path)
    assert done.returncode == 0, done.stderr
    assert _version(path) == NEWER
    assert _people(path) == ["Ann", "Ben"]


def test_an_upgrade_that_fails_is_undone(sqlite_store_url: str, next_migrations: Path) -> None:
    path = Path(sqlite_store_url)
    _with_ann(path)
    before = _tables(path)
    failed = _run(UPGRADE, next_migrations, path, OKR_TEST_FAIL="1")
    assert "the migration fails" in failed.stderr
    assert (_tables(path), _version(path), _people(path)) == (before, THIS, ["Ann"])


def test_with_transactions_left_to_the_driver_a_failure_would_leave_half_of_it(tmp_path: Path) -> None:
    """The planted fault: what the one IMMEDIATE transaction is for."""
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        for statement in ("CREATE TABLE a (x)", "CREATE TABLE a (x)"):
            connection.execute(statement)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    connection.close()


@pytest.mark.usefixtures("_is_next")
def test_upgrading_postgresql_on_request(postgresql_store_url: str) -> None:
    url = parse_url(postgresql_store_url)
    with pytest.raises(Unreachable, match="older okr"):
        open_store(url)
    assert migrate.upgrade(url) is None
    with open_store(url) as store:
        assert store.read(lambda work: migrate.current_version(work.connection)) == migrate.HEAD
    migrate.upgrade(url)


def test_an_upgrade_of_postgresql_that_fails_is_undone(postgresql_store_url: str, next_migrations: Path) -> None:
    failed = _run(UPGRADE, next_migrations, postgresql_store_url, OKR_TEST_FAIL="1")
    assert "the migration fails" in failed.stderr
    with open_store(postgresql_store_url) as store:
        columns = store.read(
            lambda work: work.connection.execute(
                text("SELECT column_name FROM information_schema.columns WHERE column_name = 'nickname'")
            ).all()
        )
    assert columns == []


def test_two_upgrades_at_once_are_one(store_url: str, next_migrations: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", UPGRADE, str(next_migrations), store_url]
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outcomes = [(process.communicate(timeout=60)[1], process.returncode) for process in both]
    assert [code for _, code in outcomes] == [0, 0], outcomes


def test_two_that_create_the_same_file_at_once_end_with_one_whole_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = str(tmp_path / "okr.db")
    both = [context.Process(target=_create, args=(path,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert 0 in {process.exitcode for process in both}
    assert [found.name for found in tmp_path.iterdir() if not found.name.endswith(("-wal", "-shm"))] == ["okr.db"]
    open_store(path).close()


def _create(path: str) -> None:
    migrate.create(parse_url(path))


def _with_ann(path: Path) -> None:
    """A person in the old schema, written by hand: the okr of the test may be a newer one."""
    connection = sqlite.open_connection(path)
    connection.execute(
        "INSERT INTO people (id, number, handle, name, path, depth, competencies, is_administrator, effective_on,"
        " recorded_at, version) VALUES (x'01', 1, 'ann', 'Ann', '1.', 0, '[]', 0, '2026-01-01', 0, 1)"
    )
    connection.close()


def _people(path: Path) -> list[str]:
    connection = sqlite.open_connection(path)
    try:
        return [name for (name,) in connection.execute("SELECT name FROM people ORDER BY name")]
    finally:
        connection.close()


def test_what_the_first_schema_holds_is_kept_by_the_second(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    first = """
import sys
from pathlib import Path
from alembic import command
from alembic.config import Config
from storage import migrate
from storage.engine import parse_url
config = Config()
config.set_main_option("script_location", str(migrate.MIGRATIONS))
with migrate._migrating(parse_url(sys.argv[1]), create=True) as connection:
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
"""
    assert _run(first, path).returncode == 0
    old = sqlite.open_connection(path)
    old.execute(
        "INSERT INTO audit (id, recorded_at, operation, object_kind, object_key) VALUES (X'01', 7, 'x', 'goal', 'A-1')"
    )
    old.commit()
    old.close()

    migrate.upgrade(parse_url(str(path)))

    new = sqlite.open_connection(path)
    try:
        assert new.execute("SELECT operation, object_kind, object_key FROM audit").fetchall() == [("x", "goal", "A-1")]
        new.execute("INSERT INTO audit (id, recorded_at, operation, object_kind) VALUES (X'02', 8, 'y', 'comment')")
        with pytest.raises(sqlite.driver().Error, match="word"):
            new.execute("INSERT INTO audit (id, recorded_at, operation, object_kind) VALUES (X'03', 8, 'y', 'moon')")
        with pytest.raises(sqlite.driver().Error, match="the audit is written once"):
            new.execute("DELETE FROM audit")
    finally:
        new.close()


def test_a_folder_that_is_write_protected_is_named_instead_of_a_file_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "may_write_into", lambda folder: False)
    with pytest.raises(Unreachable) as refused:
        migrate.create(parse_url(str(tmp_path / "okr.sqlite")))
    assert refused.value.message == f"{tmp_path / 'okr.sqlite'} cannot be made: its folder is write-protected."
