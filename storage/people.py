"""The statements about people: pages by name, and who is who."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Row, Select, select

from storage.tables.organisation import people, units
from storage.unit_of_work import ReadWork

_manager = people.alias("manager")


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
