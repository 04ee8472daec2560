"""`okr import`: what stands in other files is brought in by a mapping, whole or not at all."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okr.cli.groups import OkrCommand, OkrGroup, command
from okr.cli.import_views import report_parts
from okr.cli.options import Function, key_option
from okr.cli.output import print_one
from okr.cli.session import Session

if TYPE_CHECKING:
    from okr.contract.imports import ImportRecords
    from okr.exchange.importing import Progress, ReadingProgress

KINDS = {
    "units": "Units, with their parents and leads.",
    "people": "People, with their units and managers.",
    "cycles": "Cycles.",
    "focus-areas": "Customer focus areas.",
    "goals": "Goals, with their owners and parents.",
    "key-results": "Key results of goals.",
    "check-ins": "Readings of key results.",
}

ASKED = ("dry_run", "skip_bad_rows", "enforce_smart", "reorganise", "leave_on", "reason")
"""The options that are the request's own."""


@click.group(
    "import",
    cls=OkrGroup,
    lazy={
        "bundle": ("okr.cli.imports:bundle", "Several files that a mapping names, in one transaction."),
        "outline": ("okr.cli.outlines:outline", "Nested bullets of a Markdown document as a proposed plan file."),
        **{kind: (f"okr.cli.imports:import_{kind.replace('-', '_')}", text) for kind, text in KINDS.items()},
    },
    examples=(
        "okr import bundle examples/uk-organograms/bundle.toml --data ./organograms --dry-run",
        "okr import goals goals.xlsx --mapping goals.toml",
    ),
)
def import_() -> None:
    """Import spreadsheets and other files, by a small mapping file.

    CSV, XLSX, JSON and JSON lines. Importing the same file again changes nothing; a newer export changes what differs.
    """


def _how(function: Function) -> Function:
    """The options of every import."""
    options = [
        click.option("--dry-run", is_flag=True, help="Say what would be created, changed and refused; write nothing."),
        click.option("--skip-bad-rows", is_flag=True, help="Keep the good rows; otherwise one bad row refuses all."),
        click.option(
            "--enforce-smart", is_flag=True, help="Bring in active goals with a failing SMART letter as drafts."
        ),
        click.option(
            "--reason",
            metavar="TEXT",
            help="Why targets, due days, weights or owners of goals that have begun are changed; kept in the target ledger.",
        ),
        click.option("--all", "everything", is_flag=True, help="Print every change and finding, not the first ones."),
        key_option(),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@command(
    "bundle",
    does="imports.run",
    answers="imports.ImportReport",
    examples=(
        "okr import bundle bundle.toml --data ./export --dry-run",
        "okr import bundle bundle.toml --data ./export --skip-bad-rows --json",
    ),
)
@click.argument("mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The folder of the files that the mapping names.",
)
@click.option("--reorg", is_flag=True, help="Who is no longer in the files leaves, and what they held is handed over.")
@click.option("--leaves", metavar="DAY", help="With --reorg, the last day of those who are gone; today if left out.")
@_how
@click.pass_obj
def bundle(session: Session, /, mapping: Path, data: Path, *, reorg: bool, leaves: str | None, **how: object) -> None:
    """Several files that a mapping names, in one transaction.

    With --reorg and --dry-run it shows the plan of the reorganisation; see okr reorg.
    """
    from okr.exchange.importing import read_bundle

    if leaves is not None and not reorg:
        raise click.UsageError("--leaves is for --reorg")
    how |= {"reorganise": reorg, "leave_on": session.day(leaves, name="leaves", future=True)}

    _run(session, lambda progress: read_bundle(mapping, data, progress=progress), how)


def _one_kind(kind: str, help_text: str) -> OkrCommand:
    """The command that imports one file of one kind."""

    @command(
        kind,
        does="imports.run",
        answers="imports.ImportReport",
        examples=(
            f"okr import {kind} export.csv --mapping {kind}.toml --dry-run",
            f"okr import {kind} export.xlsx --mapping {kind}.toml",
        ),
    )
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--mapping",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=True,
        metavar="TOML",
        help="The mapping: which column feeds which field.",
    )
    @_how
    @click.pass_obj
    def one(session: Session, /, file: Path, mapping: Path, **how: object) -> None:
        from okr.exchange.importing import read_single

        _run(session, lambda progress: read_single(kind, file, mapping, progress=progress), how)

    one.describe(help_text)
    return one


import_units = _one_kind("units", KINDS["units"])
import_people = _one_kind("people", KINDS["people"])
import_cycles = _one_kind("cycles", KINDS["cycles"])
import_focus_areas = _one_kind("focus-areas", KINDS["focus-areas"])
import_goals = _one_kind("goals", KINDS["goals"])
import_key_results = _one_kind("key-results", KINDS["key-results"])
import_check_ins = _one_kind("check-ins", KINDS["check-ins"])


def _run(session: Session, read: "Callable[[Progress | None], ImportRecords]", how: dict[str, object]) -> None:
    """Reads, imports, reports; ends with 1 where rows were refused and not skipped."""
    teller = _Teller() if sys.stderr.isatty() and not session.wants_json else None
    records = read(teller)
    wanted = records.model_copy(update={name: how[name] for name in ASKED if name in how})
    if teller is not None:
        teller.say("writing" if not wanted.dry_run else "comparing")
    key = how["idempotency_key"]
    try:
        report = session.call(wanted, key=key if isinstance(key, str) else None)
    finally:
        if teller is not None:
            teller.clear()
    print_one(session, report, lambda look: report_parts(report, look, everything=bool(how["everything"])))
    refused = any(finding.level == "refused" for finding in report.findings)
    if (not report.written and not report.dry_run) or (report.dry_run and refused and not wanted.skip_bad_rows):
        click.get_current_context().exit(1)


class _Teller:
    """Says on a terminal how far a long import has come, on one line that goes away."""

    def __call__(self, progress: "ReadingProgress") -> None:
        """Told by the reader every few thousand rows."""
        self.say(f"reading {progress.file}: {progress.rows:,} rows for {progress.kind.replace('_', ' ')}")

    def say(self, text: str) -> None:
        """Replaces the line."""
        from okr.domain.text import clean_for_display

        print(f"\r\x1b[K{clean_for_display(text)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Takes the line away."""
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
