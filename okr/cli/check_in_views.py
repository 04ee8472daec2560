"""How check-ins are shown: what was written, what moved, what would move, and the list of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from okr.cli.cells import (
    count_cell,
    day_cell,
    moment_cell,
    moved_cell,
    number_cell,
    percent_cell,
    state_cell,
    status_moved_cell,
)
from okr.cli.look import Look
from okr.cli.output import Printable, lines
from okr.cli.table import EMPTY, Cell, Column, Lines, Table, cell, table
from okr.domain.wording import counted

if TYPE_CHECKING:
    from okr.contract.base import Figures
    from okr.contract.check_ins import CheckInPreview, CheckInResult, CheckInsResult, CheckInView, Movement


def result_parts(result: "CheckInResult", look: Look) -> list[Printable]:
    """A check-in that was written, and what moved with it up to the tops."""
    written = result.check_in
    title = cell(written.key, "accent") + cell("  ") + cell(result.title, "strong")
    if written.voids is not None:
        what = cell(f"check-in {written.voids} is void")
    else:
        what = number_cell(written.value, result.unit_of_measure, look) + cell(f"  on {written.effective_on}", "dim")
    parts: list[Printable] = [Lines((title + cell(f"  check-in {written.number}: ", "dim") + what,))]
    return [*parts, *_moved_parts(result.moved, look), *_notices(result.notices)]


def recorded_parts(result: "CheckInsResult", look: Look) -> list[Printable]:
    """Many check-ins that were written, and what moved at the end."""
    count = len(result.recorded)
    words = [f"{count:,} check-in{'' if count == 1 else 's'} recorded"] if count or not result.skipped else []
    words += [f"{result.skipped:,} skipped, with the reason"] if result.skipped else []
    parts: list[Printable] = [lines(", ".join(words), style="strong")]
    return [*parts, *_moved_parts(result.moved, look), *_notices(result.notices)]


def preview_parts(preview: "CheckInPreview", look: Look) -> list[Printable]:
    """What a check-in would do."""
    rows = [
        (cell("key result"), *_would_move(preview.before, preview.after, look)),
        (cell("goal"), *_would_move(preview.goal_before, preview.goal_after, look)),
        *(
            (
                cell(above.key, "accent"),
                moved_cell(above.progress_before, above.progress_after, look),
                status_moved_cell(above.status_before, above.status_after, look),
            )
            for above in preview.above
        ),
    ]
    shown = table((Column("Would move"), Column("Progress"), Column("Status")), rows, empty="")
    return [shown, lines("nothing was written", style="dim"), *_notices(preview.warnings)]


def check_in_table(check_ins: Sequence["CheckInView"], look: Look) -> Table:
    """Check-ins, one a row."""
    columns = (
        Column("Key"),
        Column("No", "right"),
        Column("Day"),
        Column("Value", "right"),
        Column("Confidence", "right", from_width=90),
        Column("Own status", from_width=110),
        Column("Note", flexible=True),
        Column("By"),
        Column("Recorded", from_width=120),
        Column("Read by", from_width=140),
    )
    rows = (
        (
            cell(entry.key, "accent"),
            count_cell(entry.number),
            day_cell(entry.effective_on, look),
            number_cell(entry.value, None, look),
            percent_cell(entry.confidence * 10_000, look) if entry.confidence is not None else EMPTY,
            state_cell(entry.status, look) if entry.status is not None else EMPTY,
            _remarks(entry),
            cell(entry.by.name if entry.by else "imported", "" if entry.by else "dim"),
            moment_cell(entry.recorded_at),
            _read_by(entry),
        )
        for entry in check_ins
    )
    return table(columns, rows, empty="no check-ins yet; okr checkin KEY VALUE records one")


def _read_by(entry: "CheckInView") -> Cell:
    """Who has read it, and what they said to it."""
    if entry.acknowledged_by is None:
        return EMPTY
    said = f": {entry.acknowledgement}" if entry.acknowledgement else ""
    return cell(f"{entry.acknowledged_by.name}{said}")


def _remarks(entry: "CheckInView") -> Cell:
    """What later check-ins say of it, what stands in the way, the note."""
    marks = [
        f"corrected by {entry.corrected_by}" if entry.corrected_by else "",
        f"voided by {entry.voided_by}" if entry.voided_by else "",
        f"corrects {entry.corrects}" if entry.corrects else "",
        f"voids {entry.voids}" if entry.voids else "",
        counted(entry.answers, "answer") if entry.answers is not None else "",
    ]
    built = cell(", ".join(mark for mark in marks if mark), "warning")
    for text, style in ((entry.blocker and f"blocked: {entry.blocker}", "error"), (entry.note, "")):
        if text:
            built = built + cell("; ", "dim") + cell(text, style) if built.text else cell(text, style)
    return built


def _moved_parts(moved: Sequence["Movement"], look: Look) -> list[Printable]:
    if not moved:
        return []
    rows = (
        (
            cell(step.key, "accent"),
            cell(step.title),
            moved_cell(step.progress_before, step.progress_after, look),
            status_moved_cell(step.status_before, step.status_after, look),
        )
        for step in moved
    )
    columns = (Column("Key"), Column("Title", flexible=True), Column("Progress"), Column("Status"))
    return [table(columns, rows, empty="")]


def _notices(notices: Sequence[str]) -> list[Printable]:
    return [lines(*notices, style="warning")] if notices else []


def _would_move(before: "Figures", after: "Figures", look: Look) -> tuple[Cell, Cell]:
    return moved_cell(before.progress, after.progress, look), status_moved_cell(before.status, after.status, look)
