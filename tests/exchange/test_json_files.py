"""JSON and JSON lines: streamed, numbers kept as they are written, nested things unfolded, broken things named."""

import json
import tracemalloc

import pytest

from okr.domain.errors import InvalidInput
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow
from okr.exchange.limits import Limits
from tests.exchange.reading import cells_of, rows_of


def written(tmp_path, text, name="data.json"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_numbers_keep_every_digit(tmp_path):
    text = '[{"a": 0.10000000000000000001, "b": 12345678901234567890, "c": 1e400, "d": -0}]'
    assert cells_of(written(tmp_path, text)) == [
        {"a": "0.10000000000000000001", "b": "12345678901234567890", "c": "1e400", "d": "-0"}
    ]


def test_words_of_json_become_text_or_nothing(tmp_path):
    assert cells_of(written(tmp_path, '[{"a": true, "b": null, "c": NaN}]')) == [{"a": "true", "b": None, "c": "NaN"}]


def test_objects_unfold_with_dots_and_lists_into_lines(tmp_path):
    text = '[{"owner": {"name": "Ada", "at": {"unit": 7}}, "tags": ["a", "b"], "steps": [{"t": "x"}, {"t": "y"}]}]'
    assert cells_of(written(tmp_path, text)) == [
        {"owner.name": "Ada", "owner.at.unit": "7", "tags": "a\nb", "steps.1.t": "x", "steps.2.t": "y"}
    ]


def test_an_array_deeper_in_the_document_is_found_by_its_path(tmp_path):
    path = written(tmp_path, '{"meta": 1, "data": {"items": [{"a": "1"}]}}')
    assert cells_of(path, FileOptions(path=("data", "items"))) == [{"a": "1"}]
    with pytest.raises(InvalidInput, match="no array"):
        rows_of(path, FileOptions(path=("data",)))
    with pytest.raises(InvalidInput) as refusal:
        rows_of(path, FileOptions(path=("data", "item")))
    assert "items" in (refusal.value.hint or "")


def test_a_document_without_an_array_says_what_to_do(tmp_path):
    with pytest.raises(InvalidInput) as refusal:
        rows_of(written(tmp_path, '{"data": []}'))
    assert "path" in (refusal.value.hint or "")


@pytest.mark.parametrize(
    "text", ["", "  \n", "[", "[{", '[{"a": 1}', '[{"a": 1},', '[{"a": 1} {"a": 2}]', '[{"a": 1}] x', "[,]", '[{"a"}]']
)
def test_broken_documents_are_refused_in_a_sentence(tmp_path, text):
    with pytest.raises(InvalidInput, match=r"data\.json"):
        rows_of(written(tmp_path, text))


def test_an_array_of_other_things_names_the_rows(tmp_path):
    rows = rows_of(written(tmp_path, '[{"a": "1"}, 7, ["x"], {"a": "2"}]'))
    assert [row.number for row in rows if isinstance(row, BadRow)] == [2, 3]


def test_a_name_that_stands_twice_in_a_record_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match='"a" stands twice'):
        rows_of(written(tmp_path, '[{"a": 1, "a": 2}]'))


def test_records_as_deep_as_the_limit_are_read_and_deeper_ones_named(tmp_path):
    def nested(levels):
        return '[{"a": ' + '{"b": ' * (levels - 1) + '"x"' + "}" * (levels - 1) + "}]"

    assert len(cells_of(written(tmp_path, nested(63)))) == 1
    (row,) = rows_of(written(tmp_path, nested(65)))
    assert isinstance(row, BadRow)
    assert "deeper than 64" in row.message


@pytest.mark.parametrize("name", ["data.json", "data.jsonl"])
def test_a_hundred_thousand_brackets_are_an_answer_and_no_crash(tmp_path, name):
    text = (
        ('[{"a": ' if name.endswith("json") else '{"a": ')
        + "[" * 100_000
        + "]" * 100_000
        + ("}]" if name.endswith("json") else "}")
    )
    path = written(tmp_path, text, name)
    if name.endswith("json"):
        with pytest.raises(InvalidInput, match="deeper"):
            rows_of(path)
    else:
        assert all(isinstance(row, BadRow) and "deeper" in row.message for row in rows_of(path))


def test_lines_are_rows_and_a_broken_line_is_named_alone(tmp_path):
    rows = rows_of(written(tmp_path, '{"a": 1}\n\n{"a": \n{"a": 3}\n', "data.jsonl"))
    assert [row.number for row in rows] == [1, 2, 3]
    assert isinstance(rows[1], BadRow)


def test_a_record_longer_than_the_limit_is_refused(tmp_path):
    path = written(tmp_path, json.dumps([{"a": "x" * 200} for _ in range(20_000)]))
    assert len(rows_of(path, limits=Limits(json_record_characters=300))) == 20_000
    endless = written(tmp_path, '[{"a": "' + "x" * 3_000_000)
    with pytest.raises(InvalidInput, match="longer than 300 characters"):
        rows_of(endless, limits=Limits(json_record_characters=300))


def test_a_document_with_a_path_has_a_limit_of_its_own(tmp_path):
    path = written(tmp_path, '{"data": [{"a": "1"}]}')
    with pytest.raises(InvalidInput, match="at most 10 bytes"):
        rows_of(path, FileOptions(path=("data",)), Limits(json_document_bytes=10))


def test_a_long_array_is_read_without_holding_it(tmp_path):
    path = tmp_path / "long.json"
    record = json.dumps({"name": "x" * 400, "value": 1})
    with path.open("w") as stream:
        stream.write("[" + ",\n".join([record] * 50_000) + "]")
    from okr.exchange.files.opening import open_table

    tracemalloc.start()
    with open_table(path, FileOptions(), Limits()) as table:
        count = sum(1 for _ in table.rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 50_000
    assert peak < path.stat().st_size / 2


def test_lone_surrogates_arrive_as_text_that_can_be_mended(tmp_path):
    assert cells_of(written(tmp_path, '[{"a": "x\\ud800y"}]')) == [{"a": "x\ud800y"}]
