"""The goal that a meeting talks about: the clock, how it stands, who answers for it, what is in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okr.domain.cells import cell_width
from tui.format import ago, bar, percentage, short_name, since, tone_of, write_status
from tui.lines import Line, Look, Pen
from tui.view_models.accountability import BlockerItem
from tui.view_models.goals import GoalItem

AGENDA_LINES = 4


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a meeting is; times in seconds."""

    number: int
    count: int
    goal_seconds: int
    planned_seconds: int
    all_seconds: int
    paused: bool


def clock_words(seconds: int) -> str:
    """Minutes and seconds: "4:05"; with hours from one on: "1:04:05"."""
    hours, rest = divmod(max(0, seconds), 3_600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def agenda_lines(
    goal: GoalItem, walk: Walk, blockers: Sequence[BlockerItem], width: int, *, today: date, look: Look
) -> list[Line]:
    """Title and clock, pace and owner, blockers or the last word, and a bar of how far the meeting is."""
    clock = f"{clock_words(walk.goal_seconds)} of {clock_words(walk.planned_seconds)}"
    total = f"{clock_words(walk.all_seconds)} in all"
    late = walk.goal_seconds > walk.planned_seconds
    tail = f"{'paused ' if walk.paused else ''}{clock}"
    pen = Pen(look).write(goal.key, "dim").gap(1)
    pen.cell(goal.title, width - pen.at - cell_width(tail) - 2, "bold").gap(2)
    pen.write(tail, "warning bold" if late else "dim" if walk.paused else "accent bold")
    return [
        pen.line(),
        _standing(goal, width, today=today, look=look),
        _in_the_way(goal, blockers, width, today=today, look=look),
        _progress(walk, total, width, look=look),
    ]


def _standing(goal: GoalItem, width: int, *, today: date, look: Look) -> Line:
    numbers = goal.numbers
    pen = Pen(look)
    size = 24 if width >= 100 else 12
    pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, size, tone=tone_of(numbers), look=look)).gap(1)
    pen.write(percentage(numbers.progress_ppm, look), "bold").write(" of ", "dim")
    pen.write(percentage(numbers.expected_ppm, look)).write(" expected", "dim").gap(2)
    write_status(pen, numbers)
    pen.gap(1).write(short_name(goal.owner, look), "" if goal.owner else "warning").gap(2)
    said = since(goal.last_reading_on, today)
    words = next((each for each in (f"last word {said}", said) if cell_width(each) <= width - pen.at), "")
    return pen.write(words, "dim").line()


def _in_the_way(goal: GoalItem, blockers: Sequence[BlockerItem], width: int, *, today: date, look: Look) -> Line:
    if not blockers:
        return Pen(look).cell("Nothing is in its way, as far as anybody has said.", width, "dim").line()
    first = next((one for one in blockers if one.answer is None), blockers[0])
    mark = "!" if look.ascii_only else "\u25a0"
    more = f"  +{len(blockers) - 1}" if len(blockers) > 1 else ""
    turn = "answered" if first.answer is not None else short_name(first.answers or first.owner, look)
    tail = f" {turn} {look.dot} {ago(first.since, today)}{more}"
    pen = Pen(look).write(mark, "dim" if first.answer is not None else "warning").gap(1)
    return pen.cell(first.text, width - pen.at - cell_width(tail)).write(tail, "dim").line()


def _progress(walk: Walk, total: str, width: int, *, look: Look) -> Line:
    """A thin line: the goals behind, and those ahead."""
    words = f" {walk.number} of {walk.count} {look.dot} {total}"
    room = max(4, width - cell_width(words))
    done = room * walk.number // max(1, walk.count)
    rule = "=" if look.ascii_only else "\u2501"
    return Pen(look).write(rule * done, "accent").write(look.rule * (room - done), "faint").write(words, "dim").line()
