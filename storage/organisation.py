"""The statements about the one organisation: whether it is there, its row, and how much it holds."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from okr.domain.policy import Actor
from storage.policy import hidden_count
from storage.tables.goals import goals
from storage.tables.organisation import organisation, people
from storage.unit_of_work import ReadWork


def find(work: ReadWork) -> Row[tuple[object, ...]] | None:
    """The organisation's row, if there is one."""
    return work.connection.execute(select(organisation)).one_or_none()


def name_of_existing(work: ReadWork) -> str | None:
    """What the organisation that is here already is called."""
    return work.connection.execute(select(organisation.c.name)).scalar()


def owner_id(work: ReadWork) -> UUID:
    """Who owns the organisation that is here."""
    found: UUID = work.connection.execute(select(organisation.c.owner_id)).scalar_one()
    return found


def not_former(today: date) -> ColumnElement[bool]:
    """The condition on `people` for who has not left by a day; who starts later counts too."""
    return or_(people.c.employed_to.is_(None), people.c.employed_to >= today)


def employed(today: date) -> ColumnElement[bool]:
    """The condition on `people` for who is employed on a day (R13)."""
    return and_(not_former(today), or_(people.c.employed_from.is_(None), people.c.employed_from <= today))


def count_people(work: ReadWork, today: date) -> int:
    """How many people are employed on a day."""
    return work.connection.execute(select(func.count()).select_from(people).where(employed(today))).scalar_one()


def count_goals(work: ReadWork, actor: Actor) -> int:
    """How many goals the acting person may see: all but the hidden ones, which an index holds apart."""
    return work.connection.execute(select(func.count()).select_from(goals)).scalar_one() - hidden_count(work, actor)
