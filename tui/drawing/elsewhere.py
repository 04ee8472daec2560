"""Where goals are, on screens of a cycle that has none: after an import of past years all are in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from tui.drawing.rows import Row, teaching_rows
from tui.format import counted
from tui.lines import Line, Look, Pen, Target

if TYPE_CHECKING:
    from tui.view_models.session import Elsewhere, Session

ELSEWHERE = "elsewhere"
"""What the line does: it goes there."""


def elsewhere_sentence(session: Session, found: Elsewhere) -> str:
    """That the cycle has no goals, and which one has: "No goals of 2026-Q4 yet. FY2022-2023 has 573 goals."."""
    return f"{_none_here(session)} {found.cycle} has {counted(found.goals, 'goal')}."


def elsewhere_choices(found: Elsewhere) -> list[tuple[str, str, str]]:
    """The keys that lead to goals: the line itself goes to that cycle at once, another key to any."""
    return [
        (ELSEWHERE, "{app.open}", f"look at {found.cycle}"),
        ("app.cycle", "{app.cycle}", "choose a cycle"),
    ]


def elsewhere_row(session: Session, found: Elsewhere, *, look: Look) -> Row:
    """All of it in one line that goes there, above what a screen shows of an empty cycle."""
    many = f"{found.cycle} has {counted(found.goals, 'goal')}"
    said = f"{_none_here(session)} {many}: "
    keys = look.said("{app.open} looks at it, {app.cycle} at others")

    def draw(width: int) -> Line:
        words = f"{said}{keys}"
        if cell_width(words) > width:
            words = f"{said}{look.said('{app.open} looks at it')}"
        if cell_width(words) > width:
            words = look.said(f"{many}: {{app.open}} looks at it")
        return Pen(look).cell(words, width, "accent").line()

    return Row(draw, Target("do", ELSEWHERE, found.cycle))


def no_goal_rows(
    session: Session | None, found: Elsewhere | None, width: int, *, look: Look, is_back: bool
) -> list[Row]:
    """An empty cascade: where there are goals, and which key writes the first one here; nobody writes one on a past day."""
    cycle = session.cycle if session is not None else None
    sentence = f"There is no goal of {cycle} yet." if cycle else "There is no goal yet."
    if is_back:
        sentence = "There was no goal on this day."
    choices = [("app.day", "{app.day}", "look at another day")] if is_back else []
    if session is not None and found is not None:
        sentence, choices = elsewhere_sentence(session, found), [*elsewhere_choices(found), *choices]
    if not is_back:
        choices.append(("app.add", "{app.add}", f"write the first one of {cycle}" if found else "write the first one"))
    return teaching_rows(sentence, width=width, look=look, choices=choices)


def _none_here(session: Session) -> str:
    """That the cycle has none: *yet* where it goes on today."""
    on_the_day = " on this day" if session.lens.day is not None else " yet" if session.lens.cycle is None else ""
    return f"No goals of {session.cycle}{on_the_day}."
