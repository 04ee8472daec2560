"""Reading JSON (an array of objects, streamed, or one deeper in the document) and JSON lines; numbers stay text.

Objects within a record become columns with a dot, "owner.name"; a list of plain values becomes one cell with a line for each.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from okr.domain.errors import InvalidInput
from okr.domain.quantities import nearest
from okr.exchange.files.encodings import Encoding, find_encoding
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow, Row, Table, shown
from okr.exchange.limits import Limits, shown_bytes

Json = dict[str, "Json"] | list["Json"] | str | bool | None

_CHUNK = 1024 * 1024
_BLANKS = " \t\r\n"
_INNER_CELLS = 2_000
"""Cells that one record may unfold into."""


class _Twice(ValueError):
    """A name stands twice in an object."""


class _TooDeep(ValueError):
    """A record is nested deeper than the limit."""


@contextmanager
def open_json(path: Path, options: FileOptions, limits: Limits) -> Iterator[Table]:
    """The table in a JSON file: each object of the array is a row."""
    known: dict[str, None] = {}
    with _text(path, options) as stream:
        elements = (
            _deep_elements(stream, path, options.path, limits) if options.path else _elements(stream, path.name, limits)
        )
        yield Table(path.name, None, _rows(elements, path.name, limits, known), known=known)


@contextmanager
def open_json_lines(path: Path, options: FileOptions, limits: Limits) -> Iterator[Table]:
    """The table in a JSON lines file: each line is a row."""
    known: dict[str, None] = {}
    with _text(path, options) as stream:
        yield Table(path.name, None, _rows(_lines(stream, path.name, limits), path.name, limits, known), known=known)


@contextmanager
def _text(path: Path, options: FileOptions) -> Iterator[TextIO]:
    encoding = Encoding(options.encoding) if options.encoding else find_encoding(path)
    with path.open(encoding=encoding.name, errors="strict") as stream:
        try:
            yield stream
        except UnicodeError as error:
            raise InvalidInput(
                f"{path.name}: the file is not written in {encoding.name}", hint="save it as UTF-8"
            ) from error


def _rows(
    elements: Iterator[Json | BadRow], name: str, limits: Limits, known: dict[str, None]
) -> Iterator[Row | BadRow]:
    for number, element in enumerate(elements, start=1):
        if number > limits.rows:
            raise InvalidInput(
                f"{name}: more than {limits.rows:,} rows", hint="split the file, or raise OKR_IMPORT_ROWS"
            )
        if isinstance(element, BadRow):
            yield element
        elif not isinstance(element, dict):
            kind = "a list" if isinstance(element, list) else "a plain value"
            yield BadRow(number, f"this is {kind}, and a record is an object", shown(json.dumps(element)[:100]))
        else:
            yield _row(number, element, limits, known)


def _row(number: int, element: dict[str, Json], limits: Limits, known: dict[str, None]) -> Row | BadRow:
    cells: dict[str, str | None] = {}
    for name, value in element.items():
        if value is None or isinstance(value, str):
            cells[name] = value
        else:
            try:
                _unfold(name, value, cells, depth=2, deepest=limits.json_depth)
            except _TooDeep:
                return BadRow(number, f"nested deeper than {limits.json_depth} levels", shown(name))
    if len(cells) > max(_INNER_CELLS, len(element)):
        return BadRow(number, f"the record unfolds into {len(cells):,} cells, at most {_INNER_CELLS:,} are read")
    for name, cell in cells.items():
        if cell is not None and len(cell) > limits.cell_characters:
            return BadRow(number, f'"{shown(name)}" holds more than {limits.cell_characters:,} characters')
    known.update(dict.fromkeys(cells))
    return Row(number, cells)


def _unfold(name: str, value: Json, cells: dict[str, str | None], *, depth: int, deepest: int) -> None:
    if depth > deepest:
        raise _TooDeep
    if isinstance(value, dict):
        for inner, part in value.items():
            _unfold(f"{name}.{inner}", part, cells, depth=depth + 1, deepest=deepest)
    elif isinstance(value, list):
        if any(isinstance(part, dict | list) for part in value):
            for position, part in enumerate(value, start=1):
                _unfold(f"{name}.{position}", part, cells, depth=depth + 1, deepest=deepest)
        else:
            cells[name] = "\n".join(_plain(part) or "" for part in value)
    else:
        cells[name] = _plain(value)


def _plain(value: Json) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def _no_doubles(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise _Twice(doubled)
    return made


_DECODER = json.JSONDecoder(object_pairs_hook=_no_doubles, parse_float=str, parse_int=str, parse_constant=str)


def _elements(stream: TextIO, name: str, limits: Limits) -> Iterator[Json | BadRow]:
    """The elements of the array that the file is, one by one, so that a large file is never in memory as a whole."""
    window = _Window(stream, name, limits)
    opening = window.next_character()
    if opening == "":
        raise InvalidInput(f"{name}: the file is empty", hint="it needs an array of objects")
    if opening != "[":
        raise InvalidInput(
            f"{name}: the file is no array",
            hint='it should begin with [; or say path = "..." in the mapping where the array stands',
        )
    window.position += 1
    number = 0
    if window.next_character() == "]":
        window.position += 1
    else:
        while True:
            number += 1
            yield window.element(number)
            mark = window.next_character()
            window.position += 1
            if mark == "]":
                break
            if mark != ",":
                raise InvalidInput(
                    f"{name}: after row {number} a comma or ] is missing", hint="the file may be cut off"
                )
    if window.next_character():
        raise InvalidInput(
            f"{name}: something follows after the array",
            hint="a file is one array, or JSON lines with the ending .jsonl",
        )


class _Window:
    """A moving window on the text of a JSON file."""

    def __init__(self, stream: TextIO, name: str, limits: Limits) -> None:
        self.stream = stream
        self.name = name
        self.limits = limits
        self.text = stream.read(_CHUNK)
        self.position = 0
        self.ended = False

    def next_character(self) -> str:
        """The next character that is no blank, without taking it; nothing at the end."""
        while True:
            while self.position < len(self.text) and self.text[self.position] in _BLANKS:
                self.position += 1
            if self.position < len(self.text):
                return self.text[self.position]
            if not self._more(_CHUNK):
                return ""

    def element(self, number: int) -> Json | BadRow:
        """The next element; where the window holds only part of it, the window grows by doubling."""
        self.next_character()
        while True:
            failure: json.JSONDecodeError | None = None
            try:
                value, end = _DECODER.raw_decode(self.text, self.position)
                if end < len(self.text) or self.ended:
                    self.position = end
                    return value  # type: ignore[no-any-return]  # the decoder's hooks make only Json
            except json.JSONDecodeError as error:
                failure = error
            except (RecursionError, _Twice) as error:
                raise _refused(error, self.name, number, self.limits) from error
            held = len(self.text) - self.position
            if failure is not None and held > self.limits.json_record_characters:
                raise InvalidInput(
                    f"{self.name}: row {number} is longer than {self.limits.json_record_characters:,} characters, or is not JSON"
                )
            if not self._more(max(_CHUNK, held)) and failure is not None:
                raise InvalidInput(
                    f"{self.name}: row {number} is not JSON: {failure.msg}", hint="the file may be cut off"
                ) from failure

    def _more(self, characters: int) -> bool:
        chunk = "" if self.ended else self.stream.read(characters)
        self.ended = not chunk
        self.text = self.text[self.position :] + chunk
        self.position = 0
        return bool(chunk)


def _lines(stream: TextIO, name: str, limits: Limits) -> Iterator[Json | BadRow]:
    number = 0
    while line := stream.readline(limits.json_record_characters + 1):
        if len(line) > limits.json_record_characters:
            raise InvalidInput(f"{name}: line {number + 1} is longer than {limits.json_record_characters:,} characters")
        if not line.strip():
            continue
        number += 1
        try:
            yield _DECODER.decode(line)
        except json.JSONDecodeError as error:
            yield BadRow(number, f"this line is not JSON: {error.msg} at character {error.colno}", shown(line))
        except _Twice as error:
            yield BadRow(number, f'the name "{shown(str(error))}" stands twice in this record', shown(line))
        except RecursionError:
            yield BadRow(number, f"nested deeper than {limits.json_depth} levels", shown(line))
    if not number:
        raise InvalidInput(f"{name}: the file is empty", hint="it needs one object on each line")


def _deep_elements(stream: TextIO, path: Path, names: tuple[str, ...], limits: Limits) -> Iterator[Json | BadRow]:
    if path.stat().st_size > limits.json_document_bytes:
        raise InvalidInput(
            f"{path.name}: with a path, at most {shown_bytes(limits.json_document_bytes)} of JSON are read",
            hint="save the array as a file of its own",
        )
    try:
        found: Json = _DECODER.decode(stream.read())
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"{path.name}: line {error.lineno} is not JSON: {error.msg}", hint="the file may be cut off"
        ) from error
    except (RecursionError, _Twice) as error:
        raise _refused(error, path.name, 0, limits) from error
    for name in names:
        if not isinstance(found, dict) or name not in found:
            inside = list(found) if isinstance(found, dict) else []
            near = nearest(name, inside) or tuple(inside[:8])
            hint = (
                "there is " + ", ".join(f'"{shown(candidate, 30)}"' for candidate in near)
                if near
                else "there is no object with names"
            )
            raise InvalidInput(f'{path.name}: nothing is called "{shown(name)}" there', hint=hint)
        found = found[name]
    if not isinstance(found, list):
        raise InvalidInput(
            f'{path.name}: "{shown(".".join(names))}" is no array', hint="the path must end at an array of objects"
        )
    yield from found


def _refused(error: RecursionError | _Twice, name: str, number: int, limits: Limits) -> InvalidInput:
    place = f"row {number}" if number else "the document"
    if isinstance(error, RecursionError):
        return InvalidInput(f"{name}: {place} is nested deeper than {limits.json_depth} levels", hint="flatten it")
    return InvalidInput(
        f'{name}: the name "{shown(str(error))}" stands twice in one object of {place}', hint="keep one of the two"
    )
