"""The derivation of a number as rows: the sentence, the rule lines, the parts, the readings, the forecast."""

from datetime import date

from okr.domain.cells import cell_width
from tui.drawing.rows import NORMAL, Row, blank, labelled, paragraph, section
from tui.format import bar, day, percentage, short_number, status_ink, status_mark, tone_of, write_status
from tui.lines import Line, Look, Pen, Target
from tui.view_models.why import Part, ReadingUsed, Step, Why


def why_rows(why: Why, width: int, *, today: date, look: Look) -> list[Row]:
    """Everything that a number rests on, in the order in which it is computed."""
    rows: list[Row] = [blank(look), Row(lambda width: _head(why, width, look=look))]
    rows += [blank(look), *paragraph(why.summary, width, look=look), blank(look)]
    column = min(16, max((cell_width(step.rule) for step in why.steps), default=0)) + 2
    steps = [row for step in why.steps for row in _step(step, width, column=column, look=look)]
    rows += section("How it is computed", steps, look=look)
    hidden = f"and {why.hidden_parts} that you may not see" if why.hidden_parts else ""
    rows += section("What it is made of", [_part_row(part, look=look) for part in why.parts], look=look, note=hidden)
    rows += section(
        "Readings it rests on", [_reading_row(item, today=today, look=look) for item in why.readings], look=look
    )
    outlook: list[Row] = []
    if why.forecast is not None:
        outlook += labelled("Forecast", why.forecast.sentence, width, look=look)
    for leverage in why.leverage:
        outlook += labelled(leverage.top, leverage.sentence, width, look=look)
    return rows + section("What follows from it", outlook, look=look)


def _head(why: Why, width: int, *, look: Look) -> Line:
    numbers = why.numbers
    pen = Pen(look).write(why.key, "dim").gap(1)
    pen.cell(why.title, max(8, width - pen.at - 50), "bold").gap(2)
    if width >= NORMAL:
        pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, 12, tone=tone_of(numbers), look=look)).gap(1)
    pen.write(percentage(numbers.raw_ppm, look), "bold").write(" of ", "dim")
    pen.write(percentage(numbers.expected_ppm, look)).gap(2)
    return write_status(pen, numbers).line()


def _step(step: Step, width: int, *, column: int, look: Look) -> list[Row]:
    result = step.result
    room = 14 if result and width >= NORMAL else 0
    rows = labelled(step.rule, step.sentence, width - room, look=look, column=column)
    if not result:
        return rows
    if not room:
        return [*rows, *labelled("", f"{look.arrow} {result}", width, look=look, ink="bold", column=column)]
    first = rows[0]
    return [
        Row(lambda width: Pen(look).put(first.draw(width).pieces).cell(result, room, "bold", align="right").line()),
        *rows[1:],
    ]


def _part_row(part: Part, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look)
        mark = status_mark(part.status, look)
        pen.write(mark, status_ink(part.status)).gap(1).write(part.key, "dim").gap(1)
        counts = part.left_out_because is None
        room = width - pen.at - 27
        pen.cell(part.title, max(6, room), "" if counts else "dim").gap(1)
        if not counts:
            return pen.cell(part.left_out_because or "", 26, "dim", align="right").line()
        pen.cell(percentage(part.progress_ppm, look), 6, align="right")
        pen.cell(f"x {percentage(part.share_ppm, look)}", 9, "dim", align="right")
        return pen.cell(f"= {percentage(part.adds_ppm, look)}", 10, "bold", align="right").line()

    return Row(draw, Target(part.kind, part.key, part.title))


def _reading_row(item: ReadingUsed, *, today: date, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).cell(f"#{item.number}", 5, "dim").cell(day(item.effective_on, today=today), 12)
        pen.cell(short_number(item.value), 12, "bold", align="right").gap(2).cell(item.used_for, 22, "dim").gap(1)
        note = item.note or ""
        by = item.by or ""
        pen.cell(note, max(0, width - pen.at - 16)).gap(1)
        return pen.cell(by, max(0, width - pen.at), "dim", align="right").line()

    return Row(draw)
