"""Backups and the doctor: a copy that is whole, and facts that are true."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from okr.domain.errors import InvalidInput, NotFound, Unreachable
from storage import health, migrate, schema, sqlite
from storage.backup import backup, quick_check
from storage.engine import parse_url
from storage.unit_of_work import Store, open_store
from tests.storage.companies import add_person


def _names(store: Store) -> list[str]:
    return store.read(
        lambda work: list(work.connection.scalars(select(schema.people.c.name).order_by(schema.people.c.name)))
    )


def test_a_backup_is_a_company_that_opens(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.write(lambda work: add_person(work, "Ann"))
    target = tmp_path / "copy.db"
    assert backup(sqlite_store.url, target) == target
    sqlite_store.write(lambda work: add_person(work, "Ben"))
    with open_store(str(target)) as copy:
        assert _names(copy) == ["Ann"]


def test_a_backup_can_be_made_while_others_write(sqlite_store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            sqlite_store.write(lambda work, name=f"{number:05}": [add_person(work, name + side) for side in "ab"])  # type: ignore[misc]

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for number in range(3):
            backup(sqlite_store.url, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        with open_store(str(tmp_path / f"{number}.db")) as copy:
            assert len(_names(copy)) % 2 == 0  # never half of a transaction


def test_an_older_backup_is_replaced_only_by_a_whole_one(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backups" / "okr.db"
    target.parent.mkdir()
    backup(sqlite_store.url, target)
    kept = target.read_bytes()
    monkeypatch.setattr("storage.copying.check", lambda connection: ["row 7 missing from index"])
    with pytest.raises(Unreachable, match="row 7 missing"):
        backup(sqlite_store.url, target)
    assert target.read_bytes() == kept
    assert [path.name for path in target.parent.iterdir()] == ["okr.db"]


def test_a_backup_needs_a_place_of_its_own(sqlite_store: Store, tmp_path: Path) -> None:
    path = sqlite_store.url.path
    assert path is not None
    with pytest.raises(Unreachable, match="does not exist"):
        backup(sqlite_store.url, tmp_path / "nowhere" / "okr.db")
    with pytest.raises(InvalidInput, match="is a folder"):
        backup(sqlite_store.url, tmp_path)
    with pytest.raises(InvalidInput, match="the database itself"):
        backup(sqlite_store.url, path)
    with pytest.raises(NotFound):
        backup(parse_url(str(tmp_path / "none.db")), tmp_path / "copy.db")


def test_what_is_no_database_cannot_be_backed_up(tmp_path: Path) -> None:
    path = tmp_path / "okr.db"
    path.write_bytes(b"nothing of the kind" * 1000)
    with pytest.raises(Unreachable, match="not a database"):
        backup(parse_url(str(path)), tmp_path / "copy.db")
    assert [found.name for found in tmp_path.iterdir()] == ["okr.db"]


def test_the_quick_check_finds_damage(sqlite_store_url: str) -> None:
    path = Path(sqlite_store_url)
    assert quick_check(path) == []
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_goals_owner_id'").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\x0d" * 4096
    path.write_bytes(content)
    assert quick_check(path) != []
    report = health.examine(parse_url(sqlite_store_url))
    assert not report.is_sound
    assert any(fact.name == "quick check" and fact.fault for fact in report.facts)


def test_the_doctor_says_what_is_so(store: Store) -> None:
    report = health.examine(store.url)
    facts = {fact.name: fact.value for fact in report.facts}
    assert report.is_sound, report
    assert facts["schema"] == migrate.HEAD
    if store.url.is_sqlite:
        version = sqlite.driver().sqlite_version
        assert facts["SQLite"] in {f"{version} (pysqlite3)", f"{version} (Python's own sqlite3)"}
        assert facts["journal mode"] == sqlite.journal_mode(sqlite.driver().sqlite_version_info)
        assert facts["quick check"] == "ok"
        assert facts["file system"]
    else:
        assert facts["server"].startswith("PostgreSQL 1")
        assert facts["backups"].startswith("by pg_dump 1")


@pytest.mark.parametrize("problem", ["missing", "no database", "another program", "newer", "no server", "network"])
def test_the_doctor_names_what_is_wrong_and_never_fails(
    problem: str, sqlite_store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = sqlite_store_url
    if problem == "missing":
        place = str(tmp_path / "none.db")
    elif problem == "no database":
        Path(place).write_bytes(b"nothing of the kind" * 1000)
    elif problem == "another program":
        Path(place).unlink()
        sqlite3.connect(place).execute("CREATE TABLE songs (title)").connection.close()
    elif problem == "newer":
        with sqlite3.connect(place) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    elif problem == "no server":
        place = "postgresql://127.0.0.1:1/okr"
    else:
        monkeypatch.setattr(sqlite, "file_system", lambda path: "nfs4")
    report = health.examine(parse_url(place))
    assert not report.is_sound
    assert len([fact for fact in report.facts if fact.fault]) == 1


def test_an_empty_file_is_no_company_to_back_up(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(NotFound, match=r"no company in .*empty\.db"):
        backup(parse_url(str(tmp_path / "empty.db")), tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
