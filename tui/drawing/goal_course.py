"""The course of a goal or key result: what can be looked at, the picture, its axes, and where it is heading."""

from datetime import date

from okr.domain.cells import cell_width
from tui.chart import chart, frame_of
from tui.drawing.goal import forecast_row
from tui.drawing.rows import NORMAL, Row, blank, heading, labelled, text_row
from tui.format import bar, day, measured, percentage, tone_of, write_status
from tui.lines import Line, Look, Pen, Piece, Target
from tui.view_models.basics import Numbers
from tui.view_models.goal_card import Course, GoalCard
from tui.view_models.goals import ResultItem

AXIS = 11
"""Cells left of the picture: the values at its foot and at its top."""


def course_rows(
    card: GoalCard, course: Course | None, width: int, *, room: int, subject: str, today: date, look: Look
) -> list[Row]:
    """The goal and its key results to choose from, and below them the picture of the one that was chosen.

    `room` is how many lines there are; the picture takes what the rest leaves.
    """
    rows = [_subject_row(card.item.key, card.item.title, card.item.numbers, None, subject=subject, look=look)]
    rows += [
        _subject_row(each.key, each.title, each.numbers, each, subject=subject, look=look) for each in card.results
    ]
    rows.append(blank(look))
    if course is None or course.key != subject:
        return [*rows, text_row(f"Loading{look.ellipsis}", "dim", look=look, indent=2)]
    words = _words(course, width, look=look)
    height = max(5, min(14, room - len(rows) - len(words) - 2))
    return [*rows, *_picture(course, width, height, numbers=_numbers(card, subject), today=today, look=look), *words]


def _numbers(card: GoalCard, subject: str) -> Numbers:
    return next((each.numbers for each in card.results if each.key == subject), card.item.numbers)


def _subject_row(key: str, title: str, numbers: Numbers, result: ResultItem | None, *, subject: str, look: Look) -> Row:
    def draw(width: int) -> Line:
        short = key if result is None else f".{key.partition('.')[2]}"
        pen = Pen(look).write(look.closed if key == subject else " ", "accent").gap(1)
        pen.cell(short, 8 if result is None else 3, "bold" if key == subject else "dim").gap(1)
        wide = width >= NORMAL
        tail = 6 + 15 + (13 if wide else 0) + (12 if result is not None else 0)
        pen.cell(title, max(6, width - pen.at - tail - 1), "bold" if key == subject else "")
        if result is not None:
            pieces = measured(result.current if result.has_reading else None, "", look)
            pen.gap(12 - sum(cell_width(piece.text) for piece in pieces)).put(pieces)
        pen.gap(1)
        if wide:
            pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, 12, tone=tone_of(numbers), look=look)).gap(1)
        pen.cell(percentage(numbers.raw_ppm, look), 6, align="right").gap(2)
        return write_status(pen, numbers).line()

    return Row(draw, Target("goal" if result is None else "key result", key, title))


def _picture(course: Course, width: int, height: int, *, numbers: Numbers, today: date, look: Look) -> list[Row]:
    rows = [heading("Course", look=look, note=_legend(course, look=look))]
    size = width - AXIS
    lines = chart(course, size, height, today=today, look=look, tone=tone_of(numbers))
    if not lines:
        sentence = f"No reading yet: the line begins with the first check-in. {look.key('app.check-in')} checks in."
        return [*rows, text_row(sentence, "dim", look=look, indent=2)]
    frame = frame_of(course)
    labels = {frame.down(0, height) // 4: course.foot, frame.down(1_000_000, height) // 4: course.top}
    rows += [_line_row(labels.get(index, ""), pieces, look=look) for index, pieces in enumerate(lines)]
    now = frame.across(today, size) // 2 if frame.first < today < frame.last else None
    rows.append(_days_row(day(frame.first, today=today), day(frame.last, today=today), now, size, look=look))
    return rows


def _line_row(label: str, pieces: list[Piece], *, look: Look) -> Row:
    return Row(lambda _: Pen(look).cell(label, AXIS - 1, "dim", align="right").gap(1).put(pieces).line())


def _days_row(first: str, last: str, now: int | None, size: int, *, look: Look) -> Row:
    def draw(_: int) -> Line:
        pen = Pen(look).gap(AXIS).write(first, "dim")
        if now is not None and AXIS + now - 2 > pen.at and now + 4 + cell_width(last) < size:
            pen.to(AXIS + now - 2).write("today", "dim")
        return pen.to(AXIS + size - cell_width(last)).write(last, "dim").line()

    return Row(draw)


def _legend(course: Course, *, look: Look) -> str:
    """What the lines mean, as far as they are there."""
    parts = ["dotted: expected"]
    if course.checkpoints:
        parts.append(f"{'o' if look.ascii_only else chr(0x25C7)} checkpoint")
    if course.forecast is not None and course.forecast.end_ppm is not None:
        parts.append("fan: forecast")
    return ", ".join(parts)


def _words(course: Course, width: int, *, look: Look) -> list[Row]:
    if course.forecast is None:
        return []
    if course.forecast.end_ppm is None:
        return [blank(look), *labelled("Forecast", course.forecast.sentence, width, look=look, ink="dim")]
    return [blank(look), forecast_row(course.forecast, look=look)]
