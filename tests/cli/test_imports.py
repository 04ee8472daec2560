"""`okr import`: files and mapping become one request, and its report says what became of each row."""

import json
from pathlib import Path

import pytest

from okr.contract.imports import FieldChange, Finding, ImportCount, ImportRecords, ImportReport, Place
from tests.cli.conftest import FakeBackend, Run

MAPPING = """
[[units]]
file = "units.csv"
[units.fields]
external_id = "Id"
name = "Name"
parent = "Above"
"""
UNITS = "Id,Name,Above\nu1,Acme,\nu2,Customer Care,u1\n,Nameless,u1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map.toml").write_text(MAPPING)
    (tmp_path / "units.csv").write_text(UNITS)
    return tmp_path


def report(records: ImportRecords) -> ImportReport:
    """What a backend says: the good rows are new, and what reading found comes back."""
    refused = sum(finding.level == "refused" for finding in records.findings)
    written = not records.dry_run and (records.skip_bad_rows or not refused)
    counts = (ImportCount(kind="units", created=len(records.units), refused=refused),)
    return ImportReport(dry_run=records.dry_run, written=written, counts=counts, findings=records.findings, seconds=0.1)


@pytest.fixture(autouse=True)
def _answers(backend: FakeBackend) -> None:
    backend.answers[ImportRecords] = report


def asked(backend: FakeBackend) -> ImportRecords:
    request = backend.asked[-1]
    assert isinstance(request, ImportRecords)
    return request


@pytest.mark.parametrize("bundled", [True, False])
def test_a_file_and_a_bundle_become_one_request(run: Run, backend: FakeBackend, folder: Path, bundled: bool) -> None:
    mapping = str(folder / "map.toml")
    words = (
        ("bundle", mapping, "--data", str(folder))
        if bundled
        else ("units", str(folder / "units.csv"), "--mapping", mapping)
    )
    ran = run("import", *words, "--skip-bad-rows", "--enforce-smart", "--key", "k")
    assert ran.code == 0, ran.err
    request = asked(backend)
    assert [unit.name for unit in request.units] == ["Acme", "Customer Care"]
    assert (request.dry_run, request.skip_bad_rows, request.enforce_smart) == (False, True, True)
    assert backend.keys == ["k"]


def test_a_bad_row_refuses_all_and_ends_with_1(run: Run, folder: Path) -> None:
    ran = run("import", "units", str(folder / "units.csv"), "--mapping", str(folder / "map.toml"))
    assert ran.code == 1
    assert "nothing was written" in ran.out
    assert "units.csv:3" in ran.out


def test_a_dry_run_says_what_would_be_refused(run: Run, folder: Path) -> None:
    words = ("import", "units", str(folder / "units.csv"), "--mapping", str(folder / "map.toml"), "--dry-run")
    ran = run(*words)
    assert ran.code == 1
    assert "dry run: nothing was written" in ran.out
    (folder / "units.csv").write_text(UNITS.rpartition("\n,")[0] + "\n")
    assert run(*words).code == 0


def test_the_report_is_one_json_document(run: Run, folder: Path) -> None:
    ran = run("import", "units", str(folder / "units.csv"), "--mapping", str(folder / "map.toml"), "--json")
    document = json.loads(ran.out)
    assert document["counts"][0]["created"] == 2
    assert document["findings"][0]["place"] == {"file": "units.csv", "row": 3}


def test_long_reports_are_cut_unless_all_is_asked_for(run: Run, backend: FakeBackend, folder: Path) -> None:
    place = Place("units.csv", 1)
    change = FieldChange(place=place, kind="units", external_id="u1", field="name", before=None, after="Acme")
    notes = tuple(Finding(place=place, level="note", field=None, value=None, message=f"note {n}") for n in range(60))
    backend.answers[ImportRecords] = ImportReport(
        dry_run=False, written=True, counts=(), changes=(change,), findings=notes, smart={"measurable": 3}, seconds=1.0
    )
    words = ("import", "units", str(folder / "units.csv"), "--mapping", str(folder / "map.toml"))
    short, full = run(*words).out, run(*words, "--all").out
    assert "note 59" not in short
    assert "--all prints everything" in short
    assert "note 59" in full
    assert "measurable 3" in full


@pytest.mark.parametrize(
    ("mapping", "said"),
    [("nonsense = [", "map.toml"), ("", "map.toml"), ('[[units]]\nfile = "missing.csv"\n[units.fields]\nexternal_id = "Id"\nname = "Id"\n', "missing.csv")],
)  # fmt: skip
def test_a_wrong_mapping_is_a_sentence(run: Run, backend: FakeBackend, folder: Path, mapping: str, said: str) -> None:
    (folder / "map.toml").write_text(mapping)
    ran = run("import", "bundle", str(folder / "map.toml"), "--data", str(folder))
    assert ran.code in {2, 3, 6}
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert backend.asked == []


def test_a_file_that_is_not_there_is_wrong_usage(run: Run, folder: Path) -> None:
    ran = run("import", "units", str(folder / "nope.csv"), "--mapping", str(folder / "map.toml"))
    assert ran.code == 2
    assert "nope.csv" in ran.err
