"""Going about: the screens at the bottom, what is open over them, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tui.dispatch import KeyDispatch
from tui.lines import Target
from tui.places import ABOUT, ROOTS
from tui.screens.base import OkrScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.gateway import Gateway
    from tui.lens import Ahead, Lens
    from tui.state import ViewState


MOST_VISITS = 200
"""Places that one can go back to; more is no way back but a diary."""


class Visit(NamedTuple):
    """A place where one was: a bottom screen, or something opened over it."""

    root: str
    about: Target | None = None


class GoingAbout(KeyDispatch):
    """The part of the app that opens and closes screens."""

    view: ViewState
    gateway: Gateway
    ahead: Ahead | None

    def __init__(self) -> None:
        super().__init__()
        self._roots: list[str] = []
        self._bottom: dict[str, OkrScreen] = {}
        self._visits: list[Visit] = []
        self._at = -1
        self._travels = False

    def look_through(self, lens: Lens) -> None:
        """Look at another day or another cycle; the app does."""

    def show_root(self, name: str) -> None:
        """Show one of the bottom screens; it is as one left it."""
        while len(self.screen_stack) > 2:
            _ = self.pop_screen()
        screen = self.root(name)
        self.remember(screen=name)
        if name in self._roots:
            self._roots.remove(name)
        self._roots.append(name)
        self._visit(Visit(name))
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
        self._visit(self._here())

    def open_goal(self, key: str) -> None:
        """Open the goal of a goal's or key result's key."""
        self.open_target(Target("goal", key))

    def show_filtered(self, words: str) -> None:
        """Show the goals that a filter leaves."""
        screen = self.root("alignment")
        screen.filter_by(words, sent=self._roots[-1:] not in ([], ["alignment"]))
        self.show_root("alignment")

    def remember(self, **changes: object) -> None:
        """Change what is remembered of the view."""
        self.view = replace(self.view, theme=self.theme, **changes)  # type: ignore[arg-type]  # fields of ViewState

    def open_target(self, target: Target) -> None:
        """Open what something stands for."""
        place = ABOUT.get(target.kind)
        if place is not None:
            screen = place.make(target.key)
            screen.opened_for = target
            self.open_over(screen)
            self._visit(self._here())
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

    # History ----------------------------------------------------------------------------------------------------

    def do_earlier(self) -> None:
        if self._at > 0:
            self._go_to(self._at - 1)
        else:
            self.flash("Nothing earlier: this is where you began.")

    def do_later(self) -> None:
        if self._at + 1 < len(self._visits):
            self._go_to(self._at + 1)
        else:
            self.flash("Nothing later: you have not gone back from anywhere.")

    def _visit(self, visit: Visit) -> None:
        """Note where one is; what was later than the place before is forgotten, as in a browser."""
        if self._travels or (0 <= self._at < len(self._visits) and self._visits[self._at] == visit):
            return
        self._visits = [*self._visits[: self._at + 1], visit][-MOST_VISITS:]
        self._at = len(self._visits) - 1

    def _go_to(self, number: int) -> None:
        visit, self._at, self._travels = self._visits[number], number, True
        self.show_root(visit.root)
        if visit.about is not None:
            self.open_target(visit.about)
        self._travels = False

    def _here(self) -> Visit:
        """The place that is open; a dialog over it is none."""
        root = self._roots[-1] if self._roots else "home"
        abouts = (screen.opened_for for screen in reversed(self.screen_stack) if isinstance(screen, OkrScreen))
        return Visit(root, next((about for about in abouts if about is not None), None))

    # The way back -----------------------------------------------------------------------------------------------

    def go_to_crumb(self, screen: OkrScreen, number: int) -> None:
        """Go to a step of the way that a screen shows: the name of the program is the home, the first step the root."""
        crumb = screen.crumbs()[number] if number >= 0 else "home"
        if number < 0:
            self.show_root("home")
        elif isinstance(crumb, str):
            while len(self.screen_stack) > (2 if number == 0 else 3):
                self.close_top()
        else:
            self.open_target(crumb)

    def go_back(self) -> None:
        """One step back: close what was opened last, or go to the bottom screen before; the last of them is the home.

        While a day that one looks at is worked out anew, back to today.
        """
        if self.gateway.lens.is_back and self.ahead is None and self.gateway.working_out is not None:
            self.gateway.stop_reading()
            self.look_through(replace(self.gateway.lens, day=None))
            return
        if len(self.screen_stack) > 2:
            self.close_top()
        elif len(self._roots) > 1:
            self._roots.pop()
            self.show_root(self._roots[-1])
        elif self._roots != ["home"]:
            self._roots.clear()
            self.show_root("home")
        else:
            self.flash(f"This is the first screen; {self.key_of('app.quit')} quits.")
