"""The review on the cycle screen: what waits for whom, approving, returning, and who is refused."""

import pytest

from okr.contract.base import Page
from okr.contract.reviews import ListWaiting, ReviewGoal, WaitingReview
from okr.domain.vocabulary import CycleState, ReviewVerdict
from tests.tui.company import EMPLOYEE, LEAD
from tests.tui.pilot.cycles import REVIEW, backend_of
from tests.tui.support import app_over, flashed, press, running, screen_text
from tui.widgets.key_line import KeyLine


async def test_the_queue_shows_what_one_may_review_and_approves_in_place():
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW)
        text = screen_text(app)
        assert "CARE-2" in text
        assert "Ada Lindqvist returned it" in text
        assert backend.asked(ListWaiting)[-1].of_everybody is False
        await press(pilot, "a")
        assert app.screen.query_one(KeyLine).asked == (
            "Approve CARE-2? This cannot be undone: give another verdict; what reviewers said stays."
        )
        assert backend.asked(ReviewGoal) == []
        await press(pilot, "enter")
        (asked,) = backend.asked(ReviewGoal)
        assert (asked.key, asked.verdict, asked.version) == ("CARE-2", ReviewVerdict.APPROVED, 3)
        assert flashed(app) == "CARE-2 is approved as it stands."
        assert "Solve problems" not in screen_text(app)


async def test_returning_a_goal_takes_a_remark():
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW, "x", "ctrl+s")
        assert "say what is to be changed" in screen_text(app)
        assert backend.asked(ReviewGoal) == []
        await press(pilot, *"when", "ctrl+s")
        (asked,) = backend.asked(ReviewGoal)
        assert (asked.verdict, asked.remark) == (ReviewVerdict.RETURNED, "when")
        assert flashed(app) == "CARE-2 is returned to its owner as a draft."


async def test_keys_that_do_nothing_now_are_not_in_the_last_line():
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW)
        assert "a Approve   x Return" in screen_text(app)
        assert "Next step" not in screen_text(app), "a lead opens and closes no cycle"
        backend.answers[ListWaiting] = lambda *_: Page[WaitingReview](items=())
        await press(pilot, "r")
        text = screen_text(app)
        assert "No goal waits for your review" in text
        assert "Approve" not in text
        assert "Return" not in text
        await press(pilot, "a")
        assert flashed(app) == "Move to a proposed goal first."


async def test_what_others_review_is_shown_and_refused_with_who_may():
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW, "v", "k", "a")
        assert (
            "Only a manager above the owner or the lead of Customer Care reviews CARE-1, never its owner."
            in flashed(app)
        )
        assert backend.asked(ReviewGoal) == []


async def test_an_employee_is_told_that_nothing_waits_for_them():
    backend = backend_of(**EMPLOYEE)
    backend.answers[ListWaiting] = lambda backend, _: Page[WaitingReview](items=())
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW)
        assert "No goal waits for your review" in screen_text(app)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CycleState.PLANNING, "A goal is proposed on its page: s."),
        (CycleState.ACTIVE, "A goal is proposed on its page: s."),
        (CycleState.GRADING, "It is being graded and takes no new goal"),
        (CycleState.CLOSED, "It is closed: no goal of it is proposed any more."),
    ],
)
async def test_an_empty_queue_says_how_goals_come_there_only_where_they_do(state, said):
    backend = backend_of(state, **EMPLOYEE)
    backend.answers[ListWaiting] = lambda backend, _: Page[WaitingReview](items=())
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW)
        text = " ".join(screen_text(app).split())
        assert said in text
        assert ("on its page" in text) is ("on its page" in said)
