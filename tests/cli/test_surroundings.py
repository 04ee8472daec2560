"""What bad surroundings get from the commands: a full disk, write protection, a newer schema, others at work, a kill in the middle.

One clear sentence and its exit code, and nothing half done.
"""

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Okr

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits, permissions and signals of POSIX")

GOALS = 40
"""Goals of an imported file; with their key results and notes more than a small file has room for."""

MAPPING = """
[goals.fields]
external_id = "id"
title = "title"
why = "why"
cycle = "cycle"
"""

SHORT_OF_ROOM = 96 * 1024
"""Bytes that a file may grow to: enough for a check-in, too little for an import."""


@pytest.fixture
def export(tmp_path: Path) -> tuple[str, ...]:
    """The words of a command that imports many goals."""
    lines = [
        f"g{number},Answer every customer number {number},{'because they wait ' * 300},2026" for number in range(GOALS)
    ]
    (tmp_path / "goals.csv").write_text("\n".join(["id,title,why,cycle", *lines]), encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    return "import", "goals", str(tmp_path / "goals.csv"), "--mapping", str(tmp_path / "map.toml")


@contextmanager
def short_of_room() -> Iterator[None]:
    """Lets no file grow beyond `SHORT_OF_ROOM`, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SHORT_OF_ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def open_folder(founded: Path) -> Iterator[Path]:
    """A folder with the company in it that every user may reach, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        shutil.copyfile(founded, folder / "acme.sqlite")
        (folder / "acme.sqlite").chmod(0o666)
        yield folder
        folder.chmod(0o777)


@pytest.fixture
def as_nobody(acme: Okr, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Okr]:
    """Runs a command without the rights of root, to whom nothing is write-protected; what it needs is loaded before."""
    for variable in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(open_folder))
    for words in (["goal", "list"], ["checkin", "CARE-1.1", "20"], ["goal", "show", "NONE-1"]):
        acme(*words)
    if os.geteuid() != 0:
        yield acme
        return
    os.seteuid(65_534)
    try:
        yield acme
    finally:
        os.seteuid(0)


def goals_in(okr: Okr) -> list[str]:
    return [row["key"] for row in json.loads(okr("goal", "list", "--all", "--json").out)["items"]]


def is_sound(okr: Okr) -> bool:
    return bool(json.loads(okr("verify", "--json").out)["difference_count"] == 0)


def test_on_a_full_disk_nothing_of_an_import_is_written(acme: Okr, export: tuple[str, ...]) -> None:
    with short_of_room():
        ran = acme(*export)
        assert goals_in(acme) == ["ACME-1", "CARE-1"]
        assert acme("checkin", "CARE-1.1", "18").code == 0

    assert ran.code == 6
    assert "full; nothing was changed" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert is_sound(acme)


def test_with_room_again_the_same_import_succeeds(acme: Okr, export: tuple[str, ...]) -> None:
    assert acme(*export).code == 0
    assert len(goals_in(acme)) == 2 + GOALS


@pytest.mark.parametrize(
    "words",
    [
        ("goal", "list"),
        ("checkin", "CARE-1.1", "18"),
        ("verify",),
        ("turn",),
        ("db", "upgrade"),
        ("init", "Other", "--owner", "Bo"),
    ],
)
def test_no_command_touches_a_database_of_a_newer_okr(acme: Okr, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "acme.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = path.read_bytes()

    ran = acme(*words)

    assert ran.code == 6
    assert "made by a newer okr (schema 9999" in ran.err
    assert ran.err.rstrip().endswith("upgrade okr.")
    assert path.read_bytes() == before


def test_a_write_protected_file_is_shown_and_not_changed(as_nobody: Okr, open_folder: Path) -> None:
    path = open_folder / "acme.sqlite"
    with_rights(lambda: path.chmod(0o444))

    assert "CARE-1" in as_nobody("goal", "list", "--url", str(path)).out
    ran = as_nobody("checkin", "CARE-1.1", "18", "--url", str(path))

    assert (ran.code, ran.out) == (6, "")
    assert ran.err == f"okr: {path} may only be read: the file or its folder is write-protected.\n"


def test_a_write_protected_folder_is_named_with_the_way_out(as_nobody: Okr, open_folder: Path) -> None:
    path = open_folder / "acme.sqlite"
    with_rights(lambda: open_folder.chmod(0o555))

    for words in (("goal", "list"), ("checkin", "CARE-1.1", "18"), ("db", "backup", "/tmp/never.sqlite")):
        ran = as_nobody(*words, "--url", str(path))
        assert ran.code == 6
        assert f"The folder of {path} is write-protected" in ran.err
        assert "Copy the file to a folder that you may write to" in ran.err
    assert sorted(found.name for found in open_folder.iterdir()) == ["acme.sqlite"]


def with_rights(change: object) -> None:
    """Do something with the rights that the process began with."""
    own = os.geteuid()
    os.seteuid(os.getuid())
    try:
        assert callable(change)
        change()
    finally:
        os.seteuid(own)


MANY_CHECK_INS = """
import sys
from okr.cli import main
sys.exit(max(main(["checkin", sys.argv[1], str(20 - number)]) for number in range(8)))
"""


def test_processes_at_once_wait_for_each_other(acme: Okr, export: tuple[str, ...]) -> None:
    commands = (
        [sys.executable, "-c", MANY_CHECK_INS, "ACME-1.1"],
        [sys.executable, "-c", MANY_CHECK_INS, "CARE-1.1"],
        [sys.executable, "-m", "okr", *export],
    )
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for words in commands]
    said = [process.communicate(timeout=100)[1] for process in running]

    assert [process.returncode for process in running] == [0, 0, 0], said
    assert len(goals_in(acme)) == 2 + GOALS
    for key in ("ACME-1.1", "CARE-1.1"):
        assert [row["number"] for row in json.loads(acme("checkins", key, "--json").out)["items"]] == list(
            range(8, 0, -1)
        )
    assert is_sound(acme)


KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from okr.cli import main

count, begins, *words = sys.argv[1:]
seen = []

def watch(connection, record):
    connection.set_trace_callback(look)

def look(statement):
    if statement.startswith(begins):
        seen.append(statement)
        if len(seen) == int(count):
            os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "connect", watch)
main(words)
"""
"""Runs a command that ends at once when its database is told, for the so-manieth time, something that begins like that."""


@pytest.mark.parametrize("moment", [("20", "INSERT INTO goals"), ("1", "COMMIT")])
def test_an_import_that_is_killed_leaves_nothing(acme: Okr, export: tuple[str, ...], moment: tuple[str, str]) -> None:
    """In the middle of the goals, and when all is written and only to be made lasting."""
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *moment, *export], capture_output=True, check=False, timeout=100
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert goals_in(acme) == ["ACME-1", "CARE-1"]
    assert is_sound(acme)
    assert acme(*export).code == 0
    assert len(goals_in(acme)) == 2 + GOALS
