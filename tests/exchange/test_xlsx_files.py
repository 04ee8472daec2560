"""Workbooks: every cell as text, sheets by name or number, and bombs refused before anything unpacks them."""

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from okr.domain.errors import InvalidInput
from okr.exchange.files.opening import open_table
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow
from okr.exchange.limits import MIB, Limits
from tests.exchange.reading import cells_of, rows_of


def workbook(tmp_path, rows, *, name="data.xlsx", sheet="Data", more=()):
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    first = book.create_sheet(sheet)
    for row in rows:
        first.append(row)
    for title in more:
        book.create_sheet(title).append(["other"])
    path = tmp_path / name
    book.save(path)
    return path


def replaced(path, member, change):
    """The workbook with the bytes of one part changed."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[member] = change(parts[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_become_the_text_that_a_person_sees(tmp_path):
    path = workbook(
        tmp_path,
        [
            ["id", "amount", "share", "day", "time", "flag", "none"],
            ["007", 20.0, 0.1, date(2026, 3, 31), datetime(2026, 3, 31, 14, 30), True, None],
            ["008", 1e20, 1.5e-7, None, None, False, "x"],
        ],
    )
    assert cells_of(path) == [
        {
            "id": "007",
            "amount": "20",
            "share": "0.1",
            "day": "2026-03-31",
            "time": "2026-03-31 14:30:00",
            "flag": "true",
            "none": None,
        },
        {
            "id": "008",
            "amount": "100000000000000000000",
            "share": "0.00000015",
            "day": None,
            "time": None,
            "flag": "false",
            "none": "x",
        },
    ]


def test_sheets_are_chosen_by_name_or_number(tmp_path):
    path = workbook(tmp_path, [["a"], ["1"]], more=["Other"])
    assert cells_of(path, FileOptions(sheet="Data")) == [{"a": "1"}]
    assert rows_of(path, FileOptions(sheet=2)) == []
    with pytest.raises(InvalidInput) as refusal:
        rows_of(path, FileOptions(sheet="Dat"))
    assert "Data" in (refusal.value.hint or "")
    with pytest.raises(InvalidInput, match="no sheet 3"):
        rows_of(path, FileOptions(sheet=3))


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path):
    path = workbook(tmp_path, [["a", "b"], [1, 2], [None, None], [3, 4]])
    assert [row.number for row in rows_of(path)] == [1, 3]


def test_a_workbook_under_another_name_is_still_read(tmp_path):
    path = workbook(tmp_path, [["a"], ["1"]])
    disguised = path.rename(tmp_path / "export.csv")
    assert cells_of(disguised) == [{"a": "1"}]


def test_an_empty_sheet_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="empty"):
        rows_of(workbook(tmp_path, []))


def test_a_cell_longer_than_the_limit_is_refused_by_row(tmp_path):
    path = workbook(tmp_path, [["a"], ["short"], ["x" * 30]])
    rows = rows_of(path, limits=Limits(cell_characters=29))
    assert isinstance(rows[1], BadRow)
    assert rows[1].number == 2


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "data.xlsx"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(InvalidInput, match="damaged"):
        rows_of(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(InvalidInput, match="not an XLSX"):
        rows_of(path)


def test_a_bomb_is_refused_by_the_ratio_before_it_is_unpacked(tmp_path):
    path = replaced(workbook(tmp_path, [["a"], ["1"]]), SHEET, lambda data: data + b" " * (20 * MIB))
    with pytest.raises(InvalidInput, match="more than 100 times"):
        rows_of(path)


def test_a_workbook_larger_than_the_limit_is_refused(tmp_path):
    path = workbook(tmp_path, [["a", "b"], *[[number, number * 7.31] for number in range(3_000)]])
    assert len(rows_of(path)) == 3_000
    with pytest.raises(InvalidInput, match="unpacks to more than 50 KiB"):
        rows_of(path, limits=Limits(unpacked_bytes=50 * 1024))


def test_a_size_that_is_a_lie_is_found_out(tmp_path):
    path = replaced(workbook(tmp_path, [["a"], ["1"]]), SHEET, lambda data: data + b" " * (20 * MIB))
    with zipfile.ZipFile(path) as archive:
        (real,) = [info.file_size for info in archive.infolist() if info.filename == SHEET]
    lie = path.read_bytes().replace(real.to_bytes(4, "little"), (5_000).to_bytes(4, "little"))
    path.write_bytes(lie)
    with pytest.raises(InvalidInput, match=r"more than 100 times|damaged"):
        rows_of(path)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="NaNNaNNaNJ3"><v>1</v></c>',
        b"<c r='A99999999'/>",
        b'<c x=">" r="&#88;FD1"/>',
        b'<c s="1"r="ABCD1"/>',
        b'<x:c r=""/>',
        b"<c r=A1/>",
    ],
)
def test_a_cell_whose_place_is_none_is_refused_before_it_takes_all_memory(tmp_path, cell):
    path = replaced(
        workbook(tmp_path, [["a"], ["1"]]),
        SHEET,
        lambda data: data.replace(b"</sheetData>", b'<row r="3">' + cell + b"</row></sheetData>"),
    )
    with pytest.raises(InvalidInput, match="damaged"):
        rows_of(path)


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r = \"900000\"><c\nr = 'XFD900000'><v>1</v></c></row>",
        b'<row r="1048576"><c><v>1</v></c></row><row>' + b"<c><v>1</v></c>" * 300 + b"</row>",
    ],
)
def test_a_sheet_that_spans_more_cells_than_memory_holds_is_refused(tmp_path, far):
    path = replaced(
        workbook(tmp_path, [["a"], ["1"]]), SHEET, lambda data: data.replace(b"</sheetData>", far + b"</sheetData>")
    )
    with pytest.raises(InvalidInput, match="spans"):
        rows_of(path)


def test_a_sheet_under_another_name_cannot_hide_its_cells(tmp_path):
    path = workbook(tmp_path, [["a"], ["1"]])
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts["xl/media/picture.png"] = parts.pop(SHEET).replace(b"</sheetData>", far)
    for name, data in parts.items():
        parts[name] = data.replace(b"worksheets/sheet1.xml", b"media/picture.png")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InvalidInput, match="spans"):
        rows_of(path)


@pytest.mark.parametrize("count", [b"4294967295", b"&#52;294967295", b"99999999999999999999"])
def test_a_table_of_strings_that_announces_more_than_it_holds_is_refused(tmp_path, count):
    path = workbook(tmp_path, [["a"], ["1"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/sharedStrings.xml", b'<sst count="3" uniqueCount="' + count + b'"><si><t>hi</t></si></sst>'
        )
    with pytest.raises(InvalidInput, match="damaged"):
        rows_of(path)


def test_the_limit_of_cells_is_a_setting(tmp_path):
    path = workbook(tmp_path, [["a", "b"], ["1", "2"], ["3", "4"]])
    assert len(rows_of(path, limits=Limits(sheet_cells=6))) == 2
    with pytest.raises(InvalidInput, match="at most 5 cells"):
        rows_of(path, limits=Limits(sheet_cells=5))


def test_a_sheet_in_utf16_cannot_hide_its_cells(tmp_path):
    def hidden(data):
        return data.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    with pytest.raises(InvalidInput, match="UTF-8"):
        rows_of(replaced(workbook(tmp_path, [["a"], ["1"]]), SHEET, hidden))


def test_a_locked_workbook_is_refused(tmp_path):
    path = workbook(tmp_path, [["a"], ["1"]])
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(bytes(data))
    with pytest.raises(InvalidInput, match="locked"):
        rows_of(path)


def edited(tmp_path, edit, *, name="data.xlsx"):
    """A workbook with a sheet of three columns, changed by `edit`."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["id", "team", "note"], ["1", "Care", "a"], ["2", None, "b"], ["3", "Sales", "c"]):
        sheet.append(row)
    edit(book, sheet)
    path = tmp_path / name
    book.save(path)
    return path


def remarks_of(path):
    with open_table(path, FileOptions(), Limits()) as table:
        list(table.rows)
        return table.remarks


def test_a_hidden_sheet_does_not_count_unless_it_is_named(tmp_path):
    def hide(book, sheet):
        sheet.title, sheet.sheet_state = "Old", "hidden"
        book.create_sheet("New").append(["id"])
        book["New"].append(["9"])

    path = edited(tmp_path, hide)
    assert cells_of(path) == [{"id": "9"}]
    assert remarks_of(path) == ('hidden sheets do not count: "Old"; name one with sheet to read it',)
    assert len(cells_of(path, FileOptions(sheet="Old"))) == 3


def test_what_merged_cells_show_counts_for_every_row_that_they_cover(tmp_path):
    path = edited(tmp_path, lambda _, sheet: sheet.merge_cells("B2:B3"))
    assert [cells["team"] for cells in cells_of(path)] == ["Care", "Care", "Sales"]
    assert any("merged cells" in remark for remark in remarks_of(path))


def test_merged_cells_are_found_where_a_sheet_begins_further_down_and_to_the_right(tmp_path):
    def move(book, sheet):
        sheet.move_range("A1:C4", rows=3, cols=2)
        sheet.merge_cells("C1:E1")
        sheet.merge_cells("D5:D6")

    cells = cells_of(edited(tmp_path, move))
    assert [(one["id"], one["team"]) for one in cells] == [("1", "Care"), ("2", "Care"), ("3", "Sales")]


def test_formulas_that_were_never_worked_out_are_told(tmp_path):
    def compute(_, sheet):
        sheet["C3"] = '=B2&" again"'

    path = edited(tmp_path, compute)
    assert cells_of(path)[1]["note"] is None
    assert any("open the workbook in a spreadsheet program" in remark for remark in remarks_of(path))


def test_formulas_with_a_stored_result_are_read_without_a_word(tmp_path):
    def store(data):
        return (
            data.replace(b"</f><v />", b"</f><v>again</v>")
            .replace(b"</f><v/>", b"</f><v>again</v>")
            .replace(b"</f><v></v>", b"</f><v>again</v>")
            .replace(b'<c r="C3">', b'<c r="C3" t="str">')
        )

    def compute(_, sheet):
        sheet["C3"] = '=B2&" again"'

    path = replaced(edited(tmp_path, compute), SHEET, store)
    assert cells_of(path)[1]["note"] == "again"
    assert remarks_of(path) == ()


def test_more_merged_cells_than_a_sheet_needs_are_refused_before_they_are_counted_one_by_one(tmp_path):
    def stretch(_, sheet):
        sheet["A20000"] = "far"
        sheet["CZ1"] = "wide"

    def merge(data):
        merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:CZ20000"/></mergeCells>'
        return data.replace(b"</sheetData>", merged)

    with pytest.raises(InvalidInput, match="cells are merged"):
        rows_of(replaced(edited(tmp_path, stretch), SHEET, merge))
