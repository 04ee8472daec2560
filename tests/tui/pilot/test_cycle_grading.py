"""The grading on the cycle screen: scores, the owner's own, post-mortems, and who is refused."""

import pytest

from okr.contract.grading import GradeGoal, ListGrades
from okr.domain.vocabulary import CycleState
from tests.tui.company import ADMINISTRATOR, EMPLOYEE
from tests.tui.pilot.cycles import GRADING, backend_of
from tests.tui.rooms.cycles import life
from tests.tui.support import LARGE, app_over, flashed, press, running, screen_of, screen_text
from tui.screens.cycle import CycleScreen
from tui.screens.cycle_tabs import Grades
from tui.screens.cycle_writing import read_score
from tui.widgets.field import Field


async def test_grading_shows_scores_parts_and_what_was_moved():
    app = app_over(backend_of(CycleState.GRADING), screen="cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, *GRADING)
        text = screen_text(app)
        for words in (
            "computed",
            "original",
            "0.3",
            "CARE-1.1",
            "and 1 goal not shown",
            "needs a post-mortem",
            "waits",
        ):
            assert words in text, words


async def test_the_owners_score_is_typed_in_place_with_reason_and_post_mortem():
    backend = backend_of(CycleState.GRADING, me="maria")
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "home", "j", "j", "e")
        await press(pilot, *"0.4", "tab", *"so", "tab", *"late", "ctrl+s")
        (asked,) = backend.asked(GradeGoal)
        assert (asked.key, asked.score, asked.reason, asked.post_mortem) == ("CARE-1", 400_000, "so", "late")
        assert "CARE-1 is graded 0.4 and missed." in flashed(app)
        assert not screen_of(app, CycleScreen).is_typing


async def test_after_a_grade_the_cursor_goes_to_the_next_goal_that_waits():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "e", "tab", "tab", *"late", "ctrl+s")
        selected = screen_of(app, CycleScreen).selected
        assert selected is not None
        assert selected.key == "ACME-2"


async def test_a_missing_post_mortem_is_said_at_its_field():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "e", "ctrl+s")
        assert "it needs a short post-mortem" in screen_text(app)
        assert isinstance(app.focused, Field)
        assert app.focused.id == "post_mortem"
        await press(pilot, *"late", "ctrl+s")
        assert life(backend).grades["ACME-1"].post_mortem == "late"


@pytest.mark.parametrize(
    ("state", "who", "said"),
    [
        (CycleState.ACTIVE, ADMINISTRATOR, "2026-Q4 is active: goals are graded while their cycle is."),
        (CycleState.GRADING, EMPLOYEE, "Only its owner, a manager above, the lead of its unit or an administrator grades ACME-1."),
    ],
)  # fmt: skip
async def test_who_may_not_grade_is_told_why(state, who, said):
    backend = backend_of(state, **who)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "home", "e")
        assert flashed(app) == said
        assert backend.asked(GradeGoal) == []


async def test_a_key_goes_round_from_all_goals_to_those_that_wait_to_ones_own():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING)
        seen = []
        for _ in range(3):
            await press(pilot, "v")
            asked = backend.asked(ListGrades)[-1]
            seen.append((asked.waiting, asked.owner, flashed(app)))
        assert seen == [
            (True, None, "Only what waits for a grade."),
            (False, screen_of(app, CycleScreen).me, "Only mine."),
            (False, None, "All goals that are graded."),
        ]


async def test_the_next_page_of_goals_comes_when_the_cursor_reaches_its_place():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "G")
        assert [request.cursor for request in backend.asked(ListGrades)] == [None, "4", "8"]
        await press(pilot, "G", "G")
        assert "1 goal not shown to you" in screen_text(app)


@pytest.mark.parametrize(("text", "ppm"), [("", None), ("0.8", 800_000), ("80%", 800_000), ("1", 1_000_000), ("0", 0)])
def test_a_score_is_read_as_it_is_typed(text, ppm):
    assert read_score(text) == ppm


async def test_grading_begins_where_a_grade_waits_that_one_may_give_and_comes_back_to_where_one_was():
    app = app_over(backend_of(CycleState.GRADING, me="maria"), screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING)
        screen = screen_of(app, CycleScreen)
        items = screen.tab_of(Grades).page.items
        first = next(item.key for item in items if item.may_grade and item.grade is None)
        assert first != items[0].key, "the first of all is somebody else's"
        assert screen.selected is not None
        assert screen.selected.key == first
        await press(pilot, "j")
        left = screen.selected
        assert left.key != first
        await press(pilot, "tab", "shift+tab")
        assert screen.selected == left
