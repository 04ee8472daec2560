"""The home of an employee: what is expected of me, why does it matter, what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.vocabulary import GoalState, Severity
from okr.domain.wording import due_words
from tui.drawing.home_parts import (
    answers_section,
    asks_section,
    due_counts,
    due_rows,
    due_title,
    moved_row,
    read_section,
)
from tui.drawing.results import result_row
from tui.drawing.rows import Row, blank, goal_row, key_width, labelled, path_line, section, text_row
from tui.format import percentage
from tui.lines import Line, Look, Pen

if TYPE_CHECKING:
    from tui.view_models.goal_card import Forecast
    from tui.view_models.homes import EmployeeHome, Home, MyGoal

NEXT_STEPS = {
    GoalState.DRAFT: "a draft: {goal.decide} on its page begins it or hands it to review",
    GoalState.PROPOSED: "waits for a review",
    GoalState.IN_REVIEW: "in review: once it is approved, {goal.decide} on its page begins it",
}
"""What comes next for a goal of mine that does not count yet."""


def employee_rows(
    home: Home, view: EmployeeHome, width: int, *, look: Look, root: str | None, more: int = 0
) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane; `more` as in `home_rows`."""
    rows: list[Row] = []
    for mine in view.goals:
        rows += _my_goal_rows(mine, look=look, root=root)
    asked = [item for item in view.due if item.skip is None]
    due = section(
        due_title(view.due, due_words((item.due_on for item in asked or view.due), today=home.today)),
        due_rows(view.due, home, look=look, more=more),
        look=look,
        note=f" {look.dot} ".join(due_counts(view.due, oldest=True)),
        empty=f"Nothing is due. {look.key('app.check-in')} checks in anyway.",
    )
    goals = section(
        "My goals",
        rows[:-1] if rows else [],
        look=look,
        empty=look.said(
            "You own no goal in this cycle. {app.add} writes one, {app.screen-2} shows what others aim at."
        ),
    )
    vision = (
        section("What it is for", labelled("Vision", view.vision, width, look=look), look=look) if view.vision else []
    )
    keys = key_width(one.key for one in view.moved_above)
    aside = [
        *section(
            "Moved above me",
            [moved_row(one, keys, look=look) for one in view.moved_above],
            look=look,
            note="in the last 7 days",
        ),
        *read_section(view.acknowledged, today=home.today, look=look),
        *vision,
    ]
    return [*due, *asks_section(view.asks, home, look=look), *answers_section(home, look=look), *goals], aside


def _my_goal_rows(mine: MyGoal, *, look: Look, root: str | None) -> list[Row]:
    way_up = mine.line_of_sight
    rows = [goal_row(mine.goal, look=look, bold=True, owner=False)]
    if way_up:
        rows.append(Row(lambda width: _why_line(mine, width, look=look)))
    elif mine.goal.unit.key == root:
        rows.append(text_row("a goal of the whole organisation", "dim", look=look, indent=2))
    else:
        rows.append(text_row("leads to no goal above it; ^ shows where it stands", "warning", look=look, indent=2))
    if mine.goal.state in NEXT_STEPS:
        rows.append(text_row(look.said(NEXT_STEPS[mine.goal.state]), "dim", look=look, indent=2))
    for result in mine.results:
        rows.append(result_row(result, look=look, indent=2))
        heading = mine.headings.get(result.key)
        if heading is not None and heading.severity not in {None, Severity.NONE}:
            rows.append(_heading_row(heading, look=look))
    return [*rows, blank(look)]


def _heading_row(heading: Forecast, *, look: Look) -> Row:
    """Where a result ends short of its target if it goes on like this (R9)."""
    ends = f"heads for {percentage(heading.end_ppm, look)}"
    low, high = percentage(heading.low_ppm, look), percentage(heading.high_ppm, look)
    if low != high:
        ends += f" ({low} to {high})"
    ink = "dim" if heading.severity is Severity.MEDIUM else "warning"
    return text_row(f"{ends} at the end: a {heading.severity} miss", ink, look=look, indent=5)


def _why_line(mine: MyGoal, width: int, *, look: Look) -> Line:
    inner = path_line(mine.line_of_sight, width - 8, look=look)
    return Pen(look).gap(2).write("for ", "dim").put(inner.pieces).line()
