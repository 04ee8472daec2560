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
from okr.exchange.files.zip_guard import refuse_bombs
from okr.exchange.limits import Limits

Cell = int | float | str | bool | time | date | datetime | timedelta


@contextmanager
def open_xlsx(path: Path, options: FileOptions, limits: Limits) -> Iterator[Table]:
    """The table in a sheet of a workbook, open until the block ends."""
    refuse_bombs(path, limits)
    sheet = _sheet(path, options.sheet)
    rows = sheet.iter_rows()
    header = _header(rows, options, path.name, limits)
    columns, doubled, odd = name_columns(header)
    yield Table(path.name, columns, _rows(rows, columns, name=path.name, limits=limits), odd, doubled)


def _sheet(path: Path, wanted: str | int) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if isinstance(wanted, str):
            return workbook.get_sheet_by_name(wanted)
        if not 1 <= wanted <= len(names):
            raise InvalidInput(f"{path.name}: there is no sheet {wanted}", hint=_sheets(names))
        return workbook.get_sheet_by_index(wanted - 1)
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


def _header(rows: Iterator[list[Cell]], options: FileOptions, name: str, limits: Limits) -> list[str | None]:
    for position, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        if position < options.header_row or not any(cells):
            continue
        if len(cells) > limits.columns:
            raise InvalidInput(f"{name}: {len(cells):,} columns, at most {limits.columns:,} are read")
        return cells
    raise InvalidInput(f"{name}: the sheet is empty", hint="it needs a header row that names the columns")


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
