"""A cycle that spans years says of each of its days in which one it lies."""

from datetime import date

from okr.domain.vocabulary import CycleKind, CycleState
from tui.drawing.cycle import _step_lines
from tui.lines import Look
from tui.view_models.cycles import CycleItem


def days(starts: date, ends: date) -> str:
    """The line of days below the states of a cycle."""
    cycle = CycleItem("FY23", CycleKind.OTHER, CycleState.ACTIVE, starts, ends, 573, False, False, 1)
    return _step_lines(cycle, 78, look=Look())[2].text


def test_both_days_name_their_year_where_it_is_not_the_same():
    said = days(date(2021, 10, 1), date(2023, 9, 30))
    assert "until 1 Oct 2021" in said
    assert "after 30 Sep 2023" in said


def test_no_day_names_the_year_where_it_is_one():
    assert "after 31 Dec  " in days(date(2026, 10, 1), date(2026, 12, 31))
