"""How the report of an import is shown: counts, changes, findings by row and field."""

from typing import TYPE_CHECKING

from okr.cli.cells import count_cell
from okr.cli.look import Look
from okr.cli.output import Printable, heading, lines
from okr.cli.reorg_views import reorg_parts
from okr.cli.table import Cell, Column, Table, cell, table

if TYPE_CHECKING:
    from okr.contract.imports import ImportReport, Place

SHOWN = 40
"""Changes and findings that are printed unless all are asked for; a screen and a half."""
FATES = 6
"""Columns of the counts, but for what is gone."""
STYLES = {"refused": "error", "warning": "warning", "note": "dim"}


def report_parts(report: "ImportReport", look: Look, *, everything: bool) -> list[Printable]:
    """What an import did, or would do."""
    limit = None if everything else SHOWN
    parts: list[Printable] = [_counts(report), _verdict(report)]
    if report.smart:
        failed = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in report.smart.items())
        parts.append(lines(f"SMART: {failed}"))
    if report.reorg is not None:
        parts += reorg_parts(report.reorg, look, limit=limit)
    if report.changes:
        parts += [heading("Changes"), _changes(report, look, limit)]
    if report.findings:
        parts += [heading("Findings"), _findings(report, look, limit)]
    moved = 0 if report.reorg is None else max(len(report.reorg.changes), len(report.reorg.effects))
    longest = max(len(report.changes), len(report.findings), moved)
    if limit is not None and longest > limit:
        parts.append(lines(f"the first {limit} of each; --all prints everything", style="dim"))
    return parts


def _counts(report: "ImportReport") -> Table:
    columns = (
        Column("What"),
        Column("Created", "right"),
        Column("Changed", "right"),
        Column("Left alone", "right"),
        Column("Merged", "right"),
        Column("Refused", "right"),
        *((Column("Gone", "right"),) if any(count.missing for count in report.counts) else ()),
    )
    rows = (
        (
            cell(count.kind),
            count_cell(count.created, "success"),
            count_cell(count.changed, "accent"),
            count_cell(count.unchanged),
            count_cell(count.merged),
            count_cell(count.refused, "error"),
            *((count_cell(count.missing, "warning"),) if len(columns) > FATES else ()),
        )
        for count in report.counts
    )
    return table(columns, rows, empty="the files hold nothing that the mapping makes something of")


def _verdict(report: "ImportReport") -> Printable:
    took = f"{report.seconds:.1f} s"
    if report.dry_run:
        return lines(f"dry run: nothing was written ({took})", style="warning")
    if report.written:
        return lines(f"imported in {took}", style="success")
    return lines("nothing was written: mend the refused rows, or --skip-bad-rows keeps the good ones", style="error")


def _changes(report: "ImportReport", look: Look, limit: int | None) -> Table:
    columns = (
        Column("Where"),
        Column("What"),
        Column("Id"),
        Column("Field"),
        Column("Before", flexible=True),
        Column("After", flexible=True),
    )
    rows = (
        (
            _place(change.place),
            cell(change.kind, "dim"),
            cell(change.external_id),
            cell(change.field),
            cell(change.before or look.none, "dim"),
            cell(change.after or look.none),
        )
        for change in report.changes[:limit]
    )
    return table(columns, rows, empty="")


def _findings(report: "ImportReport", look: Look, limit: int | None) -> Table:
    columns = (Column("Level"), Column("Where"), Column("Field"), Column("Value"), Column("What", flexible=True))
    worst_first = sorted(report.findings, key=lambda finding: list(STYLES).index(finding.level))
    rows = (
        (
            cell(finding.level, STYLES[finding.level]),
            _place(finding.place),
            cell(finding.field),
            cell(finding.value),
            cell(finding.message),
        )
        for finding in worst_first[:limit]
    )
    return table(columns, rows, empty="")


def _place(place: "Place") -> Cell:
    return cell(f"{place.file}:{place.row}" if place.row else place.file, "dim")
