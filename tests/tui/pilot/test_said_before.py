"""What undoing does not take back is said on the screen before it is done; what it takes back is not asked about."""

from typing import Any

import pytest

from okr.contract.comments import RestoreComment, WithdrawComment
from okr.contract.notices import ReadNotices
from okr.contract.nudges import Nudge
from okr.contract.reviews import ReviewGoal
from okr.contract.undo import NOT_UNDONE
from okr.domain.vocabulary import CycleState
from tests.tui.company import ADMINISTRATOR, LEAD, Company
from tests.tui.pilot.cycles import GRADING, LESSONS, REVIEW, backend_of
from tests.tui.pilot.test_conversation import show, to
from tests.tui.rooms.conversation import talking
from tests.tui.rooms.surroundings import notices
from tests.tui.support import SMALL, app_over, flashed, press, running, screen_text
from tui.dialogs.notices import NoticesDialog


@pytest.mark.parametrize(
    ("who", "tab", "keys", "operation"),
    [
        (LEAD, REVIEW, ["x"], "reviews.give"),
        (LEAD, REVIEW, ["a"], "reviews.give"),
        (ADMINISTRATOR, GRADING, ["e"], "grades.give"),
        (LEAD, LESSONS, ["e"], "retrospectives.write"),
    ],
    ids=["return", "approve", "grade", "lesson"],
)
async def test_what_is_written_in_place_says_so_before(
    who: dict[str, Any], tab: list[str], keys: list[str], operation: str
) -> None:
    backend = backend_of(CycleState.GRADING if tab is not REVIEW else CycleState.ACTIVE, **who)
    app = app_over(backend, screen="cycle")
    async with running(app, SMALL) as pilot:
        await press(pilot, *tab)
        assert "cannot be undone" not in screen_text(app)
        await press(pilot, *keys)
        assert f"This cannot be undone: {NOT_UNDONE[operation]}."[:70] in " ".join(screen_text(app).split())


async def test_an_approval_that_is_not_meant_is_left(backend: Any) -> None:
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app, SMALL) as pilot:
        await press(pilot, *REVIEW, "a", "escape")
        assert backend.asked(ReviewGoal) == []


async def test_notices_say_that_opening_one_marks_it_as_read(backend: Any) -> None:
    backend.notices = notices()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "!")
        assert isinstance(app.screen, NoticesDialog)
        words = " ".join(screen_text(app).split())
        assert "Opening one marks it as read. This cannot be undone: what was read stays read." in words
        await press(pilot, "M")
        assert len(backend.asked(ReadNotices)) == 1


async def test_what_is_undone_by_a_key_is_not_asked_about(backend: Any) -> None:
    app = app_over(backend, screen="alignment")
    async with running(app, SMALL) as pilot:
        await press(pilot, "b")
        assert app.question is None
        assert len(backend.asked(Nudge)) == 1


async def test_ones_own_comment_is_said_again_where_it_was_taken_back() -> None:
    backend = talking(Company(me="priya"))
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await to(app, pilot, "comment", "3")
        await press(pilot, "x", "y")
        assert len(backend.asked(WithdrawComment)) == 1
        await to(app, pilot, "comment", "3")
        await press(pilot, "x")
        assert [(one.goal, one.number) for one in backend.asked(RestoreComment)] == [("CARE-1", 3)]
        assert flashed(app) == "Your comment is read again."
        assert "They start on Monday" in screen_text(app)
