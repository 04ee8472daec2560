"""Short ways to write files and mappings and to read them, for the tests of the exchange."""

from pathlib import Path

from okr.contract.imports import Finding, ImportRecords
from okr.exchange.files.opening import open_table
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow, Row
from okr.exchange.importing import read_bundle
from okr.exchange.limits import Limits


def rows_of(path: Path, options: FileOptions | None = None, limits: Limits | None = None) -> list[Row | BadRow]:
    """All rows of a file."""
    with open_table(path, options or FileOptions(), limits or Limits()) as table:
        return list(table.rows)


def cells_of(
    path: Path, options: FileOptions | None = None, limits: Limits | None = None
) -> list[dict[str, str | None]]:
    """The cells of all rows of a file, none of which is bad."""
    rows = rows_of(path, options, limits)
    assert all(isinstance(row, Row) for row in rows), rows
    return [dict(row.cells) for row in rows if isinstance(row, Row)]


def remarks_of(path: Path) -> tuple[str, ...]:
    """What a reader has to say about a file as a whole."""
    with open_table(path, FileOptions(), Limits()) as table:
        return table.remarks


def bundle(folder: Path, mapping: str, files: dict[str, str], *, limits: Limits | None = None) -> ImportRecords:
    """The records that a mapping makes of files given as text."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "mapping.toml"
    path.write_text(mapping, encoding="utf-8")
    return read_bundle(path, folder, limits=limits)


def refused(records: ImportRecords) -> list[Finding]:
    """The findings that refuse a row."""
    return [finding for finding in records.findings if finding.level == "refused"]
