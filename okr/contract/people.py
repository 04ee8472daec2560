"""People: who they are, whom they report to, and when they are employed."""

from datetime import date

from okr.contract.base import AsOf, Command, Model, Page, PageOf, PersonRef, Query, UnitRef, operation


class PersonView(Model):
    """A person."""

    handle: str
    name: str
    email: str | None
    title: str | None
    unit: UnitRef | None
    manager: PersonRef | None
    leads: tuple[UnitRef, ...]
    reports: int
    goals: int
    employed_from: date | None
    employed_to: date | None
    time_zone: str | None
    competencies: tuple[str, ...]
    is_administrator: bool
    external_id: str | None
    version: int


@operation("people.create", "POST", "/people")
class CreatePerson(Command[PersonView]):
    """Add a person; the handle is made from the name when it is left out."""

    name: str
    handle: str | None = None
    email: str | None = None
    title: str | None = None
    unit: str | None = None
    manager: str | None = None
    employed_from: date | None = None
    employed_to: date | None = None
    time_zone: str | None = None
    competencies: tuple[str, ...] = ()
    is_administrator: bool = False
    external_id: str | None = None
    effective_on: date | None = None


@operation("people.edit", "PATCH", "/people/{handle}")
class EditPerson(Command[PersonView]):
    """Change a person; what is left out stays. A new manager moves everyone below along."""

    handle: str
    name: str | None = None
    email: str | None = None
    title: str | None = None
    unit: str | None = None
    manager: str | None = None
    employed_from: date | None = None
    employed_to: date | None = None
    time_zone: str | None = None
    competencies: tuple[str, ...] | None = None
    is_administrator: bool | None = None
    effective_on: date | None = None
    version: int | None = None


@operation("people.list", "GET", "/people")
class ListPeople(PageOf, AsOf, Query[Page[PersonView]]):
    """People by name; limited to a unit's subtree, to the reports of a manager, or to a part of the name."""

    unit: str | None = None
    manager: str | None = None
    matching: str | None = None
    include_former: bool = False


@operation("people.show", "GET", "/people/{handle}")
class ShowPerson(Query[PersonView]):
    """One person, by handle or e-mail."""

    handle: str
