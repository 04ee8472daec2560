"""What is to be seen to below a unit, by name: check-ins that are late, contributions without an answer, goalposts that were moved."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from okr.domain.policy import Actor
from storage import contribution_reading, due, ledger
from storage.accountability import ACTIVE, GOALPOSTS, answering
from storage.contribution_counts import GIVER_ANSWERS
from storage.contributions import UNANSWERED, visible
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.agreements import contributions
from storage.tables.goals import goals, key_results
from storage.tables.journal import target_ledger
from storage.tables.organisation import people, units
from storage.trees import subtree
from storage.unit_of_work import ReadWork


class Overdue(NamedTuple):
    """A key result with who reports on it, and the day on which its check-in was due."""

    result: AnyRow
    due_on: date


def overdue(
    work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], today: date, limit: int, of_many: bool
) -> list[Overdue]:
    """The visible key results of active goals whose check-in was due before a day, the longest first; see `storage.due.page`."""
    through = today - timedelta(days=1)
    found = due.page(work, actor, *conditions, after=None, through=through, limit=limit, of_many=of_many)
    results = _results(work, [row.id for row in found])
    return [Overdue(results[row.id], row.next_due_on) for row in found]


def _results(work: ReadWork, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
    statement = (
        select(key_results.c.id, key_results.c.key, key_results.c.title, answering.c.handle, answering.c.name)
        .select_from(
            key_results.join(goals, goals.c.id == key_results.c.goal_id).outerjoin(answering, answering.c.id == who)
        )
        .where(key_results.c.id.in_(ids))
    )
    return {row.id: row for row in work.connection.execute(statement)}


def unanswered(
    work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], path: str | None, today: date, limit: int
) -> Sequence[AnyRow]:
    """The contributions whose answer is due on a day and lies with somebody of a subtree of units, of all without a path."""
    waits = (contributions.c.state.in_(UNANSWERED), contributions.c.answer_due_on <= today)
    where = () if path is None else (_lies_with(path),)
    order = contribution_reading.DUE_ORDER
    return contribution_reading.page(work, visible(actor), *waits, *where, *conditions, order=order, limit=limit)


def _lies_with(path: str) -> ColumnElement[bool]:
    """Whether a unit of a subtree has to answer, one of its people, or the owner of one of its goals."""
    below = select(units.c.id).where(subtree(units, path))
    members = select(people.c.id).where(people.c.unit_id.in_(below))
    receives = or_(contributions.c.unit_id.in_(below), contributions.c.person_id.in_(members))
    return or_(and_(GIVER_ANSWERS, receives), and_(~GIVER_ANSWERS, goals.c.unit_id.in_(below)))


def moved(work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """What visible active goals have to reach, as it was moved after activation: lines of the ledger, the newest first.

    The goals of these lines are few in any company: named as such, they are found first, else SQLite looks at all goals.
    """
    goalposts = target_ledger.c.field.in_(GOALPOSTS)
    of_these = goals.c.id.in_(select(target_ledger.c.goal_id).where(goalposts))
    return ledger.lines(work, ACTIVE, of_these, visible_goals(actor), goalposts, *conditions, limit=limit)
