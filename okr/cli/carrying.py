"""`okr cycle roll`, `okr goal history`: goals go on in another cycle, and are read through all of them."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import number_cell, percent_cell, person_cell, state_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import key_option, request
from okr.cli.output import Printable, heading, hidden_words, lines, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Cell, Column, Table, cell, table
from okr.domain.score import score_text

if TYPE_CHECKING:
    from okr.contract.carrying import CarriedGoal, CarryReport, Lineage, LineageStep


@command(
    "roll",
    does="goals.carry",
    answers="carrying.CarryReport",
    examples=(
        "okr cycle roll 2026-Q1 2026-Q2 --all-unfinished --dry-run",
        "okr cycle roll 2026-Q1 2026-Q2 --goal CARE-7 --goal CARE-9",
        "okr cycle roll 2026-Q1 2026-Q2 --unit CARE",
    ),
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--goal", "goals", multiple=True, metavar="GOAL", help="This goal; may be repeated.")
@click.option("--unit", metavar="UNIT", help="The unfinished goals of a unit and of all below it.")
@click.option("--all-unfinished", is_flag=True, help="Every unfinished goal.")
@click.option("--dry-run", is_flag=True, help="Only say what would go along.")
@key_option()
@click.pass_obj
def roll(session: Session, /, idempotency_key: str | None, **given: object) -> None:
    """Carry goals forward into another cycle.

    Each goes on as a draft: its baselines are the last readings; owner, people, weights and links go along, open
    contributions are asked for again. What it was carried from stays as it is.
    """
    from okr.contract.carrying import CarryForward

    report = session.call(request(CarryForward, **given), key=idempotency_key)
    print_one(session, report, lambda look: _parts(report, look))


@command("history", answers="carrying.Lineage", examples=("okr goal history CARE-9",))
@click.argument("goal")
@click.pass_obj
def history(session: Session, /, goal: str) -> None:
    """A goal through the cycles that it was carried through, the earliest first."""
    from okr.contract.carrying import ShowLineage

    lineage = session.call(ShowLineage(key=goal))
    print_one(session, lineage, lambda look: _history_parts(lineage, look))


def _parts(report: "CarryReport", look: Look) -> list[Printable]:
    parts: list[Printable] = [lines(report.sentence, style="strong")]
    if report.carried:
        parts.append(_carried_table(report, look))
    notes = [f"{one.new_key or one.key}: {note}" for one in report.carried for note in _notes(one)]
    if notes:
        parts += [heading("What is different there"), lines(*notes)]
    if report.left:
        columns = (Column("Stays"), Column("Goal", flexible=True), Column("Why", flexible=True))
        rows = ((cell(one.key, "accent"), cell(one.title), cell(one.reason)) for one in report.left)
        parts.append(table(columns, rows, empty=""))
    return parts


def _notes(goal: "CarriedGoal") -> list[str]:
    asked = "1 contribution is" if goal.asked_again == 1 else f"{goal.asked_again} contributions are"
    return [*goal.notes, *([f"{asked} asked for again."] if goal.asked_again else [])]


def _carried_table(report: "CarryReport", look: Look) -> Table:
    columns = (
        Column("From"),
        Column("To"),
        Column("Goal", flexible=True),
        Column("Key results", "right"),
        Column("Parents"),
        Column("Owner"),
    )
    rows = (
        (
            cell(one.key, "accent"),
            cell(one.new_key, "accent") if one.new_key else EMPTY,
            cell(one.title),
            cell(len(one.results)),
            cell(", ".join(one.parents)),
            person_cell(one.owner, look),
        )
        for one in report.carried
    )
    return table(columns, rows, empty="")


def _history_parts(lineage: "Lineage", look: Look) -> list[Printable]:
    columns = (
        Column("Cycle"),
        Column("Key"),
        Column("Goal", flexible=True),
        Column("State"),
        Column("Progress", "right"),
        Column("Score", "right"),
        Column("Owner", from_width=90),
    )
    rows = (
        (
            cell(step.cycle),
            cell(step.key, "accent"),
            cell(step.title),
            state_cell(step.state, look),
            percent_cell(step.progress, look),
            cell(score_text(step.score)) if step.score is not None else EMPTY,
            person_cell(step.owner, look),
        )
        for step in lineage.steps
    )
    parts: list[Printable] = [table(columns, rows, empty="")]
    for step in lineage.steps:
        if step.results:
            parts += [heading(f"{step.key}, {step.cycle}"), _results(step, look)]
    if lineage.hidden:
        parts.append(lines(hidden_words(lineage.hidden, "goal"), style="dim"))
    return parts


def _results(step: "LineageStep", look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Key result", flexible=True),
        Column("From", "right"),
        Column("To", "right"),
        Column("Reached", "right"),
    )
    rows = (
        (
            cell(one.key, "accent"),
            cell(one.title),
            number_cell(one.baseline, None, look),
            number_cell(one.target, one.unit_of_measure, look),
            number_cell(one.current, one.unit_of_measure, look) if one.has_reading else _no_reading(),
        )
        for one in step.results
    )
    return table(columns, rows, empty="")


def _no_reading() -> Cell:
    return cell("no reading", "muted")
