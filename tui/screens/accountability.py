"""Accountability: by unit and person, what is owned and how it is kept."""

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult

from tui.actions import Action, Context
from tui.drawing.accountability import accountability_rows
from tui.drawing.elsewhere import ELSEWHERE, elsewhere_row
from tui.drawing.rows import Row, blank, loading_rows, problem_rows
from tui.lens import Lens
from tui.lines import Target
from tui.screens.base import OkrScreen
from tui.view_models.accountability import Accountability, Unaligned
from tui.widgets.board import Board

RANKS = {"app.nudge": 29, "app.why": 28, "app.check-in": 38}
"""What one does here: to ask for a word, and what the numbers come from."""


class _Seen(NamedTuple):
    """A report that stood on the screen, and through which lens it was asked for."""

    report: Accountability | None
    unaligned: tuple[Unaligned, ...]
    through: Lens | None


class AccountabilityScreen(OkrScreen):
    """A unit's report; enter goes down to a unit, `u` and escape up again."""

    SCOPE = "accountability"
    NAME = "Accountability"
    CSS_PATH = "accountability.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self) -> None:
        super().__init__()
        self.report: Accountability | None = None
        self.unaligned: tuple[Unaligned, ...] = ()
        self._units: list[str | None] = [None]
        self._stands: list[str | None] = []
        """The units on the way down to the one whose report stands; none before the first."""
        self._above: list[_Seen | None] = []
        """What stood of each unit above the one that is wanted, as one went down; none where nothing did yet."""

    def body(self) -> ComposeResult:
        yield Board(id="main")

    def load(self) -> None:
        unit, at_a_glance = self._units[-1], self._stands != self._units
        self.ask("report", lambda gateway: gateway.accountability(unit, at_a_glance=at_a_glance), self._take)
        # Later than the rest, since in a large company it takes a while.
        self.ask(
            "unaligned", lambda gateway: gateway.unaligned(unit), self._take_unaligned, failed=self.okr.tell_problem
        )

    def _take(self, report: Accountability) -> None:
        self.report = report
        self._stands = list(self._units)
        self.ready()
        if not report.is_counted:  # what was left out, now that the rest stands
            unit = self._units[-1]
            self.ask("report", lambda gateway: gateway.accountability(unit), self._take)

    def _take_unaligned(self, goals: tuple[Unaligned, ...]) -> None:
        self.unaligned = goals
        if self.phase == "ready":
            self.draw()

    def crumbs(self) -> tuple[str, ...]:
        unit = self.report.total.unit if self.report else None
        return (self.NAME, unit.name) if unit else (self.NAME,)

    @property
    def context(self) -> Context:
        target = self.selected
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.goal_key,
            roles=self.okr.role_count,
            history=len(self._units) - 1,
        )

    def rank_of(self, action: Action) -> int:
        return RANKS.get(action.id, action.rank)

    def draw(self) -> None:
        self.query_one("#main", Board).show_leading(self._rows, ELSEWHERE)

    def _rows(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.report is None or self.session is None:
            return loading_rows(look=look) if self.asked_long_ago else []
        return [
            *self._elsewhere_rows(),
            *accountability_rows(self.report, width, today=self.session.today, look=look, unaligned=self.unaligned),
        ]

    def _elsewhere_rows(self) -> list[Row]:
        """Where goals are, if this cycle has none: all that follows counts what is not there."""
        found = self.okr.elsewhere(self.seen_through)
        shown = [elsewhere_row(self.session, found, look=self.look)] if self.session and found else []
        return [blank(self.look), *shown, *([blank(self.look)] if shown else [])]

    def chosen(self, target: Target) -> None:
        if target.kind == "unit":
            stands = self.report is not None and self._stands == self._units
            self._above.append(_Seen(self.report, self.unaligned, self.seen_through) if stands else None)
            self._units.append(target.key)
            self.load()
        else:
            super().chosen(target)

    def do_above(self) -> None:
        self._units.pop()
        seen = self._above.pop()
        if (
            seen is not None and seen.through == self.okr.gateway.lens
        ):  # it stands until what is asked for anew has come
            self.report, self.unaligned = seen.report, seen.unaligned
            self._stands = list(self._units)
            self.ready()
        self.load()

    def do_back(self) -> None:
        if len(self._units) > 1:
            self.do_above()
        else:
            super().do_back()
