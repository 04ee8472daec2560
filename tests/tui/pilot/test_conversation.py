"""The conversation about a goal and the agenda of a talk: what is said, answered, done and tied, and what is refused."""

from datetime import date

import pytest

from okr.contract.agenda import ShowAgenda
from okr.contract.blockers import AnswerBlocker, AssignBlocker, ReopenBlocker
from okr.contract.comments import AddComment, WithdrawComment
from okr.contract.dependencies import DependOn, EndDependency
from okr.contract.initiatives import CreateInitiative, EditInitiative
from okr.domain.errors import NotAllowed
from okr.domain.vocabulary import DependencyKind
from tests.tui.company import Company
from tests.tui.rooms.conversation import talking
from tests.tui.support import (
    LARGE,
    SMALL,
    app_over,
    flashed,
    press,
    rest,
    running,
    screen_of,
    screen_text,
    sent,
    settle,
    write,
)
from tui.app import OkrApp
from tui.places import ABOUT
from tui.screens.agenda import AgendaScreen
from tui.screens.conversation import ConversationScreen, goal_of
from tui.screens.goal import WORK, GoalScreen


async def show(app, pilot, key="CARE-1", kind="conversation"):
    app.open_over(ABOUT[kind].make(key))
    await settle(pilot)


async def to(app, pilot, kind, key):
    """Put the cursor on something."""
    board = next(board for board in app.screen.query("Board") if board.find(kind, key))
    app.screen.set_focus(board)
    await settle(pilot)


async def test_one_screen_shows_what_is_said_in_the_way_done_and_needed():
    app = app_over(talking())
    async with running(app, LARGE) as pilot:
        await show(app, pilot)
        text = screen_text(app)
        for words in ("They start on Monday, @tom and @maria.", "taken back", "2 days late", "climbed 14",
                      "Hire two ag", "1 of 3 done", "blocked by", "They wait for each other"):  # fmt: skip
            assert words in text, words


async def test_the_key_opens_it_for_the_goal_under_the_cursor():
    app = app_over(talking(), screen="alignment")
    async with running(app, SMALL) as pilot:
        await press(pilot, "t")
        assert screen_of(app, ConversationScreen).key == "ACME-1"


@pytest.mark.parametrize("key", ["CARE-1.1", "CARE-1.1#2", "CARE-1~2", "CARE-1+3", "CARE-1 comment 4", "CARE-1"])
def test_every_part_of_a_goal_leads_to_its_conversation(key):
    assert goal_of(key) == "CARE-1"


async def test_a_blocker_opens_the_conversation_with_the_cursor_on_it():
    app = app_over(talking())
    async with running(app, LARGE) as pilot:
        await show(app, pilot, "CARE-1.1#2", kind="blocker")
        blocker = screen_of(app, ConversationScreen).blocker
        assert blocker is not None
        assert blocker.key == "CARE-1.1#2"


# ------------------------------------------------------------------------------------------------------------ comments


async def test_a_handle_is_completed_while_one_types_and_the_comment_goes_out_once():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "m")
        await write(pilot, "Ask @pri")
        assert "priya  Priya Raman" in screen_text(app)
        await press(pilot, "tab")
        await write(pilot, "please")
        assert "the owner and @priya" in screen_text(app)
        await press(pilot, "ctrl+s")
        request = sent(backend, AddComment)
        assert (request.on, request.text) == ("CARE-1", "Ask @priya please")
        assert "Priya Raman told." in flashed(app)
        assert "Ask @priya please" in screen_text(app)


async def test_the_author_hears_who_was_not_told():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "m")
        await write(pilot, "Hello @nobody")
        await press(pilot, "ctrl+s")
        assert "Not told: @nobody: nobody has this handle." in flashed(app)


async def test_one_comments_on_the_check_in_that_the_cursor_stands_on():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#2", kind="blocker")
        await press(pilot, "m")
        await write(pilot, "Soon")
        await press(pilot, "ctrl+s")
        assert sent(backend, AddComment).on == "CARE-1.1#2"


async def test_a_comment_without_words_is_not_sent():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "m", "ctrl+s")
        assert backend.asked(AddComment) == []
        assert "Say: is empty" in screen_text(app)


async def test_only_the_author_takes_a_comment_back_and_is_asked_first():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await to(app, pilot, "comment", "3")
        await press(pilot, "x")
        assert flashed(app) == "Only Priya Raman takes it back."
        await to(app, pilot, "comment", "2")
        await press(pilot, "x")
        assert backend.asked(WithdrawComment) == []
        await press(pilot, "y")
        assert (sent(backend, WithdrawComment).goal, sent(backend, WithdrawComment).number) == ("CARE-1", 2)


async def test_a_blocker_in_the_work_of_a_goal_opens_the_talk_where_it_is_answered():
    app = app_over(talking())
    async with running(app, SMALL) as pilot:
        await show(app, pilot, kind="goal")
        screen_of(app, GoalScreen).show_section(WORK)
        await settle(pilot)
        await to(app, pilot, "blocker", "CARE-1.1#2")
        await press(pilot, "enter")
        blocker = screen_of(app, ConversationScreen).blocker
        assert blocker is not None
        assert blocker.key == "CARE-1.1#2"


# ------------------------------------------------------------------------------------------------------------- blockers


async def test_a_blocker_is_answered_in_place():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#2", kind="blocker")
        await press(pilot, "a", "ctrl+s")
        assert "Say what is done about it." in screen_text(app)
        await write(pilot, "Tom lends two people")
        await press(pilot, "ctrl+s")
        request = sent(backend, AnswerBlocker)
        assert (request.key, request.answer, request.version) == ("CARE-1.1#2", "Tom lends two people", 2)
        assert "0 open" not in screen_text(app)
        assert "Maria Lopes: Tom lends two people" in screen_text(app)


async def test_an_answered_blocker_is_opened_again():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#1", kind="blocker")
        await press(pilot, "a")
        assert "is answered; space says" in flashed(app)
        await press(pilot, "space")
        assert sent(backend, ReopenBlocker).key == "CARE-1.1#1"


async def test_a_blocker_and_work_are_passed_on_to_whom_a_few_letters_name():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#2", kind="blocker")
        await press(pilot, "p")
        await write(pilot, "okaf")
        await press(pilot, "tab", "ctrl+s")
        assert sent(backend, AssignBlocker).owner == "tom"
        assert "lies with Tom Okafor now" in flashed(app)
        await to(app, pilot, "initiative", "CARE-1~1")
        await press(pilot, "p")
        await write(pilot, "sam")
        await press(pilot, "tab", "ctrl+s")
        assert sent(backend, EditInitiative).owner == "sam"


async def test_who_may_not_answer_is_told_who_may():
    backend = talking(Company(me="sam"), may=())
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "CARE-1.1#2", kind="blocker")
        await press(pilot, "a")
        await write(pilot, "Gone")
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "You may not answer this blocker" in text
        assert "Maria Lopes, who has to answer" in text


# ----------------------------------------------------------------------------------------------------------------- work


async def test_work_is_written_down_done_and_not_done():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "i")
        await write(pilot, "Ask every customer")
        await press(pilot, "tab", "tab", "+", "2", "w", "ctrl+s")
        request = sent(backend, CreateInitiative)
        assert (request.of, request.title, request.owner) == ("CARE-1", "Ask every customer", None)
        assert request.due_on == date(2026, 12, 2)
        await to(app, pilot, "initiative", "CARE-1~4")
        await press(pilot, "space")
        await press(pilot, "space")
        first, second = backend.asked(EditInitiative)
        assert (first.done_on, second.done_on) == (date(2026, 11, 18), None)


async def test_work_is_changed_and_what_is_left_stays():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await to(app, pilot, "initiative", "CARE-1~2")
        await press(pilot, "e")
        await press(pilot, "!", "ctrl+s")
        request = sent(backend, EditInitiative)
        assert request.title == "Write answers for the ten usual questions!"
        assert (request.owner, request.due_on, request.version) == ("maria", date(2026, 12, 8), 1)


# --------------------------------------------------------------------------------------------------------- dependencies


async def test_a_goal_needs_another_one_until_it_no_longer_does():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "n")
        await write(pilot, "first day")
        await press(pilot, "tab", "tab")
        await write(pilot, "so that they can ask")
        await press(pilot, "ctrl+s")
        request = sent(backend, DependOn)
        assert (request.key, request.on, request.kind) == ("CARE-1", "PROD-1", DependencyKind.NEEDS)
        await to(app, pilot, "goal", "PROD-1")
        await press(pilot, "x", "y")
        assert sent(backend, EndDependency).on == "PROD-1"


async def test_what_letters_may_mean_does_not_cover_a_refusal_that_came_meanwhile():
    backend = talking()
    backend.fail[DependOn] = NotAllowed("You may not tie CARE-1 to others.")
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "n")
        await pilot.press(*"prod", "ctrl+s")
        await rest(pilot)
        assert "You may not tie CARE-1 to others." in screen_text(app)


# --------------------------------------------------------------------------------------------------------------- others


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ("i", "You may not add work to CARE-1: its owner, its contributors"),
        ("n", "You may not tie CARE-1 to others: its owner, its delegate"),
        ("a", "Move to a blocker first"),
        ("e", "Move to work first"),
        ("p", "Move to an open blocker or to work first."),
        ("space", "Move to work, or to a blocker that is answered."),
    ],
)
async def test_an_outsider_and_who_stands_elsewhere_is_told_why(pressed, said):
    app = app_over(talking(Company(me="jonas"), may=()))
    async with running(app, (160, 30)) as pilot:
        await show(app, pilot)
        await press(pilot, pressed)
        assert flashed(app).startswith(said)
        assert isinstance(app.screen, ConversationScreen)


async def test_space_on_an_open_blocker_says_that_an_answer_settles_it():
    app = app_over(talking())
    async with running(app) as pilot:
        await show(app, pilot, "CARE-1.1#2", "blocker")
        await press(pilot, "space")
        assert flashed(app) == "CARE-1.1#2 waits for an answer: a gives it, and it is settled."


async def test_looking_back_nothing_is_said():
    from tui.lens import Lens

    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        app.gateway.lens = Lens(day=date(2026, 11, 1))
        await press(pilot, "m")
        assert isinstance(app.screen, ConversationScreen)
        assert flashed(app) != ""


async def test_enter_on_the_goal_opens_it():
    app = app_over(talking())
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await press(pilot, "g", "g", "enter")
        assert isinstance(app.screen, GoalScreen)


# --------------------------------------------------------------------------------------------------------------- agenda


async def test_the_agenda_of_a_person_is_found_by_a_few_letters(monkeypatch):
    backend = talking()
    app = app_over(backend)
    copied: list[str] = []
    monkeypatch.setattr(OkrApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with running(app, SMALL) as pilot:
        await press(pilot, "A")
        await write(pilot, "raman")
        await press(pilot, "tab")
        await settle(pilot)
        assert screen_of(app, AgendaScreen).person == "priya"
        assert "Maria Lopes and Priya Raman" in screen_text(app)
        await press(pilot, "y")
        assert copied[0].startswith("# Maria Lopes and Priya Raman, 2026-11-18\n\n## Changed since")


async def test_an_agenda_looks_back_further_and_no_less_than_a_fortnight():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "priya", kind="agenda")
        await press(pilot, "-")
        assert "Two weeks are as little" in flashed(app)
        await press(pilot, "+")
        assert [request.days for request in backend.asked(ShowAgenda)] == [14, 28]
        assert "the last 28 days" in screen_text(app)


async def test_an_agenda_with_nothing_in_it_says_so():
    app = app_over(talking(Company(me="maria", empty=True)))
    async with running(app, SMALL) as pilot:
        await show(app, pilot, "priya", kind="agenda")
        assert "Nothing changed since 4 Nov, and nothing waits." in screen_text(app)
