"""The days that are proposed to look at: each once, under all of its names."""

from datetime import date
from typing import cast

import pytest

from tui.drawing.frame import matching_days, proposed_days
from tui.view_models.session import Session


class On:
    """As much of a session as the days need."""

    def __init__(self, day: date) -> None:
        self.calendar_day = day


def session_on(day: date) -> Session:
    return cast("Session", On(day))


@pytest.mark.parametrize(
    ("today", "day", "names"),
    [
        (date(2026, 3, 2), date(2025, 12, 31), "end of last year, end of last quarter"),
        (date(2026, 3, 2), date(2026, 2, 28), "end of last month"),
        (date(2026, 1, 20), date(2025, 12, 31), "end of last year, end of last quarter, end of last month"),
        (date(2026, 4, 1), date(2026, 3, 31), "end of last quarter, end of last month, yesterday"),
        (date(2026, 11, 18), date(2026, 9, 30), "end of last quarter"),
    ],
)
def test_a_day_stands_once_with_all_that_it_is(today, day, names):
    found = proposed_days(session_on(today), None)
    past = [one for one, _ in found if one is not None]
    assert len(past) == len(found) - 1
    assert past == sorted(set(past), reverse=True)
    assert dict(found)[day] == names


@pytest.mark.parametrize("words", ["last year", "last quarter"])
def test_a_day_is_found_by_each_of_its_names(words):
    found = matching_days(session_on(date(2026, 3, 2)), typed=None, words=words)
    assert [one for one, _, _ in found] == [date(2025, 12, 31)]
