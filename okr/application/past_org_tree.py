"""R16: the tree of units as it stood on a day, from where units and people hung then; nothing of goals is worked out for it."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.past_company import PastOrganisation
from storage.as_of import When
from storage.goal_reading import chunks
from storage.people import Named
from storage.rows import AnyRow
from storage.schema import people, units
from storage.trees import ancestors_and_self


class PastTree:
    """The units of a day in the order of the tree, and the people who were employed then."""

    def __init__(self, case: ReadCase, when: When) -> None:
        self._case = case
        self._place = PastOrganisation(case, when)

    def rows(self, top_id: UUID, *, depth: int) -> list[Found]:
        """A unit and those below it that were not archived, down to some levels below it, with the names of their leads."""
        top = self._place.units[top_id]
        inside = [one for one in self._open_below(top_id) if self._place.units[one]["depth"] <= top["depth"] + depth]
        named = {row.id: row for part in chunks(inside) for row in self._case.connection.execute(
            select(units.c.id, units.c.prefix, units.c.name).where(units.c.id.in_(part))
        )}  # fmt: skip
        leads = self._names({self._place.units[one]["lead_id"] for one in inside} - {None})
        found = [self._row(one, named[one], leads) for one in inside]
        return sorted(found, key=lambda row: str(row.path))

    def more(self, top_id: UUID, *, depth: int) -> dict[UUID, int]:
        """How many units stood below each of those at the last level that is shown."""
        level = self._place.units[top_id]["depth"] + depth + 1
        counts: dict[UUID, int] = {}
        for one in self._open_below(top_id):
            if self._place.units[one]["depth"] == level:
                parent = self._place.units[one]["parent_id"]
                counts[parent] = counts.get(parent, 0) + 1
        return counts

    def people_below(self) -> dict[str, int]:
        """How many people worked in each unit and in all below it, by the paths of the day."""
        counts = {str(unit["path"]): 0 for unit in self._place.units.values()}
        for unit_id, many in self._place.people.count_employed().items():
            if unit_id in self._place.units:
                for path in ancestors_and_self(self._place.units[unit_id]["path"]):
                    counts[path] += many
        return counts

    def people(self, rows: list[Found]) -> dict[UUID, list[Named]]:
        """Who worked in each of some units, by name."""
        members = self._place.people.employed({row.id for row in rows})
        names = self._names({one for several in members.values() for one in several})
        return {
            row.id: sorted((names[one] for one in members.get(row.id, ())), key=lambda one: (one.name, one.handle))
            for row in rows
        }

    def _open_below(self, top_id: UUID) -> list[UUID]:
        path = self._place.units[top_id]["path"]
        return [
            one for one, unit in self._place.units.items()
            if unit["path"].startswith(path) and (one == top_id or unit["archived_on"] is None)
        ]  # fmt: skip

    def _names(self, ids: set[UUID]) -> dict[UUID, Named]:
        statement = select(people.c.id, people.c.handle, people.c.name)
        return {
            row.id: Named(handle=row.handle, name=row.name)
            for part in chunks(ids)
            for row in self._case.connection.execute(statement.where(people.c.id.in_(part)))
        }

    def _row(self, one: UUID, named: AnyRow, leads: Mapping[UUID, Named]) -> Found:
        unit = self._place.units[one]
        lead = leads.get(unit["lead_id"])
        row: Any = SimpleNamespace(
            id=one,
            prefix=named.prefix,
            name=named.name,
            kind=unit["kind"],
            path=unit["path"],
            parent_id=unit["parent_id"],
            lead_handle=None if lead is None else lead.handle,
            lead_name=None if lead is None else lead.name,
        )
        return cast(Found, row)
