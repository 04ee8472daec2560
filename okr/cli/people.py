"""`okr person`: people, who they are and whom they report to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, person_words
from okr.cli.errors import note
from okr.cli.groups import OkrGroup, command
from okr.cli.look import Look
from okr.cli.options import Function, clear_option, edit, effective_option, key_option, paged, request, version_option
from okr.cli.output import Printable, print_one, print_page
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Lines, Table, cell, facts, table

if TYPE_CHECKING:
    from okr.contract.people import PersonView


@click.group(
    "person",
    cls=OkrGroup,
    lazy={
        "list": ("okr.cli.people:list_people", "People by name."),
        "show": ("okr.cli.people:show_person", "One person, by handle or e-mail."),
        "portrait": ("okr.cli.portraits:portrait", "What a person owns, the way from there to the top."),
        "new": ("okr.cli.people:new", "Add a person."),
        "edit": ("okr.cli.people:edit_person", "Change a person; a new manager moves everyone below along."),
    },
    examples=("okr person new 'Dana Cho' --unit CARE --manager ada", "okr person list --unit CARE"),
)
def person() -> None:
    """People: who they are and whom they report to."""


def _described(function: Function) -> Function:
    """The options that say who a person is."""
    options = [
        click.option("--email", metavar="ADDRESS", help="The e-mail address."),
        click.option("--title", metavar="TEXT", help="The title, such as Head of Care."),
        click.option("--unit", metavar="UNIT", help="The unit."),
        click.option("--manager", metavar="PERSON", help="Whom they report to."),
        click.option("--from", "employed_from", metavar="DAY", help="The first day of employment."),
        click.option("--to", "employed_to", metavar="DAY", help="The last day of employment."),
        click.option("--time-zone", metavar="ZONE", help="Such as Europe/Berlin; the company's if left out."),
        click.option(
            "--competency", "competencies", multiple=True, metavar="TEXT", help="What they are good at; repeatable."
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@command(
    "list",
    lists="people.PersonView",
    examples=("okr person list", "okr person list cho --unit CARE", "okr person list --manager dana --json"),
)
@click.argument("matching", required=False)
@click.option("--unit", metavar="UNIT", help="Of this unit and all below it.")
@click.option("--manager", metavar="PERSON", help="Who report to this person.")
@click.option("--former", "include_former", is_flag=True, help="Those who left too.")
@paged
@click.pass_obj
def list_people(session: Session, /, everything: bool, **given: object) -> None:
    """People by name.

    MATCHING is a part of the name.
    """
    from okr.contract.people import ListPeople

    print_page(session, request(ListPeople, **given), everything=everything, draw=_table)


@command(
    "show", answers="people.PersonView", examples=("okr person show dana", "okr person show dana@acme.example --json")
)
@click.argument("person")
@click.pass_obj
def show_person(session: Session, /, person: str) -> None:
    """One person, by handle or e-mail."""
    from okr.contract.people import ShowPerson

    view = session.call(ShowPerson(handle=person))
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "new",
    does="people.create",
    answers="people.PersonView",
    examples=("okr person new 'Dana Cho' --email dana@acme.example --unit CARE --manager ada",),
)
@click.argument("name")
@click.option("--handle", metavar="WORD", help="The handle; made from the name if left out.")
@_described
@click.option("--administrator", "is_administrator", is_flag=True, help="May do everything.")
@click.option("--external-id", metavar="TEXT", help="The id in another system.")
@effective_option("this")
@key_option()
@click.pass_obj
def new(
    session: Session,
    /,
    employed_from: str | None,
    employed_to: str | None,
    effective_on: str | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Add a person."""
    from okr.contract.people import CreatePerson

    wanted = request(
        CreatePerson,
        employed_from=session.day(employed_from, name="from"),
        employed_to=session.day(employed_to, name="to", future=True),
        effective_on=session.day(effective_on, name="date"),
        **given,
    )
    view = session.call(wanted, key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "edit",
    answers="people.PersonView",
    examples=("okr person edit dana --manager kim", "okr person edit dana --to 2026-03-31"),
)
@click.argument("person")
@click.option("--name", metavar="TEXT", help="A new name.")
@_described
@click.option(
    "--administrator/--no-administrator", "is_administrator", default=None, help="Whether they may do everything."
)
@clear_option("email", "title", "unit", "manager", "employed_from", "employed_to", "time_zone", "competencies")
@effective_option()
@version_option()
@key_option()
@click.pass_obj
def edit_person(
    session: Session,
    /,
    person: str,
    clear: tuple[str, ...],
    version: int | None,
    employed_from: str | None,
    employed_to: str | None,
    effective_on: str | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Change a person; a new manager moves everyone below along."""
    from okr.contract.people import EditPerson

    days = {
        "employed_from": session.day(employed_from, name="from"),
        "employed_to": session.day(employed_to, name="to", future=True),
    }
    fixed = {"handle": person, "version": version, "effective_on": session.day(effective_on, name="date")}
    view = session.call(edit(EditPerson, given | days, fixed=fixed, cleared=clear), key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))
    if view.employed_to is not None and employed_to is not None:
        note(
            f"what {view.handle} held stays with them; okr reorg plan --person {view.handle} --leaves {view.employed_to} hands it over"
        )


def _table(people: Sequence["PersonView"], look: Look) -> Table:
    columns = (
        Column("Handle"),
        Column("Name", flexible=True),
        Column("Title", flexible=True),
        Column("Unit"),
        Column("Manager", from_width=90),
        Column("Reports", "right", from_width=90),
        Column("Goals", "right"),
    )
    rows = (
        (
            cell(view.handle, "accent"),
            cell(view.name),
            cell(view.title),
            cell(view.unit.key) if view.unit else EMPTY,
            cell(view.manager.name) if view.manager else EMPTY,
            count_cell(view.reports),
            count_cell(view.goals),
        )
        for view in people
    )
    return table(columns, rows, empty="nobody here; okr person new NAME adds somebody")


def _parts(view: "PersonView", look: Look) -> list[Printable]:
    employed = f"from {view.employed_from or look.none} to {view.employed_to or look.none}"
    return [
        Lines((cell(view.handle, "accent") + cell("  ") + cell(view.name, "strong"),)),
        facts(
            [
                ("title", cell(view.title)),
                ("e-mail", cell(view.email)),
                ("unit", cell(f"{view.unit.name}  {view.unit.key}") if view.unit else EMPTY),
                ("manager", person_words(view.manager)),
                ("leads", cell(", ".join(unit.name for unit in view.leads))),
                ("reports", count_cell(view.reports)),
                ("goals", count_cell(view.goals)),
                ("employed", cell(employed) if view.employed_from or view.employed_to else EMPTY),
                ("time zone", cell(view.time_zone)),
                ("competencies", cell(", ".join(view.competencies))),
                ("administrator", cell("yes") if view.is_administrator else EMPTY),
                ("external id", cell(view.external_id)),
                ("version", cell(view.version, "dim")),
            ]
        ),
    ]
