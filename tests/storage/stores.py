"""Stores as tests of the unit of work open them, and what they read from them."""

from sqlalchemy import select

from storage import schema
from storage.unit_of_work import ReadWork, Store, open_store


def names(work: ReadWork) -> list[str]:
    """The names of all people."""
    return list(work.connection.scalars(select(schema.people.c.name).order_by(schema.people.c.name)))


def patient(url: str, slept: list[float]) -> Store:
    """A store that writes down how long it would have slept."""
    return open_store(url, sleep=slept.append, jitter=lambda: 0.5)
