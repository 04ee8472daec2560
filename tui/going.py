"""Going about: the screens at the bottom, what is open over them, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.dispatch import KeyDispatch
from tui.places import ABOUT, ROOTS
from tui.screens.base import OkrScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.lines import Target
    from tui.state import ViewState


class GoingAbout(KeyDispatch):
    """The part of the app that opens and closes screens."""

    view: ViewState

    def __init__(self) -> None:
        super().__init__()
        self._roots: list[str] = []
        self._bottom: dict[str, OkrScreen] = {}

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

    def go_back(self) -> None:
        """One step back: close what was opened last, or go to the bottom screen before."""
        if len(self.screen_stack) > 2:
            self.close_top()
        elif len(self._roots) > 1:
            self._roots.pop()
            self.show_root(self._roots[-1])
        else:
            self.flash(f"This is the first screen; {self.key_of('app.quit')} quits.")
