"""Backups of PostgreSQL: a dump that comes back whole, by a pg_dump that fits the server."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from okr.domain.errors import NotFound, Unreachable
from storage import dumping, schema
from storage.backup import backup
from storage.engine import parse_url
from storage.unit_of_work import Store, open_store
from tests.databases import PostgresqlServer
from tests.storage.companies import add_person


def _names(store: Store) -> list[str]:
    return store.read(lambda work: list(work.connection.scalars(select(schema.people.c.name))))


def _program(folder: Path, version: str, body: str = "exit 9") -> Path:
    """A stand-in for pg_dump that says it has this version."""
    folder.mkdir(exist_ok=True)
    program = folder / "pg_dump"
    said = f'if [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) {version}"; exit; fi'
    program.write_text(f"#!/bin/sh\n{said}\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server of version 18 that need not be there, on a machine without any pg_dump."""
    monkeypatch.setattr(dumping, "server_version", lambda url: 18)
    monkeypatch.setattr(dumping, "PLACES", ())
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    return "postgresql://ann:secret@h/okr"


needs_a_shell = pytest.mark.skipif(sys.platform == "win32", reason="programs of the shell stand in")


def test_a_dump_is_a_company_that_can_be_restored(
    postgresql_store: Store, postgresql_server: PostgresqlServer, tmp_path: Path
) -> None:
    """By the real program, whatever older one comes first on the path of the machine."""
    postgresql_store.write(lambda work: add_person(work, "Ann"))
    target = backup(postgresql_store.url, tmp_path / "okr.dump")
    postgresql_store.write(lambda work: add_person(work, "Ben"))

    name = postgresql_server.create_database()
    restore = dumping.fitting(dumping.server_version(postgresql_store.url)).path.with_stem("pg_restore")
    address = postgresql_server.url(name)
    subprocess.run([str(restore), "--exit-on-error", f"--dbname={address}", str(target)], check=True)
    with open_store(address) as restored:
        assert _names(restored) == ["Ann"]
    postgresql_server.drop_database(name)
    assert [path.name for path in tmp_path.iterdir()] == ["okr.dump"]


def test_a_server_without_a_company_is_not_backed_up(postgresql_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no company in postgresql://"):
        backup(parse_url(postgresql_url), tmp_path / "okr.dump")
    assert list(tmp_path.iterdir()) == []


@needs_a_shell
def test_of_several_programs_the_oldest_that_is_as_new_as_the_server_is_taken(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {version: _program(tmp_path / version, version) for version in ("15.4", "19.1", "18.0", "17.9")}
    monkeypatch.setattr(dumping, "PLACES", (f"{tmp_path}/1*",))
    monkeypatch.setenv("PATH", str(tmp_path / "15.4"))
    assert dumping.fitting(18).path == made["18.0"]
    assert dumping.fitting(14).path == made["15.4"]


@needs_a_shell
def test_without_one_that_fits_it_is_said_which_one_is_missing(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = _program(tmp_path, "15.18 (Debian 15.18-0+deb12u1)")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreachable) as refused:
        backup(parse_url(server), tmp_path / "okr.dump")
    assert refused.value.message == (
        f"The server is PostgreSQL 18: its backup needs pg_dump 18 or newer, and here is only pg_dump 15 ({program})."
    )
    assert refused.value.hint == "install the client programs of PostgreSQL 18, or run pg_dump on the server"


def test_without_any_program_it_is_said_what_to_install(server: str, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="pg_dump, which is not installed"):
        backup(parse_url(server), tmp_path / "okr.dump")


WRITES = """for word; do case "$word" in --file=*) file="${word#--file=}" ;; esac; done
printf 'PGDMP %s' "$PGPASSWORD" > "$file"
exit ${OKR_TEST_EXIT:-0}"""


@needs_a_shell
def test_an_older_dump_is_replaced_only_by_a_whole_one(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path / "bin", "18.4", WRITES)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    target = tmp_path / "backups" / "okr.dump"
    target.parent.mkdir()
    assert backup(parse_url(server), target) == target
    assert target.read_bytes() == b"PGDMP secret"

    monkeypatch.setenv("OKR_TEST_EXIT", "1")
    with pytest.raises(Unreachable, match="it ended with 1"):
        backup(parse_url("postgresql://ann:other@h/okr"), target)
    assert target.read_bytes() == b"PGDMP secret"
    assert [path.name for path in target.parent.iterdir()] == ["okr.dump"]


@needs_a_shell
def test_what_cannot_be_read_back_is_no_backup(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin", "18.4", WRITES)
    reader = _program(tmp_path / "bin2", "18.4", "echo 'input file is too short' >&2; exit 1")
    reader.rename(tmp_path / "bin" / "pg_restore")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(Unreachable, match="pg_restore could not make the backup: input file is too short"):
        backup(parse_url(server), tmp_path / "okr.dump")
    assert not (tmp_path / "okr.dump").exists()


@needs_a_shell
def test_the_password_is_not_in_the_command_line(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "18.4", 'echo "$@ password=$PGPASSWORD" >&2\nexit 3')
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreachable) as refused:
        backup(parse_url(server), tmp_path / "okr.dump")
    assert "--dbname=postgresql://ann@h/okr password=secret" in refused.value.message
