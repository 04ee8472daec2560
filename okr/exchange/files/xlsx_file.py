"""Reading a sheet of an XLSX workbook by calamine, after the zip guard has let it pass; every cell becomes text."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, WorksheetNotFound

from okr.domain.errors import InvalidInput
from okr.domain.quantities import nearest
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow, Row, Table, name_columns, shown
from okr.exchange.files.xlsx_oddities import (
    Filled,
    holds_uncalculated,
    merged_cells,
    remark_on_hidden,
    visible_names,
)
from okr.exchange.files.zip_guard import refuse_bombs
from okr.exchange.limits import Limits

Cell = int | float | str | bool | time | date | datetime | timedelta
Numbered = Iterator[tuple[int, list[Cell]]]
"""Rows with their places from 0 on."""


@contextmanager
def open_xlsx(path: Path, options: FileOptions, limits: Limits) -> Iterator[Table]:
    """The table in a sheet of a workbook, open until the block ends."""
    refuse_bombs(path, limits)
    sheet, remarks = _sheet(path, options.sheet)
    rows = enumerate(sheet.iter_rows())
    header, header_at = _header(rows, options, path.name, limits)
    columns, doubled, odd = name_columns(header)
    merged = {row: cells for row, cells in merged_cells(sheet, name=path.name).items() if row > header_at}
    if merged:
        remarks.append("merged cells: what they show counts for every row and column that they cover")
    if holds_uncalculated(path):
        remarks.append(
            "formulas whose result was never stored read as blank: open the workbook in a spreadsheet program and save it"
        )
    cells = _filled(rows, merged)
    yield Table(path.name, columns, _rows(cells, columns, name=path.name, limits=limits), (*odd, *remarks), doubled)


def _sheet(path: Path, wanted: str | int) -> tuple[CalamineSheet, list[str]]:
    """The sheet, and what is to be said of those that are hidden; a number counts the sheets that are shown."""
    names: list[str] = []
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if isinstance(wanted, str):
            return workbook.get_sheet_by_name(wanted), []
        names = visible_names(workbook)
        if not 1 <= wanted <= len(names):
            raise InvalidInput(f"{path.name}: there is no sheet {wanted}", hint=_sheets(names))
        return workbook.get_sheet_by_name(names[wanted - 1]), list(remark_on_hidden(workbook))
    except WorksheetNotFound as error:
        near = nearest(str(wanted), names)
        hint = f'did you mean "{shown(near[0])}"?' if near else _sheets(names)
        raise InvalidInput(f'{path.name}: there is no sheet "{shown(str(wanted))}"', hint=hint) from error
    except CalamineError as error:
        raise _damaged(path) from error
    except BaseException as error:
        # A panic of the Rust library arrives as an exception of its own, outside `Exception`.
        if type(error).__name__ == "PanicException":
            raise _damaged(path) from error
        raise


def _damaged(path: Path) -> InvalidInput:
    return InvalidInput(
        f"{path.name}: this workbook cannot be read: it is damaged", hint="save it again as .xlsx or .csv"
    )


def _sheets(names: list[str]) -> str:
    if not names:
        return "the workbook has no sheets"
    return "the sheets are " + ", ".join(
        f'{number} "{shown(name, 30)}"' for number, name in enumerate(names[:12], start=1)
    )


def _header(rows: Numbered, options: FileOptions, name: str, limits: Limits) -> tuple[list[str | None], int]:
    """The cells of the header, and in which row from 0 they stand."""
    for position, row in rows:
        cells = [_text(cell) for cell in row]
        if position + 1 < options.header_row or not any(cells):
            continue
        if len(cells) > limits.columns:
            raise InvalidInput(f"{name}: {len(cells):,} columns, at most {limits.columns:,} are read")
        return cells, position
    raise InvalidInput(f"{name}: the sheet is empty", hint="it needs a header row that names the columns")


def _filled(rows: Numbered, merged: Filled) -> Iterator[list[Cell]]:
    """The rows, with the value of merged cells wherever they lie."""
    values: dict[tuple[int, int], Cell] = {}
    sources = {source for cells in merged.values() for source in cells.values()}
    by_row: dict[int, list[int]] = {}
    for at, column in sources:
        by_row.setdefault(at, []).append(column)
    for position, row in rows:
        for column in by_row.get(position, ()):
            if column < len(row):
                values[position, column] = row[column]
        for column, source in merged.get(position, {}).items():
            if column < len(row) and source in values:
                row[column] = values[source]
        yield row


def _rows(rows: Iterator[list[Cell]], columns: tuple[str, ...], *, name: str, limits: Limits) -> Iterator[Row | BadRow]:
    for number, row in enumerate(rows, start=1):
        if number > limits.rows:
            raise InvalidInput(
                f"{name}: more than {limits.rows:,} rows", hint="split the file, or raise OKR_IMPORT_ROWS"
            )
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        if any(cell is not None and len(cell) > limits.cell_characters for cell in cells):
            yield BadRow(number, f"a cell holds more than {limits.cell_characters:,} characters", None)
        else:
            yield Row(number, dict(zip(columns, cells, strict=False)))


def _text(cell: Cell) -> str | None:
    """A cell as text: whole numbers without a point, days as 2026-03-31, nothing as None."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    shortest = repr(value)
    return format(Decimal(shortest), "f") if "e" in shortest else shortest
