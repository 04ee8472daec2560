"""The real sets beside the checkout, where they are, and the bundles of `examples/` that read them."""

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from okr.contract.imports import ImportRecords
from okr.exchange.importing import read_bundle

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
DATA = ROOT.parent / "shared" / "data"


def needs(name: str) -> pytest.MarkDecorator:
    """Skips where a set is not there."""
    return pytest.mark.skipif(not (DATA / name).is_dir(), reason=f"the data set {name} is not in ../shared/data")


@cache
def records(name: str, mapping: str = "bundle") -> ImportRecords:
    """What a bundle of examples/ makes of its set."""
    return read_bundle(EXAMPLES / name / f"{mapping}.toml", DATA / name)


def csv_rows(name: str, file: str) -> list[dict[str, str]]:
    """The rows of a file, read without anything of okr."""
    with (DATA / name / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def json_rows(name: str, file: str) -> list[dict[str, str]]:
    """The objects of a file, read without anything of okr."""
    rows: list[dict[str, str]] = json.loads((DATA / name / file).read_text(encoding="utf-8"))
    return rows
