"""`okr accountability`: by unit and person, what is owned and how it is kept."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, day_cell, percent_cell, person_cell, state_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import Printable, heading, hidden_words, lines, print_one
from okr.cli.session import Session
from okr.cli.table import Cell, Column, Table, cell, table

if TYPE_CHECKING:
    from okr.contract.accountability import AccountabilityReport, AccountabilityRow, Blocker

COLUMNS = (
    Column("Who", flexible=True),
    Column("Goals", "right"),
    Column("Results", "right", from_width=90),
    Column("On track", "right"),
    Column("At risk", "right"),
    Column("Off track", "right"),
    Column("Pending", "right", from_width=120),
    Column("Reached", "right", from_width=120),
    Column("Stale", "right", from_width=110),
    Column("On time", "right"),
    Column("Late", "right", from_width=100),
    Column("Missed", "right", from_width=100),
    Column("Overdue", "right"),
    Column("Since", from_width=130),
    Column("Blocked", "right", from_width=110),
    Column("Unanswered", "right", from_width=120),
    Column("Asked", "right", from_width=145),
    Column("Ownerless", "right", from_width=130),
    Column("Moved goalposts", "right", from_width=140),
)


@command(
    "accountability",
    answers="accountability.AccountabilityReport",
    examples=("okr accountability", "okr accountability --unit CARE", "okr accountability --as-of 2026-10-31 --json"),
)
@click.option("--unit", metavar="UNIT", help="This unit; the whole organisation if left out.")
@click.option("--cycle", metavar="CYCLE", help="In this cycle; the current one if left out.")
@as_of_options
@click.pass_obj
def accountability(session: Session, /, as_of: str | None, known_at: str | None, **given: object) -> None:
    """Who answers for what, and how it is kept.

    A unit, the units directly below it, and its own people; what is overdue, blocked, unanswered; what nobody answers for; which
    goalposts were moved.
    """
    from okr.contract.accountability import ShowAccountability

    report = session.call(request(ShowAccountability, **given, **looking_back(session, as_of, known_at)))
    print_one(session, report, lambda look: _parts(report, look))


def _parts(report: "AccountabilityReport", look: Look) -> list[Printable]:
    rows = [
        _row(report.unit, look),
        *(_row(row, look) for row in report.units),
        *(_row(row, look) for row in report.people),
    ]
    parts: list[Printable] = [table(COLUMNS, rows, empty="")]
    if report.overdue:
        parts += [heading("Overdue"), _overdue(report, look)]
    if report.blockers:
        parts += [heading("Blocked"), _blocked(report, look)]
    if report.unanswered:
        parts += [heading("Asked, and not answered"), _unanswered(report, look)]
    if report.ownerless:
        parts += [heading("Nobody answers for"), _ownerless(report, look)]
    if report.moved:
        parts += [heading("Moved goalposts"), _moved(report, look)]
    if report.hidden:
        parts.append(lines(hidden_words(report.hidden, "goal"), style="dim"))
    return parts


def _overdue(report: "AccountabilityReport", look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Key result", flexible=True),
        Column("Owner"),
        Column("Due"),
        Column("Days late", "right"),
    )
    rows = (
        (
            cell(item.key, "accent"),
            cell(item.title),
            person_cell(item.owner, look),
            day_cell(item.due_on, look),
            count_cell(item.days_late, "error"),
        )
        for item in report.overdue
    )
    return table(columns, rows, empty="")


def _unanswered(report: "AccountabilityReport", look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Asked", flexible=True),
        Column("State"),
        Column("Waits for"),
        Column("Answer due"),
    )
    rows = (
        (
            cell(item.key, "accent"),
            cell(item.title),
            cell(str(item.state)),
            person_cell(item.waits_for, look),
            day_cell(item.answer_due_on, look),
        )
        for item in report.unanswered
    )
    return table(columns, rows, empty="")


def _moved(report: "AccountabilityReport", look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Moved"),
        Column("From"),
        Column("To"),
        Column("Because", flexible=True),
        Column("By"),
        Column("On"),
    )
    rows = (
        (
            cell(item.key, "accent"),
            cell(item.field),
            cell(item.before, "dim"),
            cell(item.after),
            cell(item.reason),
            person_cell(item.by, look),
            day_cell(item.effective_on, look),
        )
        for item in report.moved
    )
    return table(columns, rows, empty="")


def _blocked(report: "AccountabilityReport", look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Key result", flexible=True),
        Column("Blocked by", flexible=True),
        Column("Since"),
        Column("Owner"),
        Column("Answers", from_width=100),
        Column("By", from_width=120),
    )
    rows = (
        (
            cell(item.blocker or item.key, "accent"),
            cell(item.title),
            cell(item.text, "error"),
            day_cell(item.since, look),
            person_cell(item.owner, look),
            _answers(item),
            day_cell(item.answer_due_on if item.answer is None else None, look),
        )
        for item in report.blockers
    )
    return table(columns, rows, empty="")


def _answers(item: "Blocker") -> Cell:
    """Who has to answer, or what they answered."""
    if item.answer is not None:
        return cell(item.answer, "success")
    return cell(item.answers.name if item.answers is not None else None)


def _ownerless(report: "AccountabilityReport", look: Look) -> Table:
    columns = (Column("Key"), Column("Title", flexible=True), Column("Unit"), Column("Status"), Column("Left"))
    rows = (
        (
            cell(item.key, "accent"),
            cell(item.title),
            cell(item.unit.name),
            state_cell(item.status, look),
            cell(item.owner.name if item.owner else None, "dim"),
        )
        for item in report.ownerless
    )
    return table(columns, rows, empty="")


def _row(row: "AccountabilityRow", look: Look) -> tuple[Cell, ...]:
    return (
        _who(row),
        count_cell(row.goals),
        count_cell(row.key_results),
        count_cell(row.on_track, "success"),
        count_cell(row.at_risk, "warning"),
        count_cell(row.off_track, "error"),
        count_cell(row.pending),
        count_cell(row.reached, "success"),
        count_cell(row.stale, "warning"),
        percent_cell(row.on_time_rate, look),
        count_cell(row.late, "warning"),
        count_cell(row.missed, "error"),
        count_cell(row.overdue, "error"),
        day_cell(row.oldest_overdue_on, look),
        count_cell(row.blockers, "error"),
        count_cell(row.unanswered_blockers, "error"),
        count_cell(row.unanswered_asks, "error"),
        count_cell(row.without_owner, "warning"),
        count_cell(row.moved_goalposts, "warning"),
    )


def _who(row: "AccountabilityRow") -> Cell:
    if row.unit is not None:
        return cell(row.unit.key, "accent") + cell(f"  {row.unit.name}")
    return cell(row.person.name if row.person is not None else "")
