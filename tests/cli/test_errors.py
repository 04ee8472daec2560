"""Whatever goes wrong is a sentence on standard error and an exit code, never a traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from okr.contract.goals import ListGoals, ShowGoal
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, OkrError, RuleViolation, Unreachable
from tests.cli.conftest import FakeBackend, Run


@pytest.mark.parametrize(
    ("kind", "code"),
    [(RuleViolation, 1), (InvalidInput, 2), (NotFound, 3), (NotAllowed, 4), (Conflict, 5), (Unreachable, 6)],
)
def test_each_error_has_its_exit_code(run: Run, backend: FakeBackend, kind: type[OkrError], code: int) -> None:
    backend.answers[ShowGoal] = kind("CARE-7 is not there.", hint="Did you mean CARE-8?")
    ran = run("goal", "show", "CARE-7")
    assert ran.code == code
    assert ran.err == "okr: CARE-7 is not there.\n     Did you mean CARE-8?\n"
    assert ran.out == ""


def test_the_lines_of_a_long_refusal_stand_below_each_other(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowGoal] = InvalidInput(
        "Nothing was recorded.\nrow 2: a\nrow 3: b", hint="mend them\nand try again"
    )
    lines = run("goal", "show", "CARE-7").err.splitlines()
    assert lines == [
        "okr: Nothing was recorded.",
        "     row 2: a",
        "     row 3: b",
        "     mend them",
        "     and try again",
    ]


def test_the_backend_is_closed_after_an_error_too(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowGoal] = NotFound("no")
    run("goal", "show", "CARE-7")
    assert backend.closed


def test_an_error_inside_okr_is_a_sentence_with_the_report_beside_it(
    run: Run, backend: FakeBackend, tmp_path: Path
) -> None:
    backend.answers[ShowGoal] = KeyError("a bug")
    ran = run("goal", "show", "CARE-7", "--url", "postgresql://okr:secret@db/okr")
    assert ran.code == 70
    assert "Traceback" not in ran.err
    report = Path(ran.err.strip().rpartition(" ")[2])
    written = report.read_text()
    assert "KeyError: 'a bug'" in written
    assert "secret" not in written
    assert report.stat().st_mode & 0o077 == 0


def test_an_error_inside_okr_stays_a_sentence_where_no_report_can_be_written(
    run: Run, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    backend.answers[ShowGoal] = KeyError("a bug")
    ran = run("goal", "show", "CARE-7")
    assert ran.code == 70
    assert "OKR_DEBUG=1" in ran.err


def test_okr_debug_lets_the_traceback_of_a_bug_through(
    run: Run, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_DEBUG", "1")
    backend.answers[ShowGoal] = KeyError("a bug")
    with pytest.raises(KeyError):
        run("goal", "show", "CARE-7")


def test_okr_debug_changes_nothing_about_a_refusal(
    run: Run, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_DEBUG", "1")
    backend.answers[ShowGoal] = NotFound("no")
    assert run("goal", "show", "CARE-7").code == 3


def test_a_full_disk_is_a_sentence(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowGoal] = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/company.sqlite")
    ran = run("goal", "show", "CARE-7")
    assert ran.code == 6
    assert "No space left on device" in ran.err
    assert "free some space" in ran.err


def test_ctrl_c_ends_with_130(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowGoal] = KeyboardInterrupt()
    ran = run("goal", "show", "CARE-7")
    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_a_value_that_the_contract_refuses_names_the_field(run: Run) -> None:
    ran = run("goal", "link", "CARE-7", "ACME-1", "--weight", "2000")
    assert ran.code == 2
    assert ran.err == "okr: weight: must be at most 1000\n"


def test_a_message_cannot_steer_the_terminal(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowGoal] = NotFound("no goal \x1b]52;c;AAAA\x07 \u202e here")
    err = run("goal", "show", "CARE-7").err
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_a_reader_that_leaves_early_is_no_error() -> None:
    script = "import sys; from okr.cli import main; sys.exit(main(['--help']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-c", script], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert done.stderr == ""
    assert done.returncode == 0


def test_an_unwritable_output_is_a_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    script = "import sys; from okr.cli import main; sys.exit(main(['--help']))"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", script], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 6
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_that_is_refused_prints_nothing_of_the_list(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListGoals] = NotFound("There is no unit XX.")
    ran = run("goal", "list", "--unit", "XX", "--json")
    assert (ran.code, ran.out) == (3, "")
