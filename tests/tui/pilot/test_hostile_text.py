"""A company whose every text was written by somebody who means ill: nothing of it acts, on any screen."""

import itertools
import unicodedata

import pytest
from textual.events import Paste

from okr.contract.homes import ShowHome
from okr.domain.errors import Unreachable
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, SMALL, app_over, press, rest, running, screen_of, screen_text, settle
from tui.app import OkrApp
from tui.screens.base import OkrScreen
from tui.widgets.field import Field

HOSTILE = [
    "[/nope]",
    "[@click=app.quit]x[/]",
    "[red]red[/red] [bold",
    "\x1b]52;c;aGFja2Vk\x07 clipboard",
    "\x1b]0;title\x07\x1b[2J\x1b[6n",
    "\x9b31m\x9d0;c1\x9c",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "line\nbreak\r\nand\ttab\u2028more",
    "half \ud83d surrogate",
    "nul \x00 del \x7f bell \x07",
    "Z\u0351\u036b\u0343\u0352\u0350\u0351\u036b\u0343\u0352\u0350\u0351\u036b\u0343algo",
    "日本語の目標 👩‍💻 🇩🇪 👍🏽 مرحبا שלום",
    "=HYPERLINK(1)",
    "$(reboot) `id` {markup} %s \\[x]",
    "x" * 10_000,
    "",
]


def hostile_company(*texts: str) -> Company:
    """A company in which each text stands in every kind of field, if there are several in turn."""
    turn = itertools.cycle(texts)
    company = Company(
        note=next(turn) or "-",
        blocker=next(turn) or None,
        measure=next(turn)[:40],
        organisation=next(turn),
        areas=(*texts, "Trust"),
    )
    for plan in company.plans:
        plan.title, plan.why, plan.area = next(turn), next(turn), next(turn)
        next(turn)
    company.people_names = {handle: next(turn) for handle in company.people_names}
    return company


def check_harmless(app: OkrApp) -> None:
    for strip in app.screen._compositor.render_strips(app.size):
        for segment in strip:
            for character in segment.text:
                assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}, repr(segment.text)
                assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", repr(segment.text)
            if segment.style is not None:
                assert segment.style.link is None
                assert "@click" not in segment.style.meta
        assert strip.cell_length == app.size.width


WALK = ["v", "v", "2", "+", "^", "escape", "y", "enter", "w", "escape", "e", "a", "ctrl+s", "escape", "escape",
        "c", "tab", "tab", "escape", "escape", "?", "escape", "5", "4", "v", "5", ".", "1", "ctrl+s"]  # fmt: skip


GROUPS = [HOSTILE[at::4] for at in range(4)]


@pytest.mark.parametrize(
    ("texts", "size"), [*((group, SMALL) for group in GROUPS), (GROUPS[0], LARGE), (GROUPS[3], LARGE)], ids=range(6)
)
async def test_hostile_text_is_shown_harmlessly_on_every_screen(texts, size):
    backend = FakeBackend(hostile_company(*texts))
    app = app_over(backend)
    async with running(app, size) as pilot:
        check_harmless(app)
        for key in WALK:
            await press(pilot, key)
            check_harmless(app)
        assert app.crash is None
        assert app.is_running


@pytest.mark.parametrize("text", HOSTILE[:9], ids=range(9))
async def test_hostile_text_in_filter_palette_and_errors_is_harmless(text):
    backend = FakeBackend(hostile_company(text))
    app = app_over(backend)
    async with running(app) as pilot:
        app.show_filtered(text)
        await settle(pilot)
        check_harmless(app)
        await press(pilot, "ctrl+p")
        app.screen.query_one(Field).post_message(Paste(text))
        await rest(pilot)
        check_harmless(app)
        await press(pilot, "escape", "1")
        app.flash(text, "error")
        await pilot.pause()
        check_harmless(app)
        backend.fail[ShowHome] = Unreachable(text or "-", hint=text)
        screen_of(app, OkrScreen).phase = "loading"
        await press(pilot, "r")
        check_harmless(app)
        assert "That did not work" in screen_text(app)
        assert app.crash is None
