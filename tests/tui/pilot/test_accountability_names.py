"""What accountability names: a check-in that is late is found there with its age, and asked about with one key."""

from datetime import date

import pytest

from okr.contract.accountability import OverdueCheckIn
from okr.contract.base import PersonRef
from okr.contract.nudges import Nudge
from tests.tui.fakes import FakeBackend
from tests.tui.support import SMALL, app_over, flashed, press, running, screen_of, screen_text
from tui.screens.accountability import AccountabilityScreen

LATE = OverdueCheckIn(
    key="CARE-1.1",
    title="Time to the first answer",
    owner=PersonRef(handle="maria", name="Maria Lopes"),
    due_on=date(2026, 10, 16),
    days_late=33,
)


class LateBackend(FakeBackend):
    """Has a check-in that is late."""

    def _show_accountability(self, request):
        return super()._show_accountability(request).model_copy(update={"overdue": (LATE,)})


@pytest.fixture
def late():
    return LateBackend()


async def to_the_late_one(app, pilot) -> None:
    for _ in range(20):
        target = screen_of(app, AccountabilityScreen).selected
        if target is not None and target.key == LATE.key:
            return
        await press(pilot, "j")
    raise AssertionError("it is not there")


async def test_a_late_check_in_stands_with_whose_it_is_and_since_when(late):
    app = app_over(late, screen="accountability")
    async with running(app, SMALL) as pilot:
        await to_the_late_one(app, pilot)
        (line,) = (line for line in screen_text(app).splitlines() if LATE.title in line)
        assert "M. Lopes · 4 wk" in line


async def test_who_is_late_is_asked_for_a_word_with_the_key_of_the_footer(late):
    app = app_over(late, screen="accountability")
    async with running(app, SMALL) as pilot:
        await to_the_late_one(app, pilot)
        assert "b Nudge" in screen_text(app).splitlines()[-1]
        await press(pilot, "b")
        assert [request.about for request in late.asked(Nudge)] == [LATE.key]
        assert LATE.key in flashed(app)
