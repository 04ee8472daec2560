"""What a filter leaves of a company, looked at before a page is looked for: the goals themselves where these are few, else whether they are many.

A page of a few goals among 300,000, in the order of keys or in another one, is found by looking through all of them with a row fetched for each;
here they are looked through as they lie, which takes a fraction of that, and ends early where many are left.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from storage.kept_counts import counted
from storage.raw import tuples
from storage.tables.derived import goal_progress
from storage.tables.goals import goals
from storage.unit_of_work import ReadWork

FEW = 1_000
"""Goals that are named one by one in a statement."""


def few_with_figures(work: ReadWork, figures: Sequence[ColumnElement[bool]]) -> Sequence[UUID] | None:
    """The goals whose row of `goal_progress` meets some conditions; None where these are more than a few."""
    return _few(work, select(goal_progress.c.goal_id).where(*figures).limit(FEW + 1))


def few_meeting(work: ReadWork, *conditions: ColumnElement[bool]) -> Sequence[UUID] | None:
    """The goals that meet some conditions; None where these are more than a few."""
    return _few(work, select(goals.c.id).where(*conditions).limit(FEW + 1))


def more_than(work: ReadWork, many: int, *conditions: ColumnElement[bool]) -> bool:
    """Whether more than so many goals meet some conditions."""
    some = select(goals.c.id).where(*conditions).limit(many + 1).subquery()
    return bool(work.connection.execute(select(func.count()).select_from(some)).scalar_one() > many)


def has_most_goals(work: ReadWork, cycle_id: UUID) -> bool:
    """Whether a cycle has so many of all goals that SQLite had better not follow its index; PostgreSQL knows it by itself."""
    if work.is_postgresql:
        return False
    every = select(func.count()).select_from(goals).scalar_subquery()
    counting = select(func.count(), every).where(goals.c.cycle_id == cycle_id)
    ((own, of_all),) = counted(work, ("goals of cycle", cycle_id), lambda: tuples(work, counting))
    return bool(2 * own >= of_all)


def _few(work: ReadWork, statement: Select[UUID]) -> Sequence[UUID] | None:
    found: Sequence[UUID] = work.connection.execute(statement).scalars().all()
    return found if len(found) <= FEW else None
