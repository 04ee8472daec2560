"""What waits for a person stands on every home and is opened from there: blockers to answer, work that is due."""

from typing import Any

import pytest

from okr.contract.homes import ShowHome
from tests.tui.company import Company
from tests.tui.rooms import homes
from tests.tui.rooms.conversation import of, talking
from tests.tui.support import LARGE, SMALL, app_over, press, running, screen_of, screen_text, until
from tui.lines import Target
from tui.screens.conversation import ConversationScreen

ROLES = (("jonas", "employee"), ("maria", "lead"), ("ada", "executive"))


def waiting(who: str, role: str, **company: Any) -> Any:
    """A backend whose home names a blocker and work of the one who looks."""
    backend = talking(Company(me=who, home=role, **company))
    shown = homes.ANSWERS[ShowHome]

    def answer(backend: Any, request: ShowHome) -> Any:
        talk = of(backend)
        open_ones = tuple(one for one in talk.blockers if one.answer is None)
        more = {"blockers": open_ones, "work": tuple(one for one in talk.work if one.done_on is None and one.due_on)}
        return shown(backend, request).model_copy(update=more)

    backend.answers[ShowHome] = answer
    return backend


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(("who", "role"), ROLES)
async def test_blockers_and_work_that_wait_stand_on_every_home(who: str, role: str, size: tuple[int, int]) -> None:
    app = app_over(waiting(who, role, blocker="Two desks are empty"))
    async with running(app, size):
        text = screen_text(app)
        assert "In the way, and with you" in text
        assert "Two desks are empty" in text
        assert "2 days late" in text or "2 d late" in text
        assert "CARE-1~1" in text
        assert all(len(line) <= size[0] for line in text.splitlines())


async def test_a_blocker_is_opened_where_it_is_answered() -> None:
    app = app_over(waiting("maria", "lead"))
    async with running(app, SMALL) as pilot:
        app.open_target(Target("blocker", "CARE-1.1#2", ""))
        await until(pilot, lambda: isinstance(app.screen, ConversationScreen) and app.screen.found is not None)
        await press(pilot)
        assert screen_of(app, ConversationScreen).blocker is not None


async def test_hostile_words_of_a_blocker_do_nothing_on_a_home() -> None:
    app = app_over(waiting("maria", "lead", blocker="desk\x1b[31m\u202e gone\x9b2J"))
    async with running(app, SMALL):
        assert not {"\x1b", "\x9b", "\u202e"} & set(screen_text(app))


@pytest.mark.parametrize(("who", "role"), ROLES)
async def test_where_nothing_waits_nothing_is_said(who: str, role: str) -> None:
    app = app_over(talking(Company(me=who, home=role)))
    async with running(app, LARGE):
        assert "with you" not in screen_text(app)


@pytest.mark.parametrize(("who", "role"), ROLES)
async def test_an_executive_reads_below_the_worst_risks_how_to_ask_for_a_word(who, role):
    app = app_over(waiting(who, role))
    async with running(app, SMALL) as pilot:
        await press(pilot, "G")
        assert ("b Nudge" in screen_text(app).splitlines()[-1]) is (role == "executive")
