"""Rows by the million from a reading transaction, as texts that can be compared and remembered without being taken apart.

Where a million rows are compared with what they should be, turning each into dates and decimals costs more than everything else.
So the database hands over groups of columns as one text each: JSON on SQLite, a line of COPY on PostgreSQL. Equal texts are equal
rows; `Notation` takes a text apart where that is needed, and writes the text that a row should have.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, cast
from uuid import UUID

from sqlalchemy import JSON, Boolean, ColumnElement, Date, Integer, Select, Text, case, func, literal_column
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from okr.domain.vocabulary import Status
from storage.copy_lines import lines_of
from storage.types import DECIMAL_PLACES, EPOCH, Exact, Id, Moment, Word, canonical
from storage.unit_of_work import ReadWork

GROUP_END = "#"
"""A column of its own between two groups in a line of COPY; tabs inside values are escaped, so that it is met nowhere else."""

_SEPARATOR = b"\t#\t"
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_SMALLEST = Decimal(1).scaleb(-DECIMAL_PLACES)
_WIDE = Context(prec=60)

AnyColumn = ColumnElement[Any]
Token = str | bytes
"""A group of columns as the database wrote it."""


class Notation(Protocol):
    """How one database writes groups of columns."""

    def take_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[Any]:
        """The values of a group, by the types of its columns."""

    def plain(self, value: object) -> object:
        """A value as `storage.rewriting` takes it."""

    def fields(self, group: Token) -> Sequence[Any]:
        """The values of a group as `storage.rewriting` takes them; what is equal there is equal."""

    def numbers(self, numbers: Sequence[int], rest: Sequence[object]) -> Sequence[Any]:
        """What `fields` gives for a group that holds whole numbers and, after them, numbers and words."""

    def put_together(self, values: Sequence[object]) -> Token:
        """The group that holds values: equal to what the database writes for a row that holds them."""

    def put_numbers_together(self, numbers: Sequence[int], rest: Sequence[object]) -> Token:
        """The same for whole numbers and, after them, numbers and words: several times as quick."""

    def take_list_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[list[Any]]:
        """The rows in a column that `listed` made, by the types of their columns."""

    def listed(self, columns: Sequence[AnyColumn]) -> AnyColumn:
        """A column that holds several rows, in the order in which they are read; texts among them have no comma or semicolon."""

    def identity(self, token: Token) -> UUID:
        """The id that a token stands for."""

    def token(self, value: UUID) -> Token:
        """The token of an id."""

    def literal(self, value: UUID) -> AnyColumn:
        """An id in a statement that is written as text."""

    def open(self, statement: str, ids: Sequence[UUID]) -> str:
        """Such a statement with room for other ids in the place of these, to be given to `read` in this order."""

    def stream(
        self,
        work: ReadWork,
        ids: Sequence[AnyColumn],
        groups: Sequence[Sequence[AnyColumn]],
        lists: Sequence[AnyColumn],
        rows: Select[*tuple[Any, ...]],
    ) -> Iterator[Sequence[Any]]:
        """The rows that a statement finds: the ids as tokens, then each group and each list as one."""

    def statement(
        self,
        work: ReadWork,
        ids: Sequence[AnyColumn],
        groups: Sequence[Sequence[AnyColumn]],
        lists: Sequence[AnyColumn],
        rows: Select[*tuple[Any, ...]],
    ) -> str:
        """The text of what `stream` asks, for `read`: writing it anew for each page would take as long as the page."""

    def read(self, work: ReadWork, statement: str, ids: int, given: Sequence[UUID] = ()) -> Iterator[Sequence[Any]]:
        """The rows of a statement that was written by `statement` with so many ids, and those that `open` made room for."""


def notation_of(work: ReadWork) -> Notation:
    """The notation of the database that is read."""
    return CopyLines() if work.is_postgresql else JsonTexts()


class JsonTexts:
    """SQLite: a group is a JSON array that SQLite wrote, an id its 16 bytes."""

    def take_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[Any]:
        """The values of a group."""
        return _typed(json.loads(group), columns)

    def take_list_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[list[Any]]:
        """The rows of a list."""
        return [_typed(row, columns) for row in json.loads(group)]

    def plain(self, value: object) -> object:
        """A value as SQLite holds it: a number, a text, or nothing."""
        return _json_value(value)

    def fields(self, group: Token) -> Sequence[Any]:
        """The values of a group as SQLite holds them."""
        return cast("list[Any]", json.loads(group))

    def numbers(self, numbers: Sequence[int], rest: Sequence[object]) -> Sequence[Any]:
        """The values themselves: words of the vocabulary are texts, and truths are numbers."""
        return [*numbers, *rest]

    def put_together(self, values: Sequence[object]) -> Token:
        """The group that holds values."""
        return _as_json([_json_value(value) for value in values])

    def put_numbers_together(self, numbers: Sequence[int], rest: Sequence[object]) -> Token:
        """The group that holds whole numbers and, after them, whatever is in few forms."""
        return f"[{','.join(map(repr, numbers))},{','.join([_json_word(value) for value in rest])}]"

    def listed(self, columns: Sequence[AnyColumn]) -> AnyColumn:
        """An array of arrays."""
        return func.json_group_array(func.json_array(*columns), type_=Text)

    def identity(self, token: Token) -> UUID:
        """The id in these bytes."""
        return UUID(bytes=cast(bytes, token))

    def token(self, value: UUID) -> Token:
        """The bytes of an id."""
        return value.bytes

    def literal(self, value: UUID) -> AnyColumn:
        """The bytes of an id as a literal."""
        return literal_column(f"X'{value.hex}'", Id())

    def open(self, statement: str, ids: Sequence[UUID]) -> str:
        """A numbered mark for each; the plus hides its value from SQLite's planner, which would plan anew for every one."""
        for place, value in enumerate(ids, start=1):
            statement = statement.replace(f"X'{value.hex}'", f"+?{place}")
        return statement

    def stream(
        self,
        work: ReadWork,
        ids: Sequence[AnyColumn],
        groups: Sequence[Sequence[AnyColumn]],
        lists: Sequence[AnyColumn],
        rows: Select[*tuple[Any, ...]],
    ) -> Iterator[Sequence[Any]]:
        """The rows as the driver hands them over."""
        return self.read(work, self.statement(work, ids, groups, lists, rows), len(ids))

    def statement(
        self,
        work: ReadWork,
        ids: Sequence[AnyColumn],
        groups: Sequence[Sequence[AnyColumn]],
        lists: Sequence[AnyColumn],
        rows: Select[*tuple[Any, ...]],
    ) -> str:
        """The text of a statement."""
        columns = [*ids, *(func.json_array(*group, type_=Text) for group in groups), *lists]
        return _text(work, rows.with_only_columns(*columns, maintain_column_froms=True))

    def read(self, work: ReadWork, statement: str, ids: int, given: Sequence[UUID] = ()) -> Iterator[Sequence[Any]]:
        """The rows of a statement as the driver hands them over."""
        connection = cast(Any, work.connection.connection.driver_connection)
        with told(work, statement):
            cursor = connection.execute(statement, [value.bytes for value in given])
            try:
                yield from cursor
            finally:
                cursor.close()


class CopyLines:
    """PostgreSQL: a group is a part of a line of COPY, an id its digits."""

    def take_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[Any]:
        """The values of a group."""
        return _typed([_field(part) for part in cast(bytes, group).split(b"\t")], columns)

    def take_list_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[list[Any]]:
        """The rows of a list, as `listed` writes them."""
        text = _field(cast(bytes, group))
        return [_listed_row(row, columns) for row in text.split(_BETWEEN_ROWS)] if text else []

    def plain(self, value: object) -> object:
        """A value as a line of COPY has it."""
        return _copied(value)

    def fields(self, group: Token) -> Sequence[Any]:
        """The values of a group as a line of COPY has them."""
        return cast(bytes, group).split(b"\t")

    def numbers(self, numbers: Sequence[int], rest: Sequence[object]) -> Sequence[Any]:
        """The values as a line of COPY has them."""
        return [*[b"%d" % number for number in numbers], *[_copied(one) for one in rest]]

    def put_together(self, values: Sequence[object]) -> Token:
        """The group that holds values."""
        return b"\t".join(_copied(value) for value in values)

    def put_numbers_together(self, numbers: Sequence[int], rest: Sequence[object]) -> Token:
        """The group that holds whole numbers and, after them, whatever is in few forms."""
        return b"%b\t%b" % ("\t".join(map(repr, numbers)).encode("ascii"), b"\t".join([_copied(one) for one in rest]))

    def listed(self, columns: Sequence[AnyColumn]) -> AnyColumn:
        """Rows one after the other: what is never empty in its place, the rest where it is there, after its letter."""
        parts = [_listed_part(column, place) for place, column in enumerate(columns)]
        return func.string_agg(
            func.concat_ws(literal_column(f"'{_BETWEEN_VALUES}'"), *parts),
            literal_column(f"'{_BETWEEN_ROWS}'"),
            type_=Text,
        )

    def identity(self, token: Token) -> UUID:
        """The id that is spelled so."""
        return UUID(cast(bytes, token).decode("ascii"))

    def token(self, value: UUID) -> Token:
        """The spelling of an id."""
        return str(value).encode("ascii")

    def literal(self, value: UUID) -> AnyColumn:
        """The spelling of an id as a literal."""
        return literal_column(f"'{value}'", Id())

    def open(self, statement: str, ids: Sequence[UUID]) -> str:
        """Marks in the text, since a COPY takes no values."""
        for place, value in enumerate(ids):
            statement = statement.replace(str(value), _MARK.format(place))
        return statement

    def stream(
        self,
        work: ReadWork,
        ids: Sequence[AnyColumn],
        groups: Sequence[Sequence[AnyColumn]],
        lists: Sequence[AnyColumn],
        rows: Select[*tuple[Any, ...]],
    ) -> Iterator[Sequence[Any]]:
        """The lines of a COPY, each parted where a group ends."""
        return self.read(work, self.statement(work, ids, groups, lists, rows), len(ids))

    def statement(
        self,
        work: ReadWork,
        ids: Sequence[AnyColumn],
        groups: Sequence[Sequence[AnyColumn]],
        lists: Sequence[AnyColumn],
        rows: Select[*tuple[Any, ...]],
    ) -> str:
        """The text of a statement, with a mark where a group ends."""
        columns: list[AnyColumn] = list(ids)
        for number, group in enumerate([*groups, *([one] for one in lists)]):
            columns += [literal_column(f"'{GROUP_END}'").label(f"end_{number}"), *group]
        labelled = [column.label(f"c{number}") for number, column in enumerate(columns)]
        return _text(work, rows.with_only_columns(*labelled, maintain_column_froms=True))

    def read(self, work: ReadWork, statement: str, ids: int, given: Sequence[UUID] = ()) -> Iterator[Sequence[Any]]:
        """The lines of a COPY of a statement, each parted where a group ends."""
        for place, value in enumerate(given):
            statement = statement.replace(_MARK.format(place), str(value))
        connection = cast(Any, work.connection.connection.driver_connection)
        parts = ids - 1
        with told(work, statement), connection.cursor() as cursor:
            cursor.execute(_STREAMING)
            with cursor.copy(f"COPY ({statement}) TO STDOUT"):
                for line in lines_of(connection.pgconn):
                    first, *rest = line.split(_SEPARATOR)
                    yield (*first.split(b"\t", parts), *rest)


_MARK = "<id {}>"
_STREAMING = "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0"
"""A compiled plan or a worker of its own does not pay here: what takes the time is to write the rows down."""
_BETWEEN_ROWS, _BETWEEN_VALUES = ";", ","
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _listed_part(column: AnyColumn, place: int) -> AnyColumn:
    letter = literal_column(f"'{_LETTERS[place]}'", Text)
    if isinstance(column.type, Boolean):
        return case((column, letter))
    if getattr(column, "nullable", True):
        return letter.concat(column.cast(Text))
    return column


def _listed_row(row: str, columns: Sequence[AnyColumn]) -> list[Any]:
    """A row of a list: empty is None, or False for a truth."""
    values: list[Any] = [False if isinstance(column.type, Boolean) else None for column in columns]
    for place, part in enumerate(row.split(_BETWEEN_VALUES)):
        if part[0] in _LETTERS:
            place = _LETTERS.index(part[0])
            part = part[1:] or "t"
        values[place] = _readers(tuple(columns))[place](part)
    return values


def _text(work: ReadWork, statement: Select[*tuple[Any, ...]]) -> str:
    return str(statement.compile(dialect=work.connection.dialect, compile_kwargs={"literal_binds": True}))


@contextmanager
def told(work: ReadWork, statement: str) -> Iterator[None]:
    """Errors of the driver, told as SQLAlchemy tells them, so that the unit of work explains and repeats as always."""
    dialect = work.connection.dialect
    errors = cast("type[Exception]", dialect.loaded_dbapi.Error)
    try:
        yield
    except errors as error:
        raise DBAPIError.instance(statement, None, error, errors, hide_parameters=True, dialect=dialect) from error


def _typed(values: Sequence[Any], columns: Sequence[AnyColumn]) -> list[Any]:
    return [
        None if value is None else read(value) for value, read in zip(values, _readers(tuple(columns)), strict=True)
    ]


@cache
def _readers(columns: tuple[AnyColumn, ...]) -> tuple[Callable[[Any], object], ...]:
    return tuple(_reader(column.type) for column in columns)


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], object]:
    """How a value of a type is read, from its JSON or from its text."""
    if isinstance(kind, Word):
        return {word.value: word for word in kind.vocabulary}.__getitem__
    if isinstance(kind, Exact):
        return lambda value: Decimal(canonical(Decimal(value)))
    if isinstance(kind, Moment):
        return lambda value: EPOCH + timedelta(microseconds=int(value))
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, Boolean):
        return lambda value: value in (1, "t")
    if isinstance(kind, Integer):
        return int
    if isinstance(kind, JSON):
        return json.loads
    return str


_as_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_JSON_WORDS: dict[object, str] = {None: "null", **{status: _as_json(status.value) for status in Status}}


def _json_word(value: object) -> str:
    if type(value) is int:
        return repr(value)
    if type(value) is bool:
        return "1" if value else "0"
    return _JSON_WORDS.get(value) or _as_json(_json_value(value))


def _json_value(value: object) -> object:
    match value:
        case bool():
            return int(value)
        case StrEnum():
            return value.value
        case Decimal():
            return canonical(value)
        case date():
            return value.isoformat()
    return value


def _copied(value: object) -> bytes:
    if type(value) is int:
        return b"%d" % value
    match value:
        case None:
            return b"\\N"
        case bool():
            return b"t" if value else b"f"
        case Decimal():
            return str(value.quantize(_SMALLEST, context=_WIDE)).encode("ascii")
        case date():
            return value.isoformat().encode("ascii")
    return str(value).encode("utf-8")


def _field(part: bytes) -> str | None:
    if part == b"\\N":
        return None
    text = part.decode("utf-8")
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text) if "\\" in text else text
