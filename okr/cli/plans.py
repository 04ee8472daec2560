"""`okr export plan`, `okr plan` and `okr apply`: goals as a text that is edited, reviewed and brought in."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okr.cli.errors import note, warn
from okr.cli.groups import OkrGroup, command
from okr.cli.options import Function, key_option
from okr.cli.output import print_json, print_one
from okr.cli.plan_views import plan_parts
from okr.cli.session import Session

if TYPE_CHECKING:
    from okr.contract.plans import PlanReport
    from okr.exchange.plan.reading import PlanFile


@click.group(
    "export",
    cls=OkrGroup,
    lazy={"plan": ("okr.cli.plans:export_plan", "Goals as a plan file.")},
    examples=("okr export plan --unit CARE --cycle 2026-Q4 > plan.yaml",),
)
def export() -> None:
    """Write what is in okr into files."""


@command(
    "plan",
    answers="plans.Plan",
    examples=(
        "okr export plan --unit CARE --cycle 2026-Q4 > plan.yaml",
        "okr export plan --with-organisation -o company.yaml",
    ),
)
@click.option("--unit", metavar="UNIT", help="Only the goals of this unit and of those below it.")
@click.option("--cycle", metavar="CYCLE", help="Only the goals of this cycle.")
@click.option(
    "--with-organisation",
    is_flag=True,
    help="Add the units, people, cycles and focus areas that the goals refer to, for a company that lacks them.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it here.")
@click.pass_obj
def export_plan(
    session: Session, /, unit: str | None, cycle: str | None, with_organisation: bool, output: Path | None
) -> None:
    """Goals as a plan file: one text with all that is decided about them, in an order that never varies.

    `okr plan FILE` says what a changed file would do, `okr apply FILE` does it.
    """
    from okr.contract.plans import ExportPlan
    from okr.exchange.plan.writing import plan_text

    plan = session.call(ExportPlan(unit=unit, cycle=cycle, with_organisation=with_organisation))
    if session.wants_json:
        print_json(plan.model_dump(mode="json", exclude_unset=True))
        return
    text = plan_text(plan)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


def _reason_option(function: Function) -> Function:
    return click.option(
        "--reason",
        metavar="TEXT",
        help="Why things change after activation or are given up, where the file has no reason.",
    )(function)


_FILE = click.argument("file", type=click.Path(allow_dash=True, dir_okay=False, path_type=Path))
_ALL = click.option("--all", "everything", is_flag=True, help="Print everything, not the first rows of each part.")


@command(
    "plan",
    answers="plans.PlanReport",
    examples=(
        "okr plan plan.yaml",
        "okr plan plan.yaml --format",
        "okr plan --schema > plan.schema.json",
    ),
)
@click.argument("file", required=False, type=click.Path(allow_dash=True, dir_okay=False, path_type=Path))
@_reason_option
@click.option(
    "--format", "formats", is_flag=True, help="Rewrite FILE with its fields in order; comments stay. Asks nobody."
)
@click.option(
    "--reviewed", is_flag=True, help="Note in FILE that what has moved was seen: then what the file says wins."
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of plan files, for editors.")
@_ALL
@click.pass_obj
def plan(
    session: Session,
    /,
    file: Path | None,
    reason: str | None,
    formats: bool,
    reviewed: bool,
    schema: bool,
    everything: bool,
) -> None:
    """What a plan file would do: the difference in words, its effect, what is refused. Nothing is written.

    Exit code 1 where something is refused, 5 where what the file would overwrite has moved since.
    """
    if schema:
        from okr.exchange.plan.schema import schema_text

        click.echo(schema_text(), nl=False)
        return
    if file is None:
        raise click.UsageError("name the plan file", click.get_current_context())
    read = _read(file)
    if formats:
        from okr.exchange.plan.formatting import formatted

        _write(file, formatted(read))
        return
    report = _ask(session, read, reason, dry_run=True)
    print_one(session, report, lambda look: plan_parts(report, look, file=read.name, everything=everything))
    if reviewed and report.conflicts:
        from okr.exchange.plan.editing import taken_over

        _write(file, taken_over(read, seen=report.seen, served=False))
        note(f"{read.name} has seen what stands now; look again with okr plan {file}")
        return
    _end(report)


@command(
    "apply",
    does="plans.apply",
    answers="plans.PlanReport",
    examples=("okr apply plan.yaml", "okr apply plan.yaml --yes --reason 'agreed on 3 October'"),
)
@_FILE
@_reason_option
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can be asked.")
@click.option("--leave-file", is_flag=True, help="Do not write the new keys and what has been seen into FILE.")
@_ALL
@key_option()
@click.pass_obj
def apply(
    session: Session,
    /,
    file: Path,
    reason: str | None,
    yes: bool,
    leave_file: bool,
    everything: bool,
    idempotency_key: str | None,
) -> None:
    """Bring goals in line with a plan file, in one transaction: all of it or nothing.

    Shows first what `okr plan` shows, and asks. Refuses (exit code 5) where what it would overwrite has moved since the file was
    written. Afterwards FILE holds the keys of what was new.
    """
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(
            "nobody can be asked here: look with okr plan FILE, then say --yes", click.get_current_context()
        )
    read = _read(file)
    if not yes:
        report = _ask(session, read, reason, dry_run=True)
        print_one(session, report, lambda look: plan_parts(report, look, file=read.name, everything=everything))
        _end(report)
        if not report.deeds:
            return
        session.agree("Apply it?", "plans.apply")
    done = _ask(session, read, reason, dry_run=False, key=idempotency_key)
    if yes:
        print_one(session, done, lambda look: plan_parts(done, look, file=read.name, everything=everything))
    else:
        note("applied" if done.written else "nothing was written")
    _end(done)
    if done.deeds and not leave_file and str(file) != "-":
        from okr.exchange.plan.files import bring_up

        trouble = bring_up(file, read, done)
        if trouble is not None:
            warn(trouble)


def _read(file: Path) -> "PlanFile":
    from okr.exchange.limits import limits_from
    from okr.exchange.plan.reading import read_plan, read_plan_file

    limits = limits_from(os.environ)
    if str(file) == "-":
        return read_plan(sys.stdin.buffer.read(limits.json_document_bytes + 1), name="standard input", limits=limits)
    return read_plan_file(file, limits=limits)


def _write(file: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all; standard input is answered on standard output."""
    from okr.exchange.plan.files import replace_text

    if str(file) == "-":
        click.echo(text, nl=False)
    else:
        replace_text(file, text)


def _ask(
    session: Session, read: "PlanFile", reason: str | None, *, dry_run: bool, key: str | None = None
) -> "PlanReport":
    """Carry the plan out, or only look; with the line and column of each finding."""
    from okr.exchange.plan.files import placed, request_of

    return placed(session.call(request_of(read, reason, dry_run=dry_run), key=key), read)


def _end(report: "PlanReport") -> None:
    """End with the code of what stands in the way, where something does."""
    if report.conflicts:
        click.get_current_context().exit(5)
    if any(one.level == "refused" for one in report.findings):
        click.get_current_context().exit(1)
