"""The check-in grid's rows and the form of the row below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okr.domain.cells import cell_width
from tui.drafting import Sheet, problem_in
from tui.drawing.results import due_words, is_over
from tui.drawing.rows import NORMAL, WIDE, paragraph
from tui.editing import LineBuffer
from tui.format import (
    day,
    measured,
    named_status,
    percentage,
    short_name,
    since,
    sparkline,
    status_ink,
    tone_of,
    way,
)
from tui.lines import Line, Look, Pen, Target
from tui.view_models.basics import Numbers
from tui.view_models.check_ins import DueRow, Movement, Preview, Skip

FORM_LINES = 6
LEAST_SHOWN_PPM = 1_000
"""A tenth of a point: what moves less is said to stay."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell that the cursor stands in, and its buffer while one types."""

    column: str
    buffer: LineBuffer | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """Cells that the words of some columns take in the rows that there are; what they do not need, titles have."""

    due: int = 8
    last: int = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of the columns; how it went and the pace stand only where there is room."""

    due: int
    title: int
    spark: int
    last: int
    pace: int
    value: int
    after: int

    @property
    def confidence_at(self) -> int:
        """The cell in which the confidence begins."""
        return self.due + self.title + 1 + self.spark + self.last + self.pace + 2 + self.value + DOUBT_WIDTH


DOUBT_WIDTH = 2
"""The mark of a value that is none or doubtful, and a blank behind it."""
CONFIDENCE_WIDTH = 4
MOST_TITLE = 110
"""Cells of key and title at most: on a very wide screen the eye would lose the line between them and the values."""
SHORT_AFTER = 16
"""Cells of what a value does, with the short word of the status."""
MOST_DUE_WIDTH, MOST_LAST_WIDTH = 18, 10
NARROW_DUE_WIDTH = 12
"""Cells of when it is due at most, below a width at which titles need the room."""
THEN_SHAPES: tuple[tuple[bool, bool | None], ...] = (
    (True, True), (True, False), (False, True), (False, False), (False, None)
)  # fmt: skip
"""What is said of what a value does, the most first: whether from where, and whether the status in full, in short, or not."""


def needs_of(rows: Sequence[DueRow], today: date, *, look: Look) -> Needs:
    """What the columns of these rows need."""
    due = max((len(due_words(row, today)[0]) for row in rows), default=5)
    last = max((cell_width(_last(row, look)) for row in rows), default=0)
    return Needs(min(MOST_DUE_WIDTH, due + (1 if due >= 9 else 2)), min(MOST_LAST_WIDTH, max(4, last)))


def columns_for(width: int, needs: Needs) -> Columns:
    """The columns at a width; the title has what is left."""
    after = 21 if width >= 96 else SHORT_AFTER
    value = 10 if width >= 96 else 9 if width >= NORMAL else 8
    spark, pace = (9, 7) if width >= WIDE else (0, 0)
    due = needs.due if width >= 96 else min(NARROW_DUE_WIDTH, needs.due)
    fixed = due + 1 + needs.last + 2 + value + DOUBT_WIDTH + CONFIDENCE_WIDTH + 3 + after + spark + pace
    return Columns(due, min(MOST_TITLE, max(10, width - fixed)), spark, needs.last, pace, value, after)


def grid_head(width: int, *, look: Look, needs: Needs) -> Line:
    """The names of the columns."""
    columns = columns_for(width, needs)
    pen = Pen(look).cell("due", columns.due, "dim").cell("key result", columns.title, "dim").gap(1)
    pen.cell("went", columns.spark, "dim").cell("last", columns.last, "dim", align="right")
    pen.cell("pace", columns.pace, "dim", align="right").gap(2)
    pen.cell("value", columns.value, "dim", align="right").gap(DOUBT_WIDTH).cell(
        "conf", CONFIDENCE_WIDTH, "dim", align="right"
    ).gap(3)
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
    needs: Needs,
    refused: bool = False,
    asked: bool = False,
) -> Line:
    """A row of the grid; `cell` is given for the row of the cursor, `refused` where the company said no to it.

    `asked` is one of which it is asked whether to record it all the same.
    """
    result = row.result
    columns = columns_for(width, needs)
    when, ink = due_words(row, today)
    if is_over(row) and cell_width(when) >= columns.due:
        when = "ended"  # the form says when
    pen = Pen(look).cell(when, columns.due, ink).write(result.key, "error" if refused else "dim").gap(1)
    pen.cell(result.title, columns.due + columns.title - pen.at, "" if row.may_check_in else "dim").gap(1)
    if columns.spark:
        pen.cell(sparkline(result.recent, columns.spark - 1, look), columns.spark, tone_of(result.numbers))
    pen.cell(_last(row, look), columns.last, "dim", align="right")
    if columns.pace:
        pen.cell(percentage(result.numbers.expected_ppm, look), columns.pace, "dim", align="right")
    pen.gap(2)
    if sheet.is_skipped(result.key):
        pen.cell("skipped", columns.value, "warning", align="right").gap(DOUBT_WIDTH + CONFIDENCE_WIDTH)
    else:
        doubted = asked or (preview is not None and bool(preview.warnings))
        odd = doubted and bool(sheet.text(result.key, "value"))
        _cells(pen, row, sheet, columns.value, cell=cell, refused=refused, odd=odd)
    draft = sheet.draft(result.key)
    marks = (" n" if draft.note else "  ") + ("b" if draft.blocker else " ")
    pen.cell(marks, 3, "warning" if draft.blocker else "dim")
    return _after(pen, row, sheet, preview, columns.after).line()


def _last(row: DueRow, look: Look) -> str:
    """The last value without its unit."""
    if not row.result.has_reading:
        return look.none
    return "".join(piece.text for piece in measured(row.result.current, "", look))


def _cells(pen: Pen, row: DueRow, sheet: Sheet, value: int, *, cell: Cell | None, refused: bool, odd: bool) -> None:
    """Value, with a mark where it is none or may not be meant, and confidence."""
    look = pen.look
    trouble = problem_in(sheet, row, keymap=look.keymap)
    is_none = (trouble is not None and trouble[0] == "value") or refused
    for column, size in (("value", value), ("confidence", CONFIDENCE_WIDTH)):
        text = sheet.text(row.result.key, column)
        here = cell is not None and cell.column == column
        if here and cell is not None and cell.buffer is not None:
            cell.buffer.write(pen, size, align_right=False)
        elif here:
            pen.cell(text or (" " * size), size, "cell" if row.may_check_in else "field", align="right")
        else:
            wrong = is_none if column == "value" else trouble is not None and trouble[0] == column
            ink = "error" if wrong else "bold" if text else "faint"
            pen.cell(text or _hollow(row, size, look), size, ink, align="right")
        if column == "value":
            mark, mark_ink = ("!", "bold error") if is_none and not here else ("?" if odd else "", "bold warning")
            pen.cell(mark, DOUBT_WIDTH, mark_ink)


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
    ink, wide = tone_of(numbers), width > SHORT_AFTER
    pen.write(arrow, "dim").cell(percentage(numbers.raw_ppm, look), 8 if wide else 6, align="right").gap(1)
    room = width - len(arrow) - (9 if wide else 7)
    return pen.cell(named_status(numbers.status, look, words=wide), room, ink)


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
    asked: str | None = None,
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
    typed = sheet.text(result.key, "value")
    is_long = cell_width(typed) >= columns_for(width, Needs()).value  # the caret takes a cell, too
    lines = [
        head.line(),
        _typed(typed, row, width, look=look) if is_long else _facts(row, width, today=today, look=look),
    ]
    skipped = sheet.is_skipped(result.key)
    for column, label in (("note", "Because" if skipped else "Note"), ("blocker", "Blocker")):
        lines.append(
            _text_line(
                label,
                column,
                sheet.text(result.key, column),
                width,
                look=look,
                cell=cell if cell.column == column else None,
            )
        )
    trouble = None if is_back or not row.may_check_in else problem_in(sheet, row, keymap=look.keymap)
    if refused is not None or trouble is not None:
        column, words = ("value", refused) if refused is not None else trouble or ("value", "")
        said = paragraph(words, width, look=look, ink="error" if column == "value" else "warning", at_most=2)
        return [*lines, *(one.draw(width) for one in said)]
    lines.append(_effect(row, sheet, width, today=today, is_back=is_back, look=look, preview=preview))
    if not sheet.text(result.key, "value"):
        return lines
    sure = asked or (preview.warnings[0] if preview is not None and preview.warnings else None)
    if sure is not None:
        return [*lines, _odd(sure, width, look=look)]
    return lines if preview is None else [*lines, _above(preview.above, width, look=look)]


def _odd(words: str, width: int, *, look: Look) -> Line:
    """Why a value may not be meant, or what somebody else recorded meanwhile."""
    return Pen(look).cell("Sure?", 10, "bold warning").cell(words, width - 10, "warning").line()


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
    if result.due < today:
        words = f"ended: counts as of {day(result.due, today=today)}"
        pen.gap(3).cell(words, min(cell_width(words), width - pen.at), "warning")
    facts = [("expected ", percentage(result.numbers.expected_ppm, look))]
    if result.confidence is not None:
        facts.append(("confidence ", f"{result.confidence} %"))
    for name, value in facts:
        if width - pen.at >= 3 + len(name) + len(value):
            pen.gap(3).write(name, "dim").write(value)
    if result.last_note and width - pen.at > 20:
        pen.gap(3).cell(f'"{result.last_note}"', width - pen.at - 3, "dim")
    return pen.line()


def _typed(text: str, row: DueRow, width: int, *, look: Look) -> Line:
    """A value that has no room in its row, whole, and what was there before."""
    pen = Pen(look).cell("Value", 10, "dim")
    was = "".join(piece.text for piece in measured(row.result.current, row.result.measure, look))
    before = f"   was {was}" if row.result.has_reading else ""
    room = width - pen.at
    pen.cell(text, min(room, cell_width(text)), "bold")
    return pen.cell(before, min(width - pen.at, cell_width(before)), "dim").line()


def _text_line(label: str, column: str, text: str, width: int, *, look: Look, cell: Cell | None) -> Line:
    """The cell of a text with its label; a click goes into it."""
    pen = Pen(look).cell(label, 10, "dim")
    if cell is None:
        pen.cell(text or look.none, width - 10, "" if text else "faint")
    else:
        buffer = cell.buffer if cell.buffer is not None else LineBuffer(text, len(text))
        buffer.write(pen, width - 10)
    return pen.mark(0, Target("cell", column)).line()


def _above(above: Sequence[Movement], width: int, *, look: Look) -> Line:
    """What a value does to the goals above: as many as there is room for, the nearest first, and how many more."""
    pen = Pen(look).cell("Above", 10, "dim")
    if not above:
        return pen.cell("no goal above moves", max(0, width - 10), "dim").line()
    for number, goal in enumerate(above):
        was, now = percentage(goal.before_ppm, look), percentage(goal.after_ppm, look)
        full = named_status(goal.status_after, look)
        short = named_status(goal.status_after, look, words=False)
        left = len(above) - number - 1
        more = f"and {left} more" if left else ""
        bare = f"{goal.key} {was} {look.arrow} {now}{_by(goal, look)} "
        room = width - pen.at - (cell_width(more) + 3 if more else 0)
        if number and cell_width(bare + short) > room:
            return pen.cell(f"and {left + 1} more", max(0, width - pen.at), "dim").line()
        pen.write(f"{goal.key} ", "dim").write(f"{was} {look.arrow} ", "dim").write(now, "bold")
        pen.write(_by(goal, look), "dim").gap(1)
        pen.write(full if cell_width(bare + full) <= room else short, status_ink(goal.status_after)).gap(3)
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
    row: DueRow, sheet: Sheet, width: int, *, today: date, look: Look, preview: Preview | None, is_back: bool = False
) -> Line:
    if is_back:
        words = f"This day is over, and the past is not changed; {look.key('app.day')} comes back to today."
        return Pen(look).cell(words, width, "dim").line()
    if not row.may_check_in:
        return (
            Pen(look)
            .cell("You may not check in to this one; its owner and those in charge may.", width, "warning")
            .line()
        )
    if sheet.is_skipped(row.result.key):
        back = look.key("check-in.skip")
        words = f"No reading is recorded; the reason is said on it, and it is not asked for until the next due day. {back} goes back."
        return Pen(look).cell(words, width, "dim").line()
    typed = sheet.text(row.result.key, "value")
    if row.skip is not None and not typed:
        return _skip(row.skip, width, today=today, look=look)
    if preview is None or not typed:
        return Pen(look).line()
    label = "Corrected" if sheet.draft(row.result.key).corrects else "Then"
    both = ((row.result.key, preview.before, preview.after), (row.result.goal, preview.goal_before, preview.goal_after))
    lines = (_then(label, both, shape, look=look) for shape in THEN_SHAPES)
    narrowest = _then(label, both, THEN_SHAPES[-1], look=look)
    return next((line for line in lines if line.width <= width), Pen(look).cell(narrowest.text, width).line())


def _skip(skip: Skip, width: int, *, today: date, look: Look) -> Line:
    """Why there is no reading this time; the reason is cut where it is long, since it stands in the talk too."""
    tail = f"; due again on {day(skip.until, today=today)}" if skip.until is not None else ""
    said = f"{skip.by or 'somebody'}: {skip.reason}"
    pen = Pen(look).cell("Skipped", 10, "dim")
    room = max(8, width - pen.at - cell_width(tail))
    return pen.cell(said, min(room, cell_width(said))).cell(tail, max(0, width - pen.at), "dim").line()


def _then(
    label: str, both: Sequence[tuple[str, Numbers, Numbers]], shape: tuple[bool, bool | None], *, look: Look
) -> Line:
    """What a value does to its key result and its goal."""
    has_before, words = shape
    pen = Pen(look).cell(label, 10, "dim")
    for number, (name, before, after) in enumerate(both):
        pen.gap(3 if number else 0).write(f"{name} ", "dim")
        if has_before:
            pen.write(f"{percentage(before.raw_ppm, look)} ", "dim")
        pen.write(f"{look.arrow} ", "dim").write(percentage(after.raw_ppm, look), "bold")
        if words is not None:
            pen.gap(1).write(named_status(after.status, look, words=words), tone_of(after))
    return pen.line()
