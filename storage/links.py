"""Statements about the goal graph: links, and what lies above a goal. The walk upwards serves the graph of feeds too."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, select

from okr.domain.vocabulary import LinkKind
from storage.goals import AnyRow
from storage.schema import goal_links, goals
from storage.unit_of_work import ReadWork, WriteWork

Edge = tuple[UUID, UUID]
"""Child and parent."""

_CHUNK = 5_000  # ids in one statement: SQLite takes 32,766 values, PostgreSQL 65,535


def link_between(work: ReadWork, child_id: UUID, parent_id: UUID) -> AnyRow | None:
    """The link from a goal to a parent, None where there is none."""
    return work.connection.execute(
        select(goal_links).where(goal_links.c.child_id == child_id, goal_links.c.parent_id == parent_id)
    ).one_or_none()


def parents_of(work: ReadWork, child_id: UUID) -> Sequence[AnyRow]:
    """The links of a goal to its parents, with each parent's key, by key."""
    return work.connection.execute(
        select(*goal_links.c, goals.c.key.label("parent_key"))
        .select_from(goal_links.join(goals, goals.c.id == goal_links.c.parent_id))
        .where(goal_links.c.child_id == child_id)
        .order_by(goals.c.key)
    ).all()


def edges_above(work: ReadWork, table: Table, starts: Collection[UUID], *conditions: ColumnElement[bool]) -> list[Edge]:
    """Every edge on the ways up from some nodes, level by level; `table` holds `child_id` and `parent_id`."""
    edges: list[Edge] = []
    seen = set(starts)
    frontier = list(seen)
    while frontier:
        found: list[Edge] = []
        for start in range(0, len(frontier), _CHUNK):
            rows = work.connection.execute(
                select(table.c.child_id, table.c.parent_id).where(
                    table.c.child_id.in_(frontier[start : start + _CHUNK]), *conditions
                )
            )
            found += [(row.child_id, row.parent_id) for row in rows]
        edges += found
        frontier = list({parent for _, parent in found} - seen)
        seen.update(frontier)
    return edges


def contributes_to(work: ReadWork, starts: Collection[UUID]) -> set[UUID]:
    """The goals that some goals count in, directly or through others, with those goals themselves."""
    contributes = goal_links.c.kind == LinkKind.CONTRIBUTES
    return set(starts) | {parent for _, parent in edges_above(work, goal_links, starts, contributes)}


def delete_row(work: WriteWork, table: Table, row_id: UUID) -> None:
    """Take a link or a feed away; its history stays."""
    work.connection.execute(delete(table).where(table.c.id == row_id))
