"""Statements about who can be asked to contribute: the units of a level, and how many people work there."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from okr.domain.vocabulary import UnitKind
from storage.derived import AnyRow
from storage.organisation import employed
from storage.tables.organisation import people, units
from storage.trees import ancestors_and_self, subtree
from storage.unit_of_work import ReadWork


def units_of_level(work: ReadWork, kind: UnitKind, below: str) -> Sequence[AnyRow]:
    """The units of a kind below the unit with a path, in the order of the tree; archived ones left out."""
    return work.connection.execute(
        select(units)
        .where(subtree(units, below), units.c.path != below, units.c.kind == kind, units.c.archived_on.is_(None))
        .order_by(units.c.path)
    ).all()


def head_counts(work: ReadWork, paths: Collection[str], *, on: date) -> dict[str, int]:
    """How many people are employed on a day in each unit with a path and all below it. One statement for any number of units."""
    counts = dict.fromkeys(paths, 0)
    rows = work.connection.execute(
        select(units.c.path, func.count())
        .select_from(units.join(people, people.c.unit_id == units.c.id))
        .where(employed(on))
        .group_by(units.c.path)
    )
    for path, count in rows:
        for above in ancestors_and_self(path):
            if above in counts:
                counts[above] += count
    return counts
