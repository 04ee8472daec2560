"""Whoever gives actions other keys is told those by every sentence, on every screen."""

import re

import pytest

from tests.tui.everywhere import WAYS, backend_for, walk, write_files
from tests.tui.support import LARGE, app_over, flashed, press, running, screen_text
from tools.house_lint import NAMED_KEY
from tui.actions import ACTIONS
from tui.dialogs.propose import LEAVES_OUT
from tui.keymap import Keymap, default_keymap
from tui.lines import Look
from tui.settings import InterfaceSettings

OTHER = {action.id: chr(0x4D0 + number) for number, action in enumerate(ACTIONS)}
"""A letter for each action that is nobody's key by default, in a script in which the fakes write nothing."""
OTHERS = InterfaceSettings(keymap=Keymap({action.id: (OTHER[action.id], *action.keys) for action in ACTIONS}))
"""The defaults hold besides, so that one comes everywhere as always."""


def default_key_in(words: str) -> str | None:
    """What on a screen names a default key, or the id of an action instead of its key."""
    for line in words.replace(f", {LEAVES_OUT} leaves somebody out", "").splitlines():
        found = NAMED_KEY.search(line) or re.search(r"{[a-z-]+[.][a-z0-9-]+}", line)
        if found:
            return line
    return None


@pytest.mark.parametrize("name", WAYS)
async def test_no_sentence_names_a_key_that_is_another_one_now(name, tmp_path, monkeypatch):
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    app = app_over(backend_for(WAYS[name]), settings=OTHERS)
    async with running(app, LARGE) as pilot:
        assert default_key_in(screen_text(app)) is None
        async for _ in walk(app, pilot, WAYS[name]):
            assert default_key_in(screen_text(app)) is None


async def test_a_refusal_names_the_key_that_it_has_now(backend):
    app = app_over(backend, screen="cycle", settings=OTHERS)
    async with running(app) as pilot:
        await press(pilot, "v")
        assert flashed(app) == f"Only Review and Grading show less or more: {OTHER['app.next-pane']} goes there."


def test_an_action_without_a_key_is_named_by_its_name_in_the_palette():
    keymap = Keymap({**default_keymap().keys, "app.undo": ()})
    assert Look(keymap=keymap).said("{app.undo} takes it back") == '"Undo" takes it back'


def test_only_the_ids_of_actions_stand_for_keys():
    assert Look().said("{app.undo} takes {it} back, {form.cancel} leaves") == "u takes {it} back, esc leaves"
