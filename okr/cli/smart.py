"""`okr smart`: the SMART check of a goal."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import state_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.output import Printable, lines, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Cell, Lines, cell

if TYPE_CHECKING:
    from okr.contract.goals import SmartReport


@command("smart", answers="goals.SmartReport", examples=("okr smart CARE-7", "okr smart CARE-7 --json"))
@click.argument("goal")
@click.pass_obj
def smart(session: Session, /, goal: str) -> None:
    """The SMART check of a goal: each letter with its reason and what to write instead."""
    from okr.contract.goals import CheckSmart

    report = session.call(CheckSmart(key=goal))
    print_one(session, report, lambda look: _parts(report, look))


def _parts(report: "SmartReport", look: Look) -> list[Printable]:
    title = cell(report.key, "accent") + cell("  ") + cell(report.title, "strong")
    found: list[Cell] = []
    for finding in report.findings:
        where = cell(f"{finding.key}: ", "accent") if finding.key else EMPTY
        letter = cell(f"{finding.letter.value.capitalize():<12}", "strong")
        found.append(letter + state_cell(finding.verdict, look) + cell("  ") + where + cell(finding.reason))
        if finding.proposal:
            found.append(cell(f"{'':<12}{look.arrow} {finding.proposal}", "accent"))
    next_step = (
        f"it may be activated: okr goal activate {report.key}"
        if report.may_be_activated
        else "it may not be activated while a letter fails"
    )
    return [Lines((title,)), Lines(tuple(found)), lines(next_step, style="dim")]
