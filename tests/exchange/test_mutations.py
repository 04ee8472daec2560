"""Damaged files are answers, never tracebacks: whatever bytes are changed, reading ends well or in an error of okr.

The number of mutations is small by default; OKR_TEST_MUTATIONS=10000 makes a thorough run.
"""

import io
import os
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import OkrError
from okr.exchange.importing import read_bundle
from okr.exchange.limits import Limits

MUTATIONS = int(os.environ.get("OKR_TEST_MUTATIONS", "150"))
LIMITS = Limits(
    rows=2_000, cell_characters=5_000, unpacked_bytes=2_000_000, json_record_characters=200_000, findings=200
)
MAPPING = """
null = ["#N/A"]
dates = ["%d/%m/%Y"]
[fiscal_year]
first_month = 4
[maps.state]
Live = "active"
[lookups.self]
file = "FILE"
key = "id"
on_conflict = "first"
[[goals]]
file = "FILE"
only = { column = "id", blank = false }
[goals.fields]
external_id = "id"
title = "name"
why = "why"
owner = ["owners", { split = ",", item = 1 }]
contributors = ["owners", { split = "," }]
state = ["state", { map = "state" }]
due_on = "due"
focus_area = ["id", { lookup_in = "self", value = "state", missing = "null" }]
[[goals.parents]]
parent = "parent"
weight = "weight"
[[check_ins]]
file = "FILE"
unpivot = { from = "2022", to = "2024", name = "year", value = "amount" }
[check_ins.fields]
key_result = "id"
effective_on = ["year", { period_end = "year" }]
value = "amount"
"""
COLUMNS = ["id", "name", "why", "owners", "state", "due", "parent", "weight", "2022", "2023", "2024"]
ROWS = [
    ["G1", "Grow, and keep", 'He said "yes"', "a,b", "Live", "2026-03-31", "", "", "1", "2.5", "#N/A"],
    ["G2", "Größe\nzweite Zeile", "x" * 300, "c", "Live", "31/12/2026", "G1", "2.5", "(3)", "4%", "1,234.5"],
    ["G3", "=cmd", "\ufffd", "", "Live", "", "G9", "0", "", "", "7"],
]
TOKENS = [
    b"\x00",
    b"\xff",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"[",
    b"{",
    b"}",
    b"\\ud800",
    b"\xef\xbb\xbf",
    b"1e999",
    b"NaN",
    b"'",
    b"=",
    b"\x1b]52;",
]


def as_csv() -> bytes:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [COLUMNS, *ROWS]]
    return "\r\n".join(quoted).encode()


def as_json() -> bytes:
    import json

    return json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in ROWS], ensure_ascii=False).encode()


def as_lines() -> bytes:
    import json

    return "\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS).encode()


def as_workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in [COLUMNS, *ROWS]:
        book.worksheets[0].append(["'" + cell if cell.startswith("=") else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FILES = {"data.csv": as_csv, "data.json": as_json, "data.jsonl": as_lines, "data.xlsx": as_workbook}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them flipped, cut, doubled, swapped or replaced by something awkward."""
    made = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at = chance.randrange(len(made) + 1)
        length = chance.choice([1, 2, 8, 64, 512])
        match chance.randrange(5):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length]
            case 3:
                made[at:at] = chance.choice(TOKENS) * chance.choice([1, 1, 3, 200])
            case _:
                made[at : at + length] = chance.randbytes(min(length, 16))
    return bytes(made)


def read_or_refuse(folder: Path, name: str, data: bytes, mapping: bytes | None = None) -> bool:
    """Whether the files were read; an error of okr is an answer in one sentence, anything else fails the test."""
    (folder / name).write_bytes(data)
    (folder / "m.toml").write_bytes(mapping if mapping is not None else MAPPING.replace("FILE", name).encode())
    try:
        records = read_bundle(folder / "m.toml", folder, limits=LIMITS)
    except OkrError as error:
        answer = error.message
    else:
        answer = ""
        said = [f"{finding.message}{finding.value}" for finding in records.findings]
        assert not any("\x1b" in words for words in said)
    assert "\n" not in answer
    assert "\x1b" not in answer
    return not answer


@pytest.mark.parametrize("name", FILES)
def test_the_file_itself_is_read(tmp_path, name):
    assert read_or_refuse(tmp_path, name, FILES[name]())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.timeout(0)
def test_damaged_data_is_an_answer(tmp_path, name):
    chance = random.Random(name)
    data = FILES[name]()
    read = sum(read_or_refuse(tmp_path, name, mutated(data, chance)) for _ in range(MUTATIONS))
    assert read < MUTATIONS, "no mutation hurt: the mutations are too weak to prove anything"


@pytest.mark.timeout(0)
def test_a_workbook_with_damaged_parts_is_an_answer(tmp_path):
    """The zip stays whole, so that the damage reaches what reads the sheets."""
    chance = random.Random("parts")
    with zipfile.ZipFile(io.BytesIO(as_workbook())) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for _ in range(MUTATIONS):
        damaged = chance.choice(
            [name for name in parts if "sheet" in name or "shared" in name.lower() or "workbook" in name]
        )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, mutated(data, chance) if name == damaged else data)
        read_or_refuse(tmp_path, "data.xlsx", stream.getvalue())


@pytest.mark.timeout(0)
def test_a_damaged_mapping_is_an_answer(tmp_path):
    chance = random.Random("mapping")
    mapping = MAPPING.replace("FILE", "data.csv").encode()
    for _ in range(MUTATIONS):
        read_or_refuse(tmp_path, "data.csv", as_csv(), mutated(mapping, chance))


WORDS = [line.split(" ")[0] for line in MAPPING.splitlines() if "=" in line] + [
    "split",
    "item",
    "map",
    "digest",
    "round",
    "column",
    "first_of",
    "only_if",
]


@pytest.mark.timeout(0)
def test_a_mapping_with_its_words_and_values_exchanged_is_an_answer(tmp_path):
    chance = random.Random("words")
    values = [
        "7",
        "-1",
        "true",
        '""',
        '"x"',
        "[]",
        "{}",
        '["a", "b"]',
        '{ column = "id" }',
        '["id", { item = 0 }]',
        "1979-05-27",
        "nan",
        '["name", "lower", "slug", "digest"]',
    ]
    lines = MAPPING.replace("FILE", "data.csv").splitlines()
    for _ in range(MUTATIONS):
        changed = list(lines)
        for _ in range(chance.choice([1, 2, 4])):
            at = chance.randrange(len(changed))
            key, mark, _ = changed[at].partition(" = ")
            changed[at] = f"{chance.choice([key, chance.choice(WORDS)])} = {chance.choice(values)}" if mark else ""
        read_or_refuse(tmp_path, "data.csv", as_csv(), "\n".join(changed).encode())


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_an_answer(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    for name in ("data.csv", "data.json", "data.jsonl", "data.xlsx", "data"):
        read_or_refuse(folder, name, data)


@given(st.lists(st.lists(st.text(max_size=20), min_size=11, max_size=11), max_size=5))
def test_any_text_in_the_cells_is_an_answer(tmp_path_factory, rows):
    import csv

    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([COLUMNS, *rows])
    read_or_refuse(tmp_path_factory.mktemp("text"), "data.csv", stream.getvalue().encode("utf-8", "surrogatepass"))
