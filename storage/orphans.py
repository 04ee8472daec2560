"""What may lead nowhere (R13): active goals that nothing active is above, and what hangs on them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, exists, func, literal, select, tuple_, union

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState
from storage.accountability import ACTIVE, are_more
from storage.goal_reading import chunks, in_cycle, in_large_unit, in_unit
from storage.homes import active_links_above
from storage.policy import restricted, visible_goals
from storage.raw import RawId, as_text, tuples
from storage.rows import AnyRow
from storage.tables.goals import goal_links, goals
from storage.tables.organisation import cycles, units
from storage.trees import subtree
from storage.unit_of_work import ReadWork

__all__ = [
    "FEW",
    "Scope",
    "active_links_above",
    "active_links_below",
    "are_more_below",
    "candidates",
    "first_by_statement",
    "heads",
    "hidden_by_statement",
    "hidden_candidates",
    "scope_of",
    "tops_among",
    "within",
]

FEW = 20_000
"""Goals that are looked through one by one; where there are more, the database follows all links in one statement."""

LARGE_UNIT = 2_000
"""Active goals of a unit from which on they are looked through in the order of their keys."""

GoalPlace = tuple[str, int, UUID]
"""Prefix and number of a goal's key, and its id."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which orphans are asked for: those of a unit with all below it, of one cycle or of all.

    A unit that `is_large` is looked through in the order of the keys; what a small one has is gathered and sorted.
    """

    unit: AnyRow
    cycle_id: UUID | None
    is_large: bool

    @property
    def condition(self) -> tuple[ColumnElement[bool], ...]:
        """The condition for active goals that are asked about: goals of the root unit are tops, and no orphans."""
        of_unit = in_large_unit(self.unit) if self.is_large else in_unit(self.unit, below=True)
        in_scope = (ACTIVE, goals.c.unit_id.not_in(_root()), of_unit)
        return in_scope if self.cycle_id is None else (*in_scope, in_cycle(self.cycle_id))


def scope_of(work: ReadWork, unit: AnyRow, cycle_id: UUID | None) -> Scope:
    """The orphans of a unit with all below it, of one cycle or of all."""
    return Scope(unit, cycle_id, is_large=are_more(work, in_unit(unit, below=True), than=LARGE_UNIT))


def candidates(work: ReadWork, scope: Scope, *, after: tuple[str, int] | None, limit: int) -> list[GoalPlace]:
    """The first active goals that may be orphans, in the order of their keys, after one."""
    statement = select(goals.c.prefix, goals.c.number, goals.c.id).where(*scope.condition, *_later(after))
    found = work.connection.execute(statement.order_by(goals.c.prefix, goals.c.number).limit(limit))
    return [(row.prefix, row.number, row.id) for row in found]


def hidden_candidates(work: ReadWork, actor: Actor, scope: Scope, *, limit: int) -> list[UUID]:
    """Active goals that may be orphans and that the acting person may not see."""
    if actor.is_administrator:
        return []
    statement = select(goals.c.id).where(restricted(), ~visible_goals(actor), *scope.condition).limit(limit)
    return list(work.connection.execute(statement).scalars())


def first_by_statement(
    work: ReadWork, actor: Actor, scope: Scope, *, after: tuple[str, int] | None, limit: int
) -> list[tuple[str, int, RawId]]:
    """The first orphans that the acting person may see, in the order of their keys: the database follows every link downwards."""
    raw = as_text(goals.c.id, is_postgresql=work.is_postgresql)
    statement = _without(_aligned(), goals.c.prefix, goals.c.number, raw)
    statement = statement.where(*scope.condition, visible_goals(actor), *_later(after))
    found = tuples(work, statement.order_by(goals.c.prefix, goals.c.number).limit(limit))
    return cast(list[tuple[str, int, RawId]], found)


def hidden_by_statement(work: ReadWork, actor: Actor, scope: Scope) -> int:
    """How many orphans the acting person may not see, found in the same way."""
    statement = _without(_aligned(), func.count()).where(*scope.condition, restricted(), ~visible_goals(actor))
    return int(work.connection.execute(statement).scalar_one())


def _later(after: tuple[str, int] | None) -> tuple[ColumnElement[bool], ...]:
    if after is None:
        return ()
    later = tuple_(goals.c.prefix, goals.c.number) > tuple_(literal(after[0]), literal(after[1]))
    return goals.c.prefix >= after[0], later


def _aligned() -> CTE:
    """The active goals with a path of active goals to a top: the tops, and whatever hangs on them."""
    child = goals.alias("child")
    found = select(goals.c.id).where(ACTIVE, goals.c.unit_id.in_(_root())).cte("aligned", recursive=True)
    return found.union(
        select(goal_links.c.child_id)
        .join_from(found, goal_links, goal_links.c.parent_id == found.c.id)
        .join(child, child.c.id == goal_links.c.child_id)
        .where(child.c.state == GoalState.ACTIVE)
    )


def _without(aligned: CTE, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Columns of the goals that are not aligned."""
    joined = goals.outerjoin(aligned, aligned.c.id == goals.c.id)
    return select(*columns).select_from(joined).where(aligned.c.id.is_(None))


_OVER = tuple(state for state in GoalState if state is not GoalState.ACTIVE)


def heads(work: ReadWork) -> list[UUID] | None:
    """The active goals outside the root unit that no active goal is above; None where more than FEW would have to be asked.

    Such a goal contributes to none, or to goals alone that are not active.
    """
    highest, over = goals.alias("highest"), goals.alias("over")
    idle = select(over.c.id).where(over.c.cycle_id.in_(select(cycles.c.id)), over.c.state.in_(_OVER))
    for many in (select(highest.c.id).where(highest.c.level == 0), idle):
        some = many.limit(FEW + 1).subquery()
        if work.connection.execute(select(func.count()).select_from(some)).scalar_one() > FEW:
            return None
    candidates = union(
        select(highest.c.id.label("id")).where(highest.c.level == 0),
        select(goal_links.c.child_id).where(goal_links.c.parent_id.in_(idle)),
    ).subquery("candidates")
    parent = goals.alias("parent")
    has_parent = (
        select(goal_links.c.id)
        .join_from(goal_links, parent, parent.c.id == goal_links.c.parent_id)
        .where(goal_links.c.child_id == goals.c.id, parent.c.state == GoalState.ACTIVE)
    )
    statement = (
        select(goals.c.id)
        .join_from(candidates, goals, goals.c.id == candidates.c.id)
        .where(ACTIVE, goals.c.unit_id.not_in(_root()), ~exists(has_parent))
    )
    return list(work.connection.execute(statement).scalars())


def active_links_below(work: ReadWork, ids: Collection[UUID]) -> list[AnyRow]:
    """The links of either kind from goals to active ones below them: child_id, parent_id."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        statement = (
            select(goal_links.c.child_id, goal_links.c.parent_id)
            .join_from(goal_links, goals, goals.c.id == goal_links.c.child_id)
            .where(goal_links.c.parent_id.in_(chunk), ACTIVE)
        )
        found.extend(work.connection.execute(statement))
    return found


def are_more_below(work: ReadWork, ids: Collection[UUID], *, than: int) -> bool:
    """Whether more links than so many lead downwards from goals; counting stops there."""
    seen = 0
    for chunk in chunks(ids):
        some = select(goal_links.c.child_id).where(goal_links.c.parent_id.in_(chunk)).limit(than + 1 - seen).subquery()
        seen += work.connection.execute(select(func.count()).select_from(some)).scalar_one()
        if seen > than:
            return True
    return False


def tops_among(work: ReadWork, ids: Collection[UUID]) -> set[UUID]:
    """Which of some active goals are tops: goals of the root unit."""
    found: set[UUID] = set()
    for chunk in chunks(ids):
        statement = select(goals.c.id).where(goals.c.id.in_(chunk), goals.c.unit_id.in_(_root()))
        found.update(work.connection.execute(statement).scalars())
    return found


def within(work: ReadWork, ids: Collection[UUID], *, path: str, cycle_id: UUID | None) -> list[RawId]:
    """Those of some goals that are in the units of a subtree, and in a cycle where one is given."""
    found: list[RawId] = []
    for chunk in chunks(ids):
        statement = (
            select(as_text(goals.c.id, is_postgresql=work.is_postgresql))
            .join_from(goals, units, units.c.id == goals.c.unit_id)
            .where(goals.c.id.in_(chunk), subtree(units, path))
        )
        if cycle_id is not None:
            statement = statement.where(in_cycle(cycle_id))
        found.extend(one for (one,) in tuples(work, statement))
    return found


def _root() -> Select[tuple[UUID]]:
    return select(units.c.id).where(units.c.depth == 0)
