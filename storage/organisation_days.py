"""How the whole organisation stood on the days that it was brought to: written by the turn of the day, read for trends."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, insert, select

from storage.tables.derived import organisation_days
from storage.unit_of_work import ReadWork, WriteWork


@dataclass(frozen=True, slots=True)
class OrganisationDay:
    """The active goals and the people of a day by R13, and the check-in periods that were decided by then by R14."""

    day: date
    goals: int
    orphans: int
    people: int
    people_in_sight: int
    on_time: int
    late: int
    missed: int


def keep(work: WriteWork, stood: OrganisationDay) -> None:
    """Keep how the organisation stood on a day, in place of what was kept of that day before."""
    work.connection.execute(delete(organisation_days).where(organisation_days.c.day == stood.day))
    work.connection.execute(insert(organisation_days).values(asdict(stood)))


def since(work: ReadWork, day: date, *, until: date) -> Sequence[OrganisationDay]:
    """The days that were kept from one day to another, in order."""
    table = organisation_days.c
    statement = select(organisation_days).where(table.day >= day, table.day <= until).order_by(table.day)
    return [OrganisationDay(**row._mapping) for row in work.connection.execute(statement)]


def newest(work: ReadWork, *, until: date) -> OrganisationDay | None:
    """The last day that was kept up to a day."""
    table = organisation_days.c
    row = work.connection.execute(
        select(organisation_days).where(table.day <= until).order_by(table.day.desc()).limit(1)
    ).one_or_none()
    return None if row is None else OrganisationDay(**row._mapping)
