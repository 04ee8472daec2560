"""`okr cycle retro`: what a unit learned from a cycle, written or read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import person_words
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, key_option, looking_back, paged, request, version_option
from okr.cli.output import Printable, print_one, print_page
from okr.cli.session import Session
from okr.cli.table import Column, Lines, Table, cell, facts, table

if TYPE_CHECKING:
    from okr.contract.lessons import Retrospective


@command(
    "retro",
    does={"--worked, --change, --next": "retrospectives.write"},
    lists="lessons.Retrospective",
    also={"--worked, --change, --next": "lessons.Retrospective"},
    examples=(
        "okr cycle retro 2026-Q1 --unit CARE --worked 'one queue' --change 'fewer goals' --next 'mail first'",
        "okr cycle retro 2026-Q1",
    ),
)
@click.argument("cycle")
@click.option("--unit", metavar="UNIT", help="Of this unit; reading: with all below it.")
@click.option("--worked", metavar="TEXT", help="What worked.")
@click.option("--change", "to_change", metavar="TEXT", help="What is to change.")
@click.option("--next", "next", metavar="TEXT", help="What comes next.")
@version_option()
@paged
@key_option()
@as_of_options
@click.pass_obj
def retro(
    session: Session,
    /,
    cycle: str,
    unit: str | None,
    worked: str | None,
    to_change: str | None,
    next: str | None,
    version: int | None,
    everything: bool,
    cursor: str | None,
    limit: int,
    idempotency_key: str | None,
    as_of: str | None,
    known_at: str | None,
) -> None:
    """Write what a unit learned from a cycle, or read it.

    What the units wrote is shown while the next cycle is planned: okr cycle show NEXT.
    """
    from okr.contract.retrospectives import ListRetrospectives, WriteRetrospective

    back = looking_back(session, as_of, known_at)
    if worked is None and to_change is None and next is None:
        wanted = request(ListRetrospectives, cycle=cycle, unit=unit, cursor=cursor, limit=limit, **back)
        print_page(session, wanted, everything=everything, draw=lesson_table)
        return
    if any(back.values()):
        raise click.UsageError("the past is read, not written: leave --as-of out", click.get_current_context())
    if unit is None:
        raise click.UsageError("say whose: --unit UNIT", click.get_current_context())
    written = session.call(
        request(
            WriteRetrospective, cycle=cycle, unit=unit, worked=worked, to_change=to_change, next=next, version=version
        ),
        key=idempotency_key,
    )
    print_one(session, written, lambda look: _parts(written, look))


def lesson_table(lessons: Sequence["Retrospective"], look: Look) -> Table:
    """Retrospectives, one unit a row."""
    columns = (
        Column("Unit"),
        Column("Worked", flexible=True),
        Column("To change", flexible=True),
        Column("Next", flexible=True),
        Column("By", from_width=100),
    )
    rows = (
        (
            cell(one.unit.key, "accent"),
            cell(one.worked),
            cell(one.to_change),
            cell(one.next),
            person_words(one.by),
        )
        for one in lessons
    )
    return table(
        columns, rows, empty="no retrospective yet; okr cycle retro CYCLE --unit UNIT --worked TEXT writes one"
    )


def _parts(view: "Retrospective", look: Look) -> list[Printable]:
    return [
        Lines((cell(view.cycle, "accent") + cell("  ") + cell(view.unit.name, "strong"),)),
        facts(
            [
                ("worked", cell(view.worked)),
                ("to change", cell(view.to_change)),
                ("next", cell(view.next)),
                ("by", person_words(view.by)),
                ("version", cell(view.version, "dim")),
            ]
        ),
    ]
