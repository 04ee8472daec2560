"""Looking into a zip before anything unpacks it: bombs, and sheets that span more cells than memory holds, are refused.

Sheets are not parsed here; the bytes are searched for cell references, which is enough to know what a parser would allocate.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from okr.domain.errors import InvalidInput
from okr.exchange.limits import Limits, shown_bytes

_CHUNK = 1024 * 1024
_OVERLAP = 256
"""Bytes of the chunk before that are looked at again, so that no reference is missed between two chunks."""
_REFERENCE = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]{1,3})([0-9]{1,7})["\']')
_ROW_REFERENCE = re.compile(rb'<(?:[A-Za-z0-9]+:)?row\s[^<>]{0,200}?\br\s*=\s*["\']([0-9]{1,10})["\']')
_ROW = re.compile(rb"<(?:[A-Za-z0-9]+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:[A-Za-z0-9]+:)?c[\s/>]")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
"""What a spreadsheet program itself can hold."""


def refuse_bombs(path: Path, limits: Limits) -> None:
    """Refuse a workbook that would unpack to more than the limits allow, or that is no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
                raise InvalidInput(f"{path.name}: this is not an XLSX workbook", hint="save it as .xlsx or .csv")
            _refuse_declared(path, members, limits)
            _refuse_actual(path, archive, members, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        RuntimeError,
        OSError,
        ValueError,
        OverflowError,
    ) as error:
        # RuntimeError is how the zip module says that a member is encrypted.
        raise InvalidInput(
            f"{path.name}: this workbook cannot be opened: it is damaged or locked by a password",
            hint="save it again as .xlsx or .csv",
        ) from error


def _refuse_declared(path: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if total > limits.unpacked_bytes:
        raise _too_large(path, limits)
    if total > limits.unpacked_ratio * packed:
        raise _too_dense(path, limits)
    if len(members) > 10_000:
        raise InvalidInput(f"{path.name}: {len(members):,} parts in one workbook, at most 10,000 are read")


def _refuse_actual(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What is declared may be a lie: unpack everything once, chunk by chunk, and count."""
    left = limits.unpacked_bytes
    ceiling = limits.unpacked_ratio * max(1, path.stat().st_size)
    done = 0
    for member in members:
        sheet = _Span() if member.filename.lower().startswith("xl/worksheets/") else None
        for chunk in _unpacked(archive, member, left + 1):
            done += len(chunk)
            if done > limits.unpacked_bytes:
                raise _too_large(path, limits)
            if done > ceiling:
                raise _too_dense(path, limits)
            if sheet is not None:
                sheet.look_at(chunk)
        left = limits.unpacked_bytes - done
        if sheet is not None:
            _refuse_span(path, sheet, limits)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    honest = copy(member)
    # The reader stops at the declared size; a larger one makes it read what is really there.
    honest.file_size = most
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class _Span:
    """The rectangle of cells that a sheet spans, from the references and the counts in its bytes."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self.row_elements = 0
        self.cells_in_row = 0
        self.is_text = True
        self._before = b""
        self._first = True

    def look_at(self, chunk: bytes) -> None:
        if self._first:
            # A sheet in UTF-16 would hide its references from this search.
            self.is_text = b"\x00" not in chunk[:200] and not chunk.startswith((b"\xff\xfe", b"\xfe\xff"))
            self._first = False
        window = self._before + chunk
        for found in _REFERENCE.finditer(window):
            self.rows = max(self.rows, int(found[2]))
            self.columns = max(self.columns, _column_number(found[1]))
        for found in _ROW_REFERENCE.finditer(window):
            self.rows = max(self.rows, int(found[1]))
        self._count(chunk)
        self._before = chunk[-_OVERLAP:]

    def _count(self, chunk: bytes) -> None:
        # Cells and rows without a reference stand where they are counted.
        parts = _ROW.split(chunk)
        counts = [len(_CELL.findall(part)) for part in parts]
        self.cells_in_row += counts[0]
        self.columns = max(self.columns, self.cells_in_row)
        for count in counts[1:]:
            self.row_elements += 1
            self.cells_in_row = count
            self.columns = max(self.columns, count)
        self.rows = max(self.rows, self.row_elements)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_span(path: Path, sheet: _Span, limits: Limits) -> None:
    if not sheet.is_text:
        raise InvalidInput(
            f"{path.name}: a sheet of this workbook is not written in UTF-8", hint="save it again as .xlsx or .csv"
        )
    if sheet.rows > _MOST_ROWS or sheet.columns > _MOST_COLUMNS or sheet.rows * sheet.columns > limits.sheet_cells:
        raise InvalidInput(
            f"{path.name}: a sheet spans {sheet.rows:,} rows and {sheet.columns:,} columns, at most {limits.sheet_cells:,} cells are read",
            hint="delete the empty cells far out, or save the sheet as CSV",
        )


def _too_large(path: Path, limits: Limits) -> InvalidInput:
    return InvalidInput(
        f"{path.name}: this workbook unpacks to more than {shown_bytes(limits.unpacked_bytes)}",
        hint="save the sheet as CSV, which is read as a stream",
    )


def _too_dense(path: Path, limits: Limits) -> InvalidInput:
    return InvalidInput(
        f"{path.name}: this workbook unpacks to more than {limits.unpacked_ratio} times its size, as a zip bomb does",
        hint="save the sheet as CSV",
    )
