"""A mapping with a mistake is refused with the file, the table, the key and what would be right, before data is read."""

from typing import cast

import pytest
from pydantic import TypeAdapter

from okr.domain.errors import InvalidInput
from okr.exchange.fields import KINDS
from okr.exchange.mapping.document import read_mapping
from okr.exchange.mapping.functions import FUNCTIONS
from okr.exchange.mapping.registry import FUNCTIONS as REGISTERED
from tests.exchange.reading import bundle

GOOD = """
[[goals]]
file = "g.csv"
[goals.fields]
external_id = "id"
title = "name"
"""


def refusal_of(tmp_path, text):
    path = tmp_path / "m.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InvalidInput) as refusal:
        read_mapping(path)
    return f"{refusal.value.message} [{refusal.value.hint}]"


def test_a_good_mapping_is_read(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(GOOD)
    assert [source.kind.name for source in read_mapping(path).sources] == ["goals"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[goals]]", "[[gaols]]", ['m.toml: "gaols" means nothing here', "did you mean goals"]),
        ("title", "titel", ['m.toml: goals[1].fields: "titel" means nothing here', "did you mean title"]),
        ("title", 'parent = "above"\ntitle', ['"parent" is no field of a goal', "[[goals.parents]]"]),
        (
            "[goals.fields]",
            '[[goals.parents]]\nid = "above"\n[goals.fields]',
            ['m.toml: goals[1].parents[1]: "id" means nothing here', "did you mean kind"],
        ),
        ('title = "name"', "", ["m.toml: goals[1].fields: title is missing", "at most 500 characters"]),
        ('"name"', "7", ["m.toml: goals[1].fields.title", "a step is a text or a table"]),
        ('"name"', "[]", ["m.toml: goals[1].fields.title: there are no steps"]),
        (
            '"name"',
            '["name", "uper"]',
            ["m.toml: goals[1].fields.title: step 2", 'no function "uper"', "did you mean upper"],
        ),
        ('"name"', '["name", { splitt = "," }]', ['no function "splitt"', "did you mean split"]),
        ('"name"', '["name", { split = ",", itme = 1 }]', ['"itme" means nothing here', "did you mean item"]),
        ('"name"', '["name", { split = 7 }]', ["split is a whole number 7", "a text in quotes"]),
        ('"name"', '["name", { column = "other" }]', ['"column" begins a pipeline']),
        ('"name"', "{ upper = true }", ['"upper" changes a value, and there is none yet']),
        ('"name"', '["name", { map = "words" }]', ['no value map "words"']),
        ('"name"', '["name", { lookup_in = "x", value = "y" }]', ['no lookup "x"']),
        ('"name"', '["name", { only_if = { column = "a" } }]', ["nothing is asked of the column"]),
        ('"name"', '["name", { date = "%H:%M" }]', ["does not tell year, month and day"]),
        ('"name"', '["name", { date = "%Y-%Y-%m-%d" }]', ["does not tell year, month and day"]),
        ('"name"', '{ template = "{a" }', ["a brace of the template has no partner"]),
        ('"name"', '["name", { digest = 3 }]', ["a whole number from 6 to 32"]),
        ('file = "g.csv"', 'file = "../secret.csv"', ["leaves the folder of the data"]),
        ('file = "g.csv"', 'file = "/etc/passwd"', ["leaves the folder of the data"]),
        ('file = "g.csv"', 'file = "C:\\\\x.csv"', ["leaves the folder of the data"]),
        ('file = "g.csv"', 'file = "g.csv"\nencoding = "utf-9"', ["m.toml: goals[1]: encoding", "is not an encoding"]),
        ('file = "g.csv"', 'file = "g.csv"\nencoding = "rot13"', ["is not an encoding"]),
        ('file = "g.csv"', 'file = "g.csv"\ndelimiter = ";;"', ["delimiter is one sign"]),
        ('file = "g.csv"', 'file = "g.csv"\nformat = "xml"', ["csv, xlsx, json, jsonl"]),
        ('file = "g.csv"', 'file = "g.csv"\non_conflict = "newest"', ["refuse, first, last, ignore"]),
        ('file = "g.csv"', 'file = "g.csv"\nrows = [{ a = "1" }]', ["both file and rows"]),
        ('file = "g.csv"', 'file = "g.csv"\nunpivot = { name = "n", value = "v" }', ["which columns?"]),
        ('file = "g.csv"', 'file = "g.csv"\nnumbers = { decimal = ";" }', ["is no decimal sign"]),
        ('file = "g.csv"', 'file = "g.csv"\nnull = 7', ["a text or a list of texts"]),
        (
            "[[goals]]",
            "[fiscal_year]\nfirst_month = 13\n[[goals]]",
            ["m.toml: fiscal_year: first_month is a whole number 13", "from 1 to 12"],
        ),
        ("[[goals]]", "[maps.x]\nA = 1\n[[goals]]", ['m.toml: maps.x: "A" is given no text']),
        ("[[goals]]", "[[goals", ["m.toml: is not TOML", "line"]),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_would_be_right(tmp_path, old, new, said):
    answer = refusal_of(tmp_path, GOOD.replace(old, new))
    for part in said:
        assert part in answer


def test_an_empty_mapping_says_what_to_add(tmp_path):
    assert "add a table such as [[units]]" in refusal_of(tmp_path, "")


def test_a_mapping_in_another_encoding_or_too_deep_is_refused(tmp_path):
    assert "UTF-8" in refusal_of(tmp_path, b"about = '\xff'")
    assert "m.toml" in refusal_of(tmp_path, "a = " + "[" * 50_000 + "]" * 50_000)
    nested = "{ first_of = [" * 12 + '"name"' + "] }" * 12
    assert "deep in each other" in refusal_of(tmp_path, GOOD.replace('"name"', nested))


def test_a_column_that_the_file_lacks_is_named_with_the_nearest(tmp_path):
    with pytest.raises(InvalidInput) as refusal:
        bundle(tmp_path, GOOD, {"g.csv": "id,Name of goal\n1,x\n"})
    assert refusal.value.message == 'g.csv: there is no column "name", which mapping.toml: goals[1] asks for'
    assert '"Name of goal"' in (refusal.value.hint or "")


def test_a_column_whose_name_is_there_twice_must_be_chosen(tmp_path):
    with pytest.raises(InvalidInput) as refusal:
        bundle(tmp_path, GOOD, {"g.csv": "id,name,name\n1,x,y\n"})
    assert '"name (1)"' in (refusal.value.hint or "")


def test_a_column_that_no_record_of_a_json_file_has_is_named(tmp_path):
    with pytest.raises(InvalidInput, match='no column "name"'):
        bundle(tmp_path, GOOD.replace("g.csv", "g.json"), {"g.json": '[{"id": "1"}, {"id": "2", "nam": "x"}]'})


def test_a_file_that_the_folder_lacks_is_named(tmp_path):
    with pytest.raises(InvalidInput, match="there is no such file"):
        bundle(tmp_path, GOOD, {})


def test_the_fields_of_each_kind_are_those_of_the_contract():
    for kind in KINDS.values():
        names = set(TypeAdapter(cast("type[object]", kind.model)).json_schema()["properties"])
        assert names - {"place", "parents"} == set(kind.fields), kind.name


def test_the_list_of_functions_is_closed_and_whole():
    assert FUNCTIONS is REGISTERED
    assert {function.name for function in FUNCTIONS.values()} == set(FUNCTIONS)
    assert not {"eval", "exec", "regex", "python"} & set(FUNCTIONS)
