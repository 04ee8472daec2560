"""`okr person portrait`: a person in one look."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, percent_cell, state_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import request
from okr.cli.output import Printable, heading, hidden_words, lines, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Lines, Table, cell, facts, table

if TYPE_CHECKING:
    from okr.contract.portraits import Portrait


@command(
    "portrait", answers="portraits.Portrait", examples=("okr person portrait dana", "okr person portrait dana --json")
)
@click.argument("handle")
@click.option("--cycle", metavar="CYCLE", help="In this cycle; in the current one if left out.")
@click.pass_obj
def portrait(session: Session, /, **given: object) -> None:
    """What a person owns, the way from there to the top, and how they keep their check-ins (R14)."""
    from okr.contract.portraits import ShowPortrait

    view = session.call(request(ShowPortrait, **given))
    print_one(session, view, lambda look: _parts(view, look))


def _parts(view: "Portrait", look: Look) -> list[Printable]:
    person, account = view.person, view.account
    sight = "yes" if view.has_line_of_sight else "no goal of theirs leads to a top goal"
    decided = f"{account.on_time:,} on time, {account.late:,} late, {account.missed:,} missed"
    parts: list[Printable] = [
        Lines((cell(person.handle, "accent") + cell("  ") + cell(person.name, "strong"),)),
        facts(
            [
                ("title", cell(person.title)),
                ("unit", cell(f"{person.unit.name}  {person.unit.key}") if person.unit else EMPTY),
                ("manager", cell(f"{person.manager.name}  {person.manager.handle}") if person.manager else EMPTY),
                ("leads", cell(", ".join(unit.key for unit in person.leads))),
                ("reports", count_cell(person.reports)),
                ("check-ins", percent_cell(account.on_time_rate, look) + cell(f"  {decided}", "dim")),
                ("overdue", count_cell(account.overdue)),
                ("line of sight", cell(sight, "" if view.has_line_of_sight else "warning")),
            ]
        ),
        heading(f"Goals in {view.cycle}"),
        _goals(view, look),
    ]
    if view.hidden:
        parts.append(lines(hidden_words(view.hidden, "goal"), style="dim"))
    return parts


def _goals(view: "Portrait", look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Goal", flexible=True),
        Column("State"),
        Column("Progress", "right"),
        Column("Leads to"),
    )
    rows = (
        (
            cell(one.goal.key, "accent"),
            cell(one.goal.title),
            state_cell(one.goal.state, look),
            percent_cell(one.goal.progress, look),
            cell(" > ".join(step.key for step in one.line_of_sight)),
        )
        for one in view.goals
    )
    return table(columns, rows, empty="none in this cycle")
