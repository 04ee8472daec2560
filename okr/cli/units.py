"""`okr unit`: divisions, departments, teams."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, day_cell, person_cell, person_words
from okr.cli.groups import OkrGroup, command
from okr.cli.look import Look
from okr.cli.options import (
    Word,
    as_of_options,
    clear_option,
    edit,
    effective_option,
    key_option,
    looking_back,
    paged,
    request,
    version_option,
)
from okr.cli.output import Printable, print_one, print_page
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Lines, Table, cell, facts, table
from okr.domain.vocabulary import UnitKind

if TYPE_CHECKING:
    from okr.contract.units import UnitView


@click.group(
    "unit",
    cls=OkrGroup,
    lazy={
        "list": ("okr.cli.units:list_units", "Units in the order of the tree."),
        "show": ("okr.cli.units:show_unit", "One unit."),
        "below": ("okr.cli.org_below:below", "The units directly below a unit, then its own people."),
        "new": ("okr.cli.units:new", "Create a unit below another one."),
        "edit": ("okr.cli.units:edit_unit", "Change a unit; a new parent moves all below it along."),
    },
    examples=("okr unit new 'Customer Care' --kind division --parent ACME --lead dana", "okr unit list --below CARE"),
)
def unit() -> None:
    """Units: divisions, departments, teams."""


@command("list", lists="units.UnitView", examples=("okr unit list", "okr unit list --below CARE --kind team --json"))
@click.option("--below", metavar="UNIT", help="This unit and all below it.")
@click.option("--kind", type=Word(UnitKind), help="Of this kind.")
@click.option("--archived", "include_archived", is_flag=True, help="Archived ones too.")
@paged
@click.pass_obj
def list_units(session: Session, /, everything: bool, **given: object) -> None:
    """Units in the order of the tree."""
    from okr.contract.units import ListUnits

    print_page(session, request(ListUnits, **given), everything=everything, draw=_table)


@command("show", answers="units.UnitView", examples=("okr unit show CARE", "okr unit show CARE --as-of 2026-03-31"))
@click.argument("unit")
@as_of_options
@click.pass_obj
def show_unit(session: Session, /, unit: str, as_of: str | None, known_at: str | None) -> None:
    """One unit."""
    from okr.contract.units import ShowUnit

    view = session.call(request(ShowUnit, key=unit, **looking_back(session, as_of, known_at)))
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "new",
    does="units.create",
    answers="units.UnitView",
    examples=("okr unit new 'Customer Care' --kind division --parent ACME --lead dana --prefix CARE",),
)
@click.argument("name")
@click.option("--kind", type=Word(UnitKind), default="team", show_default=True, help="Its level.")
@click.option("--parent", metavar="UNIT", help="The unit above it; the root unit if left out.")
@click.option(
    "--prefix", "key", metavar="WORD", help="Its key, which begins its goals' keys; made from the name if left out."
)
@click.option("--lead", metavar="PERSON", help="Who leads it.")
@click.option("--external-id", metavar="TEXT", help="Its id in another system.")
@effective_option("the unit")
@key_option()
@click.pass_obj
def new(
    session: Session, /, parent: str | None, effective_on: str | None, idempotency_key: str | None, **given: object
) -> None:
    """Create a unit below another one."""
    from okr.contract.organisation import ShowOrganisation
    from okr.contract.units import CreateUnit

    above = parent if parent is not None else session.call(ShowOrganisation()).root_unit.key
    day = session.day(effective_on, name="date")
    view = session.call(request(CreateUnit, parent=above, effective_on=day, **given), key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "edit",
    answers="units.UnitView",
    examples=("okr unit edit CARE --lead kim", "okr unit edit CARE2 --parent SALES", "okr unit edit OLD --archive"),
)
@click.argument("unit")
@click.option("--name", metavar="TEXT", help="A new name.")
@click.option("--kind", type=Word(UnitKind), help="Its level.")
@click.option("--parent", metavar="UNIT", help="The unit above it.")
@click.option("--lead", metavar="PERSON", help="Who leads it.")
@click.option("--archive/--restore", "archived", default=None, help="Take it out of the lists, or back.")
@clear_option("lead")
@effective_option()
@version_option()
@key_option()
@click.pass_obj
def edit_unit(
    session: Session,
    /,
    unit: str,
    clear: tuple[str, ...],
    version: int | None,
    effective_on: str | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Change a unit; a new parent moves all below it along."""
    from okr.contract.units import EditUnit

    day = session.day(effective_on, name="date")
    change = edit(EditUnit, given, fixed={"key": unit, "version": version, "effective_on": day}, cleared=clear)
    view = session.call(change, key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))


def _table(units: Sequence["UnitView"], look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Unit", flexible=True),
        Column("Kind"),
        Column("Above", from_width=90),
        Column("Lead"),
        Column("People", "right"),
        Column("Goals", "right"),
    )
    rows = (
        (
            cell(view.key, "accent"),
            cell("  " * view.depth + view.name),
            cell(view.kind.value, "dim"),
            cell(view.parent.key) if view.parent else EMPTY,
            person_cell(view.lead, look),
            count_cell(view.people_below),
            count_cell(view.goals),
        )
        for view in units
    )
    return table(columns, rows, empty="no units here; okr unit new NAME creates one")


def _parts(view: "UnitView", look: Look) -> list[Printable]:
    return [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.name, "strong"),)),
        facts(
            [
                ("kind", cell(view.kind.value)),
                ("above", cell(f"{view.parent.name}  {view.parent.key}") if view.parent else EMPTY),
                ("lead", person_words(view.lead) if view.lead else person_cell(None, look)),
                ("people", cell(f"{view.people:,}, with all below {view.people_below:,}")),
                ("goals", count_cell(view.goals)),
                ("archived on", day_cell(view.archived_on, look) if view.archived_on else EMPTY),
                ("external id", cell(view.external_id)),
                ("version", cell(view.version, "dim")),
            ]
        ),
    ]
