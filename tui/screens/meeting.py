"""Meeting: the goals of a team one by one, with a clock; what is said goes into notes and check-ins."""

import time
from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult

from tui.drawing.meeting import AGENDA_LINES, Walk, agenda_lines, clock_words
from tui.drawing.rows import Row, teaching_rows
from tui.format import counted
from tui.gateway import Gateway
from tui.lines import Line
from tui.messages import Hint
from tui.screens.check_in import CheckInScreen
from tui.view_models.accountability import BlockerItem
from tui.view_models.check_ins import DuePage, DueRow
from tui.view_models.goals import GoalItem
from tui.view_models.homes import LeadHome
from tui.widgets.drawn import Panel

PLANNED_SECONDS = 300
"""Time for a goal; beyond it the clock is shown in another colour and nothing else happens."""
TICK_SECONDS = 1.0
AT_THE_END = frozenset({"meeting.previous", "check-in.submit", "check-in.leave", "app.help", "app.palette"})
"""What can be done when the meeting has been summed up."""

Clock = Callable[[], float]
"""Seconds that pass; given by tests."""


class MeetingScreen(CheckInScreen):
    """The check-in grid of one goal after the other; everything that was typed is recorded by one key, whenever one likes."""

    SCOPE = "meeting"
    NAME = "Meeting"
    CSS_PATH = "meeting.tcss"

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._goals: tuple[GoalItem, ...] = ()
        self._blockers: tuple[BlockerItem, ...] = ()
        self._at = 0
        self._spent: dict[str, float] = {}
        self._since = clock()
        self._pages: dict[str, DuePage] = {}
        self._written = 0
        self._paused = False
        self._over = False
        self._wanted: tuple[str, str] | None = None

    def body(self) -> ComposeResult:
        yield Panel(self._agenda, id="agenda")
        yield from super().body()

    def prepare(self) -> None:
        super().prepare()
        self.set_interval(TICK_SECONDS, self.tick)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("meeting", "check-in", "list", "everywhere", "always")

    def hints(self) -> tuple[Hint, ...]:
        """One key for the next goal: the one that works now; after the last goal those that are about a row are left out."""
        if self._over:
            return tuple(hint for hint in super().hints() if hint.action in AT_THE_END)
        other = "meeting.next" if self.is_typing else "meeting.onward"
        return tuple(hint for hint in super().hints() if hint.action != other)

    @property
    def goal(self) -> GoalItem | None:
        """The goal that is talked about."""
        return self._goals[self._at] if 0 <= self._at < len(self._goals) else None

    @property
    def is_of_every_cycle(self) -> bool:
        return False  # the goals of the home that it was opened from

    def crumbs(self) -> tuple[str, ...]:
        place = f"{self._at + 1} of {len(self._goals)}" if self._goals and not self._over else ""
        return (self.okr.root_name(), self.NAME, place) if place else (self.okr.root_name(), self.NAME)

    # The clock --------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Show how much time has passed; the goal that is open takes it."""
        self._count()
        if self._goals and not self._over and not self._paused:
            self.query_one("#agenda", Panel).redraw()

    def _count(self) -> None:
        now = self._clock()
        passed, self._since = now - self._since, now
        goal = self.goal
        if goal is not None and not self._paused and not self._over:
            self._spent[goal.key] = self._spent.get(goal.key, 0.0) + passed

    # Loading ----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        if not self._goals:
            self.ask("team", _team, self._take_team)
        else:
            self._load_goal()

    def _take_team(self, lead: LeadHome | None) -> None:
        self._goals = lead.goals if lead is not None else ()
        self._blockers = lead.blockers if lead is not None else ()
        self._since = self._clock()
        if self._goals:
            self._load_goal()
        else:
            self.ready()

    def _load_goal(self) -> None:
        goal = self.goal
        if goal is not None:
            key = goal.key
            self.ask("due", lambda gateway: gateway.due_of_goal(key), partial(self._take_goal, key))

    def _take_goal(self, key: str, page: DuePage) -> None:
        self._pages[key] = page
        if self.goal is None or self.goal.key != key:
            return
        wanted, self._wanted = self._wanted, None
        self.show_rows(page.rows, wanted)
        self.query_one("#agenda", Panel).redraw()

    # Sending ----------------------------------------------------------------------------------------------------

    @property
    def known_rows(self) -> dict[str, DueRow]:
        return {row.result.key: row for page in self._pages.values() for row in page.rows}

    def to_cell(self, key: str, column: str) -> None:
        for number, goal in enumerate(self._goals):
            if goal.key == key.partition(".")[0] and number != self._at:
                self._wanted = (key, column)
                self._go(number)
                return
        super().to_cell(key, column)

    def recorded_count(self, count: int) -> None:
        self._written += count

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        self.query_one("#agenda", Panel).set_class(self.phase != "ready" or self._over or not self._goals, "-hidden")
        super().draw()

    def _agenda(self, width: int) -> list[Line]:
        goal = self.goal
        if goal is None or self.session is None:
            return []
        walk = Walk(
            number=self._at + 1,
            count=len(self._goals),
            goal_seconds=int(self._spent.get(goal.key, 0)),
            planned_seconds=PLANNED_SECONDS,
            all_seconds=int(sum(self._spent.values())),
            paused=self._paused,
        )
        blockers = [one for one in self._blockers if one.key.partition(".")[0] == goal.key]
        lines = agenda_lines(goal, walk, blockers, width, today=self.session.today, look=self.look)
        return lines[:AGENDA_LINES]

    def _notice(self, width: int) -> list[Row]:
        if self.phase != "ready":
            return super()._notice(width)
        back = [("check-in.leave", self.look.key("check-in.leave"), "leave the meeting")]
        if not self._goals:
            return teaching_rows(
                "Your team has no active goal in this cycle.", width=width, look=self.look, choices=back
            )
        if self._over:
            return teaching_rows(self._summary(), width=width, look=self.look, choices=[*self._unsent(), *back])
        following = [("meeting.next", self.look.key("meeting.next"), "go to the next goal")]
        words = "This goal has no key result that readings are typed in for: talk about it, then go on."
        return teaching_rows(words, width=width, look=self.look, choices=[*following, *back])

    def _unsent(self) -> list[tuple[str, str, str]]:
        count = len(self.sheet.drafts)
        return [("check-in.submit", "ctrl+s", f"record {counted(count, 'check-in')}")] if count else []

    def _summary(self) -> str:
        spent = clock_words(int(sum(self._spent.values())))
        words = f"{counted(len(self._spent), 'goal')} in {spent}, {counted(self._written, 'check-in')} recorded."
        longest = max(self._spent, key=lambda key: self._spent[key], default=None)
        if longest is not None and len(self._spent) > 1:
            words += f" {longest} took the longest: {clock_words(int(self._spent[longest]))}."
        return words

    # Walking ----------------------------------------------------------------------------------------------------

    def do_next(self) -> None:
        if not self._goals or self._over:
            return
        if self._at + 1 < len(self._goals):
            self._go(self._at + 1)
            return
        self._count()
        self._over = True
        self.sheet = self.sheet.of(())
        self.draw()
        self.tell()

    def do_onward(self) -> None:
        self.grid.stop_typing()
        self.do_next()

    def do_previous(self) -> None:
        if self._over:
            self._over = False
            self._go(self._at)
        elif self._at > 0:
            self._go(self._at - 1)
        else:
            self.flash("This is the first goal.")

    def do_pause(self) -> None:
        self._count()
        self._paused = not self._paused
        self.query_one("#agenda", Panel).redraw()
        on = self.look.key("meeting.pause")
        self.flash(f"The clock stands still; {on} lets it go on." if self._paused else "The clock goes on.")

    def do_scope(self) -> None:
        self.flash(f"A meeting is about the team's goals; {self.look.key('app.screen-4')} shows all that is due.")

    def do_meeting(self) -> None:
        self.flash("The meeting is on.")

    def remember(self) -> None:
        self.keep_now()

    def _go(self, number: int) -> None:
        self._count()
        self._at = number
        self._over = False
        self.load_others()
        self.tell()


def _team(gateway: Gateway) -> LeadHome | None:
    """The goals of the acting person's team, those in trouble first, with what is in their way."""
    return gateway.home("lead", at_a_glance=True).lead
