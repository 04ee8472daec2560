"""What both notations of `storage.streaming` share: values by the types of their columns, statements as texts, errors as always."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Boolean, ColumnElement, Date, Integer, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from storage.types import EPOCH, Exact, Moment, Word, canonical
from storage.unit_of_work import ReadWork


def text_of(work: ReadWork, statement: Select[*tuple[Any, ...]]) -> str:
    """A statement with its values written into it."""
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


def typed(values: Sequence[Any], columns: Sequence[ColumnElement[Any]]) -> list[Any]:
    """The values of some columns, by the types of these."""
    return [None if value is None else read(value) for value, read in zip(values, readers(tuple(columns)), strict=True)]


@cache
def readers(columns: tuple[ColumnElement[Any], ...]) -> tuple[Callable[[Any], object], ...]:
    """How the values of some columns are read."""
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
