"""What a workbook shows otherwise than its cells hold it: hidden sheets, merged cells, formulas that were never worked out."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from okr.domain.errors import InvalidInput
from okr.exchange.files.rows import shown

MOST_MERGED = 1_000_000
"""Merged cells of a sheet, which are held in memory one by one."""
_CHUNK = 1024 * 1024
_LONGEST_CELL = 8_192 + 1_024
"""Bytes of a cell with the longest formula that a spreadsheet takes."""
_UNCALCULATED = re.compile(
    rb'<c (?![^>]*t="str")[^>]*><f(?:>[^<]*</f>| [^>]*>[^<]*</f>| [^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)

Filled = Mapping[int, Mapping[int, tuple[int, int]]]
"""Cells to fill, by row and column, each with the row and column of the cell whose value it shows."""


def visible_names(workbook: CalamineWorkbook) -> list[str]:
    """The names of the sheets that a person sees; all of them where none is shown."""
    names = [one.name for one in workbook.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
    return names or workbook.sheet_names


def remark_on_hidden(workbook: CalamineWorkbook) -> Iterator[str]:
    """What is to be said of sheets that are not shown."""
    visible = set(visible_names(workbook))
    hidden = [name for name in workbook.sheet_names if name not in visible]
    if hidden:
        named = ", ".join(f'"{shown(name, 30)}"' for name in hidden[:5])
        yield f"hidden sheets do not count: {named}; name one with sheet to read it"


def merged_cells(sheet: CalamineSheet, *, name: str) -> Filled:
    """The cells of merged ranges but the first of each, where rows are counted from the first of the sheet."""
    first_column = sheet.start[1] if sheet.start is not None else 0
    filled: dict[int, dict[int, tuple[int, int]]] = {}
    count = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        source = (top, left - first_column)
        last_row, last_column = min(bottom, sheet.total_height), min(right, sheet.total_width)
        count += max(0, last_row - top + 1) * max(0, last_column - left + 1)
        if count > MOST_MERGED:
            raise InvalidInput(f"{name}: more than {MOST_MERGED:,} cells are merged", hint="take the merging away")
        for row in range(top, last_row + 1):
            for column in range(left - first_column, last_column - first_column + 1):
                if (row, column) != source:
                    filled.setdefault(row, {})[column] = source
    return filled


def holds_uncalculated(path: Path) -> bool:
    """Whether formulas stand in the workbook whose result was never stored: they read as blank cells."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not (info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")):
                continue
            with archive.open(info) as part:
                rest = b""
                while chunk := part.read(_CHUNK):
                    seen = rest + chunk
                    if _UNCALCULATED.search(seen):
                        return True
                    rest = seen[-_LONGEST_CELL:]
    return False
