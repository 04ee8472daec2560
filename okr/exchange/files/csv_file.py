"""Reading CSV as a stream: encoding and delimiter found, quoted line breaks kept, ragged rows named."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TextIO

from okr.domain.errors import InvalidInput
from okr.domain.text import csv_unsafe
from okr.exchange.files.encodings import Encoding, find_encoding
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow, Row, Table, name_columns, shown
from okr.exchange.limits import Limits

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 256 * 1024
_SAMPLE_ROWS = 100


@contextmanager
def open_csv(path: Path, options: FileOptions, limits: Limits) -> Iterator[Table]:
    """The table in a CSV file, open until the block ends."""
    encoding = Encoding(options.encoding) if options.encoding else find_encoding(path)
    remarks: list[str] = []
    if encoding.guessed:
        remarks.append(
            f'read as {encoding.name}, which is a guess; say encoding = "..." in the mapping if letters look wrong'
        )
    # The csv module keeps this bound for the whole process; it only ever holds the setting in force.
    csv.field_size_limit(limits.cell_characters)
    with path.open(encoding=encoding.name, newline="", errors="strict") as stream:
        try:
            delimiter = options.delimiter or find_delimiter(stream.read(_SAMPLE_CHARACTERS), quote=options.quote)
            stream.seek(0)
            lines = _Lines(stream, path.name)
            reader = csv.reader(lines, delimiter=delimiter, quotechar=options.quote)
            header = _header(reader, options, path.name, limits)
        except UnicodeError as error:
            raise _not_in(encoding.name, path.name, 0) from error
        except csv.Error as error:
            raise _broken(error, path.name, 0, limits) from error
        columns, doubled, odd = name_columns(header)
        rows = _rows(reader, lines, columns, options=options, limits=limits, encoding=encoding.name)
        yield Table(path.name, columns, rows, (*remarks, *odd), doubled)


def find_delimiter(sample: str, *, quote: str = '"') -> str:
    """The delimiter by which the first rows fall into the most columns that agree with the header; a comma by default."""
    best, best_score = ",", 0.0
    complete = len(sample) < _SAMPLE_CHARACTERS
    for delimiter in _DELIMITERS:
        rows: list[list[str]] = []
        reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter, quotechar=quote)
        with suppress(csv.Error):  # the rows before one that cannot be read tell enough
            rows.extend(row for row in islice(reader, _SAMPLE_ROWS) if row)
        if not complete and len(rows) > 1:
            rows = rows[:-1]
        if not rows or len(rows[0]) < 2:
            continue
        agreeing = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        score = agreeing * (1 + min(len(rows[0]), 50) / 100)
        if score > best_score:
            best, best_score = delimiter, score
    return best


class _Lines:
    """The lines of a file, remembering those since the last whole row: an open quote shows in them."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self.stream = stream
        self.name = name
        self.since_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.stream)
        if len(self.since_row) < 1_000:
            self.since_row.append(line)
        return line


def _header(reader: Iterator[list[str]], options: FileOptions, name: str, limits: Limits) -> list[str]:
    skipped = 0
    for cells in reader:
        skipped += 1
        if skipped < options.header_row or not any(cell.strip() for cell in cells):
            continue
        if len(cells) > limits.columns:
            raise InvalidInput(f"{name}: {len(cells):,} columns, at most {limits.columns:,} are read")
        return cells
    raise InvalidInput(f"{name}: the file is empty", hint="it needs a header row that names the columns")


def _rows(
    reader: Iterator[list[str]],
    lines: _Lines,
    columns: tuple[str, ...],
    *,
    options: FileOptions,
    limits: Limits,
    encoding: str,
) -> Iterator[Row | BadRow]:
    number, width = 0, len(columns)
    lines.since_row.clear()
    last_lines: list[str] = []
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except UnicodeError as error:
            raise _not_in(encoding, lines.name, number + 1) from error
        except csv.Error as error:
            raise _broken(error, lines.name, number + 1, limits) from error
        number += 1
        if number > limits.rows:
            raise InvalidInput(
                f"{lines.name}: more than {limits.rows:,} rows", hint="split the file, or raise OKR_IMPORT_ROWS"
            )
        last_lines, lines.since_row = lines.since_row, []
        if len(cells) == width:
            yield Row(number, dict(zip(columns, _unguarded(cells), strict=True)))
        elif any(cell.strip() for cell in cells):
            yield _ragged(number, _unguarded(cells), columns, fill=options.fill_short_rows)
    quote = options.quote
    if last_lines and sum(line.count(quote) for line in last_lines) % 2 and len(last_lines) > 1:
        yield BadRow(
            number,
            f"a quote {quote} is opened in this row and never closed, so that the rest of the file is one cell",
            shown(last_lines[0]),
        )


def _unguarded(cells: list[str]) -> list[str]:
    return [csv_unsafe(cell) if cell[:1] == "'" else cell for cell in cells]


def _ragged(number: int, cells: list[str], columns: tuple[str, ...], *, fill: bool) -> Row | BadRow:
    width = len(columns)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return Row(number, dict(zip(columns, cells, strict=False)))
    if len(cells) < width and fill:
        return Row(number, {**dict.fromkeys(columns), **dict(zip(columns, cells, strict=False))})
    reason = (
        "a cell holds the delimiter without quotes"
        if len(cells) > width
        else "cells are missing, or a line break stands in one without quotes"
    )
    return BadRow(
        number, f"the row has {len(cells)} cells, the header {width}: perhaps {reason}", shown(" | ".join(cells))
    )


def _not_in(encoding: str, name: str, row: int) -> InvalidInput:
    place = f"row {row}" if row else "the header"
    return InvalidInput(
        f"{name}: {place} is not written in {encoding}",
        hint='say encoding = "..." in the mapping, such as "cp1252", or leave it out to have it found',
    )


def _broken(error: csv.Error, name: str, row: int, limits: Limits) -> InvalidInput:
    place = f"row {row}" if row else "the header"
    if "field limit" in str(error):
        return InvalidInput(
            f"{name}: {place} holds a cell of more than {limits.cell_characters:,} characters",
            hint="a quote may be opened there and never closed; or raise OKR_IMPORT_CELL_CHARACTERS",
        )
    return InvalidInput(f"{name}: {place} cannot be read as CSV: {error}", hint="save the file again as CSV")
