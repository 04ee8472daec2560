"""CSV files as people have them: any delimiter and encoding is found, and what is broken is named by row."""

import pytest

from okr.domain.errors import InvalidInput
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow, Row
from okr.exchange.limits import Limits
from tests.exchange.reading import cells_of, remarks_of, rows_of


def written(tmp_path, text, *, encoding="utf-8", name="data.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows = [["name", "amount, in EUR"], ["Ada", "1.5"], ["Kai; and co", "2"], ["Eve|Bo", "3"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert cells_of(written(tmp_path, text)) == [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_commas_inside_the_cells_of_a_semicolon_file_do_not_mislead(tmp_path):
    text = "name;value\nAda, the first;1,5\nKai, the second;2,5\nEve;3,5\n"
    assert cells_of(written(tmp_path, text))[0] == {"name": "Ada, the first", "value": "1,5"}


def test_a_file_of_one_column_is_read(tmp_path):
    assert cells_of(written(tmp_path, "name\nAda\nKai\n")) == [{"name": "Ada"}, {"name": "Kai"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_found(tmp_path, encoding):
    path = written(tmp_path, "name,note\nAndré,“déjà” – 5 €\n" + "plain,text\n" * 50, encoding=encoding)
    assert cells_of(path)[0] == {"name": "André", "note": "“déjà” – 5 €"}


def test_an_older_encoding_is_guessed_and_said(tmp_path):
    text = "name,note\n" + "Müller & Söhne,über Ärger und Größe für Käufer\n" * 20
    path = written(tmp_path, text, encoding="cp1252")
    assert cells_of(path)[0]["name"] == "Müller & Söhne"
    assert any("guess" in remark for remark in remarks_of(path))


def test_letters_that_break_utf8_far_into_the_file_are_found(tmp_path):
    text = "name\n" + "plain\n" * 400_000 + "Müller für Größe und Ärger\n" * 30
    assert cells_of(written(tmp_path, text, encoding="cp1252"))[-1]["name"] == "Müller für Größe und Ärger"


def test_an_encoding_that_the_mapping_names_and_the_file_is_not_in_is_refused_by_row(tmp_path):
    path = written(tmp_path, "name\nAda\nM\xfcller\n", encoding="latin-1")
    with pytest.raises(InvalidInput, match="not written in utf-8"):
        rows_of(path, FileOptions(encoding="utf-8"))


def test_quoted_line_breaks_and_quotes_stay_in_the_cell(tmp_path):
    path = written(tmp_path, 'a,b\r\n"one\r\ntwo","say ""hi"""\r\nx,y\r\n')
    assert cells_of(path) == [{"a": "one\r\ntwo", "b": 'say "hi"'}, {"a": "x", "b": "y"}]


def test_row_numbers_count_from_the_first_below_the_header_and_blank_lines_count_too(tmp_path):
    rows = rows_of(written(tmp_path, "a,b\n1,2\n\n3,4\n"))
    assert [row.number for row in rows] == [1, 3]


def test_ragged_rows_are_named_and_the_others_stand(tmp_path):
    rows = rows_of(written(tmp_path, "a,b,c\n1,2,3\n1,2,3,4\n1,2\n1,2,3,,\n"))
    assert [type(row) for row in rows] == [Row, BadRow, BadRow, Row]
    long, short = [row for row in rows if isinstance(row, BadRow)]
    assert "4 cells, the header 3" in long.message
    assert (short.number, short.value) == (3, "1 | 2")


def test_short_rows_are_filled_where_the_mapping_says_so(tmp_path):
    path = written(tmp_path, "a,b,c\n1,2\n")
    assert cells_of(path, FileOptions(fill_short_rows=True)) == [{"a": "1", "b": "2", "c": None}]


def test_a_quote_that_is_never_closed_is_named(tmp_path):
    rows = rows_of(written(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n7,8\n'))
    assert any(isinstance(row, BadRow) and "never closed" in row.message and row.number == 2 for row in rows)


def test_empty_and_doubled_headers_get_names_that_a_mapping_can_use(tmp_path):
    path = written(tmp_path, "id,,name,name\n1,2,3,4\n")
    assert cells_of(path) == [{"id": "1", "column 2": "2", "name (1)": "3", "name (2)": "4"}]
    assert len(remarks_of(path)) == 2


def test_the_guard_before_formulas_is_taken_off(tmp_path):
    assert cells_of(written(tmp_path, "a,b\n'=1+1,'Vacant'\n")) == [{"a": "=1+1", "b": "'Vacant'"}]


def test_a_header_further_down_is_found_where_the_mapping_says(tmp_path):
    path = written(tmp_path, "Report of March\n\nid,name\n1,Ada\n")
    assert cells_of(path, FileOptions(header_row=3)) == [{"id": "1", "name": "Ada"}]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path, text):
    with pytest.raises(InvalidInput, match="empty"):
        rows_of(written(tmp_path, text))


def test_a_header_alone_has_no_rows(tmp_path):
    assert rows_of(written(tmp_path, "a,b\n")) == []


def test_more_rows_than_the_limit_are_refused(tmp_path):
    path = written(tmp_path, "a\n" + "1\n" * 11)
    assert len(rows_of(path, limits=Limits(rows=11))) == 11
    with pytest.raises(InvalidInput, match="more than 10 rows"):
        rows_of(path, limits=Limits(rows=10))


def test_a_cell_longer_than_the_limit_is_refused_by_row(tmp_path):
    path = written(tmp_path, "a\n1\n" + "x" * 101 + "\n")
    assert len(rows_of(path, limits=Limits(cell_characters=101))) == 2
    with pytest.raises(InvalidInput, match="row 2 holds a cell of more than 100 characters"):
        rows_of(path, limits=Limits(cell_characters=100))


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path):
    path = written(tmp_path, "a\n1234567\n")
    assert rows_of(path, limits=Limits(file_bytes=10))
    with pytest.raises(InvalidInput, match="10 bytes, at most 9 bytes"):
        rows_of(path, limits=Limits(file_bytes=9))


def test_a_file_that_is_not_there_gets_the_nearest_name(tmp_path):
    written(tmp_path, "a\n", name="people.csv")
    with pytest.raises(InvalidInput) as refusal:
        rows_of(tmp_path / "peple.csv")
    assert "people.csv" in (refusal.value.hint or "")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InvalidInput, match="folder"):
        rows_of(tmp_path)


def test_a_spreadsheet_of_another_program_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(InvalidInput) as refusal:
        rows_of(written(tmp_path, "x", name="old.xls"))
    assert "save it as .xlsx" in (refusal.value.hint or "")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Müller für Größe und Ärger, “quoted” – naïve café à Genève"),
        ("cp1250", "Zażółć gęślą jaźń, cele na kwartał dla obsługi klienta"),
        ("mac_roman", "Müller für Größe und Ärger, café à Genève"),
        ("cp1251", "Отдел продаж и поддержки клиентов, цели на квартал"),
        ("shift_jis", "お客様の満足度を高めるための四半期の目標です"),
    ],
)
def test_letters_of_older_encodings_come_out_right(tmp_path, encoding, text):
    path = written(tmp_path, "name;note\n" + f"{text};x\n" * 20, encoding=encoding)
    assert cells_of(path)[3]["name"] == text


def test_a_cell_without_end_does_not_hide_the_delimiter(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("id;name\n1;" + "x" * 140_000 + "\n2;short\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="row 1 holds a cell of more than"):
        rows_of(path)
    longer = rows_of(path, limits=Limits(cell_characters=200_000))
    assert [row.cells["id"] for row in longer if isinstance(row, Row)] == ["1", "2"]
