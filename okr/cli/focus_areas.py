"""`okr area`: focus areas, what customer focus means here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, person_cell, person_words
from okr.cli.groups import OkrGroup, command
from okr.cli.look import Look
from okr.cli.options import Function, clear_option, edit, key_option, paged, request, version_option
from okr.cli.output import Printable, print_one, print_page
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Lines, Table, cell, facts, table

if TYPE_CHECKING:
    from okr.contract.focus_areas import FocusAreaView


@click.group(
    "area",
    cls=OkrGroup,
    lazy={
        "list": ("okr.cli.focus_areas:list_areas", "Focus areas by name."),
        "show": ("okr.cli.focus_areas:show_area", "One focus area."),
        "new": ("okr.cli.focus_areas:new", "Create a focus area."),
        "edit": ("okr.cli.focus_areas:edit_area", "Change a focus area."),
    },
    examples=("okr area new Onboarding --customers 'new accounts' --owner dana", "okr area list"),
)
def area() -> None:
    """Focus areas: what customer focus means here."""


def _described(function: Function) -> Function:
    """The options that say what a focus area is."""
    options = [
        click.option("--customers", metavar="TEXT", help="Which customers it is about."),
        click.option("--meaning", metavar="TEXT", help="What it means here."),
        click.option("--behaviour", metavar="TEXT", help="Which behaviour and decisions it changes."),
        click.option("--benefit", metavar="TEXT", help="What the business has of it."),
        click.option("--owner", metavar="PERSON", help="Who answers for it."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@command("list", lists="focus_areas.FocusAreaView", examples=("okr area list", "okr area list --archived --json"))
@click.option("--archived", "include_archived", is_flag=True, help="Archived ones too.")
@paged
@click.pass_obj
def list_areas(session: Session, /, everything: bool, **given: object) -> None:
    """Focus areas by name."""
    from okr.contract.focus_areas import ListFocusAreas

    print_page(session, request(ListFocusAreas, **given), everything=everything, draw=_table)


@command("show", answers="focus_areas.FocusAreaView", examples=("okr area show onboarding",))
@click.argument("area")
@click.pass_obj
def show_area(session: Session, /, area: str) -> None:
    """One focus area."""
    from okr.contract.focus_areas import ShowFocusArea

    view = session.call(ShowFocusArea(key=area))
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "new",
    does="focus-areas.create",
    answers="focus_areas.FocusAreaView",
    examples=("okr area new Onboarding --customers 'new accounts' --benefit 'they stay' --owner dana",),
)
@click.argument("name")
@click.option("--word", "key", metavar="WORD", help="Its key; made from the name if left out.")
@_described
@click.option("--external-id", metavar="TEXT", help="Its id in another system.")
@key_option()
@click.pass_obj
def new(session: Session, /, idempotency_key: str | None, **given: object) -> None:
    """Create a focus area."""
    from okr.contract.focus_areas import CreateFocusArea

    view = session.call(request(CreateFocusArea, **given), key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "edit",
    answers="focus_areas.FocusAreaView",
    examples=("okr area edit onboarding --owner kim", "okr area edit onboarding --archive"),
)
@click.argument("area")
@click.option("--name", metavar="TEXT", help="A new name.")
@_described
@click.option("--archive/--restore", "archived", default=None, help="Take it out of the lists, or back.")
@clear_option("customers", "meaning", "behaviour", "benefit", "owner")
@version_option()
@key_option()
@click.pass_obj
def edit_area(
    session: Session,
    /,
    area: str,
    clear: tuple[str, ...],
    version: int | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Change a focus area."""
    from okr.contract.focus_areas import EditFocusArea

    change = edit(EditFocusArea, given, fixed={"key": area, "version": version}, cleared=clear)
    view = session.call(change, key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))


def _table(areas: Sequence["FocusAreaView"], look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Focus area", flexible=True),
        Column("Customers", flexible=True),
        Column("Owner"),
        Column("Goals", "right"),
    )
    rows = (
        (
            cell(view.key, "accent"),
            cell(view.name),
            cell(view.customers),
            person_cell(view.owner, look),
            count_cell(view.goals),
        )
        for view in areas
    )
    return table(columns, rows, empty="no focus areas yet; okr area new NAME creates one")


def _parts(view: "FocusAreaView", look: Look) -> list[Printable]:
    return [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.name, "strong"),)),
        facts(
            [
                ("customers", cell(view.customers)),
                ("meaning", cell(view.meaning)),
                ("behaviour", cell(view.behaviour)),
                ("benefit", cell(view.benefit)),
                ("owner", person_words(view.owner) if view.owner else person_cell(None, look)),
                ("goals", count_cell(view.goals)),
                ("archived", cell("yes") if view.archived else EMPTY),
                ("external id", cell(view.external_id)),
                ("version", cell(view.version, "dim")),
            ]
        ),
    ]
