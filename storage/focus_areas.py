"""The statements about focus areas: pages by name."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Row, select

from storage.tables.organisation import focus_areas, people
from storage.unit_of_work import ReadWork

_owner = people.alias("owner")


def taken_keys(work: ReadWork, candidates: Collection[str]) -> set[str]:
    """Those of the keys that focus areas have already."""
    return set(work.connection.execute(select(focus_areas.c.key).where(focus_areas.c.key.in_(candidates))).scalars())


def shown(
    work: ReadWork, *conditions: ColumnElement[bool], limit: int | None = None
) -> Sequence[Row[tuple[object, ...]]]:
    """Focus areas that meet the conditions with the name of their owner, by name."""
    statement = (
        select(focus_areas, _owner.c.handle.label("owner_handle"), _owner.c.name.label("owner_name"))
        .select_from(focus_areas.outerjoin(_owner, _owner.c.id == focus_areas.c.owner_id))
        .where(*conditions)
        .order_by(focus_areas.c.name, focus_areas.c.id)
    )
    return work.connection.execute(statement if limit is None else statement.limit(limit)).all()
