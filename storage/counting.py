"""How many goals and people belong to each of the things on a page: one grouped statement for all of them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Column, Select, and_, func, literal_column, or_, select

from okr.domain.policy import Actor
from okr.domain.vocabulary import Visibility
from storage.kept_counts import already_counted, counted
from storage.organisation import employed
from storage.policy import visible_goals
from storage.raw import tuples
from storage.tables.goals import goals
from storage.tables.organisation import people, units
from storage.trees import ancestors_and_self, outermost, path_range
from storage.unit_of_work import ReadWork

_WIDE = {goals.c.cycle_id.name, goals.c.focus_area_id.name}


def goals_by(work: ReadWork, actor: Actor, column: Column[object], ids: Collection[UUID]) -> dict[UUID, int]:
    """The goals that the acting person may see, by a column of `goals` that points at what is counted for.

    All of them less the hidden ones, which an index holds apart: so the visible ones are counted in an index alone.
    """
    if not ids:
        return {}
    of_these = column.in_(ids)
    counting = select(column, func.count()).where(of_these).group_by(column)
    if column.name in _WIDE:
        name = ("goals by", column.name, frozenset(ids))
        counts = dict(counted(work, name, lambda: list(_grouped(work, counting).items())))
    else:
        counts = _grouped(work, counting)
    if not actor.is_administrator and counts:
        restricted = goals.c.visibility != literal_column(f"'{Visibility.ORGANISATION.value}'")
        # A cycle or focus area has goals by the thousand: its index narrows nothing, that of the restricted goals does.
        narrow = func.coalesce(column, column).in_(ids) if column.name in _WIDE else of_these
        hidden = select(column, func.count()).where(narrow, restricted, ~visible_goals(actor)).group_by(column)
        for id_, number in _grouped(work, hidden).items():
            counts[id_] -= number
    return counts


def people_in(work: ReadWork, unit_ids: Collection[UUID], today: date) -> dict[UUID, int]:
    """The people employed on a day in each of the units themselves."""
    if not unit_ids:
        return {}
    statement = select(people.c.unit_id, func.count()).where(people.c.unit_id.in_(unit_ids), employed(today))
    return _grouped(work, statement.group_by(people.c.unit_id))


def people_below(work: ReadWork, paths: Collection[str], today: date) -> dict[str, int]:
    """The people employed on a day in each of the units and in all below it, by the units' paths.

    One pass over the subtrees, counted by unit and added up along the paths: a chain of units costs as much as its top.
    """
    counts = dict.fromkeys(paths, 0)
    if not counts:
        return counts
    ranges = [path_range(path) for path in outermost(counts)]
    inside = or_(*(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    statement = select(units.c.path, func.count()).join(people, people.c.unit_id == units.c.id)
    of_these = statement.where(inside, employed(today)).group_by(units.c.path)
    if any(low.count(".") == 1 for low, _ in ranges):
        numbers = counted(work, ("people", today), lambda: tuples(work, of_these))
    else:
        numbers = already_counted(work, ("people", today)) or tuples(work, of_these)
    for path, number in numbers:
        for above in ancestors_and_self(path):
            if above in counts:
                counts[above] += number
    return counts


def reports_by(work: ReadWork, manager_ids: Collection[UUID], today: date) -> dict[UUID, int]:
    """The people employed on a day who report to each of the people directly."""
    if not manager_ids:
        return {}
    statement = select(people.c.manager_id, func.count()).where(people.c.manager_id.in_(manager_ids), employed(today))
    return _grouped(work, statement.group_by(people.c.manager_id))


def _grouped(work: ReadWork, statement: Select[object, int]) -> dict[UUID, int]:
    return {id_: number for id_, number in work.connection.execute(statement) if isinstance(id_, UUID)}
