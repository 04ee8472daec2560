"""Statements of retrospectives: one a unit and cycle."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from storage.rows import AnyRow
from storage.tables.cycle_life import retrospectives
from storage.tables.organisation import cycles, people, units
from storage.unit_of_work import ReadWork, WriteWork


def of_unit(work: ReadWork, cycle_id: UUID, unit_id: UUID) -> AnyRow | None:
    """What a unit wrote about a cycle; None where it has not."""
    table = retrospectives.c
    return work.connection.execute(
        select(retrospectives).where(table.cycle_id == cycle_id, table.unit_id == unit_id)
    ).one_or_none()


def put(work: WriteWork, known: AnyRow | None, values: Mapping[str, object]) -> bool:
    """Write a retrospective, or change it at the version that was read; answers whether it was still at that version."""
    if known is None:
        work.connection.execute(insert(retrospectives), [{**values, "version": 1}])
        return True
    table = retrospectives.c
    changed = work.connection.execute(
        update(retrospectives)
        .where(table.cycle_id == known.cycle_id, table.unit_id == known.unit_id, table.version == known.version)
        .values({**values, "version": known.version + 1})
    )
    return changed.rowcount == 1


def shown(work: ReadWork, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """Retrospectives that meet the conditions, from the top of the organisation down, with the words for what they point at."""
    return work.connection.execute(
        select(
            *retrospectives.c,
            cycles.c.key.label("cycle_key"),
            units.c.prefix,
            units.c.path,
            units.c.name.label("unit_name"),
            people.c.handle,
            people.c.name.label("person_name"),
        )
        .join(cycles, cycles.c.id == retrospectives.c.cycle_id)
        .join(units, units.c.id == retrospectives.c.unit_id)
        .join(people, people.c.id == retrospectives.c.by_id)
        .where(*conditions)
        .order_by(units.c.path)
        .limit(limit)
    ).all()
