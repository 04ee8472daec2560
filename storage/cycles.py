"""The statements about cycles: pages, the newest first."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, select

from storage.tables.organisation import cycles
from storage.unit_of_work import ReadWork

_parent = cycles.alias("parent")


def exists(work: ReadWork, key: str) -> bool:
    """Whether a cycle has this key."""
    return work.connection.execute(select(cycles.c.id).where(cycles.c.key == key)).first() is not None


def shown(
    work: ReadWork, *conditions: ColumnElement[bool], limit: int | None = None
) -> Sequence[Row[tuple[object, ...]]]:
    """Cycles that meet the conditions with the key of their parent, the newest first."""
    statement = (
        select(cycles, _parent.c.key.label("parent_key"))
        .select_from(cycles.outerjoin(_parent, _parent.c.id == cycles.c.parent_id))
        .where(*conditions)
        .order_by(cycles.c.starts_on.desc(), cycles.c.key.desc())
    )
    return work.connection.execute(statement if limit is None else statement.limit(limit)).all()
