"""The check-in grid's rows and the form of the row below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okr.domain.cells import cell_width
from tui.drafting import Sheet, problem_in
from tui.drawing.results import due_words
from tui.drawing.rows import NORMAL, WIDE
from tui.editing import LineBuffer
from tui.format import (
    measured,
    percentage,
    short_name,
    since,
    sparkline,
    status_ink,
    status_mark,
    status_word,
    tone_of,
    way,
)
from tui.lines import Line, Look, Pen
from tui.view_models.check_ins import DueRow, Movement, Preview

FORM_LINES = 6
LEAST_SHOWN_PPM = 1_000
"""A tenth of a point: what moves less is said to stay."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell that the cursor stands in, and its buffer while one types."""

    column: str
    buffer: LineBuffer | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of the columns; how it went and the pace stand only where there is room."""

    title: int
    spark: int
    last: int
    pace: int
    value: int
    after: int


def columns_for(width: int) -> Columns:
    """The columns at a width; the title has what is left."""
    after = 21 if width >= 96 else 10
    last, value = (10, 10) if width >= 96 else (8, 9) if width >= NORMAL else (7, 8)
    spark, pace = (9, 6) if width >= WIDE else (0, 0)
    fixed = 10 + 1 + last + 2 + value + 1 + 5 + 3 + after + spark + pace
    return Columns(max(10, width - fixed), spark, last, pace, value, after)


def grid_head(width: int, *, look: Look) -> Line:
    """The names of the columns."""
    columns = columns_for(width)
    pen = Pen(look).cell("due", 10, "dim").cell("key result", columns.title, "dim").gap(1)
    pen.cell("went", columns.spark, "dim").cell("last", columns.last, "dim", align="right")
    pen.cell("pace", columns.pace, "dim", align="right").gap(2)
    pen.cell("value", columns.value, "dim", align="right").gap(1).cell("conf", 5, "dim", align="right").gap(3)
    return pen.cell("then", columns.after, "dim").line()


def grid_line(
    row: DueRow,
    sheet: Sheet,
    width: int,
    *,
    today: date,
    look: Look,
    cell: Cell | None,
    preview: Preview | None,
    refused: bool = False,
) -> Line:
    """A row of the grid; `cell` is given for the row of the cursor, `refused` where the company said no to it."""
    result = row.result
    columns = columns_for(width)
    when, ink = due_words(row, today)
    pen = Pen(look).cell(when, 10, ink).write(result.key, "error" if refused else "dim").gap(1)
    pen.cell(result.title, 10 + columns.title - pen.at, "" if row.may_check_in else "dim").gap(1)
    if columns.spark:
        pen.cell(sparkline(result.recent, columns.spark - 1, look), columns.spark, tone_of(result.numbers))
    shown = "".join(piece.text for piece in measured(result.current, "", look)) if result.has_reading else look.none
    pen.cell(shown, columns.last, "dim", align="right")
    if columns.pace:
        pen.cell(percentage(result.numbers.expected_ppm, look), columns.pace, "dim", align="right")
    pen.gap(2)
    if sheet.is_skipped(result.key):
        pen.cell("skipped", columns.value, "warning", align="right").gap(6)
    else:
        _cells(pen, row, sheet, columns.value, cell=cell, refused=refused)
    draft = sheet.draft(result.key)
    marks = (" n" if draft.note else "  ") + ("b" if draft.blocker else " ")
    pen.cell(marks, 3, "warning" if draft.blocker else "dim")
    return _after(pen, row, sheet, preview, columns.after).line()


def _cells(pen: Pen, row: DueRow, sheet: Sheet, value: int, *, cell: Cell | None, refused: bool) -> None:
    """Value and confidence."""
    look = pen.look
    trouble = problem_in(sheet, row)
    for column, size, gap in (("value", value, 1), ("confidence", 5, 0)):
        text = sheet.text(row.result.key, column)
        here = cell is not None and cell.column == column
        if here and cell is not None and cell.buffer is not None:
            cell.buffer.write(pen, size, align_right=False)
        elif here:
            pen.cell(text or (" " * size), size, "cell" if row.may_check_in else "field", align="right")
        else:
            wrong = (trouble is not None and trouble[0] == column) or (refused and column == "value")
            ink = "error" if wrong else "bold" if text else "faint"
            pen.cell(text or _hollow(row, size, look), size, ink, align="right")
        pen.gap(gap)


def _hollow(row: DueRow, size: int, look: Look) -> str:
    """What shows that a cell can be filled in."""
    return ("_" if look.ascii_only else "\u00b7") * min(size, 3) if row.may_check_in else ""


def _after(pen: Pen, row: DueRow, sheet: Sheet, preview: Preview | None, width: int) -> Pen:
    """What the typed value does: progress and status afterwards; otherwise how it stands."""
    look = pen.look
    if preview is not None and sheet.text(row.result.key, "value"):
        numbers, arrow = preview.after, look.arrow
    else:
        numbers, arrow = row.result.numbers, " " * len(look.arrow)
    ink = tone_of(numbers)
    pen.write(arrow, "dim").cell(percentage(numbers.raw_ppm, look), 6 if width <= 12 else 8, align="right").gap(1)
    pen.write(status_mark(numbers.status, look), ink)
    return pen.cell(f" {status_word(numbers.status)}" if width > 12 else "", max(0, width - len(arrow) - 10), ink)


def form_lines(
    row: DueRow | None,
    sheet: Sheet,
    width: int,
    *,
    today: date,
    look: Look,
    cell: Cell,
    preview: Preview | None,
    refused: str | None = None,
    is_back: bool = False,
) -> list[Line]:
    """The row of the cursor in full: what it is, what was, note and blocker, and what the value does."""
    if row is None:
        return []
    result = row.result
    pen = Pen(look).write(result.key, "dim").gap(1).write(result.title, "bold").gap(1)
    aim = way(result, look) + (f" {result.measure}" if result.measure else "")
    owner = short_name(result.owner, look)
    tail = f"{aim} {look.dot} {owner}"
    room = width - len(tail) - 1
    head = (
        Pen(look).put(pen.pieces)
        if pen.at < room
        else Pen(look).cell(f"{result.key} {result.title}", max(8, room - 1), "bold").gap(1)
    )
    head.write(look.rule * max(0, room - head.at), "faint").to(width - len(tail)).cell(tail, len(tail), "dim")
    lines = [head.line(), _facts(row, width, today=today, look=look)]
    skipped = sheet.is_skipped(result.key)
    for column, label in (("note", "Because" if skipped else "Note"), ("blocker", "Blocker")):
        lines.append(
            _text_line(
                label, sheet.text(result.key, column), width, look=look, cell=cell if cell.column == column else None
            )
        )
    if refused is not None:
        return [*lines, Pen(look).cell(refused, width, "error").line()]
    lines.append(_effect(row, sheet, width, is_back=is_back, look=look, preview=preview))
    tried = preview is not None and bool(sheet.text(result.key, "value")) and problem_in(sheet, row) is None
    return [*lines, _above(preview.above, width, look=look)] if preview is not None and tried else lines


def _facts(row: DueRow, width: int, *, today: date, look: Look) -> Line:
    result = row.result
    pen = Pen(look)
    if not result.has_reading:
        pen.write("no reading yet", "dim")
    else:
        spark = sparkline(result.recent, 12, look)
        if spark:
            pen.put(measured(result.recent[0], "", look)).gap(1).write(spark, tone_of(result.numbers)).gap(1)
        pen.put(measured(result.current, result.measure, look)).write(
            f", {since(result.last_reading_on, today)}", "dim"
        )
    pen.gap(3).write("expected ", "dim").write(percentage(result.numbers.expected_ppm, look))
    if result.confidence is not None:
        pen.gap(3).write("confidence ", "dim").write(f"{result.confidence} %")
    if result.last_note and width - pen.at > 20:
        pen.gap(3).cell(f'"{result.last_note}"', width - pen.at - 3, "dim")
    return pen.line()


def _text_line(label: str, text: str, width: int, *, look: Look, cell: Cell | None) -> Line:
    pen = Pen(look).cell(label, 10, "dim")
    if cell is None:
        return pen.cell(text or look.none, width - 10, "" if text else "faint").line()
    buffer = cell.buffer if cell.buffer is not None else LineBuffer(text, len(text))
    buffer.write(pen, width - 10)
    return pen.line()


def _above(above: Sequence[Movement], width: int, *, look: Look) -> Line:
    """What a value does to the goals above: as many as there is room for, the nearest first, and how many more."""
    pen = Pen(look).cell("Above", 10, "dim")
    if not above:
        return pen.cell("no goal above moves", max(0, width - 10), "faint").line()
    for number, goal in enumerate(above):
        was, now = percentage(goal.before_ppm, look), percentage(goal.after_ppm, look)
        mark, word = status_mark(goal.status_after, look), f" {status_word(goal.status_after)}"
        left = len(above) - number - 1
        more = f"and {left} more" if left else ""
        bare = f"{goal.key} {was} {look.arrow} {now}{_by(goal, look)} {mark}"
        room = width - pen.at - (cell_width(more) if more else 0)
        if number and cell_width(bare) > room:
            return pen.cell(f"and {left + 1} more", max(0, width - pen.at), "dim").line()
        pen.write(f"{goal.key} ", "dim").write(f"{was} {look.arrow} ", "dim").write(now, "bold")
        pen.write(_by(goal, look), "dim").gap(1)
        pen.write(mark + (word if cell_width(bare + word) <= room else ""), status_ink(goal.status_after)).gap(3)
    return pen.line()


def _by(goal: Movement, look: Look) -> str:
    """By how much a goal moves where whole points do not show it."""
    if goal.before_ppm is None or goal.after_ppm is None:
        return ""
    if percentage(goal.before_ppm, look) != percentage(goal.after_ppm, look):
        return ""
    step = goal.after_ppm - goal.before_ppm
    return f" ({step / 10_000:+.1f})" if abs(step) >= LEAST_SHOWN_PPM else ""


def _effect(
    row: DueRow, sheet: Sheet, width: int, *, look: Look, preview: Preview | None, is_back: bool = False
) -> Line:
    if is_back:
        return (
            Pen(look).cell("This day is over, and the past is not changed; D comes back to today.", width, "dim").line()
        )
    if not row.may_check_in:
        return (
            Pen(look)
            .cell("You may not check in to this one; its owner and those in charge may.", width, "warning")
            .line()
        )
    trouble = problem_in(sheet, row)
    if trouble is not None:
        return Pen(look).cell(trouble[1], width, "error" if trouble[0] == "value" else "warning").line()
    if sheet.is_skipped(row.result.key):
        words = "No reading is recorded; the reason is said on it, and the check-in stays due. s takes the skip back."
        return Pen(look).cell(words, width, "dim").line()
    if preview is None or not sheet.text(row.result.key, "value"):
        return Pen(look).line()
    pen = Pen(look).cell("Corrected" if sheet.draft(row.result.key).corrects else "Then", 10, "dim")
    for name, before, after in (
        (row.result.key, preview.before, preview.after),
        (row.result.goal, preview.goal_before, preview.goal_after),
    ):
        was, now = percentage(before.raw_ppm, look), percentage(after.raw_ppm, look)
        mark, word = status_mark(after.status, look), f" {status_word(after.status)}"
        fits = pen.at + cell_width(f"{name} {was} {look.arrow} {now} {mark}{word}") <= width
        pen.write(f"{name} ", "dim").write(f"{was} {look.arrow} ", "dim").write(now, "bold").gap(1)
        pen.write(mark + (word if fits else ""), tone_of(after)).gap(3)
    if preview.warnings and width - pen.at > 10:
        pen.cell(preview.warnings[0], width - pen.at, "warning")
    return pen.line()
