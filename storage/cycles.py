"""The statements about cycles: pages, the newest first."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from okr.domain.vocabulary import CycleState
from storage.tables.goals import goals
from storage.tables.organisation import cycles
from storage.unit_of_work import ReadWork
from storage.units import OPEN_STATES

_parent = cycles.alias("parent")


def in_state(work: ReadWork, state: CycleState) -> Sequence[Row[tuple[object, ...]]]:
    """The cycles in a state, the earliest first."""
    return work.connection.execute(
        select(cycles).where(cycles.c.state == state).order_by(cycles.c.starts_on, cycles.c.key)
    ).all()


def before(work: ReadWork, cycle: Row[tuple[object, ...]]) -> Row[tuple[object, ...]] | None:
    """The cycle of the same length that ended last before a cycle begins; None where it is the first."""
    statement = (
        select(cycles)
        .where(cycles.c.kind == cycle.kind, cycles.c.ends_on < cycle.starts_on, cycles.c.id != cycle.id)
        .order_by(cycles.c.ends_on.desc(), cycles.c.key)
    )
    return work.connection.execute(statement.limit(1)).first()


def exists(work: ReadWork, key: str) -> bool:
    """Whether a cycle has this key."""
    return work.connection.execute(select(cycles.c.id).where(cycles.c.key == key)).first() is not None


def chain_up(work: ReadWork, cycle_id: UUID) -> dict[UUID, str]:
    """A cycle and all above it, from below, with their keys."""
    rows = {row.id: row for row in work.connection.execute(select(cycles.c.id, cycles.c.key, cycles.c.parent_id))}
    chain: dict[UUID, str] = {}
    at: UUID | None = cycle_id
    while at is not None and at not in chain:
        chain[at] = rows[at].key
        at = rows[at].parent_id
    return chain


def child_outside(work: ReadWork, cycle_id: UUID, starts_on: date, ends_on: date) -> Row[tuple[object, ...]] | None:
    """The first cycle directly below a cycle that reaches out of these days."""
    outside = or_(cycles.c.starts_on < starts_on, cycles.c.ends_on > ends_on)
    statement = select(cycles).where(cycles.c.parent_id == cycle_id, outside).order_by(cycles.c.starts_on, cycles.c.key)
    return work.connection.execute(statement.limit(1)).first()


def goals_left_out(
    work: ReadWork, cycle: Row[tuple[object, ...]], starts_on: date, ends_on: date
) -> tuple[int, str | None]:
    """How many goals lie inside a cycle's days, but would not in these; and the first key among them.

    Only where the days become fewer; finished goals are left alone.
    """
    if starts_on <= cycle.starts_on and ends_on >= cycle.ends_on:
        return 0, None
    inside = and_(goals.c.starts_on >= cycle.starts_on, goals.c.due_on <= cycle.ends_on)
    outside = or_(goals.c.starts_on < starts_on, goals.c.due_on > ends_on)
    row = work.connection.execute(
        select(func.count(), func.min(goals.c.key)).where(
            goals.c.cycle_id == cycle.id, inside, outside, goals.c.state.in_(OPEN_STATES)
        )
    ).one()
    return row[0], row[1]


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
