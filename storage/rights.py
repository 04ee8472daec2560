"""Who holds a right on an object, by name: only asked where somebody is refused."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select

from storage.people import Named
from storage.tables.organisation import people, units
from storage.unit_of_work import ReadWork


def person(work: ReadWork, person_id: UUID) -> Named | None:
    """A person by id."""
    found = _named(work, people.c.id == person_id, limit=1)
    return found[0] if found else None


def lead_of(work: ReadWork, unit_path: str) -> Named | None:
    """Who leads the unit at a path, or the nearest one above that has a lead."""
    steps = unit_path.split(".")[:-1]
    paths = [".".join(steps[:length]) + "." for length in range(1, len(steps) + 1)]
    statement = (
        select(people.c.handle, people.c.name)
        .join(units, units.c.lead_id == people.c.id)
        .where(units.c.path.in_(paths))
        .order_by(units.c.depth.desc())
        .limit(1)
    )
    row = work.connection.execute(statement).first()
    return None if row is None else Named(row.handle, row.name)


def administrators(work: ReadWork, *, limit: int) -> Sequence[Named]:
    """Some who administer the organisation, by name."""
    return _named(work, people.c.is_administrator, limit=limit)


def _named(work: ReadWork, condition: ColumnElement[bool], *, limit: int) -> list[Named]:
    statement = (
        select(people.c.handle, people.c.name).where(condition).order_by(people.c.name, people.c.id).limit(limit)
    )
    return [Named(row.handle, row.name) for row in work.connection.execute(statement)]
