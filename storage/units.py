"""The statements about units: pages in the order of the tree, the units that people lead, and what stands in a unit's way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select

from okr.domain.vocabulary import GoalState, UnitKind
from storage.tables.goals import goals
from storage.tables.organisation import people, units
from storage.unit_of_work import ReadWork

_above = units.alias("above")
_lead = people.alias("lead")

OPEN_STATES = (GoalState.DRAFT, GoalState.PROPOSED, GoalState.IN_REVIEW, GoalState.ACTIVE, GoalState.PAUSED)
"""Goals in these states still need their unit."""


@dataclass(frozen=True, slots=True)
class Led:
    """A unit that somebody leads."""

    prefix: str
    name: str
    kind: UnitKind
    depth: int


def taken_prefixes(work: ReadWork, candidates: Collection[str]) -> set[str]:
    """Those of the prefixes that units have already."""
    return set(work.connection.execute(select(units.c.prefix).where(units.c.prefix.in_(candidates))).scalars())


def shown(
    work: ReadWork, *conditions: ColumnElement[bool], limit: int | None = None
) -> Sequence[Row[tuple[object, ...]]]:
    """Units that meet the conditions with the names of parent and lead, in the order of the tree."""
    statement = _shown().where(*conditions).order_by(units.c.path)
    return work.connection.execute(statement if limit is None else statement.limit(limit)).all()


def led_by(work: ReadWork, person_ids: Collection[UUID]) -> dict[UUID, list[Led]]:
    """The units that each of the people leads, in the order of the tree; archived ones left out."""
    found: dict[UUID, list[Led]] = {}
    if not person_ids:
        return found
    statement = (
        select(units.c.lead_id, units.c.prefix, units.c.name, units.c.kind, units.c.depth)
        .where(units.c.lead_id.in_(person_ids), units.c.archived_on.is_(None))
        .order_by(units.c.path)
    )
    for row in work.connection.execute(statement):
        led = Led(prefix=row.prefix, name=row.name, kind=row.kind, depth=row.depth)
        found.setdefault(row.lead_id, []).append(led)
    return found


def open_goals(work: ReadWork, unit_id: UUID) -> int:
    """How many goals of a unit are not finished; hidden ones count, since they stand in its way all the same."""
    statement = (
        select(func.count()).select_from(goals).where(goals.c.unit_id == unit_id, goals.c.state.in_(OPEN_STATES))
    )
    return work.connection.execute(statement).scalar_one()


def open_units_below(work: ReadWork, unit_id: UUID) -> int:
    """How many units directly below a unit are not archived."""
    statement = (
        select(func.count()).select_from(units).where(units.c.parent_id == unit_id, units.c.archived_on.is_(None))
    )
    return work.connection.execute(statement).scalar_one()


def open_children(work: ReadWork, unit_ids: Collection[UUID]) -> set[UUID]:
    """Those of some units that have units below them which are not archived."""
    statement = select(units.c.parent_id).where(units.c.parent_id.in_(unit_ids), units.c.archived_on.is_(None))
    return set(work.connection.execute(statement.distinct()).scalars())


def children_of_depth(work: ReadWork, depth: int, *conditions: ColumnElement[bool]) -> dict[UUID, int]:
    """How many units of a depth that meet the conditions stand below each parent."""
    statement = select(units.c.parent_id, func.count()).where(units.c.depth == depth, *conditions)
    return {row[0]: row[1] for row in work.connection.execute(statement.group_by(units.c.parent_id))}


def _shown() -> Select[tuple[object, ...]]:
    return select(
        units,
        _above.c.prefix.label("parent_prefix"),
        _above.c.name.label("parent_name"),
        _lead.c.handle.label("lead_handle"),
        _lead.c.name.label("lead_name"),
    ).select_from(
        units.outerjoin(_above, _above.c.id == units.c.parent_id).outerjoin(_lead, _lead.c.id == units.c.lead_id)
    )
