"""The organisation itself, and who is asking."""

from datetime import date

from pydantic import Field

from okr.contract.base import Command, Model, PersonRef, Query, UnitRef, operation


class OrganisationView(Model):
    """The organisation and its settings."""

    name: str
    vision: str | None
    service_values: tuple[str, ...]
    fiscal_year_starts_month: int
    time_zone: str
    cadence: str
    grace_days: int
    minimum_answers: int
    owner: PersonRef | None
    root_unit: UnitRef
    today: date
    turned_to: date | None
    is_demo: bool
    people: int
    goals: int
    version: int
    reminder_days: int = 3


@operation("organisation.init", "POST", "/organisation")
class InitOrganisation(Command[OrganisationView]):
    """Create the one organisation of an empty database, its root unit, its first cycle, and its owner."""

    name: str
    unit_prefix: str | None = None
    vision: str | None = None
    service_values: tuple[str, ...] = ()
    time_zone: str = "UTC"
    fiscal_year_starts_month: int = Field(default=1, ge=1, le=12)
    cadence: str = "weekly"
    owner_name: str
    owner_email: str | None = None
    owner_handle: str | None = None
    cycle_key: str | None = None
    is_demo: bool = False


@operation("organisation.show", "GET", "/organisation")
class ShowOrganisation(Query[OrganisationView]):
    """The organisation and its settings."""


@operation("organisation.edit", "PATCH", "/organisation")
class EditOrganisation(Command[OrganisationView]):
    """Change settings of the organisation; what is left out stays."""

    name: str | None = None
    vision: str | None = None
    service_values: tuple[str, ...] | None = None
    time_zone: str | None = None
    fiscal_year_starts_month: int | None = Field(default=None, ge=1, le=12)
    cadence: str | None = None
    grace_days: int | None = Field(default=None, ge=0, le=60)
    minimum_answers: int | None = Field(default=None, ge=0)
    reminder_days: int | None = Field(default=None, ge=0, le=60)
    version: int | None = None


class Me(Model):
    """The acting person, and the facts that give rights."""

    handle: str
    name: str
    email: str | None
    unit: UnitRef | None
    is_administrator: bool
    leads: tuple[UnitRef, ...]
    reports: int
    home: str = Field(description="where the interface opens: executive, lead or employee")


@operation("organisation.whoami", "GET", "/me")
class WhoAmI(Query[Me]):
    """The acting person."""


@operation("organisation.changes", "GET", "/changes")
class LatestChange(Query["ChangeMarker"]):
    """A cheap marker that differs after every change; screens poll it."""


class ChangeMarker(Model):
    """The newest audit entry's id, or empty."""

    marker: str
