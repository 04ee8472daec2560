"""`okr alignment`: orphan rate, line of sight and the reach of the top goals (R13)."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, percent_cell, person_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import Printable, heading, hidden_words, lines, print_one, print_page
from okr.cli.session import Session
from okr.cli.table import Cell, Column, Table, cell, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from okr.contract.alignment import AlignmentReport, OrphanGoal, TopGoalReach, UnitAlignment


@command(
    "alignment",
    answers="alignment.AlignmentReport",
    also={"--orphans": "a list of alignment.OrphanGoal"},
    examples=("okr alignment", "okr alignment --unit CARE --json", "okr alignment --orphans --all"),
)
@click.option("--unit", metavar="UNIT", help="This unit; the whole organisation if left out.")
@click.option("--cycle", metavar="CYCLE", help="In this cycle; the current one if left out.")
@click.option("--orphans", is_flag=True, help="List the goals without a path to the top, page by page.")
@click.option("--limit", type=click.IntRange(1, 1000), metavar="N", help="At most so many in each list.")
@click.option("--cursor", metavar="TEXT", help="With --orphans: where the page before this one ended.")
@click.option("--all", "everything", is_flag=True, help="With --orphans: everything, not only one page.")
@as_of_options
@click.pass_obj
def alignment(
    session: Session,
    /,
    orphans: bool,
    cursor: str | None,
    everything: bool,
    as_of: str | None,
    known_at: str | None,
    **given: object,
) -> None:
    """Is everyone pulling the same way?

    Which goals and people have a path to a top goal, by unit, and how far each top goal reaches.
    """
    from okr.contract.alignment import ListOrphans, ShowAlignment

    given |= looking_back(session, as_of, known_at)
    if orphans:
        print_page(session, request(ListOrphans, cursor=cursor, **given), everything=everything, draw=_orphans)
        return
    if cursor or everything:
        raise click.UsageError("--cursor and --all go with --orphans", click.get_current_context())
    report = session.call(request(ShowAlignment, **given))
    print_one(session, report, lambda look: _parts(report, look))


def _parts(report: "AlignmentReport", look: Look) -> list[Printable]:
    columns = (
        Column("Unit", flexible=True),
        Column("Goals", "right"),
        Column("Orphans", "right"),
        Column("Orphan rate", "right"),
        Column("People", "right"),
        Column("With line of sight", "right"),
        Column("Line of sight", "right"),
    )
    rows = [_unit(report.total, look), *(_unit(unit, look) for unit in report.units)]
    parts: list[Printable] = [table(columns, rows, empty="")]
    if report.tops:
        tops = (
            (
                cell(top.key, "accent"),
                cell(top.title),
                person_cell(top.owner, look),
                count_cell(top.goals),
                count_cell(top.people),
                count_cell(top.units),
                _covered(top, look),
            )
            for top in report.tops
        )
        top_columns = (
            Column("Key"),
            Column("Top goal", flexible=True),
            Column("Owner"),
            Column("Goals", "right"),
            Column("People", "right"),
            Column("Units", "right"),
            Column("Of units asked", "right"),
        )
        parts += [heading("How far the top goals reach"), table(top_columns, tops, empty="")]
    if report.orphans:
        parts += [heading("Goals without a path to the top"), _orphans(report.orphans, look)]
    if report.people_without:
        names = ", ".join(person.name for person in report.people_without)
        parts += [heading("People without a goal on such a path"), lines(names)]
    if report.hidden:
        parts.append(lines(hidden_words(report.hidden, "goal"), style="dim"))
    return parts


def _unit(unit: "UnitAlignment", look: Look) -> tuple[Cell, ...]:
    return (
        cell(unit.unit.key, "accent") + cell(f"  {unit.unit.name}"),
        count_cell(unit.goals),
        count_cell(unit.orphans, "warning"),
        percent_cell(unit.orphan_rate, look),
        count_cell(unit.people),
        count_cell(unit.people_with_line_of_sight),
        percent_cell(unit.line_of_sight, look),
    )


def _covered(top: "TopGoalReach", look: Look) -> Cell:
    """How many of the units that were asked have an active goal for it (R13)."""
    if not top.units_asked:
        return cell("")
    share = percent_cell(top.cascade_coverage, look)
    return share + cell(f"  {top.units_accepted} of {top.units_asked}", "dim")


def _orphans(orphans: "Sequence[OrphanGoal]", look: Look) -> Table:
    columns = (Column("Key"), Column("Goal", flexible=True), Column("Unit"), Column("Owner"))
    rows = (
        (cell(goal.key, "accent"), cell(goal.title), cell(goal.unit.name), person_cell(goal.owner, look))
        for goal in orphans
    )
    return table(columns, rows, empty="every goal has a path to the top")
