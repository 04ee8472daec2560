"""`okr cycle grades`: the goals of a cycle with their closing scores so far (R11)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import person_cell, state_cell
from okr.cli.grading import score_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, paged, request
from okr.cli.output import print_page
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Table, cell, table
from okr.domain.score import score_text

if TYPE_CHECKING:
    from okr.contract.grading import GradeReport


@command(
    "grades",
    lists="grading.GradeReport",
    examples=("okr cycle grades 2026-Q1", "okr cycle grades 2026-Q1 --waiting --unit CARE --json"),
)
@click.argument("cycle")
@click.option("--unit", metavar="UNIT", help="Of this unit and all below it.")
@click.option("--owner", metavar="PERSON", help="Of this person, by handle or e-mail.")
@click.option("--waiting", is_flag=True, help="Only what has no grade yet.")
@paged
@as_of_options
@click.pass_obj
def grades(session: Session, /, everything: bool, as_of: str | None, known_at: str | None, **given: object) -> None:
    """The goals of a cycle with the score that each has, or would have if this were the end."""
    from okr.contract.grading import ListGrades

    wanted = request(ListGrades, **given, **looking_back(session, as_of, known_at))
    print_page(session, wanted, everything=everything, draw=_table)


def _table(reports: Sequence["GradeReport"], look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Goal", flexible=True),
        Column("Computed", "right"),
        Column("Grade", "right"),
        Column("Original", "right", from_width=90),
        Column("State"),
        Column("Owner"),
    )
    rows = (
        (
            cell(report.key, "accent"),
            cell(report.title),
            score_cell(report.computed, report.colour, look),
            score_cell(report.grade.score, report.grade.colour, look) if report.grade else cell("waits", "muted"),
            cell(score_text(report.original)) if report.original is not None else EMPTY,
            state_cell(report.state, look),
            person_cell(report.owner, look),
        )
        for report in reports
    )
    return table(columns, rows, empty="no goal of this cycle is graded")
