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
_LONGEST_TAG = 64 * 1024
"""Bytes between two opening brackets of a sheet's tags; text stands elsewhere."""
_TAG = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?(c|row)(?=[\s/>])(?:[^<]*?[\s\"']r\s*=\s*([\"']?[^\s\"'<>]*))?")
"""A cell or a row, and where it says that it stands."""
_STRINGS = re.compile(rb"[\s\"']uniqueCount\s*=\s*[\"']?([^\s\"'<>]*)")
_GOOD_CELL = re.compile(rb"^[\"']([A-Za-z]{1,3})([1-9][0-9]{0,6})$", re.MULTILINE)
_GOOD_ROW = re.compile(rb"^[\"']([1-9][0-9]{0,6})$", re.MULTILINE)
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
        # Any part may be the one that the workbook calls a sheet or its table of strings, whatever it is named.
        part = _Part()
        for chunk in _unpacked(archive, member, left + 1):
            done += len(chunk)
            if done > limits.unpacked_bytes:
                raise _too_large(path, limits)
            if done > ceiling:
                raise _too_dense(path, limits)
            part.look_at(chunk)
        left = limits.unpacked_bytes - done
        part.close()
        _refuse_part(path, part, limits)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    honest = copy(member)
    # The reader stops at the declared size; a larger one makes it read what is really there.
    honest.file_size = most
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class _Part:
    """What a part of a workbook makes a parser allocate: the rectangle of cells that it spans, and the strings that it announces."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self.row_elements = 0
        self.cells_in_row = 0
        self.strings = 0
        self.size = 0
        self.is_sound = True
        self._rest = b""
        self._first = True

    def look_at(self, chunk: bytes) -> None:
        if self._first:
            # A sheet in UTF-16 would hide its references from this search.
            self.is_sound = not chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))
            self._first = False
        self.size += len(chunk)
        window = self._rest + chunk
        cut = max(0, window.rfind(b"<"))
        self._measure(window[:cut])
        self._rest = window[cut:]
        self.is_sound = self.is_sound and len(self._rest) <= _LONGEST_TAG + _CHUNK

    def close(self) -> None:
        self._measure(self._rest)

    def _measure(self, tags: bytes) -> None:
        """Whole tags: none is cut in two, so that nothing hides between two chunks."""
        for announced in _STRINGS.findall(tags):
            self.is_sound = self.is_sound and announced.isdigit() and len(announced) < 12
            self.strings = max(self.strings, int(announced) if self.is_sound else 0)
        found = _TAG.findall(tags)
        cells = [place for name, place in found if name == b"c" and place]
        rows = [place for name, place in found if name == b"row" and place]
        if len(cells) + len(rows) < len(found):
            self._count(found)
        good_cells = _GOOD_CELL.findall(b"\n".join(cells))
        good_rows = _GOOD_ROW.findall(b"\n".join(rows))
        # A reference out of all bounds is taken for the last cell of all by the library, which then asks for all the memory.
        self.is_sound = self.is_sound and len(good_cells) == len(cells) and len(good_rows) == len(rows)
        self.columns = max(
            [self.columns, *(_column_number(letters) for letters in {letters for letters, _ in good_cells})]
        )
        self.rows = max([self.rows, *map(int, {number for _, number in good_cells}), *map(int, good_rows)])

    def _count(self, found: list[tuple[bytes, bytes]]) -> None:
        """Cells and rows without a reference stand where they are counted."""
        for name, _ in found:
            if name == b"row":
                self.row_elements += 1
                self.cells_in_row = 0
            else:
                self.cells_in_row += 1
                self.columns = max(self.columns, self.cells_in_row)
        self.rows = max(self.rows, self.row_elements)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_part(path: Path, part: _Part, limits: Limits) -> None:
    if not part.is_sound or part.strings > part.size:
        raise InvalidInput(
            f"{path.name}: a sheet of this workbook is damaged, or not written in UTF-8",
            hint="save it again as .xlsx or .csv",
        )
    too_far = part.rows > _MOST_ROWS or part.columns > _MOST_COLUMNS
    if too_far or part.rows * part.columns > limits.sheet_cells:
        raise InvalidInput(
            f"{path.name}: a sheet spans {part.rows:,} rows and {part.columns:,} columns, "
            f"at most {limits.sheet_cells:,} cells are read",
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
