"""What the command palette offers: commands with an argument, keys to go to, actions, and what was found in the company."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tui.actions import ACTIONS, COMING, SCOPES, Action, Context, in_scopes
from tui.keymap import Keymap, shown_key
from tui.lens import read_past_day
from tui.lines import Target
from tui.other_words import OTHER_WORDS, shell_meant, telling
from tui.theme import label_of, theme_named
from tui.view_models.basics import Found

HIDDEN = frozenset({"list", "always", "filter", "words", "form", "dialog", "search", "confirm"})
"""Scopes whose actions make no sense as commands."""
KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}-[0-9]{1,7}(\.[0-9]{1,4})?")
"""How the keys of goals and key results are written."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the palette."""

    target: Target
    words: str
    detail: str
    kind: str
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command with an argument: "theme light"."""

    name: str
    argument: str
    help: str


COMMANDS = (
    Command("go", "KEY", "Open a goal or key result by its key"),
    Command("filter", "WORDS", "Show the goals that a filter leaves: status:off owner:me"),
    Command("day", "DAY", "Look at a past day: 2026-10-03, 3 Oct, -30, 2 weeks ago"),
    Command("today", "", "Come back to today"),
    Command("cycle", "KEY", "Look at another cycle; without a key, at the current one"),
    Command("plan", "FILE", "Look at what a plan file would do, and apply it"),
    Command("outline", "FILE", "Propose a plan from a document with goals"),
    Command("reorganise", "FILE", "Look at what a file of steps would change, and do it"),
    Command("theme", "NAME", "dark, light, contrast, safe-dark, safe-light"),
)
"""What can be typed behind `:`, with its argument."""


def commands_offered(text: str, *, today: date | None) -> list[Offer]:
    """The commands that a text begins or gives, the best first; nothing without a text."""
    typed = text.strip()
    if not typed:
        return []
    found = [_goal(typed)] if KEY.fullmatch(typed) else []
    word, _, argument = typed.partition(" ")
    for command in COMMANDS:
        if command.name == word.casefold():
            found.append(_given(command, argument.strip(), today))
        elif command.name.startswith(word.casefold()) and not argument:
            found.append(_named(command))
    return found


def _goal(key: str) -> Offer:
    kind = "key result" if "." in key else "goal"
    return Offer(Target(kind, key.upper()), f"Go to {key.upper()}", "go", "key")


def _named(command: Command) -> Offer:
    """A command that waits for its argument; choosing it puts its name into the line."""
    if not command.argument:
        return Offer(Target("command", command.name), command.help, command.name, "key")
    return Offer(Target("type", f"{command.name} "), command.help, f"{command.name} {command.argument}", "key")


def _given(command: Command, argument: str, today: date | None) -> Offer:
    """A command with its argument; it still waits where the argument is none of those that it takes."""
    match command.name:
        case "go" if KEY.fullmatch(argument):
            return _goal(argument)
        case "day" if today is not None:
            day = read_past_day(argument, today=today)
            if day is not None:
                return _told(command, day.isoformat(), f"Look at {day:%a} {day.day} {day:%b %Y}")
        case "theme":
            theme = theme_named(argument)
            if theme is not None:
                return _told(command, theme, f"Theme: {label_of(theme)}")
        case "filter" if argument:
            return _told(command, argument, f"Show the goals with {argument}")
        case "plan" | "outline" | "reorganise" if argument:
            return _told(command, argument, f"{command.help}: {argument}")
        case "cycle" if argument:
            return _told(command, argument.upper(), f"Look at the cycle {argument.upper()}")
    return _named(command)


def _told(command: Command, argument: str, words: str) -> Offer:
    return Offer(Target("command", f"{command.name} {argument}"), words, command.name, "key")


def actions_offered(text: str, *, scopes: tuple[str, ...], context: Context, keymap: Keymap) -> list[Offer]:
    """The actions that can be meant by some letters, the best first; all of them without letters."""
    wanted = telling(text.casefold().split())
    scored: list[tuple[int, int, Offer]] = []
    for order, action in enumerate(in_scopes(tuple(scope for scope in dict.fromkeys(scopes) if scope not in HIDDEN))):
        score = _score(action, wanted)
        if score is not None and action.id != "app.palette" and action.id not in COMING:
            keys = " ".join(shown_key(key) for key in keymap.of(action)[:1])
            offer = Offer(Target("action", action.id, action.label), action.help, keys, "key", action.refused(context))
            scored.append((score, order, offer))
    if wanted:
        scored += _elsewhere(wanted, scopes=scopes, keymap=keymap)
    return [offer for _, _, offer in sorted(scored, key=lambda item: item[:2])]


def _elsewhere(wanted: list[str], *, scopes: tuple[str, ...], keymap: Keymap) -> list[tuple[int, int, Offer]]:
    """The actions of other screens that are meant, each with where it can be done."""
    found = []
    for order, action in enumerate(ACTIONS):
        score = None if action.scope in HIDDEN or action.scope in scopes else _score(action, wanted)
        if score is not None:
            keys = " ".join(shown_key(key) for key in keymap.of(action)[:1])
            where = f"in {SCOPES[action.scope]}"
            found.append((100 + score, order, Offer(Target("action", action.id), action.help, keys, "key", where)))
    return found


def shell_offered(text: str) -> list[Offer]:
    """What is done in the shell, of what is meant; choosing it copies the line."""
    return [
        Offer(Target("shell", one.line), one.help, one.line, "shell") for one in shell_meant(text.casefold().split())
    ]


def found_offered(items: Iterable[Found]) -> list[Offer]:
    """What was found, as it came: the best first."""
    return [Offer(Target(item.kind, item.key, item.title), item.title, item.detail or "", item.kind) for item in items]


def _score(action: Action, wanted: list[str]) -> int | None:
    """How well an action fits some words, less is better; None where a word does not occur."""
    label, text = action.label.casefold(), f"{action.label} {action.help}".casefold()
    others = OTHER_WORDS.get(action.id, "")
    total = 0
    for word in wanted:
        if label.startswith(word):
            continue
        if f" {word}" in f" {text}" or f" {word}" in f" {others}":
            total += 1
        elif word in text:
            total += 2
        elif _in_order(word, label):
            total += 5
        else:
            return None
    return total


def _in_order(letters: str, text: str) -> bool:
    """Whether letters stand in a text in their order, with others in between."""
    rest = iter(text)
    return len(letters) > 1 and all(letter in rest for letter in letters)
