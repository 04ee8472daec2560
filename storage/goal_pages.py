"""Pages of goals by key, as most calls of the program ask for them: one statement, with the parents that may be seen."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, literal_column, select, tuple_

from okr.domain.policy import Actor
from storage.compiled import Forgettable
from storage.goal_reading import ROWS
from storage.policy import visible_goals
from storage.raw import tuples
from storage.tables.goals import goal_links, goals
from storage.unit_of_work import ReadWork

_above = goal_links.alias("above")
_parent = goals.alias("parent")
_place = (goals.c.prefix, goals.c.number)


def page_by_key(
    work: ReadWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    later_than: tuple[object, ...] | None,
    limit: int,
) -> list[tuple[Any, ...]]:
    """The first goals that meet the conditions and that the acting person may see, by key, after a prefix and number.

    The columns of `ROWS`, then key, title, kind and weight of a parent, as the driver gives them: a row for each parent that
    may be seen, one without parent where a goal has none. The ids are chosen first, so that both databases walk the index
    in order and join what is shown alone.
    """
    values = {} if later_than is None else {"after_prefix": later_than[0], "after_number": later_than[1]}
    if conditions:
        return tuples(work, _page(actor, *conditions, limit=limit, goes_on=later_than is not None), values)
    return _all(actor, limit, goes_on=later_than is not None).tuples(work.connection, values)


@lru_cache(maxsize=64)
def _all(actor: Actor, limit: int, *, goes_on: bool) -> Forgettable:
    """The page of everything: the one that is asked for most often."""
    return Forgettable(_page(actor, limit=limit, goes_on=goes_on))


def _page(actor: Actor, *conditions: ColumnElement[bool], limit: int, goes_on: bool) -> Select[*tuple[Any, ...]]:
    """The limit is spelled out: PostgreSQL plans anew at each run (2 ms) where it does not know how many rows it is for."""
    chosen = select(goals.c.id).where(*conditions, visible_goals(actor))
    if goes_on:
        chosen = chosen.where(
            tuple_(*_place)
            > tuple_(bindparam("after_prefix", type_=_place[0].type), bindparam("after_number", type_=_place[1].type))
        )
    shown = chosen.order_by(*_place).limit(literal_column(str(limit))).subquery("shown")
    return (
        ROWS.add_columns(_parent.c.key, _parent.c.title, _above.c.kind, _above.c.weight_units)
        .join(shown, shown.c.id == goals.c.id)
        .outerjoin(_above, _above.c.child_id == goals.c.id)
        .outerjoin(_parent, and_(_parent.c.id == _above.c.parent_id, *_may_be_seen(actor)))
        .order_by(*_place)
    )


def _may_be_seen(actor: Actor) -> list[ColumnElement[bool]]:
    """The condition that the parent may be seen; none for an administrator."""
    if actor.is_administrator:
        return []
    return [exists().where(goals.c.id == _above.c.parent_id, visible_goals(actor)).correlate(_above)]
