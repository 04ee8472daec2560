"""Contracts, requests, conversations and agendas in which every text means ill: nothing of it acts, whatever is opened."""

import pytest
from textual.events import Paste

from okr.contract.contributions import DeclineContribution
from okr.domain.errors import NotAllowed
from tests.tui.company import Company
from tests.tui.pilot.test_hostile_text import HOSTILE, check_harmless, hostile_company
from tests.tui.rooms import conversation
from tests.tui.rooms.conversation import talking
from tests.tui.support import LARGE, SMALL, app_over, press, rest, running
from tui.app import OkrApp
from tui.places import ABOUT, OVER
from tui.widgets.field import Field

GROUPS = [HOSTILE[at::4] for at in range(4)]
KEYS = {
    "contract": ("j", "j", "a", "escape", "escape", "n", "escape", "e", "escape", "W", "escape", "p", "escape", "O", "escape", "enter", "G", "escape"),
    "requests": ("j", "enter", "escape", "x", "escape"),
    "conversation": ("j", "j", "x", "escape", "m", "escape", "tab", "a", "escape", "p", "escape", "e", "escape", "n", "escape", "G", "x", "escape"),
    "agenda": ("+", "G", "y"),
}  # fmt: skip


def hostile(texts):
    company = hostile_company(*texts)
    company.me = "maria"
    backend = talking(company)
    talk = conversation.of(backend)
    talk.comments[0] = talk.comments[0].model_copy(update={"text": "\n".join(texts)})
    talk.work[0] = talk.work[0].model_copy(update={"title": texts[-1] or texts[0]})
    return backend


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("texts", GROUPS, ids=range(4))
async def test_hostile_text_is_shown_harmlessly_in_every_room_and_form(texts, size, monkeypatch):
    copied: list[str] = []
    monkeypatch.setattr(OkrApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    app = app_over(hostile(texts))
    async with running(app, size) as pilot:
        for kind, keys in KEYS.items():
            app.open_over(
                OVER[kind].make() if kind in OVER else ABOUT[kind].make("priya" if kind == "agenda" else "CARE-1")
            )
            await rest(pilot)
            check_harmless(app)
            for key in keys:
                await press(pilot, key)
                check_harmless(app)
        assert app.crash is None
        assert all("\x1b" not in text and "\x07" not in text and "\u202e" not in text for text in copied)


@pytest.mark.parametrize("text", HOSTILE[:9], ids=range(9))
async def test_hostile_text_that_is_pasted_into_a_form_and_comes_back_refused_is_harmless(text):
    backend = talking(Company(me="tom"))
    backend.fail[DeclineContribution] = NotAllowed(text or "-", hint=text)
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        app.open_over(ABOUT["contract"].make("CARE-1+3"))
        await rest(pilot)
        await press(pilot, "p")
        app.screen.query_one(Field).post_message(Paste(text))
        await rest(pilot)
        check_harmless(app)
        await press(pilot, "ctrl+s", "escape", "escape", "x")
        app.screen.query(Field).last().post_message(Paste(text))
        await pilot.pause()
        await press(pilot, "ctrl+s")
        check_harmless(app)
        assert app.crash is None
