"""The first goals by a figure that no index holds: found among the rows with the least figures, without sorting all goals.

The figures of 300,000 goals lie in narrow tables that are read through in a tenth of a second; to look the figure of each goal up, and to
sort them all by it and by key, takes up to a second.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from storage.kept_counts import counted
from storage.tables.goals import goals
from storage.unit_of_work import ReadWork

MANY = 1_000
"""Goals of one figure that are sorted by key together; where there are more, the first are soon met in the order of the keys."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the figure of a goal lies: `value` beside `goal_id`.

    `whole` is the figure of a goal in a statement on `goals`. Where a goal may have no row, its figure is `of_none`, the least of all.
    `with_rows` are then the goals that have one, in an index. `nearest`: rows with the least figures that are looked at, the second
    number where too few of the first meet the conditions.
    """

    goal_id: ColumnElement[UUID]
    value: ColumnElement[Any]
    whole: ColumnElement[Any]
    conditions: tuple[ColumnElement[bool], ...] = ()
    of_none: date | None = None
    with_rows: ColumnElement[UUID] | None = None
    nearest: tuple[int, ...] = (500, 5_000)


def foremost(
    work: ReadWork, figures: Figures, *conditions: ColumnElement[bool], start: int | date | None, limit: int
) -> list[UUID] | None:
    """The first `limit` goals by their figure, then by key, that meet the conditions, none of them with a figure below `start`.

    None where they are not among the nearest, since few goals meet the conditions: then all have to be sorted.
    """
    search = _Search(work, figures, conditions, limit)
    without: Collection[UUID] = ()
    beyond = () if start is None else (figures.value >= start,)
    if figures.with_rows is not None and start in {None, figures.of_none}:
        without = _without(work, figures.with_rows)
        if len(without) > MANY:
            search.walk(figures.of_none)
            beyond, without = (figures.value > figures.of_none,), ()
    for many in figures.nearest:
        if search.is_full:
            break
        rows = work.connection.execute(
            select(figures.goal_id, figures.value)
            .where(*figures.conditions, *beyond)
            .order_by(figures.value)
            .limit(many)
        ).all()
        if len(rows) < many:
            search.take({*without, *(one for one, _ in rows)})
            break
        last = rows[-1][1]
        search.take({*without, *(one for one, value in rows if value < last)}, figures.whole < last)
        search.take_all_of(last, without if last == figures.of_none else ())
        beyond, without = (figures.value > last,), ()
    return search.found if search.is_full else None


def _without(work: ReadWork, with_rows: ColumnElement[UUID]) -> Sequence[UUID]:
    """Goals that have no row with a figure, or one more than many. PostgreSQL would hold all rows for NOT IN, SQLite asks its index."""
    in_index = goals.c.id.not_in(select(with_rows))
    have_none = ~exists().where(with_rows == goals.c.id) if work.is_postgresql else in_index
    statement = select(goals.c.id).where(have_none).limit(MANY + 1)
    rows = counted(
        work, ("goals without a word", MANY), lambda: [tuple(row) for row in work.connection.execute(statement)]
    )
    return [one for (one,) in rows]


class _Search:
    """The goals found so far, in their order."""

    def __init__(
        self, work: ReadWork, figures: Figures, conditions: Collection[ColumnElement[bool]], limit: int
    ) -> None:
        self._work = work
        self._figures = figures
        self._conditions = conditions
        self._limit = limit
        self.found: list[UUID] = []

    @property
    def is_full(self) -> bool:
        """Whether there are as many as were asked for."""
        return len(self.found) >= self._limit

    def take(self, among: Collection[UUID], *further: ColumnElement[bool]) -> None:
        """Add those of some goals that meet the conditions, in their order."""
        if among and not self.is_full:
            self._add(goals.c.id.in_(among), *further)

    def take_all_of(self, value: object, beside: Collection[UUID]) -> None:
        """Add the goals of one figure; those `beside` may have it too."""
        if self.is_full:
            return
        figures = self._figures
        of_value = select(figures.goal_id).where(*figures.conditions, figures.value == value).limit(MANY + 1)
        ids = self._work.connection.execute(of_value).scalars().all()
        if len(ids) > MANY:
            self.walk(value)
        else:
            self.take({*ids, *beside}, figures.whole == value)

    def walk(self, value: object) -> None:
        """Add goals of one figure that many have, as they are met in the order of the keys."""
        self._add(self._figures.whole == value, by_key=True)

    def _add(self, *further: ColumnElement[bool], by_key: bool = False) -> None:
        order = (goals.c.prefix, goals.c.number) if by_key else (self._figures.whole, goals.c.prefix, goals.c.number)
        statement = select(goals.c.id).where(*further, *self._conditions).order_by(*order)
        self.found += self._work.connection.execute(statement.limit(self._limit - len(self.found))).scalars()
