"""What the command palette offers: actions by their words, and what was found in the company."""

from collections.abc import Iterable
from dataclasses import dataclass

from tui.actions import Action, Context, in_scopes
from tui.keymap import Keymap, shown_key
from tui.lines import Target
from tui.view_models.basics import Found

HIDDEN = frozenset({"list", "always", "filter", "form", "dialog", "search"})
"""Scopes whose actions make no sense as commands."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the palette."""

    target: Target
    words: str
    detail: str
    kind: str
    refused: str | None = None


def actions_offered(text: str, *, scopes: tuple[str, ...], context: Context, keymap: Keymap) -> list[Offer]:
    """The actions that can be meant by some letters, the best first; all of them without letters."""
    wanted = text.casefold().split()
    scored: list[tuple[int, int, Offer]] = []
    for order, action in enumerate(in_scopes(tuple(scope for scope in dict.fromkeys(scopes) if scope not in HIDDEN))):
        score = _score(action, wanted)
        if score is not None and action.id != "app.palette":
            keys = " ".join(shown_key(key) for key in keymap.of(action)[:1])
            offer = Offer(Target("action", action.id, action.label), action.help, keys, "key", action.refused(context))
            scored.append((score, order, offer))
    return [offer for _, _, offer in sorted(scored, key=lambda item: item[:2])]


def found_offered(items: Iterable[Found]) -> list[Offer]:
    """What was found, as it came: the best first."""
    return [Offer(Target(item.kind, item.key, item.title), item.title, item.detail or "", item.kind) for item in items]


def _score(action: Action, wanted: list[str]) -> int | None:
    """How well an action fits some words, less is better; None where a word does not occur."""
    label, text = action.label.casefold(), f"{action.label} {action.help}".casefold()
    total = 0
    for word in wanted:
        if label.startswith(word):
            continue
        if f" {word}" in f" {text}":
            total += 1
        elif word in text:
            total += 2
        else:
            return None
    return total
