"""Goals together with everything that they contribute to, in one statement however many levels there are."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from okr.domain.vocabulary import LinkKind
from storage import compiled
from storage.compiled import Question
from storage.derived import AnyRow, goal_facts
from storage.schema import goal_links, goal_progress, goals
from storage.unit_of_work import WriteWork


def locked_with_ancestors(work: WriteWork, ids: Sequence[UUID], *, today: date) -> Sequence[AnyRow]:
    """The facts of goals and of all above them, as `storage.derived.goals_by_id` has them; a row for each link upwards.

    `link_parent_id` and `link_weight_units` are the *contributes* link, None where a goal contributes to nothing. Their
    derived rows are locked first, by (level descending, id).
    """
    with locking_with_ancestors(work, ids, today=today) as answers:
        pass
    return answers[-1]


def locking_with_ancestors(
    work: WriteWork, ids: Sequence[UUID], *, today: date, leaves_top: bool = False
) -> AbstractContextManager[Sequence[Sequence[AnyRow]]]:
    """The same, while a block works on something else without a statement of its own: after it the facts are the last answer.

    `leaves_top`: where there is one top and somebody else has it, PostgreSQL does not wait for it. Then the first answer has the ids
    of those that are locked.
    """
    if leaves_top:
        locking = Question(_locked_but_for_top(), {"ids": list(ids)})
    else:
        locking = Question(_locked(), {"ids": list(ids)}, locks=True)
    return compiled.asking(work.connection, [locking, Question(_facts(), {"ids": list(ids), "today": today})])


@cache
def _locked() -> Select[*tuple[Any, ...]]:
    upwards = _upwards()
    return (
        select(goal_progress.c.goal_id)
        .join(goals, goals.c.id == goal_progress.c.goal_id)
        .where(goal_progress.c.goal_id.in_(select(upwards.c.goal_id)))
        .order_by(goals.c.level.desc(), goals.c.id)
        .with_for_update(of=goal_progress)
    )


_TOP, _ONE = literal_column("0", Integer), literal_column("1", Integer)
"""Numbers in the text: with parameters in their place PostgreSQL would plan the statement anew each time."""


@cache
def _locked_but_for_top() -> CompoundSelect[*tuple[Any, ...]]:
    """Everything below the top first, then the top.

    Where there are several tops, each is waited for: whoever had one, and waited for others later without an order, would be waited for
    in a circle.
    """
    above = select(goals.c.id, goals.c.level).where(goals.c.id.in_(select(_upwards().c.goal_id))).cte("above")
    tops = select(func.count()).where(above.c.level == _TOP).scalar_subquery()
    found = (
        select(goal_progress.c.goal_id)
        .join(above, above.c.id == goal_progress.c.goal_id)
        .order_by(above.c.level.desc(), above.c.id)
    )
    below = found.where(or_(above.c.level > _TOP, tops > _ONE)).with_for_update(of=goal_progress).cte("below")
    top = (
        found.where(above.c.level == _TOP, tops == _ONE).with_for_update(of=goal_progress, skip_locked=True).cte("top")
    )
    return union_all(select(below.c.goal_id), select(top.c.goal_id))


@cache
def _facts() -> Select[*tuple[Any, ...]]:
    upwards = _upwards()
    link = and_(goal_links.c.child_id == goals.c.id, goal_links.c.kind == LinkKind.CONTRIBUTES)
    return (
        goal_facts()
        .add_columns(
            goal_links.c.parent_id.label("link_parent_id"), goal_links.c.weight_units.label("link_weight_units")
        )
        .outerjoin(goal_links, link)
        .where(goals.c.id.in_(select(upwards.c.goal_id)))
    )


def _upwards() -> CTE:
    first = select(goals.c.id.label("goal_id")).where(goals.c.id.in_(bindparam("ids", expanding=True)))
    upwards = first.cte("upwards", recursive=True)
    above = (
        select(goal_links.c.parent_id)
        .join(upwards, goal_links.c.child_id == upwards.c.goal_id)
        .where(goal_links.c.kind == LinkKind.CONTRIBUTES)
    )
    return upwards.union(above)
