"""Opening a file of rows: what format it is, whether it may be read at all, and the reader for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from okr.domain.errors import InvalidInput
from okr.domain.quantities import nearest
from okr.exchange.files.csv_file import open_csv
from okr.exchange.files.json_file import open_json, open_json_lines
from okr.exchange.files.options import FileFormat, FileOptions
from okr.exchange.files.rows import Table, shown
from okr.exchange.limits import Limits, shown_bytes

_ENDINGS: dict[str, FileFormat] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_OTHER_SPREADSHEETS = {".xls", ".xlsb", ".ods", ".numbers"}


@contextmanager
def open_table(path: Path, options: FileOptions, limits: Limits) -> Iterator[Table]:
    """The rows of a file, open until the block ends; InvalidInput names what is wrong with the file."""
    _require_readable(path, limits)
    try:
        reader = {"csv": open_csv, "json": open_json, "jsonl": open_json_lines}.get(_format(path, options))
        if reader is None:
            from okr.exchange.files.xlsx_file import open_xlsx

            reader = open_xlsx
        with reader(path, options, limits) as table:
            yield table
    except OSError as error:
        raise InvalidInput(f"{path.name}: cannot be read: {error.strerror or error}") from error
    except RecursionError as error:
        raise InvalidInput(f"{path.name}: is nested too deeply to be read", hint="flatten it") from error
    except MemoryError as error:
        raise InvalidInput(
            f"{path.name}: is too large for the memory of this machine", hint="split it, or save it as CSV"
        ) from error


def _require_readable(path: Path, limits: Limits) -> None:
    if "\x00" in str(path):
        raise InvalidInput("file: a file name holds no NUL character")
    if path.is_dir():
        raise InvalidInput(f"{path}: this is a folder, a file is asked for")
    if not path.exists():
        beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        near = nearest(path.name, beside)
        hint = "did you mean " + " or ".join(shown(name) for name in near) + "?" if near else None
        raise InvalidInput(f"{path}: there is no such file", hint=hint)
    if not path.is_file():
        raise InvalidInput(f"{path}: this is no regular file")
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise InvalidInput(
            f"{path.name}: {shown_bytes(size)}, at most {shown_bytes(limits.file_bytes)} are read",
            hint="split it, or raise OKR_IMPORT_FILE_BYTES",
        )


def _format(path: Path, options: FileOptions) -> FileFormat:
    if options.format is not None:
        return options.format
    ending = path.suffix.lower()
    if ending in _OTHER_SPREADSHEETS:
        raise InvalidInput(f"{path.name}: {ending} files are not read", hint="save it as .xlsx or .csv")
    known = _ENDINGS.get(ending)
    with path.open("rb") as stream:
        head = stream.read(512)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if known is None:
        known = "json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{") else "csv"
    return known
