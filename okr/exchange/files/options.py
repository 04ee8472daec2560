"""How one file is to be read, as far as its mapping says so."""

from dataclasses import dataclass
from typing import Literal

FileFormat = Literal["csv", "xlsx", "json", "jsonl"]
FORMATS: tuple[FileFormat, ...] = ("csv", "xlsx", "json", "jsonl")


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What a mapping says about a file; None is found out from the file itself."""

    format: FileFormat | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    header_row: int = 1
    fill_short_rows: bool = False
    sheet: str | int = 1
    """The name of a sheet of a workbook, or its number from 1."""
    path: tuple[str, ...] = ()
    """Where the array of records stands in a JSON file: the names on the way."""
