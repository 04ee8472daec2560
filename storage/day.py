"""The day that a company's numbers stand at: what every call of the program asks first, so that this module loads little."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from storage.tables.organisation import organisation
from storage.unit_of_work import ReadWork


class TurnedTo(NamedTuple):
    """The organisation's time zone and the day that every derived number was last brought to, None before the first turn."""

    time_zone: str
    day: date | None


def turned_to(work: ReadWork) -> TurnedTo | None:
    """How far the company was turned; None where there is no company yet."""
    row = work.connection.execute(select(organisation.c.time_zone, organisation.c.turned_to)).one_or_none()
    return None if row is None else TurnedTo(row.time_zone, row.turned_to)


def has_at_least(work: ReadWork, key_result_count: int) -> bool:
    """Whether there are so many key results; looks at no more rows than that."""
    from storage.tables.derived import key_result_progress  # asked once a day

    some = select(key_result_progress.c.key_result_id).limit(key_result_count).subquery()
    return work.connection.execute(select(func.count()).select_from(some)).scalar_one() >= key_result_count
