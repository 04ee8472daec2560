"""What the homes share: what is due, what waits for an answer, what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from okr.domain.wording import term
from tui.drawing.agreements import received_row
from tui.drawing.results import due_columns, due_row, is_over
from tui.drawing.rows import MIDDLING, Row, key_width, section, text_row
from tui.format import ago, change, day, days_words, percentage, short_name
from tui.lines import Line, Look, Pen, Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tui.view_models.agreements import Ask
    from tui.view_models.basics import Named
    from tui.view_models.check_ins import DueRow
    from tui.view_models.conversation import Blocker, Work
    from tui.view_models.goals import GoalItem
    from tui.view_models.homes import Acknowledged, Home, Moved

MOST_DUE = 8
"""Check-ins that a home lists."""
LEFT_OPEN = "Left open"
MOST_ASKS = 5
"""Contributions that a home lists."""
MOST_TEAMS = 3
"""Teams whose stale goals a home leads to."""


def due_rows(due: Sequence[DueRow], home: Home, *, look: Look, more: int = 0) -> list[Row]:
    """The most urgent check-ins, and so many more; the rest is counted, the grid has them all. Who owns them is said where others do.

    What ended before this cycle comes after what can still be done something about, though it is the longest overdue.
    """
    others = any(item.result.owner is None or item.result.owner.key != home.me.key for item in due)
    shown = sorted(due, key=is_over)[: MOST_DUE + more]
    columns = due_columns(shown, home.today, look=look)
    rows = [due_row(item, today=home.today, look=look, owner=others, columns=columns) for item in shown]
    rest = len(due) - len(shown)
    if rest > 0:
        rows.append(
            text_row(
                f"and {rest} more: {look.key('app.check-in')} lists all",
                "dim",
                look=look,
                target=Target("do", "app.check-in"),
            )
        )
    return rows


def due_title(due: Sequence[DueRow], title: str) -> str:
    """What the check-ins are called: nothing is due now where all are owed on what ended before this cycle."""
    return LEFT_OPEN if due and all(map(is_over, due)) else title


def due_counts(due: Sequence[DueRow], *, oldest: bool = False) -> list[str]:
    """How many check-ins are late, the oldest by how much where asked, and how many are owed on what ended before this cycle."""
    over = [item for item in due if is_over(item)]
    late = [item.days_late for item in due if item not in over and item.skip is None and item.days_late > 0]
    said = [f"{len(late)} late" + (f", the oldest by {days_words(max(late))}" if oldest else "")] if late else []
    return [*said, f"{len(over)} of earlier cycles"] if over else said


def stale_rows(goals: Sequence[GoalItem], teams: Sequence[Named], *, look: Look) -> list[Row]:
    """How many of these goals had no word for too long, each row with the filter that lists those of a team."""
    stale = sum(1 for goal in goals if goal.numbers.stale)
    if not stale:
        return []
    if len(teams) != 1:
        return [
            text_row(
                f"stale goals of {team.name}: {look.key('app.open')} lists them", "dim", look=look, target=_stale(team)
            )
            for team in teams[:MOST_TEAMS]
        ]
    words = (
        f"{stale} {'is' if stale == 1 else 'are'} stale, without a word for too long: {look.key('app.open')} lists them"
    )
    return [text_row(words, "dim", look=look, target=_stale(teams[0]))]


def _stale(team: Named) -> Target:
    return Target("filter", f"stale unit:{team.key}")


def asks_section(asks: Sequence[Ask], home: Home, *, look: Look) -> list[Row]:
    """The contributions that wait for an answer of the person whose home it is; nothing where there are none."""
    rows = [received_row(ask, today=home.today, look=look, me=home.me.key) for ask in asks[:MOST_ASKS]]
    rest = len(asks) - MOST_ASKS
    if rest > 0:
        rows.append(
            text_row(
                f"and {rest} more: {look.key('app.requests')} lists all",
                "dim",
                look=look,
                target=Target("do", "app.requests"),
            )
        )
    return section("Waits for your answer", rows, look=look, note=f"{look.key('app.open')} answers") if rows else []


def answers_section(home: Home, *, look: Look, most: int = MOST_ASKS) -> list[Row]:
    """The goals that the person whose home it is has to review, the blockers that they have to answer, and the work that is due."""
    return [*_reviews_section(home, look=look, most=most), *_waiting_section(home, look=look, most=most)]


def _reviews_section(home: Home, *, look: Look, most: int) -> list[Row]:
    """Proposed goals that wait for a yes or a no; nothing where there are none."""
    keys = key_width(goal.key for goal in home.reviews[:most])
    rows = [_review_row(goal, home.cycle, keys, look=look) for goal in home.reviews[:most]]
    rest = len(home.reviews) - most
    note = f"and {rest} more in Cycle" if rest > 0 else look.said("{app.open} opens, {goal.decide} decides")
    return section("Waits for your review", rows, look=look, note=note) if rows else []


def _review_row(goal: GoalItem, cycle: str, keys: int, *, look: Look) -> Row:
    """A goal to review: whose it is, and in which cycle where that is another one."""

    def draw(width: int) -> Line:
        pen = Pen(look).write(term(goal.state).mark(ascii_only=look.ascii_only), "accent").gap(1)
        pen.cell(goal.key, keys, "dim").gap(1)
        owner = short_name(goal.owner, look)
        tail = owner if goal.cycle == cycle else f"{owner} {look.dot} {goal.cycle}"
        size = min(cell_width(tail), width // 3)
        return pen.cell(goal.title, max(8, width - pen.at - size - 1)).gap(1).cell(tail, size, "dim").line()

    return Row(draw, Target("goal", goal.key, goal.title))


def _waiting_section(home: Home, *, look: Look, most: int) -> list[Row]:
    """What is in the way and waits for an answer, and the work that is due; nothing where there is none."""
    rows = [_blocker_row(one, today=home.today, look=look) for one in home.blockers[:most]]
    rows += [_work_row(one, today=home.today, look=look) for one in home.work[: max(1, most - len(rows))]]
    rest = len(home.blockers) + len(home.work) - len(rows)
    note = f"and {rest} more" if rest > 0 else f"{look.key('app.open')} answers"
    title = "In the way, and with you" if home.blockers else "Your work"
    return section(title, rows, look=look, note=note) if rows else []


def _blocker_row(blocker: Blocker, *, today: date, look: Look) -> Row:
    late = blocker.days_late > 0

    def draw(width: int) -> Line:
        ink = "error" if late else "warning"
        pen = Pen(look).write("!" if look.ascii_only else "\u25a0", ink).gap(1).write(blocker.result, "dim").gap(1)
        when = f"{days_words(blocker.days_late)} late" if late else f"by {day(blocker.answer_due_on, today=today)}"
        tail = f"{ago(blocker.raised_on, today)} {look.dot} {when}"
        size = cell_width(tail)
        return pen.cell(blocker.text, max(8, width - pen.at - size - 1)).gap(1).cell(tail, size, ink).line()

    return Row(draw, Target("blocker", blocker.key, blocker.text))


def _work_row(work: Work, *, today: date, look: Look) -> Row:
    late = work.days_late > 0

    def draw(width: int) -> Line:
        ink = "error" if late else "accent"
        pen = Pen(look).write("o" if look.ascii_only else "\u25cb", ink).gap(1).write(work.key, "dim").gap(1)
        until = "" if work.due_on is None else f"by {day(work.due_on, today=today)}"
        when = f"{days_words(work.days_late)} late" if late else until
        return (
            pen.cell(work.title, width - pen.at - 15)
            .gap(1)
            .cell(when, 14, "error" if late else "dim", align="right")
            .line()
        )

    return Row(draw, Target("initiative", work.key, work.title))


def moved_row(moved: Moved, keys: int = 0, *, look: Look) -> Row:
    """A goal that moved: by how many points, to where, and in wide places from where; with the cells that the keys take."""

    def draw(width: int) -> Line:
        words, ink = change(moved.before_ppm, moved.after_ppm, look)
        pen = Pen(look).cell(words, 4, ink, align="right").gap(1)
        before, after = percentage(moved.before_ppm, look), percentage(moved.after_ppm, look)
        tail, size = (f"{before} {look.arrow} {after}", 15) if width >= MIDDLING else (after, 5)
        pen.write(moved.key, "dim").to(5 + keys).gap(1).cell(moved.title, width - pen.at - size - 1).gap(1)
        return pen.cell(tail, size, "dim", align="right").line()

    return Row(draw, Target("goal", moved.key, moved.title))


def read_section(read: Sequence[Acknowledged], *, today: date, look: Look) -> list[Row]:
    """The check-ins of the person whose home it is that others have read; nothing where there are none."""
    return section("Read by others", [read_row(one, today=today, look=look) for one in read], look=look)


def read_row(read: Acknowledged, *, today: date, look: Look) -> Row:
    """A check-in that somebody has read, and what they said to it."""

    def draw(width: int) -> Line:
        pen = Pen(look).cell(day(read.on, today=today), 7, "dim")
        pen.write(read.key, "dim").gap(1)
        who = short_name(read.by, look)
        return pen.cell(f"{who}: {read.note}" if read.note else f"{who} has read it", width - pen.at).line()

    return Row(draw, Target("key result", read.key, read.title))
