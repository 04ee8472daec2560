"""The three homes as rows: the line that all share, then each role's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from tui.drawing.rows import NORMAL, WIDE, Row, blank
from tui.format import bar, counted, percentage, tone_of, write_status
from tui.lines import Line, Look, Pen

if TYPE_CHECKING:
    from tui.view_models.homes import Home


def home_rows(
    home: Home,
    width: int,
    *,
    look: Look,
    side: bool,
    root: str | None = None,
    all_risks: bool = False,
    height: int = 0,
) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane; without a side pane all rows are in the first.

    `root` is the key of the unit at the top, whose goals lead nowhere further up; `all_risks` is for executives. Where more rows
    have room (`height`), the list of what is worst or due is longer by what is left.
    """
    panes = _panes(home, width, look=look, side=side, root=root, all_risks=all_risks, more=0)
    left = height - len(panes[0])
    if left <= 0:
        return panes
    return _panes(home, width, look=look, side=side, root=root, all_risks=all_risks, more=left)


def _panes(
    home: Home, width: int, *, look: Look, side: bool, root: str | None, all_risks: bool, more: int
) -> tuple[list[Row], list[Row]]:
    if home.executive is not None:
        from tui.drawing.home_executive import executive_rows

        main, aside = executive_rows(home, home.executive, width, look=look, all_risks=all_risks, more=more)
    elif home.lead is not None:
        from tui.drawing.home_lead import lead_rows

        main, aside = lead_rows(home, home.lead, width, look=look, more=more)
    elif home.employee is not None:
        from tui.drawing.home_employee import employee_rows

        main, aside = employee_rows(home, home.employee, width, look=look, root=root, more=more)
    else:
        main, aside = [], []
    top = _summary(home, look=look)
    return ([*top, *main], aside) if side else ([*top, *main, *aside], [])


LEAST_BAR = 6
"""Cells under which a bar says nothing."""


def _summary(home: Home, *, look: Look) -> list[Row]:
    """One line: how far the time is, how far the goals are."""
    where = _where_it_is(home)

    def draw(width: int) -> Line:
        pen = Pen(look).write(home.cycle, "bold").write(f" {look.dot} {where}", "dim").gap(3)
        numbers = home.summary
        if numbers is None and home.lead is not None and not home.is_counted:
            return pen.line()  # the numbers come in a moment
        some = home.executive is not None and any(home.executive.counts.values())
        if numbers is None or numbers.progress_ppm is None:
            if home.today > home.cycle_ends_on and not some:
                return pen.cell(
                    f"{_no_open_goal(home)}: {look.key('app.screen-8')} shows grades", max(0, width - pen.at), "dim"
                ).line()
            return pen.write(f"no {'top goals' if some else 'goals'} with numbers yet", "dim").line()
        said = Pen(look).write(percentage(numbers.progress_ppm, look), "bold")
        if width >= NORMAL:
            said.write(" of ", "dim").write(percentage(numbers.expected_ppm, look)).write(" expected", "dim")
        write_status(said.gap(3), numbers)
        beside = 1 + cell_width(said.line().text.rstrip())
        size = 24 if width >= WIDE else min(14, width - pen.at - beside)
        if size >= LEAST_BAR:
            pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, size, tone=tone_of(numbers), look=look)).gap(1)
        return pen.put(said.pieces).line()

    return [Row(draw), blank(look)]


def _no_open_goal(home: Home) -> str:
    """That a cycle that is over has no goal to count here; those of others may still be open."""
    if home.executive is not None:
        return "no goal of it is open"
    return "your team has no open goal in it" if home.lead is not None else "you have no open goal in it"


def _where_it_is(home: Home) -> str:
    """Which day of the cycle it is, or how long it is until it begins or since it ended."""
    if home.today < home.cycle_starts_on:
        return f"begins in {counted((home.cycle_starts_on - home.today).days, 'day')}"
    if home.today > home.cycle_ends_on:
        return f"ended {counted((home.today - home.cycle_ends_on).days, 'day')} ago"
    days = (home.cycle_ends_on - home.cycle_starts_on).days + 1
    return f"day {(home.today - home.cycle_starts_on).days + 1} of {days}"
