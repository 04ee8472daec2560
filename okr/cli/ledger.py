"""`okr ledger`: every goalpost that was moved, by whom and why."""

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
    from okr.contract.ledger import LedgerLine


@command(
    "ledger",
    lists="ledger.LedgerLine",
    examples=("okr ledger CARE-7", "okr ledger --unit CARE --cycle 2026-Q1", "okr ledger --all --json"),
)
@click.argument("key", required=False)
@click.option("--unit", metavar="UNIT", help="Of a unit and all below it; of all if left out.")
@click.option("--cycle", metavar="CYCLE", help="In this cycle; the current one if left out.")
@paged
@click.pass_obj
def ledger(session: Session, /, everything: bool, **given: object) -> None:
    """What goals aim at, as it was changed after the start: what, from what to what, by whom and why.

    A change of baseline, target, limits, weight, owner, due date or ambition is kept here, and the closing score against the original
    targets is drawn from it.
    """
    from okr.contract.ledger import ListLedger

    print_page(session, request(ListLedger, **given), everything=everything, draw=ledger_table)


def ledger_table(ledger_lines: Sequence["LedgerLine"], look: Look) -> Table:
    """What was moved, one a row."""
    columns = (
        Column("From"),
        Column("Key"),
        Column("What"),
        Column("Before", "right"),
        Column("After", "right"),
        Column("Why", flexible=True),
        Column("By"),
    )
    rows = (
        (
            day_cell(line.effective_on, look),
            cell(line.key, "accent"),
            cell(line.field),
            cell(line.before if line.before is not None else look.none),
            cell(line.after if line.after is not None else look.none),
            cell(line.reason),
            cell(line.by.name if line.by else ""),
        )
        for line in ledger_lines
    )
    return table(columns, rows, empty="nothing was moved")
