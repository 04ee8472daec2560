"""Key results and check-ins as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okr.domain.cells import cell_width
from okr.domain.vocabulary import COUNTING_GOAL_STATES, GoalState
from okr.domain.wording import GUARDRAIL
from tui.drawing.rows import NORMAL, Row, key_width, shape_for
from tui.format import (
    bar,
    day,
    measured,
    percentage,
    short_name,
    sparkline,
    tone_of,
    way,
    write_standing,
)
from tui.lines import Line, Look, Pen, Target
from tui.view_models.check_ins import DueRow
from tui.view_models.goals import ResultItem

NO_READING = "no reading"
WIDEST_VALUE = 20
"""Cells that a value with its unit takes at most in a list of what is due."""


def result_row(result: ResultItem, *, look: Look, indent: int = 0) -> Row:
    """A key result in one line: title, way and value, bar, progress, status."""
    return Row(lambda width: result_line(result, width, look=look, indent=indent), _target(result))


def result_line(result: ResultItem, width: int, *, look: Look, indent: int = 0) -> Line:
    """See `result_row`; the columns are those of a goal's line, so that numbers stand below numbers."""
    shape = shape_for(width)
    way_width = 18 if width >= 96 else 0
    now_width = 13 if width >= NORMAL else 11
    columns = 6 + 2 + shape.status + now_width + 1
    columns += (way_width + 1 if way_width else 0) + (shape.bar + 1 if shape.bar else 0)
    pen = Pen(look).gap(indent)
    room = width - columns - 1
    pen.write(f".{result.key.partition('.')[2]}", "dim").gap(1)
    if result.guardrail:
        pen.write(GUARDRAIL.mark(ascii_only=look.ascii_only), "error" if result.guardrail_broken else "accent").gap(1)
    pen.cell(result.title, max(4, room - pen.at)).to(room + 1)
    if way_width:
        pen.cell(way(result, look), way_width, "dim", align="right").gap(1)
    _value(pen, result, now_width)
    pen.gap(1)
    numbers = result.numbers
    # While people's decisions hold it back, its arithmetic says nothing; of a closed goal it says how each part ended.
    standing = GoalState.ACTIVE if result.goal_state in COUNTING_GOAL_STATES else result.goal_state
    if shape.bar:
        tone = tone_of(numbers)
        pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, shape.bar, tone=tone, look=look)).gap(1)
    pen.cell(percentage(numbers.raw_ppm, look), 5, align="right").gap(2)
    return write_standing(pen, numbers, standing, words=shape.words).line()


def _value(pen: Pen, result: ResultItem, width: int) -> None:
    """The current value in so many cells, to the right, its unit dimmed; cut where it is too wide."""
    if not result.has_reading:
        pen.cell(NO_READING, width, "dim", align="right")
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


@dataclass(frozen=True, slots=True)
class DueColumns:
    """Cells of the columns of what is due: as many as its words need, so that titles have the rest."""

    when: int = 11
    value: int = 13
    keys: int = 0


def due_columns(due: Sequence[DueRow], today: date, *, look: Look) -> DueColumns:
    """The columns of these check-ins."""
    when = max((len(due_words(item, today)[0]) for item in due), default=0)
    value = max((_value_size(item.result, look) for item in due), default=0)
    return DueColumns(when + 2, min(WIDEST_VALUE, value), key_width(item.result.key for item in due))


def due_row(
    item: DueRow,
    *,
    today: date,
    look: Look,
    owner: bool = True,
    columns: DueColumns = DueColumns(),
) -> Row:
    """A check-in that is due: how late, key result, owner, last value."""
    result = item.result

    def draw(width: int) -> Line:
        wide = width >= NORMAL and owner
        when, ink = due_words(item, today)
        pen = Pen(look).cell(when, columns.when, ink)
        start = pen.at
        pen.write(result.key, "dim").to(start + columns.keys).gap(1)
        tail = (12 if wide else 0) + columns.value + 1
        pen.cell(result.title, max(6, width - pen.at - tail - 1)).gap(1)
        if wide:
            pen.cell(short_name(result.owner, look), 12, "dim")
        _value(pen.gap(1), result, columns.value)
        return pen.line()

    return Row(draw, _target(result))


def _value_size(result: ResultItem, look: Look) -> int:
    if not result.has_reading:
        return len(NO_READING)
    return sum(cell_width(piece.text) for piece in measured(result.current, result.measure, look))


def is_over(item: DueRow) -> bool:
    """Whether a check-in is owed on what ended before this cycle."""
    return item.over and item.skip is None


def due_words(item: DueRow, today: date) -> tuple[str, str]:
    """When a check-in is due, in a word, and its ink.

    Of what ended before this cycle nobody asks how many days a reading is late: it says when it ended.
    """
    if item.skip is not None:
        return "skipped", "dim"
    if is_over(item):
        return f"ended {day(item.result.due, today=today)}", "dim"
    if item.days_late > 0:
        return f"{item.days_late} d late", "error" if item.days_late > 7 else "warning"
    left = (item.due_on - today).days
    if left <= 0:
        return "today", "accent"
    return ("tomorrow" if left == 1 else f"in {left} d"), "dim"


def spark(result: ResultItem, width: int, look: Look) -> str:
    """The newest readings of a key result as a sparkline."""
    return sparkline(result.recent, width, look)


def _target(result: ResultItem) -> Target:
    return Target("key result", result.key, result.title)
