"""How much a file from outside may ask of this machine; each bound is a setting (`OKR_IMPORT_...`)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from okr.domain.errors import InvalidInput

MIB = 1024 * 1024
PREFIX = "OKR_IMPORT_"


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds on files that are read, with the defaults for files of this machine."""

    file_bytes: int = 1024 * MIB
    rows: int = 1_000_000
    columns: int = 16_384
    """What a spreadsheet can hold."""
    cell_characters: int = 131_072
    json_depth: int = 64
    json_record_characters: int = 16 * MIB
    """One object of an array, or one line of JSON lines: it is held in memory."""
    json_document_bytes: int = 100 * MIB
    """A JSON file whose records stand deeper than at the top: it is held in memory as a whole."""
    unpacked_bytes: int = 100 * MIB
    unpacked_ratio: int = 100
    sheet_cells: int = 20_000_000
    """Cells of the rectangle that a sheet spans: 24 to 32 bytes each while it is read."""
    findings: int = 10_000
    """Findings that are kept word by word; what goes beyond is counted."""


def limits_from(environment: Mapping[str, str]) -> Limits:
    """The limits with what the environment sets, such as OKR_IMPORT_ROWS=50000; InvalidInput for what is no number."""
    chosen: dict[str, int] = {}
    for field in fields(Limits):
        variable = PREFIX + field.name.upper()
        text = environment.get(variable, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text) > 0):
            raise InvalidInput(f"{variable}: {text[:40]!r} is not a whole number above 0", hint="write it like 50000")
        chosen[field.name] = int(text)
    return replace(Limits(), **chosen)


def shown_bytes(count: int) -> str:
    """A number of bytes for people: "1 GiB", "100 MiB", "12.5 MiB", "900 bytes"."""
    for unit, size in (("GiB", 1024 * MIB), ("MiB", MIB), ("KiB", 1024)):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} bytes"
