"""Saying that one has read a check-in, on the goal; taking work away that was written by mistake, in the talk."""

from okr.contract.check_ins import AcknowledgeCheckIn
from okr.contract.initiatives import RemoveInitiative
from tests.tui.company import Company
from tests.tui.pilot.test_conversation import show, to
from tests.tui.rooms.conversation import of, talking
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text, until
from tui.dialogs.acknowledging import AcknowledgeForm
from tui.screens.goal import GoalScreen


async def test_a_check_in_is_read_with_a_word_and_what_stays_is_said_before():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        app.open_goal("CARE-1")
        await until(pilot, lambda: isinstance(app.screen, GoalScreen) and app.screen.card is not None)
        await press(pilot, "v")
        form = screen_of(app, AcknowledgeForm)
        words = " ".join(screen_text(app).split())
        assert "This cannot be undone: that somebody has read a check-in stays true." in words
        assert form.of_key in words
        await press(pilot, *"thanks", "ctrl+s")
        (sent,) = backend.asked(AcknowledgeCheckIn)
        assert (f"{sent.key}#{sent.number}", sent.note) == (form.of_key, "thanks")
        assert flashed(app) == f"{form.of_key} is read."


async def test_who_may_not_acknowledge_is_told_who_may():
    app = app_over(talking(Company(me="sam")))
    async with running(app, LARGE) as pilot:
        app.open_goal("CARE-1")
        await until(pilot, lambda: isinstance(app.screen, GoalScreen) and app.screen.card is not None)
        await press(pilot, "v", "ctrl+s")
        assert "never its author" in screen_text(app)


async def test_work_is_taken_away_after_a_yes():
    backend = talking()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await show(app, pilot)
        await to(app, pilot, "initiative", "CARE-1~2")
        await press(pilot, "x", "escape")
        assert backend.asked(RemoveInitiative) == []
        await press(pilot, "x", "y")
        assert [one.key for one in backend.asked(RemoveInitiative)] == ["CARE-1~2"]
        assert flashed(app) == "CARE-1~2 is taken away."
        assert "CARE-1~2" not in [one.key for one in of(backend).work]
