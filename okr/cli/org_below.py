"""`okr unit below`: what stands directly below a unit, level by level."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, percent_cell, person_words
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, paged, request
from okr.cli.output import print_page
from okr.cli.session import Session
from okr.cli.table import EMPTY, Cell, Column, Table, cell, table

if TYPE_CHECKING:
    from okr.contract.units import OrgRow


@command(
    "below",
    lists="units.OrgRow",
    examples=("okr unit below", "okr unit below CARE --figures --json", "okr unit below CARE --as-of 2026-03-31"),
)
@click.argument("unit", required=False)
@click.option("--figures", "with_figures", is_flag=True, help="With active goals and the on-time rate (R14).")
@click.option("--cycle", metavar="CYCLE", help="The goals of this cycle; of the current one if left out.")
@as_of_options
@paged
@click.pass_obj
def below(session: Session, /, everything: bool, as_of: str | None, known_at: str | None, **given: object) -> None:
    """The units directly below a unit, then its own people; the unit at the top where none is named."""
    from okr.contract.units import ListBelow

    print_page(
        session,
        request(ListBelow, **given, **looking_back(session, as_of, known_at)),
        everything=everything,
        draw=_table,
    )


def _table(rows: Sequence["OrgRow"], look: Look) -> Table:
    columns: tuple[Column, ...] = (
        Column("Key"),
        Column("Name", flexible=True),
        Column("Kind"),
        Column("Lead", from_width=90),
        Column("People", "right"),
    )
    if any(row.goals is not None for row in rows):
        columns += (Column("Goals", "right"), Column("On time", "right"))
    drawn = (_row(row, look)[: len(columns)] for row in rows)
    return table(columns, drawn, empty="nothing stands below it")


def _row(row: "OrgRow", look: Look) -> tuple[Cell, ...]:
    who = row.unit or row.person
    return (
        cell(row.unit.key if row.unit else row.person.handle if row.person else None, "accent"),
        cell(who.name if who else None),
        cell(row.kind.value if row.kind else row.title, "dim"),
        person_words(row.lead) if row.lead else EMPTY,
        count_cell(row.people),
        EMPTY if row.goals is None else count_cell(row.goals),
        EMPTY if row.goals is None else percent_cell(row.on_time_rate, look),
    )
