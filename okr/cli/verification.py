"""`okr verify` and `okr turn`: derived numbers are recomputed and compared, and brought to today."""

from typing import TYPE_CHECKING

import click

from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.output import Printable, lines, print_one
from okr.cli.session import Session
from okr.cli.table import Column, cell, table
from okr.domain.wording import counted

if TYPE_CHECKING:
    from okr.contract.verification import TurnReport, VerifyReport


@command(
    "verify",
    does={"--repair": "verification.repair"},
    answers="verification.VerifyReport",
    examples=("okr verify", "okr verify --repair", "okr verify --json"),
)
@click.option("--repair", is_flag=True, help="Write the recomputed numbers where they differ.")
@click.pass_obj
def verify(session: Session, /, repair: bool) -> None:
    """Recompute everything and compare; there must be no difference.

    Ends with 1 where there is one that was not repaired.
    """
    from okr.contract.verification import Repair, Verify

    report = session.call(Repair() if repair else Verify())
    print_one(session, report, lambda look: _parts(report, look))
    if report.difference_count and not report.repaired:
        click.get_current_context().exit(1)


@command(
    "turn", does="verification.turn-day", answers="verification.TurnReport", examples=("okr turn", "okr turn --json")
)
@click.option(
    "--chunk",
    type=click.IntRange(1, 100_000),
    default=2000,
    show_default=True,
    metavar="N",
    help="Key results at a time.",
)
@click.pass_obj
def turn(session: Session, /, chunk: int) -> None:
    """Bring what moves with the calendar to today.

    Reading commands do it themselves where it is quick; it is safe to run again and to interrupt.
    """
    from okr.contract.verification import TurnDay

    report = session.call(TurnDay(chunk=chunk))
    print_one(session, report, lambda look: _turned(report))


def _parts(report: "VerifyReport", look: Look) -> list[Printable]:
    recomputed = (
        f"{counted(report.goals, 'goal')}, {counted(report.key_results, 'key result')}, "
        f"{counted(report.check_ins, 'check-in')} recomputed for {report.day} in {report.seconds:.1f} s"
    )
    if not report.difference_count:
        return [lines(recomputed, "no difference")]
    many = counted(report.difference_count, "difference")
    told = f"{many}, repaired" if report.repaired else f"{many}; okr verify --repair writes the recomputed numbers"
    columns = (Column("Key"), Column("Number"), Column("Stored", "right"), Column("Recomputed", "right"))
    rows = (
        (cell(item.key, "accent"), cell(item.field), cell(item.stored or look.none), cell(item.computed or look.none))
        for item in report.differences
    )
    parts: list[Printable] = [lines(recomputed), lines(told, style="success" if report.repaired else "error")]
    return [*parts, table(columns, rows, empty="")]


def _turned(report: "TurnReport") -> list[Printable]:
    state = "everything is" if report.finished else "not everything is yet"
    return [
        lines(
            f"{state} at {report.day}: {counted(report.key_results, 'key result')} and {counted(report.goals, 'goal')} changed "
            f"in {report.seconds:.1f} s"
        )
    ]
