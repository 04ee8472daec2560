"""The notation of PostgreSQL: a group of columns is a part of a line of COPY, an id its digits."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Boolean, Select, Text, case, func, literal_column

from storage.copy_lines import lines_of
from storage.streamed_values import readers, text_of, told, typed
from storage.streaming import AnyColumn, Notation, Token
from storage.types import DECIMAL_PLACES, Id
from storage.unit_of_work import ReadWork

GROUP_END = "#"
"""A column of its own between two groups in a line of COPY; tabs inside values are escaped, so that it is met nowhere else."""

_SEPARATOR = b"\t#\t"
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_SMALLEST = Decimal(1).scaleb(-DECIMAL_PLACES)
_WIDE = Context(prec=60)
_MARK = "<id {}>"
_STREAMING = "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0"
"""A compiled plan or a worker of its own does not pay here: what takes the time is to write the rows down."""
_BETWEEN_ROWS, _BETWEEN_VALUES = ";", ","
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class CopyLines(Notation):
    """`Notation` of PostgreSQL."""

    def take_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[Any]:
        """The values of a group."""
        return typed([_field(part) for part in cast(bytes, group).split(b"\t")], columns)

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
        return text_of(work, rows.with_only_columns(*labelled, maintain_column_froms=True))

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
        values[place] = readers(tuple(columns))[place](part)
    return values


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
