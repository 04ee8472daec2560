"""From pressed keys to actions: in their order, in sequences, and waiting for screens that are still being loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.app import App

from tui.actions import BY_ID, Action
from tui.keymap import Keymap, normal_key
from tui.messages import Hint
from tui.screens.base import OkrScreen
from tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.collecting import Collecting
    from tui.warming import Warming

URGENT = frozenset({"app.back", "app.quit", "app.quit-now", "app.interrupt", "check-in.leave"})
"""Actions that are done even where keys before them still wait; those are forgotten then."""
MOST_WAITING = 200
"""Keys that wait at most, for a screen that is being loaded."""

ANSWERING = ("confirm", "always")
"""The scopes that hold while a question waits in the last line."""

Press = tuple[str, str | None]
"""A pressed key, and the character that it writes."""


class Question(NamedTuple):
    """A question in the last line of a screen, and what is done when the answer is yes."""

    screen: OkrScreen
    then: Callable[[], None]


class KeyDispatch(App[None]):
    """The part of the app that takes keys."""

    keymap: Keymap
    collecting: Collecting
    warming: Warming

    def __init__(self) -> None:
        super().__init__()
        self._typed: tuple[str, ...] = ()
        self._waiting: list[Press] = []
        self._question: Question | None = None
        self.presses = 0
        """How often anybody pressed a key or the mouse."""

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown) and not event.is_forwarded:
            self.presses += 1
        if isinstance(event, events.Key) and not event.is_forwarded and self._take_key(event):
            return
        await super().on_event(event)

    def _take_key(self, event: events.Key) -> bool:
        """Take a key for the open screen, in the order in which keys were pressed; says whether there is such a screen."""
        if not isinstance(self.screen, OkrScreen):
            return False
        self.collecting.note_key()
        self.warming.note_key()
        press = (event.key, event.character if event.is_printable else None)
        action = self._meant(press)[1]
        if action is not None and action.id in URGENT:
            self._waiting.clear()
            if not self.screen.keys_open:
                # A screen that is closed before it was ever shown has none of its widgets.
                self._waiting.append(press)
                return True
        elif self.question is None and (self._waiting or not self.screen.accepts(action, press[1])):
            self._waiting = [*self._waiting, press][:MOST_WAITING]
            return True
        self._handle(press)
        return True

    def replay(self) -> None:
        """Take the keys that were pressed before the screen could take them, as far as it can now."""
        while self._waiting:
            screen, press = self.screen, self._waiting[0]
            if not isinstance(screen, OkrScreen) or not screen.accepts(self._meant(press)[1], press[1]):
                return
            del self._waiting[0]
            self._handle(press)

    def _meant(self, press: Press) -> tuple[tuple[str, ...], Action | None, bool]:
        """What was typed up to a key, the action that it means, and whether it begins a sequence."""
        scopes = self.screen.scopes if isinstance(self.screen, OkrScreen) else ()
        scopes = ANSWERING if self.question is not None else scopes
        typed = (*self._typed, normal_key(*press))
        action, begins = self.keymap.find(typed, scopes)
        if action is None and not begins and len(typed) > 1:
            typed = typed[-1:]
            action, begins = self.keymap.find(typed, scopes)
        return typed, action, begins

    def _handle(self, press: Press) -> None:
        screen = self.screen
        if not isinstance(screen, OkrScreen):
            return
        screen.quiet()
        typed, action, begins = self._meant(press)
        if self.question is None and screen.takes(press[1]) and (action is None or not action.while_typing):
            self._typed = ()
            screen.typed("")
            screen.type_key(*press)
            return
        self._typed = typed if begins else ()
        screen.typed(" ".join(self._typed))
        if action is None:
            return
        waits = screen.held_back(action) if press[1] is not None and self.question is None else None
        if waits is None:
            self.perform(action)
        else:
            screen.flash(waits, "warning")

    # Questions --------------------------------------------------------------------------------------------------

    @property
    def question(self) -> Question | None:
        """What the open screen asks in its last line, if it asks something."""
        question = self._question
        return question if question is not None and question.screen is self.screen else None

    def confirm(self, words: str, then: Callable[[], None], *, yes: str = "Yes", no: str = "Leave it") -> None:
        """Ask in the last line before something is done; nothing is done unless the answer is yes."""
        screen = self.screen
        if isinstance(screen, OkrScreen):
            self._question = Question(screen, then)
            keys = (("confirm.yes", yes), ("confirm.no", no))
            screen.query_one(KeyLine).ask(words, tuple(Hint(one, self.key_of(one), word) for one, word in keys))

    def do_yes(self) -> None:
        question = self._answered()
        if question is not None:
            question.then()

    def do_no(self) -> None:
        self._answered()

    def _answered(self) -> Question | None:
        question, self._question = self.question, None
        if question is not None:
            question.screen.query_one(KeyLine).answered()
        return question

    # Actions ----------------------------------------------------------------------------------------------------

    def perform_id(self, action: str) -> None:
        """Do an action by its id."""
        self.perform(BY_ID[action])

    def perform(self, action: Action) -> None:
        """Do an action on the open screen, or say why it cannot be done."""
        screen = self.screen
        if not isinstance(screen, OkrScreen):
            return
        refusal = action.refused(screen.situation)
        if refusal is not None:
            screen.flash(refusal, "warning")
            return
        handler: Callable[[], None] | None = getattr(screen, f"do_{action.name}", None)
        if handler is None:
            handler = getattr(self, f"do_{action.name}", None)
        if handler is None:
            return
        final = screen.stays(action.at_once) if action.at_once else ""
        if final:
            about = f" {screen.goal_key}" if screen.goal_key else ""
            self.confirm(f"{action.label}{about}? {final}", handler, yes=action.label)
        else:
            handler()
        screen.tell()

    def key_of(self, action: str) -> str:
        """The key of an action, as the user has it."""
        return self.keymap.shown(action)

    def flash(self, words: str, tone: str = "dim") -> None:
        """Say something in the last line of the open screen."""
        if isinstance(self.screen, OkrScreen):
            self.screen.flash(words, tone)
