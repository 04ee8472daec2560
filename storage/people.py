"""The statements about people: pages by name, and who is who."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select

from storage.organisation import employed, not_former
from storage.tables.organisation import people, units
from storage.unit_of_work import ReadWork

_manager = people.alias("manager")


@dataclass(frozen=True, slots=True)
class Named:
    """A person's handle and name."""

    handle: str
    name: str


def taken_handles(work: ReadWork, candidates: Collection[str]) -> set[str]:
    """Those of the handles that people have already."""
    return set(work.connection.execute(select(people.c.handle).where(people.c.handle.in_(candidates))).scalars())


def handle_of_email(work: ReadWork, email: str) -> str | None:
    """Who has an e-mail address."""
    return work.connection.execute(select(people.c.handle).where(people.c.email == email)).scalar()


def shown(
    work: ReadWork, *conditions: ColumnElement[bool], limit: int | None = None
) -> Sequence[Row[tuple[object, ...]]]:
    """People who meet the conditions with the names of unit and manager, by name."""
    statement = _shown().where(*conditions).order_by(people.c.name, people.c.id)
    return work.connection.execute(statement if limit is None else statement.limit(limit)).all()


def by_unit(work: ReadWork, today: date, *units_where: ColumnElement[bool]) -> dict[UUID, list[Named]]:
    """The people employed on a day in the units that meet the conditions, by unit, each unit's by name."""
    statement = (
        select(people.c.unit_id, people.c.handle, people.c.name)
        .join(units, units.c.id == people.c.unit_id)
        .where(*units_where, employed(today))
        .order_by(people.c.name, people.c.id)
    )
    found: dict[UUID, list[Named]] = {}
    for row in work.connection.execute(statement):
        found.setdefault(row.unit_id, []).append(Named(handle=row.handle, name=row.name))
    return found


def unit_path(work: ReadWork, person_id: UUID) -> str | None:
    """The path of the unit that a person works in."""
    statement = select(units.c.path).join(people, people.c.unit_id == units.c.id).where(people.c.id == person_id)
    return work.connection.execute(statement).scalar()


def count_in_unit(work: ReadWork, unit_id: UUID, today: date) -> int:
    """How many people of a unit have not left by a day."""
    statement = select(func.count()).select_from(people).where(people.c.unit_id == unit_id, not_former(today))
    return work.connection.execute(statement).scalar_one()


def other_administrators(work: ReadWork, person_id: UUID, today: date) -> int:
    """How many administrators there are on a day beside a person."""
    statement = select(func.count()).select_from(people)
    able = people.c.is_administrator.is_(True)
    return work.connection.execute(statement.where(able, people.c.id != person_id, employed(today))).scalar_one()


def _shown() -> Select[tuple[object, ...]]:
    return select(
        people,
        units.c.prefix.label("unit_prefix"),
        units.c.name.label("unit_name"),
        units.c.path.label("unit_path"),
        _manager.c.handle.label("manager_handle"),
        _manager.c.name.label("manager_name"),
    ).select_from(
        people.outerjoin(units, units.c.id == people.c.unit_id).outerjoin(
            _manager, _manager.c.id == people.c.manager_id
        )
    )
