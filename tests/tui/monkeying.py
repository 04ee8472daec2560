"""What whoever presses keys at random needs: the keys of the table, and a key as the driver gives it."""

from textual import events

from tui.actions import ACTIONS

LEAVING = {"ctrl+z"}
"""It needs a shell; test_terminal.py presses it."""
TYPED = (*"abcxyz 0159.,:-=/", "é", "界", "delete", "f5")
"""What is no command of its own, or writes something."""
NAMED = {"space": " ", "at": "@", "question_mark": "?"}


def keys_of_the_table(*scopes: str) -> list[str]:
    """Every key of the table, or of some scopes; sequences key by key."""
    actions = (action for action in ACTIONS if not scopes or action.scope in scopes)
    return sorted({part for action in actions for key in action.keys for part in key.split(" ")} - LEAVING)


def pressed(key: str) -> events.Key:
    """A key as the driver gives it."""
    name = "space" if key == " " else key
    return events.Key(name, NAMED.get(name, key if len(key) == 1 else None))
