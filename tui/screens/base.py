"""What every screen has: first and last line, questions to the gateway, phases, and the actions of all screens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar, cast

from textual.worker import Worker, WorkerState

from tui.actions import Action, Context
from tui.asking import Asker, problem_of_fault
from tui.hinting import hints_now
from tui.messages import Answered, Hint
from tui.screens.standing import StandsOnLines
from tui.widgets.key_line import KeyLine
from tui.widgets.line_view import LineView
from tui.widgets.top_line import Crumb, TopLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from tui.app import OkrApp
    from tui.gateway import Gateway
    from tui.lens import Lens
    from tui.lines import Look, Target
    from tui.view_models.basics import Problem
    from tui.view_models.session import Session

Answer = TypeVar("Answer")
Phase = Literal["loading", "ready", "problem"]

AT_ONCE = frozenset({"everywhere", "always", "dialog", "search", "form"})
"""Scopes whose actions need no answer first, unless they say so."""
ASKS_FIRST = ("undo", "add")
"""Questions after whose answer something opens that the next keys are for: until then keys wait."""

QUIET_SECONDS = 0.2
"""Waiting shorter than this shows nothing, so that nothing flickers."""


class OkrScreen(StandsOnLines):
    """A screen of the interface; subclasses give its body, its questions and its own actions."""

    SCOPE: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (112, "-wide")]
    BINDINGS = []  # keys are dispatched from the table of actions

    def __init__(self) -> None:
        super().__init__()
        self.phase: Phase = "loading"
        self.problem: Problem | None = None
        self.details_shown = False
        self.asked_long_ago = False
        self.keys_open = False
        self.is_outdated = False
        self.opened_for: Target | None = None
        self.seen_through: Lens | None = None
        """The day and the cycle of what stands here."""

    # What a subclass says ---------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The widgets between the first and the last line."""
        yield from ()

    def prepare(self) -> None:
        """Bring back what is remembered, before anything is drawn.

        Textual calls the `on_mount` of every class of a screen: this is the place for what a subclass adds, so that it happens once.
        """

    def load(self) -> None:
        """Ask for what the screen shows."""

    def draw(self) -> None:
        """Show what is known."""

    def crumbs(self) -> tuple[Crumb, ...]:
        """Where one is, from the root: words, or targets that can be opened (the goals above this one)."""
        return (self.NAME,)

    @property
    def is_of_every_cycle(self) -> bool:
        """Whether what stands here is of every cycle, whichever one is chosen."""
        return False

    # Composition ------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        # Known before the first widget gets its style: told later, with the size, all of them would be styled anew.
        widths = (name for least, name in reversed(self.HORIZONTAL_BREAKPOINTS) if self.app.size.width >= least)
        self.add_class(next(widths), update=False)
        yield TopLine()
        yield from self.body()
        yield KeyLine()

    def on_mount(self) -> None:
        self.prepare()
        self.first_focus()
        self.asker = Asker(self, self.okr.gateway)
        self.keys_open = True
        self.set_class(self.look.ascii_only, "-ascii")
        self.draw()
        self.okr.ask_when_drawn(self, self.load)
        self.set_timer(QUIET_SECONDS, self.show_waiting)
        self.tell()
        self.okr.replay()

    def was_drawn(self) -> None:
        self.okr.note_frame()

    def on_screen_suspend(self) -> None:
        if self.is_mounted and hasattr(self, "asker"):
            self.remember()

    def on_screen_resume(self) -> None:
        if self.is_mounted and hasattr(self, "asker"):
            if self.is_outdated:
                self.is_outdated = False
                self.load()
            self.tell()

    def first_focus(self) -> None:
        """Focus what keys go to at first, before any of them comes."""
        if isinstance(self.AUTO_FOCUS, str):
            self.set_focus(self.query_one(self.AUTO_FOCUS))

    def stays(self, operation: str) -> str:
        """That undoing does not take an operation back, and what does instead; nothing where it can be undone."""
        reason = self.session.stays.get(operation) if self.session is not None else None
        return f"This cannot be undone: {reason}." if reason else ""

    def show_waiting(self) -> None:
        """Say that an answer is awaited, if one still is."""
        if self.phase == "loading" and self.is_open:
            self.asked_long_ago = True
            self.draw()

    # What is around ---------------------------------------------------------------------------------------------

    @property
    def okr(self) -> OkrApp:
        """The app."""
        return cast("OkrApp", self.app)

    @property
    def look(self) -> Look:
        """The glyphs of this session."""
        return self.okr.look

    @property
    def session(self) -> Session | None:
        """Who looks at what, once that is known."""
        return self.okr.session

    @property
    def me(self) -> str | None:
        """The acting person's handle."""
        return self.session.me.key if self.session else None

    @property
    def selected(self) -> Target | None:
        """What the cursor stands on."""
        view = self.list_view
        return view.selected if view is not None and self.phase != "loading" else None

    @property
    def is_typing(self) -> bool:
        """Whether letters go into a text at this moment."""
        return False

    def takes(self, character: str | None) -> bool:
        """Whether a key goes into a text instead of being a command; `character` is None for keys that write nothing."""
        return self.is_typing

    def held_back(self, action: Action) -> str | None:
        """Why a letter does not do what it stands for just now, in words; None where it does."""

    def type_key(self, key: str, character: str | None) -> None:
        """Put a key into the text that has the focus."""
        from tui.widgets.field import Field  # no first screen has one

        if isinstance(self.focused, Field):
            self.focused.type_key(key, character)

    def accepts(self, action: Action | None, character: str | None) -> bool:
        """Whether a key can be taken now; otherwise it waits until what it is about has come (typing ahead)."""
        if not self.keys_open or self.okr.looks_up or any(map(self.asker.waits_for, ASKS_FIRST)):
            return False
        if self.phase != "loading" or self.is_typing:
            return True
        at_once = action is None or (action.scope in AT_ONCE and not action.needs_rows)
        return at_once and not self.takes(character)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Whose keys hold now, the nearest first."""
        return (self.SCOPE, "list", "everywhere", "always")

    @property
    def context(self) -> Context:
        """What actions depend on."""
        target = self.selected
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.goal_key,
            roles=self.okr.role_count,
        )

    @property
    def situation(self) -> Context:
        """What actions depend on, here and in the whole interface."""
        return replace(self.context, read_only=self.okr.read_only, problem=self.phase == "problem")

    def load_anew(self) -> None:
        """Something changed that every screen shows: now where this one is open, else when it is shown again."""
        if self.app.screen is self and self.is_mounted:  # `is_current` holds for the one below too, which nobody sees
            self.is_outdated = False
            self.load()
            self.tell()
        else:
            self.is_outdated = True

    def quiet(self) -> None:
        """A key was pressed: what was said in the last line has been read."""
        for line in self.query_children(KeyLine):
            line.quiet()

    def typed(self, prefix: str) -> None:
        """Show the beginning of a sequence of keys."""
        for line in self.query_children(KeyLine):
            line.typed(prefix)

    def session_changed(self) -> None:
        """It is known who looks at what, or that something changed."""
        if self.phase == "ready":
            self.draw()
        self.tell()

    def filter_by(self, words: str, *, sent: bool = False) -> None:
        """Show what a filter leaves, on screens that have one; whoever was sent here with it goes back where they were."""

    def find(self) -> None:
        """Begin to type a filter, on screens that have one; before they are shown or afterwards."""

    def remember(self) -> None:
        """Put into the app's view state where one is on this screen."""

    # Asking -----------------------------------------------------------------------------------------------------

    def ask(
        self,
        group: str,
        question: Callable[[Gateway], Answer],
        then: Callable[[Answer], None],
        *,
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """Ask the gateway in a worker; a problem fills the screen unless `failed` takes it."""
        self.asker.ask(group, question, then, failed=failed or self.show_problem)

    def on_answered(self, message: Answered) -> None:
        if self.is_open:
            self.asker.deliver(message)
            self.okr.note_own_writes(self)
            self.tell()
            self.okr.replay()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.okr.note_fault(event.worker.error)
            self.asker.drop(event.worker.group)
            if not self.is_open:
                return
            self.show_problem(problem_of_fault(event.worker.error))
            self.okr.replay()

    def ready(self) -> None:
        """Everything is here: draw it."""
        self.phase, self.problem, self.seen_through = "ready", None, self.okr.gateway.lens
        self.draw()
        self.tell()
        self.okr.replay()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong: in place of the screen where it shows nothing yet, otherwise in the last line."""
        if self.phase == "ready":
            self.flash(problem.in_a_line, "error")
            return
        self.phase, self.problem = "problem", problem
        self.draw()
        self.tell()
        self.okr.replay()

    def flash(self, words: str, tone: str = "dim") -> None:
        """Say something in the last line for some seconds."""
        for line in self.query_children(KeyLine):
            line.flash(words, tone)

    # First and last line ----------------------------------------------------------------------------------------

    def tell(self) -> None:
        """Bring the first and the last line up to date."""
        if not self.is_open:
            return
        self.query_one(TopLine).tell(
            self.crumbs(),
            self.okr.facts(
                shows_today=self.shows_today, is_coming=self.is_coming, of_every_cycle=self.is_of_every_cycle
            ),
        )
        self.query_one(KeyLine).tell(self.hints())

    @property
    def is_coming(self) -> bool:
        """Whether what stands here is still of another day or cycle than the one that was chosen."""
        return self.phase == "ready" and self.asker.waits and self.seen_through != self.okr.gateway.lens

    @property
    def shows_today(self) -> bool:
        """Whether something here is as of today, though one looks at another day."""
        return self.asker.shows_today

    def hints(self) -> tuple[Hint, ...]:
        """The keys that work now, the most useful first."""
        return hints_now(self.okr.keymap, self.situation, self.scopes, rank_of=self.rank_of, is_typing=self.is_typing)

    def rank_of(self, action: Action) -> int:
        """Where a key stands in the last line, the most useful first; some are more useful on one screen than on others."""
        return action.rank

    def on_key_line_pressed(self, message: KeyLine.Pressed) -> None:
        self.okr.perform_id(message.action)

    def on_top_line_pressed(self, message: TopLine.Pressed) -> None:
        if message.target.kind == "do":
            self.okr.perform_id(message.target.key)
        else:
            self.okr.go_to_crumb(self, int(message.target.key))

    def on_line_view_moved(self) -> None:
        self.tell()

    def on_line_view_chosen(self, message: LineView.Chosen) -> None:
        message.stop()
        self.chosen(message.target)

    def chosen(self, target: Target) -> None:
        """Open what was chosen."""
        match target.kind:
            case "do":
                self.choice(target.key)
            case "rate":
                self.okr.perform_id("app.why")
            case _:
                self.okr.open_target(target)

    def choice(self, what: str) -> None:
        """Do what a line of keys stands for."""
        match what:
            case "retry":
                self.do_refresh()
            case "details":
                self.do_details()
            case "elsewhere":
                self.okr.look_elsewhere()
            case _:
                self.okr.perform_id(what)

    # Actions of every screen ------------------------------------------------------------------------------------

    def do_open(self) -> None:
        target = self.list_view.selected if self.list_view is not None else None
        if target is not None:
            self.chosen(target)

    def do_refresh(self) -> None:
        if self.phase == "problem":
            self.phase = "loading"
            self.set_timer(QUIET_SECONDS, self.show_waiting)
        self.okr.all_anew()  # first, since it counts: it is lent the connection that has counted before
        self.okr.refresh_session()

    def do_details(self) -> None:
        self.details_shown = not self.details_shown
        self.draw()

    def do_back(self) -> None:
        self.okr.go_back()
