"""`okr undo`: take back the last change."""

from typing import TYPE_CHECKING

import click

from okr.cli.groups import command
from okr.cli.output import Printable, print_one
from okr.cli.session import Session
from okr.cli.table import Lines, cell
from okr.domain.undoing import done_words

if TYPE_CHECKING:
    from okr.contract.undo import UndoStep


@command("undo", does="undo.last", answers="undo.UndoStep", examples=("okr undo --dry-run", "okr undo"))
@click.option("--dry-run", is_flag=True, help="Say what would be taken back, and change nothing.")
@click.pass_obj
def undo(session: Session, /, dry_run: bool) -> None:
    """Take back the last change that you made, within 15 minutes.

    It is done by the opposite command, which is audited like any other: a check-in is voided, a link untied, a field gets its
    value back. Twice takes back the change before. What somebody else changed since stays.
    """
    from okr.contract.undo import MINUTES, ShowLastChange, UndoLast
    from okr.domain.errors import RuleViolation

    if dry_run:
        step = session.call(ShowLastChange()).step
        if step is None:
            raise RuleViolation(f"You changed nothing in the last {MINUTES} minutes that could be undone.")
        print_one(session, step, lambda _: _parts(step, "Would be taken back"))
        return
    done = session.call(UndoLast())
    print_one(session, done, lambda _: _parts(done, "Taken back"))


def _parts(step: "UndoStep", heading: str) -> list[Printable]:
    if not step.possible:
        return [Lines(tuple(cell(words) for words in step.words))]
    return [
        Lines(
            (
                cell(f"{heading}: {done_words(step.operation, step.keys, skipped=step.skipped)}"),
                *(cell(f"  {words}") for words in step.words),
            )
        )
    ]
