"""The app: screens, themes, keys and the session; everything else lives in the module of its subject."""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import App

from tui.actions import BY_ID, Action
from tui.asking import Asker
from tui.gateway import Gateway
from tui.keymap import normal_key, shown_key
from tui.lines import Look, Target
from tui.messages import Answered
from tui.places import ABOUT, ROOTS
from tui.screens.base import OkrScreen
from tui.settings import InterfaceSettings
from tui.state import Memory, ViewState
from tui.theme import DEFAULT, after, label_of, palette_of, theme_named, themes
from tui.widgets.drawn import Colourless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.filter import LineFilter

    from tui.view_models.basics import Problem
    from tui.view_models.session import Session

POLL_SECONDS = 15.0
"""How often the company is asked whether something changed; one indexed read."""
LOADED_AFTER_SECONDS = 1.0
"""By then the first screen has been drawn and what asks the company has been loaded; until then no garbage is looked for."""
SECOND_PRESS_SECONDS = 3.0
"""Within this time a second ctrl+c quits."""
URGENT = frozenset({"app.back", "app.quit", "app.quit-now", "app.interrupt", "check-in.leave"})
"""Actions that are done even where keys before them still wait; those are forgotten then."""
MOST_WAITING = 200
"""Keys that wait at most, for a screen that is being loaded."""

Press = tuple[str, str | None]
"""A pressed key, and the character that it writes."""


class OkrApp(App[None]):
    """The full-screen interface of one company."""

    TITLE = "okr"
    CSS_PATH = "styles/base.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []  # keys are dispatched from the table of actions

    def __init__(
        self,
        gateway: Gateway,
        *,
        memory: Memory,
        settings: InterfaceSettings | None = None,
        theme: str | None = None,
        ascii_only: bool = False,
        first_screen: str | None = None,
        polls: bool = True,
    ) -> None:
        super().__init__()
        self.gateway = gateway
        self.memory = memory
        self.settings = settings or InterfaceSettings()
        self.keymap = self.settings.keymap
        self.view: ViewState = memory.view()
        self.look = Look(ascii_only=ascii_only)
        self.session: Session | None = None
        self.notice = ""
        self.crash: BaseException | None = None
        self.role_count = 1
        self.animation_level = "none"
        self._typed: tuple[str, ...] = ()
        self._waiting: list[Press] = []
        self._roots: list[str] = []
        self._bottom: dict[str, OkrScreen] = {}
        self._first = first_screen if first_screen in ROOTS else None
        self._polls = polls
        self._interrupted_at = -SECOND_PRESS_SECONDS
        for each in themes():
            self.register_theme(each)
        chosen = theme_named(theme or "") or self.settings.theme or theme_named(self.view.theme or "")
        self.theme = chosen or DEFAULT

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters; with NO_COLOR no colour at all, where Textual would leave greys."""
        if not self.no_color:
            return super().get_line_filters()
        palette = palette_of(self.theme)
        return [Colourless(ground=palette.background, dim=frozenset({palette.dim, palette.faint}))]

    # Start and end ----------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.asker = Asker(self, self.gateway)
        remembered = self.view.screen if self.view.screen in ROOTS else "home"
        self.show_root(self._first or remembered)
        self.set_timer(LOADED_AFTER_SECONDS, _wake_collector)
        self.call_after_refresh(self.refresh_session)
        if self._polls:
            self.set_interval(POLL_SECONDS, self._poll)
        if self.settings.complaints:
            self.call_after_refresh(self.flash, self.settings.complaints[0], "warning")

    def leave(self) -> None:
        """Remember where one was, stop what is being read, and end."""
        self.keep_view()
        self.gateway.interrupt()
        self.exit()

    def on_unmount(self) -> None:
        self.gateway.close()

    def keep_view(self) -> None:
        """Write down where one is."""
        for screen in self.screen_stack:
            if isinstance(screen, OkrScreen):
                screen.remember()
        self.memory.keep_view(self.view)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's hook for what nobody caught: keep it for the report, and end without printing anybody's words."""
        if self.crash is None:
            self.crash = error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def note_fault(self, error: BaseException) -> None:
        """Keep a report of a fault in a worker; the screen says that something went wrong."""
        from tui.starting import write_report

        write_report(error, place=self.place)

    @property
    def place(self) -> str:
        """The name of the open screen, for reports."""
        return type(self.screen).__name__ if self.screen_stack else "none"

    # The session ------------------------------------------------------------------------------------------------

    def refresh_session(self) -> None:
        """Ask who looks at what."""
        self.asker.ask("session", Gateway.session, self._take_session, failed=self._no_session)

    def _take_session(self, session: Session) -> None:
        first = self.session is None
        self.session, self.notice = session, ""
        self._tell_screens()
        if first and not session.day_is_turned:
            self.asker.ask("day", Gateway.turn_day, lambda _: self._day_is_turned(), failed=lambda _: None)

    def _day_is_turned(self) -> None:
        if isinstance(self.screen, OkrScreen):
            self.screen.load()

    def _no_session(self, problem: Problem) -> None:
        if isinstance(self.screen, OkrScreen):
            self.screen.show_problem(problem)

    def _poll(self) -> None:
        if self.session is not None and not self.asker.waits_for("poll"):
            self.asker.ask("poll", Gateway.marker, self._take_marker, failed=lambda _: None)

    def _take_marker(self, marker: str) -> None:
        if self.session is not None and marker != self.session.marker and not self.notice:
            self.notice = f"changed: press {self.keymap.first(BY_ID['app.refresh'])}"
            self._tell_screens()

    def _tell_screens(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, OkrScreen) and screen.is_mounted:
                screen.session_changed()

    def facts(self) -> tuple[str, ...]:
        """What the first line says on the right: company, person, cycle, day."""
        session = self.session
        if session is None:
            return ()
        from tui.format import day

        cycle = (session.cycle,) if session.cycle else ()
        return (session.organisation, session.me.name, *cycle, day(session.today, today=session.today))

    def on_answered(self, message: Answered) -> None:
        self.asker.deliver(message)

    # Keys and actions -------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded and self._take_key(event):
            return
        await super().on_event(event)

    def _take_key(self, event: events.Key) -> bool:
        """Take a key for the open screen, in the order in which keys were pressed; says whether there is such a screen."""
        if not isinstance(self.screen, OkrScreen):
            return False
        press = (event.key, event.character if event.is_printable else None)
        action = self._meant(press)[1]
        if action is not None and action.id in URGENT:
            self._waiting.clear()
        elif self._waiting or not self.screen.accepts(action, press[1]):
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
        if screen.takes(press[1]) and (action is None or not action.while_typing):
            self._typed = ()
            screen.typed("")
            screen.type_key(*press)
            return
        self._typed = typed if begins else ()
        screen.typed(" ".join(self._typed))
        if action is not None:
            self.perform(action)

    def perform_id(self, action: str) -> None:
        """Do an action by its id."""
        self.perform(BY_ID[action])

    def perform(self, action: Action) -> None:
        """Do an action on the open screen, or say why it cannot be done."""
        screen = self.screen
        if not isinstance(screen, OkrScreen):
            return
        refusal = action.refused(screen.context)
        if refusal is not None:
            screen.flash(refusal, "warning")
            return
        handler: Callable[[], None] | None = getattr(screen, f"do_{action.name}", None)
        if handler is None:
            handler = getattr(self, f"do_{action.name}", None)
        if handler is not None:
            handler()
            screen.tell()

    def flash(self, words: str, tone: str = "dim") -> None:
        """Say something in the last line of the open screen."""
        if isinstance(self.screen, OkrScreen):
            self.screen.flash(words, tone)

    # Going about ------------------------------------------------------------------------------------------------

    def show_root(self, name: str) -> None:
        """Show one of the bottom screens; it is as one left it."""
        while len(self.screen_stack) > 2:
            self.close_top()
        screen = self.root(name)
        self.remember(screen=name)
        if name in self._roots:
            self._roots.remove(name)
        self._roots.append(name)
        if len(self.screen_stack) < 2:
            _ = self.push_screen(name)
        elif self.screen is not screen:
            _ = self.switch_screen(name)

    def root(self, name: str) -> OkrScreen:
        """One of the bottom screens, made when it is first wanted."""
        screen = self._bottom.get(name)
        if screen is None:
            screen = self._bottom[name] = ROOTS[name].make()
            self.install_screen(screen, name)
        return screen

    def open_over(self, screen: OkrScreen, then: Callable[[None], None] | None = None) -> None:
        """Open a screen over the others; `then` is called when it closes."""
        # Nobody waits for the mounting: keys that come in between are handled in their order.
        _ = self.push_screen(screen, then)

    def close_top(self) -> None:
        """Close what was opened last."""
        _ = self.pop_screen()

    def open_goal(self, key: str) -> None:
        """Open the goal of a goal's or key result's key."""
        self.open_over(ABOUT["goal"].make(key))

    def show_filtered(self, words: str) -> None:
        """Show the goals that a filter leaves."""
        screen = self.root("alignment")
        screen.filter_by(words)
        self.show_root("alignment")

    def remember(self, **changes: object) -> None:
        """Change what is remembered of the view."""
        self.view = replace(self.view, theme=self.theme, **changes)  # type: ignore[arg-type]  # fields of ViewState

    def open_target(self, target: Target) -> None:
        """Open what something stands for."""
        place = ABOUT.get(target.kind)
        if place is not None:
            self.open_over(place.make(target.key))
            return
        match target.kind:
            case "unit":
                self.show_filtered(f"unit:{target.key}")
            case "person":
                self.show_filtered(f"owner:{target.key}")
            case _:
                self.flash(f"{target.key} has no screen of its own yet.")

    def root_name(self) -> str:
        """The name of the bottom screen, for breadcrumbs."""
        below = self.screen_stack[1] if len(self.screen_stack) > 1 else None
        return below.NAME if isinstance(below, OkrScreen) else ""

    def key_of(self, action: str) -> str:
        """The key of an action, as the user has it."""
        return shown_key(self.keymap.first(BY_ID[action]))

    def go_back(self) -> None:
        """One step back: close what was opened last, or go to the bottom screen before."""
        if len(self.screen_stack) > 2:
            self.close_top()
        elif len(self._roots) > 1:
            self._roots.pop()
            self.show_root(self._roots[-1])
        else:
            self.flash(f"This is the first screen; {self.keymap.first(BY_ID['app.quit'])} quits.")

    def do_quit(self) -> None:
        if len(self.screen_stack) > 2:
            self.close_top()
        else:
            self.leave()

    def do_quit_now(self) -> None:
        self.leave()

    def do_interrupt(self) -> None:
        now = time.monotonic()
        if now - self._interrupted_at <= SECOND_PRESS_SECONDS:
            self.leave()
            return
        self._interrupted_at = now
        self.flash("Press ctrl+c again to quit.", "warning")

    def do_suspend(self) -> None:
        self.action_suspend_process()

    def do_screen_1(self) -> None:
        self.show_root("home")

    def do_screen_2(self) -> None:
        self.show_root("alignment")

    def do_screen_3(self) -> None:
        key = self.screen.goal_key if isinstance(self.screen, OkrScreen) else None
        if key or self.view.goal:
            self.open_goal(key or self.view.goal or "")
        else:
            self.flash("Move to a goal first, or open one in 2 Alignment.", "warning")

    def do_screen_4(self) -> None:
        self.show_root("check-in")

    def do_screen_5(self) -> None:
        self.show_root("accountability")

    def do_check_in(self) -> None:
        from tui.screens.check_in import CheckInScreen

        goal = self.screen.goal_key if isinstance(self.screen, OkrScreen) else None
        if goal is None:
            self.show_root("check-in")
        else:
            self.open_over(CheckInScreen(goal=goal.partition(".")[0], row=goal))

    def do_why(self) -> None:
        from tui.dialogs.why import WhyDialog

        if isinstance(self.screen, OkrScreen) and self.screen.goal_key:
            self.open_over(WhyDialog(self.screen.goal_key))

    def do_sight(self) -> None:
        from tui.dialogs.sight import SightDialog

        if isinstance(self.screen, OkrScreen) and self.screen.goal_key:
            self.open_over(SightDialog(self.screen.goal_key.partition(".")[0]))

    def do_help(self) -> None:
        from tui.dialogs.help import HelpDialog

        if isinstance(self.screen, OkrScreen):
            self.open_over(HelpDialog(self.screen.scopes, self.screen.NAME))

    def do_palette(self) -> None:
        from tui.dialogs.palette import PaletteDialog

        if isinstance(self.screen, OkrScreen):
            self.open_over(PaletteDialog(self.screen.scopes, self.screen.context))

    def do_copy(self) -> None:
        target = self.screen.selected if isinstance(self.screen, OkrScreen) else None
        if target is not None and target.kind != "do":
            self.copy_to_clipboard(target.key)
            self.flash(f"Copied {target.key}, if your terminal lets programs write to the clipboard.")

    def do_find(self) -> None:
        screen = self.root("alignment")
        self.show_root("alignment")
        screen.find()

    def do_add(self) -> None:
        key = self.screen.goal_key if isinstance(self.screen, OkrScreen) else None
        parent = f" --parent {key.partition('.')[0]}" if key else ""
        self.flash(f'Goals are written with the command for now: okr goal new "TITLE"{parent}')

    def do_theme(self) -> None:
        self.theme = after(self.theme)
        self.flash(f"Theme: {label_of(self.theme)}")


def _wake_collector() -> None:
    """Let the garbage collector work again where the program started without it; what is loaded by now stays to the end."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
