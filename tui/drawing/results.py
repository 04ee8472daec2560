"""Key results and check-ins as rows."""

from datetime import date

from okr.domain.cells import cell_width
from okr.domain.wording import GUARDRAIL, term
from tui.drawing.rows import NORMAL, Row
from tui.format import (
    bar,
    day,
    measured,
    percentage,
    short_name,
    sparkline,
    tone_of,
    way,
    write_status,
)
from tui.lines import Line, Look, Pen, Target
from tui.view_models import CheckInItem, DueRow, ResultItem


def result_row(result: ResultItem, *, look: Look, indent: int = 0) -> Row:
    """A key result in one line: title, way and value, bar, progress, status."""
    return Row(lambda width: result_line(result, width, look=look, indent=indent), _target(result))


def result_line(result: ResultItem, width: int, *, look: Look, indent: int = 0) -> Line:
    """See `result_row`; the columns are those of a goal's line, so that numbers stand below numbers."""
    normal = width >= NORMAL
    wide = width >= 96
    bar_width = 16 if width >= 108 else 10
    way_width = 18 if wide else 0
    now_width = 13 if normal else 9
    figures = 6 + 2 + (13 if normal else 3)
    columns = figures + now_width + 1 + (way_width + 1 if wide else 0) + (bar_width + 1 if normal else 0)
    pen = Pen(look).gap(indent)
    room = width - columns - 1
    pen.write(result.key.partition(".")[2] and f".{result.key.partition('.')[2]}", "dim").gap(1)
    if result.guardrail:
        pen.write(GUARDRAIL.mark(ascii_only=look.ascii_only), "error" if result.guardrail_broken else "accent").gap(1)
    pen.cell(result.title, max(4, room - pen.at)).to(room + 1)
    if wide:
        pen.cell(way(result, look), way_width, "dim", align="right").gap(1)
    _value(pen, result, now_width)
    pen.gap(1)
    numbers = result.numbers
    if normal:
        tone = tone_of(numbers)
        pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, bar_width, tone=tone, look=look)).gap(1)
    pen.cell(percentage(numbers.raw_ppm, look), 5, align="right").gap(2)
    return write_status(pen, numbers, words=normal).line()


def _value(pen: Pen, result: ResultItem, width: int) -> None:
    """The current value in so many cells, to the right, its unit dimmed; cut where it is too wide."""
    if not result.has_reading:
        pen.cell("no reading", width, "dim", align="right")
        return
    pieces = measured(result.current, result.measure, pen.look)
    size = sum(cell_width(piece.text) for piece in pieces)
    if size > width and len(pieces) > 1:
        number = pieces[0]
        room = width - cell_width(number.text)
        pen.write(number.text, number.ink) if room >= 0 else pen.cell(number.text, width)
        pen.cell(pieces[1].text, max(0, room), pieces[1].ink)
        return
    pen.gap(width - size).put(pieces)


def due_row(item: DueRow, *, today: date, look: Look) -> Row:
    """A check-in that is due: how late, key result, owner, last value."""
    result = item.result

    def draw(width: int) -> Line:
        wide = width >= NORMAL
        when, ink = due_words(item, today)
        pen = Pen(look).cell(when, 11, ink).write(result.key, "dim").gap(1)
        tail = (12 if wide else 0) + 13 + 1
        pen.cell(result.title, max(6, width - pen.at - tail - 1)).gap(1)
        if wide:
            pen.cell(short_name(result.owner, look), 12, "dim")
        _value(pen.gap(1), result, 13)
        return pen.line()

    return Row(draw, _target(result))


def due_words(item: DueRow, today: date) -> tuple[str, str]:
    """When a check-in is due, in a word, and its ink."""
    if item.days_late > 0:
        return f"{item.days_late} d late", "error" if item.days_late > 7 else "warning"
    left = (item.due_on - today).days
    if left <= 0:
        return "today", "accent"
    return ("tomorrow" if left == 1 else f"in {left} d"), "dim"


def check_in_row(item: CheckInItem, measure: str, *, today: date, look: Look) -> Row:
    """One check-in: day, value, confidence, who, what they said."""

    def draw(width: int) -> Line:
        ink = "dim" if item.replaced else ""
        pen = Pen(look).cell(day(item.effective_on, today=today), 7, "dim")
        pen.cell(f".{item.key.partition('.')[2]}", 4, "dim")
        pieces = measured(item.value, measure, look)
        pen.cell("".join(piece.text for piece in pieces), 11, ink, align="right").gap(1)
        pen.cell(f"{item.confidence} %" if item.confidence is not None else "", 6, "dim", align="right").gap(1)
        if item.status is not None:
            pen.write(term(item.status).mark(ascii_only=look.ascii_only), "dim").gap(1)
        words = "replaced by a later check-in" if item.replaced else item.note or ("imported" if item.imported else "")
        if item.blocker:
            pen.write("blocked: ", "warning").cell(item.blocker, max(0, width - pen.at - 13), ink)
        else:
            pen.cell(words, max(0, width - pen.at - 13), ink)
        return pen.gap(1).cell(item.by or "", 12, "dim", align="right").line()

    return Row(draw, Target("key result", item.key))


def spark(result: ResultItem, width: int, look: Look) -> str:
    """The newest readings of a key result as a sparkline."""
    return sparkline(result.recent, width, look)


def _target(result: ResultItem) -> Target:
    return Target("key result", result.key, result.title)
