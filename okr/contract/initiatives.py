"""Initiatives: the work under a goal or key result. It never counts towards progress."""

from datetime import date
from typing import Literal

from okr.contract.base import Command, Done, Model, Page, PageOf, PersonRef, Query, operation


class InitiativeView(Model):
    """A piece of work. `days_late` counts from its due day while it is not done."""

    key: str
    goal: str
    key_result: str | None
    title: str
    owner: PersonRef | None
    due_on: date | None
    done_on: date | None
    days_late: int
    external_id: str | None
    version: int


@operation("initiatives.list", "GET", "/initiatives")
class ListInitiatives(PageOf, Query[Page[InitiativeView]]):
    """Initiatives by due day: mine, my team's, or all that I may see; or those of a goal or key result.

    Those that are not done, unless `done` is given; of a `key` all. `within_days` leaves out what is due later or never.
    """

    scope: Literal["mine", "team", "all"] = "mine"
    person: str | None = None
    key: str | None = None
    done: bool | None = None
    within_days: int | None = None


@operation("initiatives.create", "POST", "/initiatives")
class CreateInitiative(Command[InitiativeView]):
    """Write an initiative under a goal or key result; its owner is the acting person unless given."""

    of: str
    title: str
    owner: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    external_id: str | None = None


@operation("initiatives.edit", "PATCH", "/initiatives/{key}")
class EditInitiative(Command[InitiativeView]):
    """Change an initiative; what is left out stays. With `done_on` it is done since that day, with None it is not done."""

    key: str
    title: str | None = None
    owner: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    key_result: str | None = None
    external_id: str | None = None
    version: int | None = None


@operation("initiatives.remove", "DELETE", "/initiatives/{key}")
class RemoveInitiative(Command[Done]):
    """Take away an initiative that was written by mistake; the audit keeps it."""

    key: str
    version: int | None = None
