"""Whatever file comes in: the same file again changes nothing, and the numbers are those of the rules."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okr.contract.imports import ImportRecords, ImportReport
from okr.contract.verification import Verify
from okr.exchange.importing import read_bundle
from tests.application.companies import Company

MAPPING = """
[[units]]
file = "units.csv"
[units.fields]
external_id = "id"
name = "name"
parent = "parent"

[[people]]
file = "people.csv"
[people.fields]
external_id = "id"
name = "name"
unit = "unit"
manager = "manager"
employed_to = "to"

[[goals]]
file = "goals.csv"
[goals.fields]
external_id = "id"
title = "title"
unit = "unit"
owner = "owner"
contributors = ["others", { split = "|" }]
state = "state"
cycle = { constant = "2026" }
[[goals.parents]]
parent = ["parents", { split = "|" }]
weight = "weight"

[[key_results]]
file = "results.csv"
[key_results.fields]
external_id = "id"
goal = "goal"
title = "title"
metric = "metric"
baseline = "from"
target = "to"
unit_of_measure = { constant = "%" }

[[check_ins]]
file = "readings.csv"
[check_ins.fields]
key_result = "result"
effective_on = "day"
value = "value"
note = "note"
"""
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: f"Goal {text} end")
NUMBERS = st.decimals(-(10**6), 10**6, places=3).map(str)
DAYS = st.integers(0, 300).map(lambda days: (date(2026, 1, 1) + timedelta(days=days)).isoformat())


def cells(*values: str) -> str:
    """A row of CSV."""
    return ",".join('"' + value.replace('"', '""') + '"' for value in values) + "\n"


def ids(kind: str, count: int) -> st.SearchStrategy[str]:
    """One of so many ids, most often one of the first, which are there most often; or a blank."""
    return st.sampled_from([*(f"{kind}{number // 3}" for number in range(3 * count)), f"{kind}0", f"{kind}0", ""])


def table(header: str, *columns: st.SearchStrategy[str], most: int, kind: str) -> st.SearchStrategy[str]:
    """A file: each row has an id of its own, and a value of each column."""
    rows = st.lists(st.tuples(*columns), min_size=most // 2, max_size=most)
    return rows.map(
        lambda made: (
            cells(*header.split(",")) + "".join(cells(f"{kind}{number}", *row) for number, row in enumerate(made))
        )
    )


FILES = st.fixed_dictionaries(
    {
        "units.csv": table("id,name,parent", TEXTS, st.sampled_from(["u0", "u0", "u0", "u1", ""]), most=4, kind="u"),
        "people.csv": table(
            "id,name,unit,manager,to", TEXTS, ids("u", 2), ids("p", 3), st.one_of(st.just(""), DAYS), most=5, kind="p"
        ),
        "goals.csv": table(
            "id,title,unit,owner,others,state,parents,weight",
            TEXTS,
            ids("u", 2),
            ids("p", 3),
            st.lists(ids("p", 3), max_size=2).map("|".join),
            st.sampled_from(["", "active", "draft", "paused", "achieved"]),
            st.lists(ids("g", 4), max_size=1).map("|".join),
            st.sampled_from(["", "1", "0", "2.5"]),
            most=6,
            kind="g",
        ),
        "results.csv": table(
            "id,goal,title,metric,from,to",
            ids("g", 4),
            TEXTS,
            st.sampled_from(["increase", "decrease", "tracked", "at least"]),
            NUMBERS,
            NUMBERS,
            most=6,
            kind="k",
        ),
        "readings.csv": st.lists(st.tuples(ids("k", 4), DAYS, NUMBERS, TEXTS), min_size=2, max_size=12).map(
            lambda made: cells("result", "day", "value", "note") + "".join(cells(*row) for row in made)
        ),
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return folder


def read(folder: Path, files: dict[str, str]) -> ImportRecords:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return read_bundle(folder / "mapping.toml", folder).model_copy(update={"skip_bad_rows": True})


def happened(report: ImportReport) -> dict[str, tuple[int, int]]:
    return {count.kind: (count.created, count.changed) for count in report.counts if count.created or count.changed}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, newer=FILES)
def test_the_same_file_again_changes_nothing(
    folder: Path, sqlite_company: Path, tmp_path: Path, files: dict[str, str], newer: dict[str, str]
) -> None:
    """Good rows are kept and bad ones skipped; then the same again, a newer file over it, and that again."""
    path = tmp_path / "company.sqlite"
    for leftover in tmp_path.glob("company.sqlite*"):
        leftover.unlink()
    shutil.copyfile(sqlite_company, path)
    company = Company(str(path))
    try:
        for records in (read(folder, files), read(folder, newer)):
            first = company.call(records)
            assert first.written
            dry = company.call(records.model_copy(update={"dry_run": True}))
            assert (happened(dry), dry.changes) == ({}, ())
            again = company.call(records)
            assert (happened(again), again.changes) == ({}, ())
            assert company.call(Verify()).difference_count == 0
    finally:
        company.close()
