"""The table of actions: whole, free of clashes, carried out by the screens, and told in the docs."""

import importlib
import pkgutil
from pathlib import Path

import pytest

import tui.dialogs
import tui.screens
from okr.domain.policy import Action as Right
from tui.actions import ACTIONS, BY_ID, COMING, MAY_ADD_WORK, MAY_ASK, MAY_CHECK_IN, MAY_EDIT, MAY_LINK, SCOPES, Context
from tui.app import OkrApp
from tui.documentation import keys_page
from tui.keymap import Keymap, clashes, default_keymap, read_keymap
from tui.screens.base import OkrScreen

REPOSITORY = Path(__file__).parents[3]


def screens() -> list[type[OkrScreen]]:
    for package in (tui.screens, tui.dialogs):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
    found: list[type[OkrScreen]] = []
    waiting = [OkrScreen]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return found


def meant(keymap: Keymap, typed: tuple[str, ...], scopes: tuple[str, ...]) -> str | None:
    action, _ = keymap.find(typed, scopes)
    return action.id if action else None


def test_every_action_has_a_name_of_its_own_and_a_known_scope():
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert {action.scope for action in ACTIONS} <= set(SCOPES)


def test_no_key_means_two_things_in_one_place():
    assert clashes(default_keymap()) == []


@pytest.mark.parametrize(
    "action", [action for action in ACTIONS if action.id not in COMING], ids=lambda action: action.id
)
def test_every_action_is_carried_out_by_somebody(action):
    method = f"do_{action.name}"
    kinds = screens()
    assert hasattr(OkrApp, method) or any(hasattr(kind, method) for kind in kinds)


def test_the_page_of_keys_is_true():
    page = (REPOSITORY / "docs" / "reference" / "keys.md").read_text(encoding="utf-8")
    assert page == keys_page(), "make it anew: python -c 'from tui.documentation import keys_page; print(keys_page())'"


def test_what_is_not_built_says_so_in_one_line():
    customers = next(action for action in ACTIONS if action.id == "app.screen-6")
    assert customers.refused(Context()) == (
        "The Customers screen comes with a later version; okr has its numbers in the commands (okr --help)."
    )


def test_a_user_changes_keys_by_the_name_of_the_action():
    keymap, complaints = read_keymap({"app.refresh": "ctrl+r", "list.first": ["g g", "0"]})
    assert complaints == []
    assert meant(keymap, ("ctrl+r",), ("everywhere",)) == "app.refresh"
    assert keymap.find(("r",), ("everywhere",)) == (None, False)
    assert meant(keymap, ("0",), ("list",)) == "list.first"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"app.refersh": "x"}, 'there is no action "app.refersh"; did you mean app.refresh?'),
        ({"app.refresh": 3}, "app.refresh must be a key"),
        ({"app.refresh": "w"}, "w is app.refresh now, and app.why has no key."),
        ({"app.refresh": "x", "app.undo": "x"}, "x means both app.refresh and app.undo (everywhere)"),
        ({"app.copy": "banana"}, '"banana" is no key'),
        ({"app.copy": ["g g", "ctrl+"]}, '"ctrl+" is no key'),
        ({"dialog.close": []}, "dialog.close needs a key; it keeps esc."),
        ({"dialog.copy": ["escape", "q", "backspace"]}, "esc stays dialog.close, which needs a key"),
        ({"app.refresh": "y", "app.copy": "z", "app.quit": []}, "app.quit needs a key; it keeps q"),
        ({"list.down": "g"}, "g (list.down) hides g g (list.first)"),
    ],
)
def test_what_cannot_be_in_the_users_keys_is_named(table, said):
    _, complaints = read_keymap(table)
    assert any(said in complaint for complaint in complaints), complaints


def test_a_key_that_one_chooses_goes_before_the_default_of_another_action():
    keymap, complaints = read_keymap({"app.cycle": "D", "app.day": "P", "app.help": "f2", "app.refresh": "f1"})
    assert complaints == []
    assert keymap.find(("D",), ("everywhere",)) == (BY_ID["app.cycle"], False)
    assert keymap.find(("P",), ("everywhere",)) == (BY_ID["app.day"], False)
    keymap, complaints = read_keymap({"app.back": "backspace", "app.cycle": "?"})
    assert complaints == [], "help keeps f1"
    assert keymap.find(("?",), ("everywhere",)) == (BY_ID["app.cycle"], False)
    assert keymap.keys["app.help"] == ("f1",)


@pytest.mark.parametrize("wrong", ["banana", [], 5, ["escape", "nokey"]])
def test_nothing_that_one_writes_takes_the_way_out_of_a_dialog(wrong):
    keymap, complaints = read_keymap({"dialog.close": wrong, "dialog.copy": ["escape", "q", "backspace"]})
    assert len(complaints) == 2
    assert keymap.find(("escape",), ("dialog",)) == (BY_ID["dialog.close"], False)


def test_names_of_keys_may_be_in_capitals():
    keymap, complaints = read_keymap({"app.refresh": ["Ctrl+R", "F5"], "app.copy": "Y", "app.why": "alt+W"})
    assert complaints == []
    assert keymap.keys["app.refresh"] == ("ctrl+r", "f5")
    assert keymap.keys["app.copy"] == ("Y",)


def test_a_sequence_begins_and_ends():
    keymap = default_keymap()
    assert keymap.find(("g",), ("list",)) == (None, True)
    assert meant(keymap, ("g", "g"), ("list",)) == "list.first"
    assert keymap.find(("g", "x"), ("list",)) == (None, False)


def test_the_nearer_scope_wins_and_hides_the_farther_key():
    keymap = default_keymap()
    assert meant(keymap, ("enter",), ("check-in", "list", "everywhere", "always")) == "check-in.next-row"
    held = {action.id for action in keymap.holding(("check-in", "list", "everywhere", "always"))}
    assert "app.open" not in held
    assert "check-in.next-row" in held


def test_the_words_of_rights_are_those_of_the_policy():
    assert Right.EDIT_GOAL.name.lower() == MAY_EDIT
    assert Right.CHECK_IN.name.lower() == MAY_CHECK_IN
    assert Right.ASK_CONTRIBUTION.name.lower() == MAY_ASK
    assert Right.LINK_GOAL.name.lower() == MAY_LINK
    assert Right.ADD_INITIATIVE.name.lower() == MAY_ADD_WORK
