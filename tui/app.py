"""The app: screens, themes, keys and the session; everything else lives in the module of its subject."""

from __future__ import annotations

import threading
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from tui.asking import Asker
from tui.collecting import LOOKS_EVERY_SECONDS, Collecting
from tui.gateway import Gateway
from tui.lines import Look
from tui.looking_back import LooksBack
from tui.messages import Answered
from tui.places import ABOUT, ROOTS
from tui.resizing import take_sizes_in_turn
from tui.screens.bare import Bare
from tui.screens.base import OkrScreen
from tui.settings import InterfaceSettings, first_of
from tui.state import Memory, ViewState
from tui.theme import DEFAULT, palette_of, theme_named, themes
from tui.warming import Warming
from tui.widgets.drawn import Colourless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.message_pump import MessagePump

    from tui.messages import Fact
    from tui.view_models.basics import Problem
    from tui.view_models.session import Session

POLL_SECONDS = 15.0
"""How often the company is asked whether something changed; one indexed read."""
PREPARED_AFTER_SECONDS = 0.2
"""So long after the first screen stands, what the others need is loaded."""
CLOSING_SECONDS = 0.05
"""So long the connections are waited for at the end."""
LOADED_AFTER_SECONDS = 1.0
"""By then the first screen has been drawn and what asks the company has been loaded; until then no garbage is looked for."""


class OkrApp(LooksBack):
    """The full-screen interface of one company."""

    TITLE = "okr"
    CSS_PATH = ["styles/base.tcss", "screens/home.tcss"]  # the first screen's too: read later, all would be read anew
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []  # keys are dispatched from the table of actions
    _knows_theme = False

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
        self.look = Look(ascii_only=ascii_only, keymap=self.keymap)
        self.session: Session | None = None
        self.unread = 0
        self.left_at = 0.0
        self.notice = ""
        self._writes = 0
        self._first_questions: list[Callable[[], None]] | None = []
        self.crash: BaseException | None = None
        self.crashed_on = ""
        """The screen that was open then; none is when it comes to the report."""
        self.role_count = 0  # not known until the first home is here
        self.animation_level = "none"
        self._first = first_screen if first_screen in ROOTS else None
        self._polls = polls
        self._prepares = False
        self.collecting = Collecting()
        self.warming = Warming(self)
        for each in themes():
            self.register_theme(each)
        chosen = theme_named(theme or "") or self.settings.theme or theme_named(self.view.theme or "")
        # Set before anything is drawn, so that the style sheets are read once; later changes of the reactive read them anew.
        self.set_reactive(App.theme, chosen or DEFAULT)
        self._knows_theme = True
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """What the style sheets say of colours; Textual asks once before the theme is chosen, and what it gets is not used."""
        return super().get_css_variables() if self._knows_theme else {}

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver; for terminals ours, which stops at once."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":  # Windows, or another one from the environment
            return found
        from tui.terminal import Terminal

        return Terminal

    def get_default_screen(self) -> Bare:
        """What lies under all screens, and is never seen."""
        return Bare(id="_default")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters; with NO_COLOR no colour at all, where Textual would leave greys."""
        if not self.no_color:
            return super().get_line_filters()
        palette = palette_of(self.theme)
        return [Colourless(ground=palette.background, dim=frozenset({palette.dim, palette.faint, palette.chart}))]

    # Start and end ----------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        take_sizes_in_turn()
        self.app_resume_signal.subscribe(self, lambda _: take_sizes_in_turn())
        self.asker = Asker(self, self.gateway)
        remembered = self.view.screen if self.view.screen in ROOTS else "home"
        self.show_root(self._first or remembered)
        self.set_timer(LOADED_AFTER_SECONDS, self.collecting.wake)
        self.ask_when_drawn(self, self.refresh_session)
        if self._polls:
            self.set_interval(POLL_SECONDS, self._poll)
            self.set_interval(LOOKS_EVERY_SECONDS, self._rest)
        if self.settings.complaints:
            self.call_after_refresh(self.flash, first_of(self.settings.complaints), "warning")

    @property
    def stands(self) -> bool:
        """Whether something has been drawn."""
        return self._first_questions is None

    def ask_when_drawn(self, node: MessagePump, ask: Callable[[], None]) -> None:
        """Put off a question until what asks it was drawn: what a worker imports would hold the frame up."""
        if self._first_questions is None:
            node.call_after_refresh(ask)
        else:
            self._first_questions.append(ask)

    def note_frame(self) -> None:
        """A frame has gone out; ask what waited for the first."""
        waiting, self._first_questions = self._first_questions, None
        for ask in waiting or ():
            ask()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited, or the screen does not stand yet."""
        screen = self.screen
        return not (isinstance(screen, OkrScreen) and screen.keys_open) or self.asker.waits or screen.asker.waits

    def _rest(self) -> None:
        """Where nothing is awaited, garbage may be looked for."""
        if not self.is_busy:
            self.collecting.rest()

    def _prepare(self) -> None:
        """Load in a thread what the other screens are made of, so that opening one of them does not hold up the keys."""
        self.asker.ask("prepare", _load_screens, self._prepared, failed=lambda _: None)

    def _prepared(self, sheets: tuple[Path, ...]) -> None:
        """Read their style sheets, one between two keys: read when a screen is opened, all would be read anew."""
        self.collecting.wake()
        self.warming.begin()
        for sheet in sheets:
            self.call_later(self._read_sheet, sheet)

    def _read_sheet(self, sheet: Path) -> None:
        if not self.stylesheet.has_source(str(sheet), ""):
            self.stylesheet.read(sheet)
            self.stylesheet.parse()  # only what is new; what is shown now has its style already

    def leave(self) -> None:
        """Remember where one was, stop what is being read, and end."""
        self.keep_view()
        self.gateway.interrupt()
        self.left_at = time.monotonic()
        self.exit()

    def on_unmount(self) -> None:
        # A connection that is in use is closed only when it is free; nobody waits for that.
        closing = threading.Thread(target=self.gateway.close, daemon=True)
        closing.start()
        closing.join(CLOSING_SECONDS)

    def keep_view(self) -> None:
        """Write down where one is."""
        for screen in self.screen_stack:
            if isinstance(screen, OkrScreen):
                screen.remember()
        self.memory.keep_view(self.view)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's hook for what nobody caught: keep it for the report, and end without printing anybody's words."""
        if self.crash is None:
            self.crash, self.crashed_on = error, self.place
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
        self.asker.ask("session", _session, self._take_session, failed=self._no_session)

    def _take_session(self, session: Session) -> None:
        first, before = self.session is None, self.session
        self.session, self.notice = session, ""
        if before is not None and before.lens == session.lens and before.cycle != session.cycle:
            self.all_anew()  # another cycle has become the current one
        self.tell_screens()
        self.count_notices()
        if first and not session.day_is_turned and not session.lens.is_back:
            self.asker.ask("day", Gateway.turn_day, lambda _: self._day_is_turned(), failed=lambda _: None)

    def _day_is_turned(self) -> None:
        if isinstance(self.screen, OkrScreen):
            self.screen.load()

    def _no_session(self, problem: Problem) -> None:
        if isinstance(self.screen, OkrScreen):
            self.screen.show_problem(problem)

    def count_notices(self) -> None:
        """Ask how much is new for whoever looks."""
        self.asker.ask("notices", Gateway.unread, self._take_unread, failed=lambda _: None)

    def _take_unread(self, unread: int) -> None:
        if self._polls and not self._prepares:
            self._prepares = True
            self.set_timer(PREPARED_AFTER_SECONDS, self._prepare)
        if unread != self.unread:
            self.unread = unread
            self.tell_screens()

    def all_anew(self) -> None:
        """Something changed that every screen shows."""
        for screen in {*self._bottom.values(), *self.screen_stack}:
            if isinstance(screen, OkrScreen):
                screen.load_anew()

    def note_own_writes(self, by: OkrScreen) -> None:
        """Where something was written from here, the screens that show it are asked for anew when they are shown again.

        `by` is the screen that wrote: it shows by itself what came of it.
        """
        if self.gateway.writes == self._writes:
            return
        self._writes = self.gateway.writes
        self.note_written()
        self.refresh_session()
        for screen in {*self._bottom.values(), *self.screen_stack} - {by}:
            if isinstance(screen, OkrScreen):
                screen.load_anew()

    def note_unseen_write(self) -> None:
        """Something was written from here that no screen shows: it is no change to press a key for."""
        self._writes = self.gateway.writes
        if self.notice:
            self.count_notices()  # what others changed is still to be loaded
        else:
            self.refresh_session()

    def _poll(self) -> None:
        if self.session is not None and not self.asker.waits_for("poll"):
            self.asker.ask("poll", Gateway.marker, self._take_marker, failed=lambda _: None)

    def _take_marker(self, marker: str) -> None:
        if self.asker.waits_for("session") or self.gateway.writes != self._writes:
            return  # the marker may tell of what was written here: the next one is compared with what comes
        if self.session is not None and marker != self.session.marker and not self.notice:
            self.notice = f"changed: press {self.key_of('app.refresh')}"
            self.count_notices()
            self.tell_screens()

    def facts(
        self, *, shows_today: bool = False, is_coming: bool = False, of_every_cycle: bool = False
    ) -> tuple[Fact, ...]:
        """What the first line says on the right: what is new, company, person, cycle, day.

        `shows_today`: part of the screen could not be shown as of the chosen day; `is_coming`: nothing of it is here yet;
        `of_every_cycle`: it does not go by the cycle.
        """
        if self.session is None:
            return ()
        from tui.drawing.frame import facts

        return facts(
            self.session,
            unread=self.unread,
            changed=self.notice,
            shows_today=shows_today,
            is_coming=is_coming,
            of_every_cycle=of_every_cycle,
            worked_out=self.worked_out,
            ahead=self.ahead,
            stop=self.key_of("app.back"),
        )

    def on_answered(self, message: Answered) -> None:
        self.asker.deliver(message)


def _session(gateway: Gateway) -> Session:
    """Ask who looks at what, and load in the worker what says so in the first line."""
    import tui.drawing.frame  # noqa: F401

    return gateway.session()


def _load_screens(gateway: Gateway) -> tuple[Path, ...]:
    """Load what asks the company, and import the screens that can be opened by one key; the style sheets of all."""
    gateway.marker()
    for place in {**ROOTS, "goal": ABOUT["goal"]}.values():
        import_module(place.module)
    return tuple(sorted((Path(__file__).parent / "screens").resolve().glob("*.tcss")))
