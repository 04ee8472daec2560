"""`okr goal trail`: who did what to a goal, as the audit keeps it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import day_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import paged, request
from okr.cli.output import print_page
from okr.cli.session import Session
from okr.cli.table import Column, Table, cell, table

if TYPE_CHECKING:
    from okr.contract.base import Change
    from okr.contract.trail import TrailEntry


@command("trail", lists="trail.TrailEntry", examples=("okr goal trail CARE-7", "okr goal trail CARE-7 --all --json"))
@click.argument("key", metavar="GOAL")
@paged
@click.pass_obj
def trail(session: Session, /, everything: bool, **given: object) -> None:
    """Who did what to a goal and to its key results, and what that changed, the newest first.

    Readings are in `okr checkins`, moved targets with their reasons in `okr ledger`.
    """
    from okr.contract.trail import ShowTrail

    print_page(session, request(ShowTrail, **given), everything=everything, draw=_table)


def _table(entries: Sequence["TrailEntry"], look: Look) -> Table:
    columns = (Column("Day"), Column("Key"), Column("What"), Column("Changes", flexible=True), Column("By"))
    rows = (
        (
            day_cell(entry.recorded_at.date(), look),
            cell(entry.key, "accent"),
            cell(entry.what),
            cell("; ".join(_change(one, look) for one in entry.changes)),
            cell(entry.by.name if entry.by else "okr itself"),
        )
        for entry in entries
    )
    return table(columns, rows, empty="nothing is on record")


def _change(one: "Change", look: Look) -> str:
    return f"{one.field}: {one.before or look.none} {look.arrow} {one.after or look.none}"
