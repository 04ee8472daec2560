"""What the actions of every screen do: `do_<name>` of the scopes "everywhere" and "always" in `tui.actions`."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tui.opening import OpensBeside
from tui.screens.base import OkrScreen
from tui.theme import after, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.dialogs.form import FormDialog
    from tui.gateway import Gateway
    from tui.lens import Lens
    from tui.view_models.basics import Problem
    from tui.view_models.session import Session
    from tui.view_models.surroundings import LastChange

SECOND_PRESS_SECONDS = 3.0
"""Within this time a second ctrl+c quits."""

MOST_TOLD = 3
"""Parts of a change that a question names; what one did to a thousand is counted."""


class DoneEverywhere(OpensBeside):
    """The part of the app that carries out what can be done on every screen."""

    gateway: Gateway
    session: Session | None

    def __init__(self) -> None:
        super().__init__()
        self._interrupted_at = -SECOND_PRESS_SECONDS

    def leave(self) -> None:
        """End; the app says what is kept before."""
        self.exit()

    def refresh_session(self) -> None:
        """Ask who looks at what; the app does."""

    def look_through(self, lens: Lens) -> None:
        """Look at another day or another cycle; the app does."""

    def choose_day(self, day: date | None) -> None:
        """Look at a day once it stands; the app does."""

    def all_anew(self) -> None:
        """Load every screen anew; the app does."""

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
        self.flash(f"Press {self.key_of('app.interrupt')} again to quit.", "warning")

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

    def do_screen_7(self) -> None:
        self.show_root("people")

    def do_screen_8(self) -> None:
        self.show_root("cycle")

    def do_check_in(self) -> None:
        from tui.screens.check_in import CheckInScreen

        goal = self.screen.goal_key if isinstance(self.screen, OkrScreen) else None
        if goal is None:
            self.show_root("check-in")
        else:
            self.open_over(CheckInScreen(goal=goal.partition(".")[0], row=goal))

    def do_why(self) -> None:
        from tui.dialogs.why import WhyDialog

        screen = self.screen
        if not isinstance(screen, OkrScreen):
            return
        if screen.goal_key:
            self.open_over(WhyDialog(screen.goal_key))
        elif screen.rate_key:
            from tui.dialogs.why_rate import WhyRateDialog

            self.open_over(WhyRateDialog(screen.rate_key))

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
            self.open_over(PaletteDialog(self.screen.scopes, self.screen.situation))

    def do_notices(self) -> None:
        from tui.dialogs.notices import NoticesDialog

        self.open_over(NoticesDialog())

    def do_day(self) -> None:
        from tui.dialogs.day import DayDialog

        if self.session is not None:
            self.open_over(DayDialog(self.session))

    def do_cycle(self) -> None:
        from tui.dialogs.cycle import CycleDialog

        self.open_over(CycleDialog(self.gateway.lens))

    def do_nudge(self) -> None:
        screen = self.screen
        if not isinstance(screen, OkrScreen):
            return
        if screen.nudged is None:
            return
        kind, key = screen.nudged
        about = "" if kind else f" on {key}"
        undo = self.key_of("app.undo")
        screen.ask(
            "nudge",
            lambda gateway: gateway.surroundings.nudge(kind, key),
            lambda name: self.flash(f"{name} is asked for a word{about}; {undo} takes it back.", "success"),
            failed=self.tell_problem,
        )

    # Undoing ----------------------------------------------------------------------------------------------------

    def do_undo(self) -> None:
        screen = self.screen
        if isinstance(screen, OkrScreen):
            screen.ask(
                "undo",
                lambda gateway: gateway.surroundings.last_change(),
                lambda change: self._name_undo(screen, change),
                failed=self.tell_problem,
            )

    def _name_undo(self, screen: OkrScreen, change: LastChange | None) -> None:
        """What would be undone is named before anything is done; who has left the screen meanwhile is not asked any more."""
        if screen is not self.screen:
            return
        if change is None:
            self.flash("You changed nothing in the last minutes that could be undone.")
        elif not change.possible:
            self.flash(" ".join(change.words), "warning")
        else:
            final = screen.stays("undo.last")
            self.confirm(f"Undo: {change.what}? {told(change.words)} {final}", self._undo, yes="Undo")

    def _undo(self) -> None:
        if isinstance(self.screen, OkrScreen):
            self.screen.ask("undo", lambda gateway: gateway.surroundings.undo(), self._undone, failed=self.tell_problem)

    def _undone(self, change: LastChange) -> None:
        self.refresh_session()
        self.all_anew()
        self.flash(f"Undone: {change.what}. {told(change.words)}", "success")

    def tell_problem(self, problem: Problem) -> None:
        """Say in the last line what went wrong, and the way out."""
        self.flash(problem.in_a_line, "error")

    # Files ------------------------------------------------------------------------------------------------------

    def open_plan_file(self, file: str = "") -> None:
        """A form over everything that looks at a plan file and applies it."""
        from tui.dialogs.plan_file import PlanFileDialog

        self._open_form(PlanFileDialog(file))

    def open_export(self, unit: str, cycle: str) -> None:
        """A form over everything that writes goals into a plan file."""
        from tui.dialogs.plan_file import ExportDialog

        self._open_form(ExportDialog(unit=unit, cycle=cycle))

    def open_reorganisation(self, file: str = "") -> None:
        """A form over everything that looks at a file of steps and reorganises by it."""
        from tui.dialogs.reorg import ReorgFileDialog

        self._open_form(ReorgFileDialog(file))

    def open_outline(self, file: str = "") -> None:
        """A form over everything that proposes a plan from a document; the plan that it wrote is looked at next."""
        from tui.dialogs.plan_file import OutlineDialog

        session = self.session
        unit = session.leads[0].key if session is not None and session.leads else ""
        form = OutlineDialog(file, unit=unit, cycle=(session.cycle or "") if session is not None else "")

        def done(_: None) -> None:
            if form.kept:
                self.flash(form.done, "success")
                self.open_plan_file(form.kept)

        self.open_over(form, done)

    def _open_form(self, form: FormDialog) -> None:
        """Open a form over everything; what it has done is said, and everything is asked for again."""

        def done(_: None) -> None:
            if form.done:
                self.all_anew()
                self.refresh_session()
                self.flash(form.done, "success")

        self.open_over(form, done)

    def do_command(self, words: str) -> None:
        """Do what was typed behind `:`; see `tui.commands.COMMANDS`."""
        name, _, argument = words.partition(" ")
        lens = self.gateway.lens
        match name:
            case "filter":
                self.show_filtered(argument)
            case "day":
                self.choose_day(date.fromisoformat(argument))
            case "today":
                self.choose_day(None)
            case "cycle":
                self.look_through(replace(lens, cycle=argument or None))
            case "plan":
                self.open_plan_file(argument)
            case "outline":
                self.open_outline(argument)
            case "reorganise":
                self.open_reorganisation(argument)
            case "theme":
                self.theme = argument
                self.flash(f"Theme: {label_of(argument)}")

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
        """A form for a goal below that of the cursor; where no goal stands there, it is asked whether there is any parent at all."""
        screen = self.screen
        if not isinstance(screen, OkrScreen):
            return
        kind, key = screen.nudged or ("person", "")
        if kind != "person":
            self._add(screen, parent=key.partition(".")[0])
            return
        screen.ask(
            "add",
            lambda gateway: not any(cycle.goals for cycle in gateway.surroundings.cycles()),
            lambda is_first: self._add(screen, owner=key, is_first=is_first),
            failed=lambda _: self._add(screen, owner=key),
        )

    def _add(self, screen: OkrScreen, *, parent: str | None = None, owner: str = "", is_first: bool = False) -> None:
        from tui.dialogs.new_goal import NewGoalDialog

        if screen is self.screen:
            self.open_over(NewGoalDialog(parent, owner=owner, is_first=is_first))

    def do_theme(self) -> None:
        self.theme = after(self.theme)
        self.flash(f"Theme: {label_of(self.theme)}")


def told(words: Sequence[str]) -> str:
    """What undoing does, as sentences; of many the first ones."""
    said = [one.rstrip(".") for one in words[:MOST_TOLD]]
    if len(words) > len(said):
        said.append(f"and {len(words) - len(said)} more")
    sentence = "; ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""
