"""The notation of SQLite: a group of columns is a JSON array that SQLite wrote, an id its 16 bytes."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Text, func, literal_column

from okr.domain.vocabulary import Status
from storage.streamed_values import text_of, told, typed
from storage.streaming import AnyColumn, Notation, Token
from storage.types import Id, canonical
from storage.unit_of_work import ReadWork


class JsonTexts(Notation):
    """`Notation` of SQLite."""

    def take_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[Any]:
        """The values of a group."""
        return typed(json.loads(group), columns)

    def take_list_apart(self, group: Token, columns: Sequence[AnyColumn]) -> list[list[Any]]:
        """The rows of a list."""
        return [typed(row, columns) for row in json.loads(group)]

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
        return text_of(work, rows.with_only_columns(*columns, maintain_column_froms=True))

    def read(self, work: ReadWork, statement: str, ids: int, given: Sequence[UUID] = ()) -> Iterator[Sequence[Any]]:
        """The rows of a statement as the driver hands them over."""
        connection = cast(Any, work.connection.connection.driver_connection)
        with told(work, statement):
            cursor = connection.execute(statement, [value.bytes for value in given])
            try:
                yield from cursor
            finally:
                cursor.close()


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
