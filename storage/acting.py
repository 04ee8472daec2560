"""Who asks, and under which settings: what every request needs first, in one statement."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Subquery, bindparam, select, true

from storage import compiled
from storage.compiled import Question
from storage.tables.organisation import organisation, people, units
from storage.unit_of_work import ReadWork

SETTINGS = (
    organisation.c.id.label("organisation_id"),
    organisation.c.name.label("organisation_name"),
    organisation.c.time_zone,
    organisation.c.cadence,
    organisation.c.grace_days,
    organisation.c.minimum_answers,
    organisation.c.owner_id,
    organisation.c.turned_to,
    organisation.c.reminder_days,
)

_PERSON = (
    people.c.id,
    people.c.name,
    people.c.handle,
    people.c.path,
    people.c.is_administrator,
    people.c.employed_to,
    people.c.unit_id,
)

_home = units.alias("home")
_led = units.alias("led")


def settings(work: ReadWork) -> Row[*tuple[Any, ...]] | None:
    """The organisation's settings; None where the database holds no organisation yet."""
    return work.connection.execute(_settings()).one_or_none()


def settings_and_person(work: ReadWork, name: str | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The settings beside the person with a handle or e-mail, or beside the owner (None); a row for each unit that the person leads.

    No row: there is no organisation. `person_id` is None where nobody is found.
    """
    asked = question(name)
    return compiled.fetch(work.connection, asked.statement, asked.values)


def question(name: str | None) -> Question:
    """What `settings_and_person` asks."""
    return Question(_beside_owner()) if name is None else Question(_beside_named(), {"name": name})


@cache
def _settings() -> Select[*tuple[Any, ...]]:
    return select(*SETTINGS)


@cache
def _beside_owner() -> Select[*tuple[Any, ...]]:
    owner = select(*_PERSON).join(organisation, organisation.c.owner_id == people.c.id)
    return _beside(owner.subquery("named"))


@cache
def _beside_named() -> Select[*tuple[Any, ...]]:
    """By handle or by e-mail, each from its own index: an OR beside an outer join has SQLite read all people."""
    by_handle = select(*_PERSON).where(people.c.handle == bindparam("name"))
    by_email = select(*_PERSON).where(people.c.email == bindparam("name"), people.c.handle != bindparam("name"))
    return _beside(by_handle.union_all(by_email).subquery("named"))


def _beside(person: Subquery) -> Select[*tuple[Any, ...]]:
    table = person.c
    return select(
        *SETTINGS,
        table.id.label("person_id"),
        table.name.label("person_name"),
        table.handle,
        table.path.label("person_path"),
        table.is_administrator,
        table.employed_to,
        _home.c.path.label("unit_path"),
        _led.c.path.label("led_path"),
    ).select_from(
        organisation.outerjoin(person, true())
        .outerjoin(_home, _home.c.id == table.unit_id)
        .outerjoin(_led, _led.c.lead_id == table.id)
    )
