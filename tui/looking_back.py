"""Looking at another day or another cycle. A day that takes a while is worked out ahead, while one goes on with today."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import WorkerState

from tui.asking import problem_of_fault
from tui.everywhere import DoneEverywhere
from tui.lens import Ahead
from tui.screens.base import OkrScreen

if TYPE_CHECKING:
    from datetime import date

    from textual.timer import Timer
    from textual.worker import Worker

    from tui.asking import Asker
    from tui.lens import Lens
    from tui.view_models.basics import Problem
    from tui.view_models.session import Elsewhere

AHEAD = "day ahead"
"""The group of the questions about a day that was chosen."""
WATCH_SECONDS = 0.5
"""How often it is said how much of a past day is worked out."""
MOST_TIMES = 3
"""So often a day is worked out anew because one wrote something meanwhile; whoever goes on writing chooses it again afterwards."""


class LooksBack(DoneEverywhere):
    """The part of the app that knows which day and which cycle is looked at."""

    asker: Asker
    _polls: bool

    def __init__(self) -> None:
        super().__init__()
        self.ahead: Ahead | None = None
        """The day that was chosen, and is worked out or stands ready while today is shown."""
        self.looks_up = False
        """Whether it is being asked, which takes no time, if a day that was chosen stands: keys wait for that."""
        self.worked_out: int | None = None
        self._chosen: date | None = None
        self._told_of: tuple[int | None, Ahead | None] = (None, None)
        self._times = 0
        self._presses_before = 0
        self._day_watch: Timer | None = None

    @property
    def read_only(self) -> str | None:
        """Why nothing can be changed now; None where things can."""
        if self.gateway.lens.day is None:
            return None
        key = self.key_of("app.day")
        return f"You look at {self._named(self.gateway.lens.day)}, and the past is not changed; {key} comes back."

    def look_through(self, lens: Lens) -> None:
        """Look at another day or another cycle, on every screen, and at once."""
        if lens == self.gateway.lens:
            return
        self.gateway.lens = lens
        self._watch_the_day()
        self.refresh_session()
        self.count_notices()
        self.all_anew()

    def elsewhere(self, seen: Lens | None) -> Elsewhere | None:
        """Where there are goals, if the cycle has none through which something was seen."""
        return self.session.elsewhere if self.session is not None and self.session.lens == seen else None

    def look_elsewhere(self) -> None:
        """Look at the cycle that has goals, where the one that is looked at has none."""
        found = self.session.elsewhere if self.session is not None else None
        if found is not None:
            self.look_through(replace(self.gateway.lens, cycle=None if found.is_current else found.cycle))

    def count_notices(self) -> None:
        """Ask how much is new; the app does."""

    def note_fault(self, error: BaseException) -> None:
        """Keep a report of a fault; the app does."""

    # Choosing a day ---------------------------------------------------------------------------------------------

    def choose_day(self, day: date | None) -> None:
        """Look at a day: at once where it stands, else when it is worked out; until then one goes on with today.

        The day that one looks at is worked out anew where others wrote since, and stays as it was known until then.
        """
        self._presses_before = self.presses
        ahead = self.ahead
        if ahead is not None and ahead.day == day and not ahead.stands:
            self.flash(self._told(ahead.day))
            return
        if day is None:
            self.stop_working_out()
        else:
            self.stop_ahead()
        self._chosen = day
        if day is None:
            self.look_through(replace(self.gateway.lens, day=day))
            return
        self.looks_up = True
        self.asker.ask(
            AHEAD,
            lambda gateway: gateway.past_days.stands(day),
            partial(self._looked_up, day),
            failed=partial(self._not_made, day),
        )

    def stop_working_out(self) -> None:
        """Work out no further what was chosen, and say so."""
        ahead = self.ahead
        if ahead is not None and not ahead.stands:
            name = self._named(ahead.day)
            stays = "it stays as it was known" if ahead.day == self.gateway.lens.day else "you stay with today"
            self.flash(f"{name} is not worked out any further; {stays}.")
        self.stop_ahead()

    def stop_ahead(self) -> None:
        """Work out no further what was chosen, and forget what stands ready."""
        self.asker.drop(AHEAD)
        ahead, self.ahead, self.looks_up = self.ahead, None, False
        if ahead is not None and not ahead.stands:
            self.gateway.stop_working_out()
        self._watch_the_day()

    def note_written(self) -> None:
        """The person wrote something, which the day that stands ready does not say: it is worked out anew when it is chosen."""
        if self.ahead is not None and self.ahead.stands:
            self.stop_ahead()

    def _looked_up(self, day: date, stands: bool) -> None:
        self.looks_up = False
        if stands:
            self._open(day)
        else:
            self.ahead, self._times = Ahead(day), 0
            # Nobody is left on a day that they wanted to leave, where nothing can be done.
            if day != self.gateway.lens.day:
                self.look_through(replace(self.gateway.lens, day=None))
            self._work_out(day)
            self.flash(self._told(day))
        self.replay()

    def _work_out(self, day: date) -> None:
        self._times += 1
        self._watch_the_day()
        self.asker.ask(
            AHEAD,
            lambda gateway: gateway.past_days.prepare(day),
            partial(self._came, day),
            failed=partial(self._not_made, day),
        )

    def _came(self, day: date, stands: bool) -> None:
        if not stands and self._times < MOST_TIMES:
            self._work_out(day)
            return
        self.ahead = Ahead(day, stands=True) if stands else None
        self._watch_the_day()
        name = self._named(day)
        if not stands:
            self.flash(f"You wrote while {name} was worked out: choose it again when you are done.", "warning")
        elif self.presses == self._presses_before or day == self.gateway.lens.day:
            self._open(day)
        else:
            self.flash(
                f"{name} stands ready: {self.key_of('app.day')}, then {self.key_of('app.open')}, opens it.", "success"
            )

    def _open(self, day: date) -> None:
        self.ahead = None
        if isinstance(self.screen, OkrScreen):
            self.screen.quiet()
        lens = replace(self.gateway.lens, day=day)
        if lens == self.gateway.lens:
            self.all_anew()
        self.look_through(lens)

    def _not_made(self, day: date, problem: Problem) -> None:
        self.ahead, self.looks_up = None, False
        self._watch_the_day()
        self.flash(f"{self._named(day)} cannot be shown now. {problem.in_a_line}", "error")
        self.replay()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault of okr's own while a day is worked out ends that like any other problem."""
        worker = event.worker
        if event.state is not WorkerState.ERROR or worker.error is None or worker.group != AHEAD:
            return
        self.note_fault(worker.error)
        if self._chosen is not None and self.asker.waits_for(AHEAD):
            self.asker.drop(AHEAD)
            self._not_made(self._chosen, problem_of_fault(worker.error))

    # How far it is ----------------------------------------------------------------------------------------------

    def _watch_the_day(self) -> None:
        """While a day is worked out, or one looks at one that may be worked out anew, say how far it is."""
        if self._day_watch is not None:
            self._day_watch.stop()
        is_watched = self._polls and (self.gateway.lens.is_back or self.ahead is not None)
        self._day_watch = self.set_interval(WATCH_SECONDS, self.see_how_far) if is_watched else None
        self.see_how_far()

    def see_how_far(self) -> None:
        """Say how much of a day is worked out, where that is another share than the last time."""
        share = self.gateway.working_out
        is_waited_for = self.gateway.lens.is_back and self.ahead is None
        self.worked_out = share if is_waited_for else None  # what was stopped takes a moment to end
        if self.ahead is not None and not self.ahead.stands:
            self.ahead = replace(self.ahead, share=share)
        before, self._told_of = self._told_of, (self.worked_out, self.ahead)
        if before == self._told_of:
            return
        from tui.dialogs.day import DayDialog  # whoever only looks at today does without it

        for screen in self.screen_stack:
            if isinstance(screen, OkrScreen) and screen.is_mounted:
                screen.tell()
        if isinstance(self.screen, DayDialog):
            self.screen.draw()

    def tell_screens(self) -> None:
        """Bring the first and the last line of every open screen up to date."""
        for screen in self.screen_stack:
            if isinstance(screen, OkrScreen) and screen.is_mounted:
                screen.session_changed()

    def _told(self, day: date) -> str:
        """What happens while a day is worked out."""
        name, key = self._named(day), self.key_of("app.day")
        if day == self.gateway.lens.day:
            return f"{name} is worked out anew, since others wrote meanwhile; it stays as it was known until then."
        return f"{name} is being worked out: wait and it opens, or go on meanwhile. {key} says how far it is, and stops it."

    def _named(self, day: date) -> str:
        """A day as people name it."""
        from tui.format import day as named

        return named(day, today=self.session.calendar_day if self.session is not None else None)
