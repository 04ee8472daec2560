"""From keys to actions: the defaults of the table, the user's own keys, and sequences such as `g g`.

Keys are written as one reads them: `?`, `G`, `ctrl+p`, `g g`. What is wrong in the user's file is reported and skipped.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tui.actions import ACTIONS, BY_ID, Action, in_scopes

_NAMED = {
    "esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", " ": "space",
}  # fmt: skip
_KEY = re.compile(
    r"(?:(?:ctrl|shift|alt|meta|super|hyper)\+)*"
    r"(?:\S|f[0-9]{1,2}|enter|escape|tab|space|backspace|delete|insert|home|end|pageup|pagedown|up|down|left|right"
    r"|backslash|underscore|right_square_bracket|circumflex_accent)"
)
"""How one key is written."""
_NAMED_ACTION = re.compile(r"{([a-z-]+\.[a-z0-9-]+)}")
"""How a sentence names an action whose key is to stand there."""
WAYS_OUT = frozenset(
    {
        "app.quit",
        "app.quit-now",
        "check-in.leave",
        "confirm.no",
        "dialog.close",
        "filter.clear",
        "form.cancel",
        "search.close",
        "words.clear",
    }
)
"""What leads out of a place: without a key for it one would be caught there."""


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

    def shown(self, action: str) -> str:
        """The key of an action as people read it in a sentence; where it has none, its name in the palette."""
        return shown_key(self.first(BY_ID[action])) or f'"{BY_ID[action].label}"'

    def said(self, words: str) -> str:
        """A sentence of okr's own in which ids of actions, such as {app.undo}, stand for their keys."""
        return _NAMED_ACTION.sub(lambda found: self.shown(found[1]), words)

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


DEFAULT = default_keymap()
"""What stands where nobody chose other keys."""


def read_keymap(table: Mapping[str, object]) -> tuple[Keymap, list[str]]:
    """The user's keys over the defaults, and one sentence for each thing in their table that cannot be.

    A key that the user gives to an action is taken from the one that has it by default in the same place; what leads
    out of a place keeps its own keys before it has none.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    complaints = []
    for name, value in table.items():
        if name not in BY_ID:
            import difflib

            near = difflib.get_close_matches(name, list(BY_ID), n=1)
            complaints.append(f'keys: there is no action "{name}"' + (f"; did you mean {near[0]}?" if near else "."))
            continue
        keys = _keys_of(value)
        if keys is None:
            complaints.append(f'keys: {name} must be a key such as "ctrl+r", or a list of keys.')
            continue
        wrong = [key for key in keys if not _is_key(key)]
        if wrong:
            complaints.append(f'keys: {name}: "{wrong[0]}" is no key; write one like "x", "ctrl+r", "f5" or "g g".')
            continue
        if not keys and name in WAYS_OUT:
            complaints.append(f"keys: {name} needs a key; it keeps {shown_key(BY_ID[name].keys[0])}.")
            continue
        chosen[name] = keys
    keys_now, taken = _with_chosen(chosen)
    keymap = Keymap(keys_now)
    return keymap, [*complaints, *taken, *clashes(keymap)]


def _with_chosen(chosen: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The defaults with what the user chose, and what is to be said of actions that lost their last key by that."""
    keys = {action.id: chosen.get(action.id, action.keys) for action in ACTIONS}
    said = []
    for _, group in _groups():
        owner = {key: action.id for action in group if action.id in chosen for key in chosen[action.id]}
        for action in group:
            if action.id in chosen or not action.keys:
                continue
            left = tuple(key for key in action.keys if key not in owner)
            if left:
                keys[action.id] = left
                continue
            key = action.keys[0]
            if action.id in WAYS_OUT:
                keys[owner[key]] = tuple(each for each in keys[owner[key]] if each not in action.keys)
                said.append(f"keys: {shown_key(key)} stays {action.id}, which needs a key, and is not {owner[key]}.")
            else:
                keys[action.id] = ()
                said.append(f"keys: {shown_key(key)} is {owner[key]} now, and {action.id} has no key.")
    return keys, said


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


def _is_key(key: str) -> bool:
    return all(_KEY.fullmatch(part) for part in key.split())


def _written(key: str) -> str:
    """The keys of a sequence as the table names them; names may be in capitals: "Ctrl+R", "F5", "Esc"."""
    parts = (part if len(part) == 1 else part.lower() for part in key.split())
    return " ".join(_NAMED.get(part, part) for part in parts)
