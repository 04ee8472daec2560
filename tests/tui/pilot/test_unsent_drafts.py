"""Whatever is written into a form and not sent is there again, whichever way the form was lost; until one drops it on purpose."""

import importlib
import pkgutil

import pytest

import tui.dialogs
from okr.contract.comments import AddComment
from okr.domain.vocabulary import CycleState
from tests.tui.everywhere import BASES, WAYS, Way, backend_for, take
from tests.tui.pilot.cycles import GRADING, backend_of
from tests.tui.support import SMALL, app_over, press, rest, running, screen_of, screen_text, sent, settle, write
from tui.app import OkrApp
from tui.dialogs.form import FormDialog
from tui.dialogs.propose import ProposeForm
from tui.widgets.field import Field
from tui.widgets.form_line import Choice

FREE_TEXTS = {
    "AcceptForm": "why",
    "AcknowledgeForm": "note",
    "AnswerBlockerForm": "answer",
    "AskAgainForm": "message",
    "CommentForm": "text",
    "CounterForm": "reason",
    "DeclineForm": "reason",
    "EditPersonDialog": "title",
    "EditUnitDialog": "name",
    "NeedForm": "note",
    "NewPersonDialog": "title",
    "NewUnitDialog": "name",
    "OfferForm": "message",
    "OrganisationDialog": "vision",
    "ProposeForm": "message",
    "ReasonForm": "reason",
    "StepDialog": "reason",
    "WithdrawForm": "reason",
    "WorkForm": "title",
}
"""The forms with room for words, and the field for them."""
TYPED = "Two are ill"


def opening(way: Way) -> list[str]:
    """The steps that open the form, without what is typed into it."""
    return [step for step in way.steps if step != "tab" and not step.startswith("type ")]


def shown(app: OkrApp) -> FormDialog:
    """The form that is open."""
    assert isinstance(app.screen, FormDialog), app.screen
    return app.screen


async def opened(app: OkrApp, pilot, name: str, field: str) -> FormDialog:
    """The form, with the caret in the field for words."""
    for step in opening(WAYS[name]):
        await take(app, pilot, step)
    form = shown(app)
    form.set_focus(form.query_one(f"#{field}", Field))
    await settle(pilot)
    return form


@pytest.mark.parametrize(("name", "field"), FREE_TEXTS.items())
async def test_what_was_written_is_brought_back_and_that_is_said(name, field):
    app = app_over(backend_for(WAYS[name]), screen="home")
    async with running(app, SMALL) as pilot:
        form = await opened(app, pilot, name, field)
        form.set_value(field, "")
        await write(pilot, TYPED)
        while len(app.screen_stack) > 2:
            await app.pop_screen()
        form = await opened(app, pilot, name, field)
        assert form.value(field) == TYPED
        assert "your unsent draft" in screen_text(app)
        await press(pilot, "escape", "escape")
        assert app.memory.form(form.draft_name) == {}


async def test_a_comment_is_brought_back_at_the_next_start():
    backend = backend_for(WAYS["CommentForm"])
    app = app_over(backend, screen="home")
    async with running(app, SMALL) as pilot:
        await opened(app, pilot, "CommentForm", "text")
        await pilot.press(*"Wait")  # and out before the typing has rested
    again = app_over(backend, screen="home")
    async with running(again, SMALL) as pilot:
        assert (await opened(again, pilot, "CommentForm", "text")).value("text") == "Wait"


def test_every_form_with_room_for_words_is_among_them():
    goals = {"AddResultDialog", "EditGoalDialog", "EditResultDialog", "NewGoalDialog"}  # tested with what they write
    asks = {
        "AgendaOfForm",
        "AskKeyDialog",
        "EditCycleDialog",
        "ExportDialog",
        "NewCycleDialog",
        "OutlineDialog",
        "PassOnForm",
    }
    files = {"PlanFileDialog", "ReorgDialog", "ReorgFileDialog"}
    assert FREE_TEXTS.keys() | goals | asks | files == _forms()


def _forms() -> set[str]:
    modules = [importlib.import_module(f"tui.dialogs.{one.name}") for one in pkgutil.iter_modules(tui.dialogs.__path__)]
    found = {value.__name__ for module in modules for value in vars(module).values() if _is_form(value)}
    return found - BASES


def _is_form(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, FormDialog)


async def test_what_was_said_is_no_draft_any_more():
    backend = backend_for(WAYS["CommentForm"])
    app = app_over(backend, screen="home")
    async with running(app, SMALL) as pilot:
        await opened(app, pilot, "CommentForm", "text")
        await write(pilot, TYPED)
        assert app.memory.form("CARE-1 Comment") == {"text": TYPED}
        await press(pilot, "ctrl+s", "m")
        assert shown(app).value("text") == ""
        assert app.memory.form("CARE-1 Comment") == {}
    assert sent(backend, AddComment).text == TYPED


async def test_a_draft_belongs_to_what_it_is_about():
    app = app_over(backend_for(WAYS["CommentForm"]), screen="home")
    async with running(app, SMALL) as pilot:
        await opened(app, pilot, "CommentForm", "text")
        await write(pilot, TYPED)
        await app.pop_screen()
        await take(app, pilot, "conversation CARE-2")
        await press(pilot, "m")
        assert shown(app).value("text") == ""


async def test_who_was_asked_is_brought_back_with_the_words():
    backend = backend_for(WAYS["ProposeForm"])
    app = app_over(backend, screen="home")
    async with running(app, SMALL) as pilot:
        for step in WAYS["ProposeForm"].steps:
            await take(app, pilot, step)
        await rest(pilot)
    again = app_over(backend, screen="home")
    async with running(again, SMALL) as pilot:
        await opened(again, pilot, "ProposeForm", "message")
        assert [one.key for one in screen_of(again, ProposeForm).receivers] == ["SALES"]
        assert "your unsent draft" in screen_text(again)


async def test_a_choice_that_there_is_no_more_is_left_as_it_is():
    app = app_over(backend_for(WAYS["AcceptForm"]), screen="home")
    app.memory.keep_form("CARE-1+3 Accept", {"activate": "tomorrow", "why": TYPED})
    async with running(app, SMALL) as pilot:
        form = await opened(app, pilot, "AcceptForm", "why")
        assert (form.value("activate"), form.value("why")) == ("no", TYPED)
        form.set_focus(form.query_one("#activate", Choice))
        await press(pilot, "right")
        assert form.value("activate") == "yes"


async def test_what_is_typed_below_a_list_is_brought_back_until_it_is_dropped():
    backend = backend_of(CycleState.GRADING, me="maria")
    app = app_over(backend, screen="cycle")
    async with running(app, SMALL) as pilot:
        await press(pilot, *GRADING, "e", "tab", "tab")
        await pilot.press(*"late")  # and out before the typing has rested
    again = app_over(backend, screen="cycle")
    async with running(again, SMALL) as pilot:
        await press(pilot, *GRADING, "e")
        text = screen_text(again)
        assert "late" in text
        assert "your unsent draft; esc twice drops it" in text
        await press(pilot, "escape", "escape", "e")
        assert "unsent" not in screen_text(again)
