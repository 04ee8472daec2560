"""What the opposites of all kinds are made of: a command with its words, and columns as the fields of commands."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from okr.application.case import ReadCase
from okr.contract.base import Request
from storage import schema

REASON = "Taken back"
"""The reason that the target ledger keeps of an undone change."""

PEOPLE = schema.people.c.handle
"""What people are called by."""
_NAMES: Mapping[str, tuple[str, ColumnElement[Any]]] = {
    "owner_id": ("owner", PEOPLE),
    "sponsor_id": ("sponsor", PEOPLE),
    "delegate_id": ("delegate", PEOPLE),
    "manager_id": ("manager", PEOPLE),
    "lead_id": ("lead", PEOPLE),
    "focus_area_id": ("focus_area", schema.focus_areas.c.key),
    "unit_id": ("unit", schema.units.c.prefix),
    "cycle_id": ("cycle", schema.cycles.c.key),
    "parent_id": ("parent", schema.units.c.prefix),
    "key_result_id": ("key_result", schema.key_results.c.key),
}
"""Columns that point at another row: the field of the command, and the column that names that row."""

_FOLLOWS = frozenset({"pauses", "activated_on", "path", "depth", "level", "version", "prefix", "number", "owed_from"})
"""Columns that okr sets by itself when the rest changes."""


class Opposite(NamedTuple):
    """A command that takes a part of a change back, and what it does in words."""

    request: Request[Any]
    words: str


def fields_of(case: ReadCase, before: Mapping[str, object]) -> dict[str, Any]:
    """Columns as the fields of a command that edits."""
    fields: dict[str, Any] = {}
    for column, value in before.items():
        if column in _FOLLOWS:
            continue
        if column not in _NAMES:
            fields[column] = value
            continue
        field, name = _NAMES[column]
        fields[field] = None if value is None else named(case, name, value)
    return fields


def named(case: ReadCase, column: ColumnElement[Any], row_id: object) -> str:
    """The name of a row, by its id."""
    table = column.table
    return str(case.connection.execute(select(column).where(table.c.id == row_id)).scalar_one())


def words_of(fields: Mapping[str, object]) -> str:
    """Fields with their values, as a person reads them."""
    return ", ".join(f"{name.replace('_', ' ')} {plain(value)}" for name, value in fields.items())


def plain(value: object) -> str:
    """A value as a person reads it."""
    match value:
        case None:
            return "empty"
        case Decimal():
            return format(value, "f")
        case list() | tuple():
            return ", ".join(map(plain, value)) or "empty"
    return str(value)
