"""Undoing by key, notices, and going back through the places where one was."""

from datetime import UTC, datetime

import pytest

from okr.contract.homes import ShowHome
from okr.contract.notices import ReadNotices
from okr.contract.undo import UndoLast, UndoStep
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import NoticeAsks
from tests.tui.rooms.surroundings import notices
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_text, until
from tui.dialogs.notices import NoticesDialog
from tui.dialogs.why import WhyDialog
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen
from tui.widgets.board import Board
from tui.widgets.key_line import KeyLine


def step(*, possible: bool = True) -> UndoStep:
    return UndoStep(
        operation="check-ins.record",
        keys=("CARE-1.1",),
        recorded_at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC),
        possible=possible,
        words=("The check-in of 5.4 to CARE-1.1 is voided.",) if possible else ("Read stays read.",),
    )


async def test_undo_names_what_it_would_do_and_does_it_only_after_a_yes(backend):
    backend.last_change = step()
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "u")
        asked = app.screen.query_one(KeyLine).asked
        assert asked == (
            "Undo: check-in recorded (CARE-1.1)? The check-in of 5.4 to CARE-1.1 is voided. "
            "This cannot be undone: make the change again instead."
        )
        assert "enter Undo" in screen_text(app)
        assert backend.asked(UndoLast) == []
        loads = len(backend.asked(ShowHome))
        await press(pilot, "enter")
        assert len(backend.asked(UndoLast)) == 1
        assert flashed(app).startswith("Undone: check-in recorded (CARE-1.1).")
        assert len(backend.asked(ShowHome)) == loads + 1


async def test_undo_of_many_things_names_the_first_and_counts_the_rest(backend):
    many = tuple(f"the request CARE-1+{number} is taken back" for number in range(1, 8))
    backend.last_change = step().model_copy(update={"words": many})
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "u")
        asked = app.screen.query_one(KeyLine).asked
        assert (
            "? The request CARE-1+1 is taken back; the request CARE-1+2 is taken back; the request CARE-1+3 is taken back; "
            "and 4 more. This"
        ) in asked


async def test_undo_is_left_by_escape_and_other_keys_do_nothing_meanwhile(backend):
    backend.last_change = step()
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "u", "2", "r", "x")
        assert isinstance(app.screen, HomeScreen)
        assert app.question is not None
        await press(pilot, "escape")
        assert app.question is None
        assert backend.asked(UndoLast) == []
        await press(pilot, "2")
        assert isinstance(app.screen, AlignmentScreen)


async def test_what_is_typed_before_the_question_is_there_answers_it(backend):
    backend.last_change = step()
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "j")
        backend.hold.clear()
        for key in ("u", "enter", "2"):
            await pilot.press(key)
        backend.hold.set()
        await press(pilot)
        assert len(backend.asked(UndoLast)) == 1
        assert isinstance(app.screen, AlignmentScreen)


async def test_who_has_left_the_screen_is_not_asked_any_more(backend):
    backend.last_change = step()
    app = app_over(backend)
    async with running(app) as pilot:
        backend.hold.clear()
        await pilot.press("u")
        app.open_goal("CARE-1")
        backend.hold.set()
        await press(pilot)
        assert isinstance(app.screen, GoalScreen)
        assert app.question is None
        assert app.screen.query_one(KeyLine).asked == ""
        await press(pilot, "u")
        assert "check-in recorded" in app.screen.query_one(KeyLine).asked


async def test_undo_says_why_it_cannot(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "u")
        assert flashed(app) == "You changed nothing in the last minutes that could be undone."
        backend.last_change = step(possible=False)
        await press(pilot, "u")
        assert flashed(app) == "Read stays read."
        backend.last_change = step()
        backend.fail[UndoLast] = RuleViolation("Priya changed it since.", hint="Ask her first.")
        await press(pilot, "u", "y")
        assert flashed(app) == "Priya changed it since. Ask her first."


async def test_the_question_is_answered_by_the_mouse(backend):
    backend.last_change = step()
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "u")
        lines = screen_text(app).splitlines()
        last = app.screen.query_one(KeyLine).size.height - 1
        await pilot.click("KeyLine", offset=(lines[-1].index("Undo"), last))
        await press(pilot)
        assert len(backend.asked(UndoLast)) == 1


async def test_new_notices_are_counted_in_the_first_line_and_opened_by_key(backend):
    backend.notices = notices()
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        assert "2 notices" in screen_text(app).splitlines()[0]
        await press(pilot, "!")
        assert isinstance(app.screen, NoticesDialog)
        assert "Priya Raman asks Customer Care" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, GoalScreen)
        assert backend.asked(ReadNotices)[-1].key == "CHAT-1"
        assert "1 notice" in screen_text(app).splitlines()[0]


async def test_notices_are_marked_as_read_and_found_again(backend):
    backend.notices = notices()
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "!", "m")
        assert "Priya Raman asks Customer Care" not in screen_text(app)
        await press(pilot, "M")
        assert "Nothing new: you have read everything." in screen_text(app)
        await press(pilot, "v")
        assert "Priya Raman asks Customer Care" in screen_text(app)
        await press(pilot, "escape")
        assert "notice" not in screen_text(app).splitlines()[0]


async def test_brackets_go_through_the_places_where_one_was(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "2", "enter", "w", "escape", "5")
        await press(pilot, "[")
        assert isinstance(app.screen, GoalScreen)
        assert app.root_name() == "Alignment"
        await press(pilot, "[")
        assert isinstance(app.screen, AlignmentScreen)
        await press(pilot, "[")
        assert isinstance(app.screen, HomeScreen)
        await press(pilot, "[")
        assert flashed(app) == "Nothing earlier: this is where you began."
        await press(pilot, "]", "]")
        assert isinstance(app.screen, GoalScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, AlignmentScreen)
        await press(pilot, "[")
        assert isinstance(app.screen, GoalScreen)


async def test_a_dialog_is_no_place(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "2", "enter", "w")
        assert isinstance(app.screen, WhyDialog)
        await press(pilot, "escape", "[", "]")
        assert isinstance(app.screen, GoalScreen)


async def test_the_way_in_the_first_line_can_be_clicked(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "2", "enter")
        line = screen_text(app).splitlines()[0]
        await pilot.click("TopLine", offset=(line.index("Alignment"), 0))
        await press(pilot)
        assert isinstance(app.screen, AlignmentScreen)
        await pilot.click("TopLine", offset=(line.index("okr"), 0))
        await press(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_goal_above_is_opened_from_the_first_line(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.open_goal("CHAT-1")
        await until(pilot, lambda: "CARE-1" in screen_text(app).splitlines()[0])
        line = screen_text(app).splitlines()[0]
        await pilot.click("TopLine", offset=(line.index("CARE-1"), 0))
        await until(pilot, lambda: isinstance(app.screen, GoalScreen) and app.screen.key == "CARE-1")
        await press(pilot)


async def test_a_long_sentence_is_said_in_full(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        app.flash(
            "This sentence is longer than a line of the screen has cells, and still one reads it to its end: here."
        )
        await until(pilot, lambda: screen_text(app).splitlines()[-1].endswith("here."))
        await press(pilot, "j")
        assert "Help" in screen_text(app).splitlines()[-1]


async def test_a_long_notice_is_read_whole_on_a_small_screen_and_is_one_stop_of_the_cursor(backend):
    first, *_ = notices()
    words = "Samir Haddad asks Amara Okafor to contribute to CARE-2 as CARE-2+1: every chat is answered within the hour"
    backend.notices = (first.model_copy(update={"text": words}), *notices())
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "!")
        board = app.screen.query_one("#rows", Board)
        at = next(at for at, row in enumerate(board.rows) if row.can_be_chosen)
        said = [row.draw(78).text for row in board.rows[at : at + 2]]
        assert "".join(said).count("\u2026") == 0
        assert said[1].strip() == "as CARE-2+1: every chat is answered within the hour"
        assert not board.rows[at + 1].can_be_chosen
        assert board.rows[at + 2].can_be_chosen


async def test_who_looks_stays_in_the_first_line_beside_new_notices_where_the_way_is_short(backend):
    backend.notices = notices()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        line = screen_text(app).splitlines()[0]
        assert line.endswith("2 notices · Ada Lindqvist · 2026-Q4 · 18 Nov")
        app.open_goal("CHAT-1")
        await press(pilot)
        line = screen_text(app).splitlines()[0]
        assert "› CHAT-1" in line
        assert "2 notices" in line
        assert "Ada Lindqvist" not in line, "the way is longer than what it would leave"


@pytest.mark.parametrize(
    ("asks", "hint"),
    [
        (NoticeAsks.ANSWER_BLOCKER, "enter opens it; a answers"),
        (NoticeAsks.ANSWER_CONTRIBUTION, "enter opens it; a agrees, the last line names the other ways"),
        (NoticeAsks.REVIEW, "enter opens it; s approves it or gives it back"),
        (NoticeAsks.GRADE, "8 opens the cycle; under Grading e grades it"),
        (NoticeAsks.GRADE_SEVERAL, "8 opens the cycle; under Grading e grades them"),
    ],
)
async def test_a_notice_names_the_keys_that_do_what_it_asks_for_and_no_command(backend, asks, hint):
    first, other = notices()
    backend.notices = (first.model_copy(update={"asks": asks, "command": "okr goal accept CHAT-1"}), other)
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "!")
        shown = screen_text(app)
        assert hint in " ".join(shown.split())
        assert "okr goal" not in shown
        await press(pilot, "m", "v")
        assert hint not in " ".join(screen_text(app).split()), "nothing is asked any more of what was read"
