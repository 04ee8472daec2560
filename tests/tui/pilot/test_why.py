"""Why a number is what it is: the tree of its derivation, and the way from input to input and back."""

from okr.contract.why import Explain
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text, settle
from tui.dialogs.why import WhyDialog
from tui.lines import Target
from tui.screens.goal import GoalScreen


async def why(app, pilot, *keys: str, key: str = "CARE-1") -> None:
    app.open_goal(key)
    await settle(pilot)
    await press(pilot, *keys)


async def to_rule(app, pilot, rule: str) -> None:
    """Go down to the first step that names a rule."""
    for _ in range(40):
        target = screen_of(app, WhyDialog).selected
        if target is not None and target.key == rule:
            return
        await press(pilot, "j")
    raise AssertionError(f"{rule} is not there")


async def test_it_answers_each_question_with_its_rules_and_inputs(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await why(app, pilot, "w")
        text = screen_text(app)
        for words in (
            "Progress ", "R2", "weighted mean of two key results", "no reading yet", "and 1 that you may not see", "Expected today",
            "Status ", "■ off track", "R6.9", "Forecast ", "54 %", "What it moves at the top", "Catching up moves ACME-1",
        ):  # fmt: skip
            assert words in text, words


async def test_what_adds_up_stands_before_the_arithmetic_of_the_rule(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await why(app, pilot, "w")
        lines = screen_text(app).splitlines()
        part, rule = (next(n for n, line in enumerate(lines) if words in line) for words in ("CARE-1.1 ", "R2 "))
        assert part < rule


async def test_a_rule_is_told_in_words_on_demand(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await why(app, pilot, "w")
        await to_rule(app, pilot, "R2")
        await press(pilot, "enter")
        assert "R2: Progress of an objective is the weighted mean" in screen_text(app)
        await press(pilot, "enter")
        assert "R2: Progress of an objective" not in screen_text(app)


async def test_an_input_leads_to_its_own_derivation_and_escape_comes_back(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await why(app, pilot, "w")
        screen_of(app, WhyDialog).board.find("key result", "CARE-1.1")
        await press(pilot, "w")
        assert screen_of(app, WhyDialog).key == "CARE-1.1"
        assert "Why › CARE-1 › CARE-1.1" in screen_text(app)
        assert [call.key for call in backend.asked(Explain)] == ["CARE-1", "CARE-1.1"]
        await press(pilot, "escape")
        assert screen_of(app, WhyDialog).key == "CARE-1"
        assert (screen_of(app, WhyDialog).selected or Target("", "")).key == "CARE-1.1"


async def test_a_reading_tells_who_recorded_it_when_and_what_they_said(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await why(app, pilot, "w")
        screen_of(app, WhyDialog).board.find("reading", "#4")
        await press(pilot, "enter")
        text = screen_text(app)
        assert "checked in by Maria Lopes, recorded on 18 Nov" in text
        assert "the new routing is live in the north." in text


async def test_from_any_depth_the_goal_is_one_key_away(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await why(app, pilot, "w")
        screen_of(app, WhyDialog).board.find("key result", "CARE-1.1")
        await press(pilot, "enter", "o")
        assert isinstance(app.screen, GoalScreen)


async def test_the_course_begins_with_the_forecast(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await why(app, pilot, "tab", "w")
        assert (screen_of(app, WhyDialog).selected or Target("", "")).key == "forecast"


async def test_what_is_explained_does_not_lead_to_itself(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await why(app, pilot, "w", key="ACME-1")
        screen_of(app, WhyDialog).board.find("goal", "ACME-1")
        await press(pilot, "enter")
        assert flashed(app) == "This is what is explained here."
