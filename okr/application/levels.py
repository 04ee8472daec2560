"""The level of each goal: 0 for the tops, else one more than the deepest goal that it contributes to.

Roll-up and locks go by it, deepest first, so that children always come before their parents.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, select, update

from okr.application.case import WriteCase
from okr.domain.errors import RuleViolation
from okr.domain.graph import cycle_in
from okr.domain.vocabulary import LinkKind
from storage.derived import chunks
from storage.goals import keys_by_id
from storage.schema import goal_links, goals
from storage.unit_of_work import ReadWork

DEEP = 32
"""Rounds after which a look for a cycle is worth its price: no company has that many levels."""


def circle(work: ReadWork) -> tuple[str, ...] | None:
    """The keys of goals whose *contributes* links form a cycle, the first one again at its end; None where there is none.

    Links are refused before they close one (R4): only a file that was changed by other means than okr can hold it.
    """
    statement = select(goal_links.c.child_id, goal_links.c.parent_id).where(goal_links.c.kind == LinkKind.CONTRIBUTES)
    found = cycle_in((row.child_id, row.parent_id) for row in work.connection.execute(statement))
    if found is None:
        return None
    keys = keys_by_id(work, set(found))
    return tuple(keys[one] for one in found)


def refuse_circle(work: ReadWork) -> None:
    """Refuse to go on where links form a cycle, which is named; with what mends it."""
    keys = circle(work)
    if keys is not None:
        raise RuleViolation(
            f"The links {' > '.join(keys)} form a circle, so that no number follows from another.",
            hint=f"Take one of them away: okr goal unlink {keys[0]} {keys[1]}, then okr verify --repair.",
        )


def relevel(case: WriteCase, goal_ids: Collection[UUID]) -> None:
    """Bring the levels of goals, and of everything below them that follows, in line with their links.

    Called after links were added or removed, with the children of these links, under the lock of the graph of goals.
    RuleViolation where the links hold a cycle, in which levels would rise for ever.
    """
    waiting = set(goal_ids)
    rounds = 0
    while waiting:
        rounds += 1
        if rounds % DEEP == 0:
            refuse_circle(case.work)
        changed: set[UUID] = set()
        for part in chunks(waiting):
            now = _stored(case, part)
            due = _due(case, part)
            moves = [{"goal": goal, "to": due.get(goal, 0)} for goal in part if now.get(goal) != due.get(goal, 0)]
            if moves:
                statement = update(goals).where(goals.c.id == bindparam("goal")).values(level=bindparam("to"))
                case.connection.execute(statement, moves)
            changed.update(move["goal"] for move in moves if isinstance(move["goal"], UUID))
        waiting = _children(case, changed)


def _stored(case: WriteCase, ids: list[UUID]) -> dict[UUID, int]:
    rows = case.connection.execute(select(goals.c.id, goals.c.level).where(goals.c.id.in_(ids)))
    return {row.id: row.level for row in rows}


def _due(case: WriteCase, ids: list[UUID]) -> dict[UUID, int]:
    rows = case.connection.execute(
        select(goal_links.c.child_id, goals.c.level)
        .join(goals, goals.c.id == goal_links.c.parent_id)
        .where(goal_links.c.child_id.in_(ids), goal_links.c.kind == LinkKind.CONTRIBUTES)
    )
    due: dict[UUID, int] = {}
    for row in rows:
        due[row.child_id] = max(due.get(row.child_id, 0), row.level + 1)
    return due


def _children(case: WriteCase, ids: set[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for part in chunks(ids):
        statement = select(goal_links.c.child_id).where(
            goal_links.c.parent_id.in_(part), goal_links.c.kind == LinkKind.CONTRIBUTES
        )
        found.update(case.connection.execute(statement).scalars())
    return found
