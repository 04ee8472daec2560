"""From keys to actions: the defaults of the table, the user's own keys, and sequences such as `g g`.

Keys are written as one reads them: `?`, `G`, `ctrl+p`, `g g`. What is wrong in the user's file is reported and skipped.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tui.actions import ACTIONS, BY_ID, Action, in_scopes

_NAMED = {
    "esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", " ": "space",
}  # fmt: skip


class Keymap(NamedTuple):
    """Which keys each action has."""

    keys: Mapping[str, tuple[str, ...]]

    def of(self, action: Action) -> tuple[str, ...]:
        """The keys of an action."""
        return self.keys[action.id]

    def first(self, action: Action) -> str:
        """The key by which an action is shown; empty where it has none."""
        keys = self.keys[action.id]
        return keys[0] if keys else ""

    def holding(self, scopes: tuple[str, ...]) -> list[Action]:
        """The actions of some scopes whose first key is not taken by a nearer scope."""
        taken: set[str] = set()
        found = []
        for scope in dict.fromkeys(scopes):
            group = list(in_scopes((scope,)))
            found += [action for action in group if self.first(action) not in taken]
            taken |= {key for action in group for key in self.keys[action.id]}
        return found

    def find(self, typed: tuple[str, ...], scopes: tuple[str, ...]) -> tuple[Action | None, bool]:
        """The action that the keys typed so far mean, and whether they begin a longer sequence instead.

        A sequence that begins in a nearer scope goes before a key of a farther one.
        """
        for scope in scopes:
            begins = False
            for action in in_scopes((scope,)):
                for key in self.keys[action.id]:
                    parts = tuple(key.split(" "))
                    if parts == typed:
                        return action, False
                    begins = begins or (len(parts) > len(typed) and parts[: len(typed)] == typed)
            if begins:
                return None, True
        return None, False


def default_keymap() -> Keymap:
    """The keys of the table."""
    return Keymap({action.id: action.keys for action in ACTIONS})


def read_keymap(table: Mapping[str, object]) -> tuple[Keymap, list[str]]:
    """The user's keys over the defaults, and one sentence for each thing in their table that cannot be."""
    keys = {action.id: action.keys for action in ACTIONS}
    complaints = []
    for name, value in table.items():
        if name not in BY_ID:
            import difflib

            near = difflib.get_close_matches(name, list(BY_ID), n=1)
            complaints.append(f'keys: there is no action "{name}"' + (f"; did you mean {near[0]}?" if near else "."))
            continue
        chosen = _keys_of(value)
        if chosen is None:
            complaints.append(f'keys: {name} must be a key such as "ctrl+r", or a list of keys.')
            continue
        keys[name] = chosen
    if not keys["app.quit"]:
        keys["app.quit"] = BY_ID["app.quit"].keys
        complaints.append("keys: app.quit needs a key; it keeps q.")
    keymap = Keymap(keys)
    return keymap, [*complaints, *clashes(keymap)]


def clashes(keymap: Keymap) -> list[str]:
    """Keys that mean two things in one place, and keys that begin a sequence and are one themselves."""
    said = []
    for scope, group in _groups():
        seen: dict[str, str] = {}
        for action in group:
            for key in keymap.of(action):
                if key in seen:
                    said.append(f"keys: {key} means both {seen[key]} and {action.id} ({scope}).")
                seen.setdefault(key, action.id)
        for key, action_id in seen.items():
            said += [
                f"keys: {key} ({action_id}) hides {longer} ({other})."
                for longer, other in seen.items()
                if longer.startswith(f"{key} ")
            ]
    return said


def normal_key(key: str, character: str | None) -> str:
    """A pressed key as it is written in the table."""
    if character is not None and character.isprintable() and character != " ":
        return character
    return _NAMED.get(key, key)


def shown_key(key: str) -> str:
    """A key as people read it."""
    words = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "backspace": "bksp", "shift+tab": "shift+tab"}
    return words.get(key, key)


def _groups() -> Iterator[tuple[str, list[Action]]]:
    for scope in dict.fromkeys(action.scope for action in ACTIONS):
        yield scope, [action for action in ACTIONS if action.scope == scope]


def _keys_of(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (_written(value),) if value.strip() else ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(_written(item) for item in value if item.strip())
    return None


def _written(key: str) -> str:
    return " ".join(_NAMED.get(part, part) for part in key.split())
