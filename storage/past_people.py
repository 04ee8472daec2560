"""R16: the people as they hung together on a day: today's rows, and beside them those of whom something else held.

Most people have no history and came before the day: of them nothing is read but what is asked for.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from okr.domain.vocabulary import ObjectKind
from storage.as_of import When, differing
from storage.goal_reading import chunks
from storage.past_entries import begin_later, entered_later
from storage.past_trees import PEOPLE, tree_held
from storage.tables.organisation import people
from storage.trees import subtree
from storage.unit_of_work import ReadWork

_NAMES = ("id", "number", *PEOPLE.goes_back, "path", "depth")
Row = Mapping[str, Any]


class PastPeople:
    """The people of a day; `but` is who asks, and who worked here whenever they were entered."""

    def __init__(self, work: ReadWork, *, when: When, but: UUID) -> None:
        self._work = work
        self._when = when
        later = entered_later(work, people, ObjectKind.PERSON, when=when) - {but}
        odd = {row.id for row in work.connection.execute(differing(people, ObjectKind.PERSON, when=when))}
        self.other: dict[UUID, dict[str, Any]] = tree_held(work, PEOPLE, when=when, ids=odd | later)
        """The rows of those of whom something else held than what their rows say, or of whom it may have: what goes back of them."""
        begin_later(self.other, later, when=when)

    def rows(self, ids: Collection[UUID]) -> dict[UUID, Row]:
        """What held of some people."""
        found: dict[UUID, Row] = {one: self.other[one] for one in self.other.keys() & ids}
        for chunk in chunks([one for one in ids if one not in found]):
            found.update((row["id"], row) for row in self._today(people.c.id.in_(chunk)))
        return found

    def below(self, person_id: UUID) -> frozenset[UUID]:
        """A person with all who reported to them, over however many levels."""
        path = self.rows([person_id])[person_id]["path"]
        return self._ids([subtree(people, path)], lambda row: str(row["path"]).startswith(path))

    def members(self, unit_ids: Collection[UUID]) -> frozenset[UUID]:
        """The people in some units, whether they were employed or not."""
        within = [people.c.unit_id.in_(chunk) for chunk in chunks(unit_ids)]
        return self._ids(within, lambda row: row["unit_id"] in unit_ids)

    def reports_of(self, person_id: UUID) -> frozenset[UUID]:
        """The people who reported to a person directly."""
        return self._ids([people.c.manager_id == person_id], lambda row: row["manager_id"] == person_id)

    def employed(self, unit_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
        """Who was employed on the day, by unit, of some units."""
        found: dict[UUID, list[UUID]] = {}
        for chunk in chunks(unit_ids):
            there = select(people.c.id, people.c.unit_id).where(people.c.unit_id.in_(chunk), self._there())
            for one, unit_id in self._work.connection.execute(there):
                if one not in self.other:
                    found.setdefault(unit_id, []).append(one)
        for one, row in self.other.items():
            if row["unit_id"] in unit_ids and self._was_there(row):
                found.setdefault(row["unit_id"], []).append(one)
        return found

    def count_employed(self) -> Counter[UUID]:
        """How many were employed on the day, by unit; units without any are left out."""
        unit_id, connection = people.c.unit_id, self._work.connection
        today = select(unit_id, func.count()).where(self._there()).group_by(unit_id)
        found = Counter({one: many for one, many in connection.execute(today) if one is not None})
        for chunk in chunks(self.other):
            today = select(unit_id, func.count()).where(people.c.id.in_(chunk), self._there()).group_by(unit_id)
            found.subtract({one: many for one, many in connection.execute(today) if one is not None})
        found.update(
            row["unit_id"] for row in self.other.values() if row["unit_id"] is not None and self._was_there(row)
        )
        return +found

    def _there(self) -> ColumnElement[bool]:
        """The condition for people who were employed on the day by their rows."""
        day, first, last = self._when.day, people.c.employed_from, people.c.employed_to
        return and_(or_(first.is_(None), first <= day), or_(last.is_(None), last >= day))

    def _was_there(self, row: Row) -> bool:
        day, first, last = self._when.day, row["employed_from"], row["employed_to"]
        return (first is None or first <= day) and (last is None or last >= day)

    def _ids(self, conditions: Iterable[ColumnElement[bool]], holds: Callable[[Row], bool]) -> frozenset[UUID]:
        """Those of whom something is true: by their rows of today, or by what held instead."""
        found = {one for one, row in self.other.items() if holds(row)}
        for condition in conditions:
            ids = self._work.connection.execute(select(people.c.id).where(condition)).scalars()
            found.update(one for one in ids if one not in self.other)
        return frozenset(found)

    def _today(self, condition: ColumnElement[bool]) -> Iterator[Row]:
        rows = self._work.connection.execute(select(*(people.c[name] for name in _NAMES)).where(condition))
        return (row._asdict() for row in rows)
