"""Rows by the million from a reading transaction, as texts that can be compared and remembered without being taken apart.

Where a million rows are compared with what they should be, turning each into dates and decimals costs more than everything else.
So the database hands over groups of columns as one text each: JSON on SQLite, a line of COPY on PostgreSQL. Equal texts are equal
rows; `Notation` takes a text apart where that is needed, and writes the text that a row should have.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from storage.unit_of_work import ReadWork

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
        return self.read(work, self.statement(work, ids, groups, lists, rows), len(ids))

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
    if work.is_postgresql:  # each imported late: the other's is not needed, and both are written in the words above
        from storage.streaming_copy import CopyLines

        return CopyLines()
    from storage.streaming_json import JsonTexts

    return JsonTexts()
