"""R16: the units and people who were entered after a day: people did not work there yet, and units stood empty."""

from collections.abc import Callable, Collection, Mapping, Set
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, or_, select

from okr.domain.vocabulary import ObjectKind
from storage.as_of import When
from storage.goal_reading import chunks
from storage.tables.goals import goals
from storage.tables.journal import history
from storage.tables.organisation import units
from storage.trees import ancestors_and_self
from storage.unit_of_work import ReadWork

Held = Mapping[UUID, dict[str, Any]]
"""Rows of units or people as they hung on the day, by id."""


def begin_later(people_held: Held, later: Set[UUID], *, when: When) -> None:
    """Let those of these people who were entered later begin to work after the day.

    Who is known to have been employed by the day was there before they were entered, unless it is asked what was known at a time.
    """
    for one in later & people_held.keys():
        first = people_held[one]["employed_from"]
        if first is None or first > when.day or when.known_at is not None:
            people_held[one]["employed_from"] = when.day + timedelta(days=1)


def close_later(work: ReadWork, units_held: Held, *, when: When, worked_in: Callable[[], Collection[UUID]]) -> None:
    """Close the units that were made later and held nobody and no goal on the day; `worked_in` says in which people worked."""
    later = entered_later(work, units, ObjectKind.UNIT, when=when) & units_held.keys()
    if not later:
        return
    belonging = select(goals.c.unit_id).where(goals.c.effective_on <= when.day).distinct()
    held = {*work.connection.execute(belonging).scalars(), *worked_in()}
    used = {path for unit_id in held & units_held.keys()
            for path in ancestors_and_self(units_held[unit_id]["path"])}  # fmt: skip
    for one in later:
        unit = units_held[one]
        if unit["path"] not in used and unit["parent_id"] is not None:
            unit["archived_on"] = when.day


def entered_later(work: ReadWork, table: Table, kind: ObjectKind, *, when: When) -> set[UUID]:
    """Those whose row, or first version, holds from a later day only, or had not been recorded."""
    late = table.c.effective_on > when.day
    if when.known_at is not None:
        late = or_(late, table.c.recorded_at > when.known_at)
    found = set(work.connection.execute(select(table.c.id).where(late)).scalars())
    for one, (effective_on, recorded_at) in _first_versions(work, kind, found).items():
        if effective_on <= when.day and when.knows(recorded_at):
            found.discard(one)
    return found


def _first_versions(work: ReadWork, kind: ObjectKind, ids: Collection[UUID]) -> dict[UUID, tuple[date, datetime]]:
    columns = (history.c.object_id, history.c.effective_on, history.c.recorded_at)
    statement = select(*columns).where(history.c.object_kind == kind, history.c.number == 1)
    rows = (
        row for part in chunks(ids) for row in work.connection.execute(statement.where(history.c.object_id.in_(part)))
    )
    return {row.object_id: (row.effective_on, row.recorded_at) for row in rows}
